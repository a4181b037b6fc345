import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../../diagnostics/catalogue.ts';
import { count } from '../../diagnostics/count.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { describeTable, type TableDescription } from '../../engine/contracts/comparison/statistics.ts';
import { rowValues } from '../../engine/contracts/violation.ts';
import { readArtifact } from '../../engine/inspection/audit.ts';
import type { Project } from '../../engine/project/project.ts';
import { matchOutput } from '../../engine/project/targets.ts';
import { viewFolder } from '../../engine/project/view.ts';
import { type OutputRecord, readRecord } from '../../engine/store/records.ts';
import type { Instance, TableContract } from '../../engine/types.ts';
import type { Columns } from '../../tables/columns.ts';
import { fromHere, type ProjectOptions, projectOf, wholeNumber, withProject } from '../options/project.ts';
import { commandLine } from '../options/suggestedCommand.ts';
import { aligned, cell, short, size } from '../report/format.ts';
import { openTerminal, styled, type Terminal } from '../report/terminal.ts';
import { showTrace, TRACE_HELP } from './trace.ts';

interface ShowOptions extends ProjectOptions {
  readonly head?: string | true;
  readonly schema?: boolean;
  readonly trace?: string;
  readonly all?: boolean;
}

const HEAD = 10;
/** Tables of up to this many rows are shown whole. */
const WHOLE = 40;

export function addShow(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('show'))
    .argument('<artifact>', 'an output, for example export.flows or train[member=1].history')
    .summary('show an artifact: its statistics, its first rows, its contract, where its rows come from')
    .option('--head [rows]', `the first rows (default ${HEAD})`)
    .option('--schema', 'its contract: fields, types, units, ranges')
    .addOption(
      new Option(
        '--trace <values>',
        'rows with these values in their key, each with its publisher and file, or what it was computed from',
      ).conflicts(['head', 'schema']),
    )
    .option('--all', 'with --trace, every row; else the first of each group')
    .addHelpText('after', TRACE_HELP)
    .action(async (artifact: string, options: ShowOptions) => exit(await show(artifact, options)));
}

async function show(artifact: string, options: ShowOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const project = await projectOf(options);
  if (options.trace !== undefined) return showTrace(terminal, project, artifact, { list: options.trace, all: options.all === true });
  if (options.all === true) refuse('E101', '--all goes with --trace', { hint: 'for example --trace POL,DEU,2010 --all' });
  const head = options.head === undefined || options.head === true ? HEAD : wholeNumber('--head', options.head);
  const { instances, output } = matchOutput(project.plan, artifact);
  const shown: unknown[] = [];
  for (const instance of instances) {
    const made = outputOf(project, instance, output, options);
    const contract = project.config.contracts.get(made.contract);
    terminal.print(`${styled(terminal.stdout, 'bold', `${instance.id}.${output}`)}  ${contract?.title ?? ''}`);
    terminal.print(
      `  ${pathOf(project, instance, output)}  ${made.rows === null ? '' : `${count(made.rows)} rows  `}${size(made.bytes)}  sha256 ${short(made.digest)}`,
    );
    const content = await readArtifact(project, made);
    if (contract?.kind === 'table')
      shown.push({ artifact: `${instance.id}.${output}`, ...made, ...showTable(terminal, contract, content as Columns, options, head) });
    else {
      terminal.print(JSON.stringify(content, null, 2));
      shown.push({ artifact: `${instance.id}.${output}`, ...made, content });
    }
  }
  terminal.result('show', 0, { artifacts: shown });
  return 0;
}

function outputOf(project: Project, instance: Instance, output: string, options: ProjectOptions): OutputRecord {
  const key = project.lock.lock.get(instance.id)?.key;
  const made = key === undefined ? undefined : readRecord(project.layout, key)?.outputs[output];
  if (made !== undefined) return made;
  return refuse('E105', `${instance.id}.${output} has not been made here`, {
    hint: `make it with: ${commandLine(options, 'run', instance.stage.name)}`,
  });
}

function pathOf({ config }: Project, instance: Instance, output: string): string {
  return fromHere(join(viewFolder(config, instance.id), instance.stage.outputs.get(output)?.file ?? ''));
}

function showTable(
  terminal: Terminal,
  contract: TableContract,
  columns: Columns,
  options: ShowOptions,
  head: number,
): Record<string, unknown> {
  const fields = contract.fields.map((field) => ({ ...field }));
  if (options.schema === true) {
    const rows = contract.fields.map(({ name, type, unit, missing, minimum, maximum, about }) => [
      name,
      type,
      unit ?? '',
      missing ? 'may be missing' : '',
      minimum === null && maximum === null ? '' : `${minimum ?? ''} to ${maximum ?? ''}`,
      about ?? '',
    ]);
    terminal.print(aligned([['field', 'type', 'unit', '', 'range', 'about'], ...rows], '  '));
    terminal.print(`  key ${contract.key.join(', ')}${contract.sorted.length > 0 ? `; sorted by ${contract.sorted.join(', ')}` : ''}`);
    return { fields, key: contract.key };
  }
  const statistics = describeTable(contract, columns);
  const length = statistics.rows;
  const wanted = options.head === undefined ? (length <= WHOLE ? length : 0) : Math.min(length, head);
  if (wanted === 0) terminal.print(statisticsText(statistics));
  const first = Array.from({ length: wanted }, (_, row) => rowValues(contract.fields, columns, row));
  if (first.length > 0) {
    terminal.print(aligned([contract.fields.map(({ name }) => name), ...first.map((row) => Object.values(row).map(cell))], '  '));
  }
  return { statistics, head: first };
}

function statisticsText({ fields }: TableDescription): string {
  const rows = fields.map(({ name, count: there, missing, values }) =>
    values.kind === 'numbers'
      ? [name, count(there), count(missing), cell(values.minimum), cell(values.mean), cell(values.maximum), '']
      : [
          name,
          count(there),
          count(missing),
          '',
          '',
          '',
          `${count(values.levels)} levels, most often ${values.most.map(({ level }) => level).join(', ')}`,
        ],
  );
  return aligned([['field', 'values', 'missing', 'min', 'mean', 'max', ''], ...rows], '  ');
}
