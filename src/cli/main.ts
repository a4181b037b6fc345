#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { CATALOGUE, EXIT, type ExitCode } from '../diagnostics/catalogue.ts';
import { type Diagnostic, isPipelineError } from '../diagnostics/diagnostic.ts';
import { readBuild } from '../engine/project/installation.ts';
import { systemProblem } from '../engine/store/systemErrors.ts';
import { addDag } from './commands/dag.ts';
import { addDiff } from './commands/diff.ts';
import { addExplain } from './commands/explain.ts';
import { addFetch } from './commands/fetch.ts';
import { addLog } from './commands/log.ts';
import { addRun } from './commands/run.ts';
import { addShow } from './commands/show.ts';
import { addStatus } from './commands/status.ts';
import { addTypes } from './commands/types.ts';
import { addValidate } from './commands/validate.ts';
import { withProject } from './options/project.ts';
import { openTerminal } from './report/terminal.ts';

/** argv -> one command; every refusal becomes a message and a documented exit code. */
async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) closes the pipe: that is no error.
  const closed = (error: NodeJS.ErrnoException): never =>
    process.exit(error.code === 'EPIPE' && argv[2] !== 'run' ? EXIT.done : EXIT.stageFailed);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', closed);
  const exit = (code: ExitCode): void => {
    process.exitCode = code;
  };
  const program = new Command('pipeline')
    .description('Runs a declared pipeline of typed stages: recomputes only what changed, and says why.')
    .version(readBuild().version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: () => {} })
    .addHelpText(
      'after',
      `\nExit codes: 0 done, 1 a stage failed, 2 usage or configuration, 3 a contract or source row is broken,\n4 digests differ, 5 out of date (status --exit-code), 130 interrupted, 143 terminated.`,
    );
  for (const add of [addRun, addStatus, addExplain, addDag, addShow, addDiff, addLog, addValidate, addFetch, addTypes]) add(program, exit);
  addLazily(program, exit);
  try {
    if (argv.length <= 2) program.outputHelp();
    else await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = reportError(error, argv);
  }
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit();
}

/** `doctor` loads TensorFlow.js, which the other commands should not wait for. */
function addLazily(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('doctor'))
    .summary('say what this machine offers: Node, cores, memory, disk, training backends')
    .option('--backend <name>', 'the backend that a run would ask for', 'auto')
    .option('--plan', 'say how much memory training will take, term by term, and whether it fits')
    .action(async ({ plan, ...options }) =>
      exit(
        plan === true
          ? await (await import('./commands/doctorPlan.ts')).doctorPlan(options)
          : await (await import('./commands/doctor.ts')).doctor(options),
      ),
    );
}

function reportError(error: unknown, argv: readonly string[]): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done; // --help, --version
  const json = argv.includes('--json');
  const terminal = openTerminal({ json, color: colourIn(argv) });
  const diagnostics = diagnosticsOf(error);
  terminal.printDiagnostics(diagnostics);
  if (process.env['PIPELINE_DEBUG'] !== undefined) console.error(error);
  const exitCode = CATALOGUE[diagnostics[0]!.code].exit;
  terminal.result(argv[2] ?? '', exitCode, null, diagnostics);
  return exitCode;
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  if (isPipelineError(error)) return error.diagnostics;
  if (error instanceof CommanderError) {
    const [message, hint] = error.message.replace(/^error: /, '').split('\n(', 2) as [string, string | undefined];
    return [
      {
        code: 'E101',
        severity: 'error',
        message,
        hint:
          hint === undefined
            ? 'pipeline help shows the commands, pipeline help COMMAND their options'
            : hint.replace(/\)$/, '').replace(/^D/, 'd'),
      },
    ];
  }
  const problem = systemProblem(error);
  if (problem !== null) return [problem];
  const message = error instanceof Error ? error.message : String(error);
  return [
    { code: 'E901', severity: 'error', message: `this is our bug: ${message}`, hint: 'set PIPELINE_DEBUG=1 to see where, and report it' },
  ];
}

/** What --color says, for errors of the command line itself: the parser did not get as far. */
function colourIn(argv: readonly string[]): 'auto' | 'always' | 'never' {
  const at = argv.findIndex((word) => word === '--color' || word.startsWith('--color='));
  const value = argv[at] === '--color' ? argv[at + 1] : argv[at]?.slice('--color='.length);
  return value === 'always' || value === 'never' ? value : 'auto';
}

await main(process.argv);
