import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { isShown, type ShownState, shownStateOf } from '../../engine/inspection/shownState.ts';
import { surveyOf } from '../../engine/inspection/survey.ts';
import { buildContextOf } from '../../engine/project/project.ts';
import { selectTargets } from '../../engine/project/targets.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { commandLine } from '../options/suggestedCommand.ts';
import { surveyTable } from '../report/survey.ts';
import { openTerminal, type Terminal } from '../report/terminal.ts';

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
  const shown = shownStateOf(project, survey);
  const isInDate = number('current') === survey.length && isShown(shown);
  const exitCode = options.exitCode === true && !isInDate ? EXIT.outOfDate : EXIT.done;
  terminal.print(surveyTable(terminal.stdout, survey));
  terminal.print(`${number('current')} current, ${number('stale')} stale, ${number('waits')} waiting for them.`);
  const first = survey.find(({ state }) => state === 'stale');
  if (first !== undefined) terminal.print(`Why: ${commandLine(options, 'explain', first.instance)}`);
  printShownState(terminal, shown, commandLine(options, 'run'));
  terminal.result('status', exitCode, { instances: survey, shown });
  return exitCode;
}

/** What lock and views do not show, and the command that sets them right. */
function printShownState(terminal: Terminal, shown: ShownState, command: string): void {
  if (isShown(shown)) return;
  const { lock, lockDiffers, viewsDiffer, oldViews } = shown;
  if (lockDiffers.length > 0) terminal.print(`${lock} has other lines for ${some(lockDiffers)}.`);
  if (viewsDiffer.length > 0) terminal.print(`Views are missing, edited or those of other results: ${some(viewsDiffer)}.`);
  if (oldViews.length > 0) terminal.print(`Files of no output of the pipeline: ${some(oldViews)}.`);
  terminal.print(`Set right by: ${command}`);
}

function some(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
