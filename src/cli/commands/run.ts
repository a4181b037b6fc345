import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { visibleJson } from '../../diagnostics/visible.ts';
import { LocalExecutor } from '../../engine/execution/localExecutor.ts';
import { Run } from '../../engine/execution/run.ts';
import { surveyOf } from '../../engine/inspection/survey.ts';
import { plural } from '../../engine/plural.ts';
import { workerProgram } from '../../engine/project/installation.ts';
import { buildContextOf, type Project } from '../../engine/project/project.ts';
import { matchTargets, selectTargets } from '../../engine/project/targets.ts';
import type { Plan } from '../../engine/types.ts';
import { type ProjectOptions, projectOf, wholeNumber, withProject } from '../options/project.ts';
import { commandLine } from '../options/suggestedCommand.ts';
import { liveReporter } from '../report/live.ts';
import { plainReporter, type ReportContext, type RunReporter } from '../report/plain.ts';
import { surveyTable } from '../report/survey.ts';
import { openTerminal, type Terminal } from '../report/terminal.ts';

interface RunCommandOptions extends ProjectOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean | readonly string[];
  readonly jobs: string;
  readonly keepGoing?: boolean;
  readonly backend: string;
}

const DEFAULT_JOBS = String(availableParallelism());

export function addRun(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('run'))
    .argument('[targets...]', 'stages (train), instances (train[member=1]) or outputs (export.flows); all by default')
    .summary('bring stages up to date, running only what changed')
    .option('-n, --dry-run', 'say what would run and why, and run nothing')
    .option('--force [targets...]', 'run these targets (or all that are wanted) even if nothing changed')
    .option('-j, --jobs <number>', 'stages that may run at once', DEFAULT_JOBS)
    .option('--save', 'let results of --set, or of another parameter file, take the place of those of the profile in its lock and views')
    .option('-k, --keep-going', 'after a failure, go on with what does not depend on it')
    .option('--backend <name>', 'training backend: auto, wasm, cpu, webgpu, node, node-gpu (see pipeline doctor)', 'auto')
    .action(async (targets: string[], options: RunCommandOptions) => exit(await run(targets, options)));
}

async function run(targets: readonly string[], options: RunCommandOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const jobs = wholeNumber('--jobs', options.jobs);
  const project = await projectOf(options);
  const wanted = selectTargets(project.plan, targets);
  const forced = forcedTargets(project.plan, wanted, targets, options.force);
  if (options.dryRun === true) return dryRun(project, wanted, forced, terminal);

  const reporter = options.json === true ? jsonReporter() : reporterFor(terminal, project, targets, options);
  const settings = { wanted, forced, jobs, keepGoing: options.keepGoing === true, backend: options.backend };
  const execution = new Run(project, settings, new LocalExecutor(workerProgram()), reporter.emit);
  let asked = false;
  const stop = (signal: NodeJS.Signals): void => {
    const exitCode = signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    if (asked) process.exit(exitCode); // the second time: at once; stages notice that they are alone and end
    asked = true;
    execution.interrupt(signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  try {
    return (await execution.execute()).exitCode as ExitCode;
  } finally {
    reporter.close();
  }
}

function jsonReporter(): RunReporter {
  return { emit: (event) => process.stdout.write(`${visibleJson(event)}\n`), close: () => {} };
}

function reporterFor(terminal: Terminal, project: Project, targets: readonly string[], options: RunCommandOptions): RunReporter {
  const context: ReportContext = {
    terminal,
    project,
    commandLine: (command, ...words) => commandLine(options, command, ...words),
    resumeCommand: (executed) => resumeCommand(project.plan, targets, options, executed),
  };
  return terminal.interactive ? liveReporter(context) : plainReporter(context);
}

/** The command that goes on with a run: as it was given, but forcing only what it has not executed yet. */
function resumeCommand(plan: Plan, targets: readonly string[], options: RunCommandOptions, executed: readonly string[]): string {
  const forced = forcedTargets(plan, selectTargets(plan, targets), targets, options.force);
  const left = [...forced].filter((id) => !executed.includes(id));
  const asGiven = options.force === true ? ['--force'] : ['--force', ...(options.force || [])];
  const force = left.length === 0 ? [] : left.length === forced.size ? asGiven : ['--force', ...left];
  const settings = [
    ...(options.jobs === DEFAULT_JOBS ? [] : ['--jobs', options.jobs]),
    ...(options.keepGoing === true ? ['--keep-going'] : []),
    ...(options.save === true ? ['--save'] : []),
    ...(options.backend === 'auto' ? [] : ['--backend', options.backend]),
  ];
  // Targets come first: --force takes every word that follows it.
  return commandLine(options, 'run', ...targets, ...settings, ...force);
}

function forcedTargets(
  plan: Plan,
  wanted: ReadonlySet<string>,
  targets: readonly string[],
  force: boolean | readonly string[] | undefined,
): ReadonlySet<string> {
  if (force === undefined || force === false) return new Set();
  if (force !== true) return matchTargets(plan, force);
  return targets.length === 0 ? wanted : matchTargets(plan, targets);
}

async function dryRun(project: Project, wanted: ReadonlySet<string>, forced: ReadonlySet<string>, terminal: Terminal): Promise<ExitCode> {
  const survey = surveyOf(project, wanted, forced, await buildContextOf(project, wanted));
  const stale = survey.filter(({ state }) => state !== 'current').length;
  terminal.print(surveyTable(terminal.stdout, survey));
  terminal.print(
    stale === 0 ? 'Nothing would run.' : `${plural(stale, 'instance')} would run; those marked "waits" only if what they read changes.`,
  );
  terminal.result('run', 0, { dryRun: true, instances: survey });
  return 0;
}
