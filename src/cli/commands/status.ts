import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { surveyOf } from '../../engine/inspection/survey.ts';
import { buildContextOf } from '../../engine/project/project.ts';
import { selectTargets } from '../../engine/project/targets.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { commandLine } from '../options/suggestedCommand.ts';
import { surveyTable } from '../report/survey.ts';
import { openTerminal } from '../report/terminal.ts';

interface StatusOptions extends ProjectOptions {
  readonly exitCode?: boolean;
}

export function addStatus(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('status'))
    .argument('[targets...]', 'stages, instances or outputs; all by default')
    .summary('say which stages are current, and for the others the first cause')
    .option('--exit-code', `exit with ${EXIT.outOfDate} if anything is out of date`)
    .action(async (targets: string[], options: StatusOptions) => exit(await status(targets, options)));
}

async function status(targets: readonly string[], options: StatusOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const project = await projectOf(options);
  const wanted = selectTargets(project.plan, targets);
  const survey = surveyOf(project, wanted, new Set(), await buildContextOf(project, wanted));
  const number = (state: string): number => survey.filter((standing) => standing.state === state).length;
  const exitCode = options.exitCode === true && number('current') < survey.length ? EXIT.outOfDate : EXIT.done;
  terminal.print(surveyTable(terminal.stdout, survey));
  terminal.print(`${number('current')} current, ${number('stale')} stale, ${number('waits')} waiting for them.`);
  const first = survey.find(({ state }) => state === 'stale');
  if (first !== undefined) terminal.print(`Why: ${commandLine(options, 'explain', first.instance)}`);
  terminal.result('status', exitCode, { instances: survey });
  return exitCode;
}
