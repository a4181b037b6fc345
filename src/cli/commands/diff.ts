import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { count } from '../../diagnostics/count.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import type { FieldDifference } from '../../engine/contracts/comparison/differences.ts';
import { readRun, runIds } from '../../engine/execution/runRecords.ts';
import { differenceOf, type InstanceDifference, type OutputDifference } from '../../engine/inspection/difference.ts';
import { changeText } from '../../engine/keys/reasons.ts';
import { plural } from '../../engine/plural.ts';
import { type Lock, lockName, readLock } from '../../engine/project/lock.ts';
import type { Project } from '../../engine/project/project.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { commandLine } from '../options/suggestedCommand.ts';
import { cell, short } from '../report/format.ts';
import { openTerminal, styled, type Terminal } from '../report/terminal.ts';

interface DiffOptions extends ProjectOptions {
  readonly exitCode?: boolean;
}

export function addDiff(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('diff'))
    .argument('[before]', 'a run (see pipeline log), or "lock"; by default the last run but one, or with --set the lock')
    .argument('[after]', 'a run, or "lock" (default), or with --set "what-if" (default)')
    .summary('compare two runs, or a run and the lock: parameters, code, digests, and how far the numbers moved')
    .option('--exit-code', `exit with ${EXIT.mismatch} if anything differs`)
    .action(async (before: string | undefined, after: string | undefined, options: DiffOptions) =>
      exit(await diff(before, after, options)),
    );
}

async function diff(before: string | undefined, after: string | undefined, options: DiffOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const project = await projectOf(options);
  const { whatIf } = project.config;
  const from = before ?? (whatIf === null ? lastButOne(project, options) : 'lock');
  const to = after ?? (whatIf === null ? 'lock' : 'what-if');
  const differences = await differenceOf(project, stateOf(project, from), stateOf(project, to));
  const { length } = differences;
  const found = length === 0 ? 'nothing differs' : `${plural(length, 'instance')} ${length === 1 ? 'differs' : 'differ'}`;
  terminal.print(`${from} -> ${to}: ${found}`);
  for (const difference of differences) printDifference(terminal, difference);
  const exitCode = options.exitCode === true && differences.length > 0 ? EXIT.mismatch : EXIT.done;
  terminal.result('diff', exitCode, { before: from, after: to, instances: differences });
  return exitCode;
}

function lastButOne({ layout, config }: Project, options: ProjectOptions): string {
  const finished = runIds(layout).filter((id) => {
    const run = readRun(layout, id);
    return run !== null && run.status !== 'running' && run.profile === config.profile && (run.whatIf ?? null) === null;
  });
  return (
    finished[1] ??
    finished[0] ??
    refuse('E107', `no run has finished here, so there is nothing to compare with ${lockName(config)}`, {
      hint: `compare after a run: ${commandLine(options, 'run')}; a what-if compares with the lock: diff --set NAME=VALUE`,
    })
  );
}

/** Lines of a run, of the lock of the profile, or of the what-if that --set and --params name. */
function stateOf({ config, layout, lock }: Project, name: string): Lock {
  if (name === 'lock') return readLock({ ...config, whatIf: null }).lock;
  if (name === 'what-if' && config.whatIf !== null) return lock.lock;
  const run = readRun(layout, name);
  if (run === null) refuse('E107', `there is no run "${name}"`, insteadOf(name, runIds(layout)));
  return new Map(Object.entries(run.lock));
}

function printDifference(terminal: Terminal, { instance, kind, isRecorded, causes, inputs, outputs }: InstanceDifference): void {
  terminal.print(`${styled(terminal.stdout, 'bold', instance)}  ${kind}`);
  if (!isRecorded) terminal.print('  it was not made here, so only digests can be compared');
  for (const cause of causes) terminal.print(`  ${changeText(cause)}`);
  if (inputs.length > 0) terminal.print(`  reads other content: ${inputs.join(', ')}`);
  if (kind === 'changed' && outputs.length === 0) terminal.print('  its outputs are the same');
  for (const output of outputs) terminal.print(`  ${outputText(output)}`);
}

function outputText({ output, before, after, table }: OutputDifference): string {
  const digests = `${output}  ${short(before)} -> ${short(after)}`;
  if (table === null) return digests;
  const rows = [
    table.added > 0 ? `${count(table.added)} rows added` : '',
    table.removed > 0 ? `${count(table.removed)} removed` : '',
    `${count(table.changed)} of ${count(table.changed + table.same)} changed`,
  ].filter((text) => text !== '');
  return [`${digests}  ${rows.join(', ')}`, ...table.fields.flatMap(fieldText)].join('\n');
}

function fieldText(field: FieldDifference): string[] {
  if (field.kind === 'category') return field.changed === 0 ? [] : [`    ${field.name}: ${count(field.changed)} changed`];
  if (field.moved === 0) return [];
  const { largestAbsolute: move } = field;
  const largest =
    move === null ? '' : `, largest by ${cell(move.absolute)} (${keyText(move.key)}: ${cell(move.before)} -> ${cell(move.after)})`;
  return [`    ${field.name}: ${count(field.moved)} moved${largest}`];
}

function keyText(key: Readonly<Record<string, number | string | null>>): string {
  return Object.values(key).join(' ');
}
