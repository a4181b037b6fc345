import type { Command } from 'commander';
import type { ExitCode } from '../../diagnostics/catalogue.ts';
import { newestLog, readRun, readTail, runIds } from '../../engine/execution/runRecords.ts';
import { matchTargets } from '../../engine/project/targets.ts';
import { isAlive } from '../../engine/store/processes.ts';
import { fromHere, type ProjectOptions, projectOf, wholeNumber, withProject } from '../options/project.ts';
import { aligned, duration, size } from '../report/format.ts';
import { openTerminal } from '../report/terminal.ts';

/** Most of a log that is printed, from its end: a terminal does not hold more, and neither does a string. */
const MOST_BYTES = 16 * 2 ** 20;

interface LogOptions extends ProjectOptions {
  readonly number: string;
}

export function addLog(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('log'))
    .argument('[target]', 'a stage or instance whose newest output to print; without it, the runs are listed')
    .summary('list the runs, or print what a stage wrote to its log')
    .option('-n, --number <runs>', 'how many runs to list', '20')
    .action(async (target: string | undefined, options: LogOptions) => exit(await log(target, options)));
}

async function log(target: string | undefined, options: LogOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const { plan, layout } = await projectOf(options);
  if (target === undefined) {
    const runs = runIds(layout)
      .slice(0, wholeNumber('--number', options.number))
      .map((id) => readRun(layout, id))
      .filter((run) => run !== null);
    const rows = runs.map(({ id, status, owner, profile, whatIf, executed, failed, startedAt, finishedAt }) => [
      id,
      status === 'running' && !isAlive(owner) ? 'killed' : status,
      typeof whatIf === 'string' ? `${profile}, what if ${whatIf}` : profile,
      `${executed.length} executed${failed.length > 0 ? `, ${failed.length} failed` : ''}`,
      finishedAt === null ? '' : duration(Date.parse(finishedAt) - Date.parse(startedAt)),
    ]);
    terminal.print(
      rows.length === 0 ? 'No run has executed anything yet.' : aligned([['run', 'ended', 'profile', 'stages', 'took'], ...rows]),
    );
    terminal.result('log', 0, { runs });
    return 0;
  }
  const logs = [...matchTargets(plan, [target])].map((instance) => {
    const found = newestLog(layout, instance);
    const { text, before } = found === null ? { text: null, before: 0 } : readTail(found.path, MOST_BYTES);
    return { instance, run: found?.run ?? null, text, before, path: found === null ? null : fromHere(found.path) };
  });
  for (const { instance, run, text, before, path } of logs) {
    terminal.print(
      run === null
        ? `== ${instance}: never executed here`
        : `== ${instance}, run ${run}\n${before > 0 ? `(${size(before)} before this are in ${path})\n` : ''}${text === '' ? '(it wrote nothing)' : text?.trimEnd()}`,
    );
  }
  terminal.result('log', 0, { logs });
  return 0;
}
