import { relative } from 'node:path';
import { EXIT } from '../../diagnostics/catalogue.ts';
import type { Emit, Event, RunResult } from '../../engine/execution/events.ts';
import { reasonText } from '../../engine/keys/reasons.ts';
import { plural } from '../../engine/plural.ts';
import { lockName, viewsFolder } from '../../engine/project/lock.ts';
import type { Project } from '../../engine/project/project.ts';
import type { OutputRecord } from '../../engine/store/records.ts';
import type { Config } from '../../engine/types.ts';
import { duration, size } from './format.ts';
import { Pace } from './pace.ts';
import { progressLine } from './progress.ts';
import { type Style, styled, type Terminal } from './terminal.ts';

/** How often a long stage says that it is still there. */
const HEARTBEAT_MS = 30_000;

/** Tells a run's events to the user. */
export interface RunReporter {
  readonly emit: Emit;
  /** Takes off the screen what is not to stay; called at the end of a run, however it ends. */
  close(): void;
}

export interface ReportContext {
  readonly terminal: Terminal;
  readonly project: Project;
  /** A command to suggest, for the project and parameters of this run. */
  readonly commandLine: (command: string, ...words: readonly string[]) => string;
  /** The command that goes on with this run. */
  readonly resumeCommand: (executed: readonly string[]) => string;
}

/** One line for each event, for logs and CI. */
export function plainReporter(context: ReportContext): RunReporter {
  const { terminal, project } = context;
  const lastBeat = new Map<string, number>();
  const paces = new Map<string, Pace>();
  const emit = (event: Event): void => {
    if (event.type === 'instance-progress') {
      const now = Date.now();
      const pace = paces.get(event.instance);
      pace?.note(event.progress, now);
      if (now - (lastBeat.get(event.instance) ?? 0) < HEARTBEAT_MS) return;
      lastBeat.set(event.instance, now);
      terminal.remark(progressLine(event.instance, event.progress, pace?.left(now) ?? null));
    }
    if (event.type === 'instance-started') {
      lastBeat.set(event.instance, Date.now());
      paces.set(event.instance, new Pace());
    }
    for (const line of linesOf(event, terminal.stderr, project)) terminal.remark(line);
    if (event.type === 'instance-failed') terminal.printDiagnostics(event.diagnostics);
    if (event.type === 'run-finished') terminal.print(summary(event.result, context));
  };
  return { emit, close: () => {} };
}

/** Permanent lines of an event; the live display prints the same above its moving part. */
export function linesOf(event: Event, style: Style, project: Project): string[] {
  switch (event.type) {
    case 'instance-started':
      return [
        `${styled(style, 'cyan', 'run ')} ${event.instance}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}: ${reasonText(event.reason)}`,
      ];
    case 'instance-note':
      return [`note ${event.instance}: ${event.note}`];
    case 'instance-finished':
      return [
        `${styled(style, 'green', 'done')} ${event.instance}  ${duration(event.durationMs)}  ${made(event.outputs)}${event.unchanged ? '  (as in the lock)' : ''}`,
      ];
    case 'instance-current':
      return event.cutoff
        ? [`${styled(style, 'green', 'same')} ${event.instance}: what it reads came out the same, so it need not run`]
        : [];
    case 'instance-waiting':
      return [
        `wait ${event.instance}: ${event.holder} is computing the same`,
        ...(event.remove === null ? [] : [`  if it is gone, remove ${relative(process.cwd(), event.remove)}; this run then goes on`]),
      ];
    case 'instance-failed':
      return [
        `${styled(style, 'red', 'FAIL')} ${event.instance}${event.willRetry ? ' (will be tried again)' : ''}`,
        ...event.lastLines.map((line) => `  | ${line}`),
        `  whole log: ${relative(process.cwd(), event.log)}`,
      ];
    case 'warning':
      return [`${styled(style, 'yellow', 'warning')} ${event.message}`];
    case 'interrupted':
      return [`${styled(style, 'yellow', 'stopping')} on ${event.signal}; finished stages are kept`];
    case 'run-started':
      return [
        `${styled(style, 'bold', event.name)}: ${plural(event.instances.length, 'instance')} of ${plural(new Set(project.plan.instances.map(({ stage }) => stage.name)).size, 'stage')}, profile ${event.profile}`,
      ];
    default:
      return [];
  }
}

function made(outputs: Readonly<Record<string, OutputRecord>>): string {
  const all = Object.values(outputs);
  const rows = all.reduce((sum, output) => sum + (output.rows ?? 0), 0);
  return `${plural(all.length, 'output')}, ${plural(rows, 'row')}, ${size(all.reduce((sum, { bytes }) => sum + bytes, 0))}`;
}

/** The closing words of a run. */
export function summary(result: RunResult, context: ReportContext): string {
  const { terminal } = context;
  const { executed, current, failed, skipped, durationMs } = result;
  if (failed.length === 0 && skipped.length === 0 && executed.length === 0) {
    const written = result.lockChanged ? ` ${result.lock} was written.` : '';
    return `Nothing to do: ${current.length} of ${plural(current.length, 'instance')} are current (checked in ${duration(durationMs)}).${written}`;
  }
  const parts = [`${executed.length} executed`, `${current.length} current`];
  if (failed.length > 0) parts.push(styled(terminal.stdout, 'red', `${failed.length} failed (${failed.join(', ')})`));
  if (skipped.length > 0) parts.push(`${skipped.length} not run`);
  const lock = lockText(result, context.project.config);
  return `${failed.length > 0 || skipped.length > 0 ? 'Ended' : 'Done'} in ${duration(durationMs)}: ${parts.join(', ')}.\n${lock}\nNext: ${nextCommand(result, context)}`;
}

function lockText({ lock, lockChanged }: RunResult, config: Config): string {
  if (config.whatIf !== null) {
    return `A what-if: its results are in ${viewsFolder(config)}. ${lockName({ ...config, whatIf: null })} is as it was; --save would change it.`;
  }
  return lockChanged ? `${lock} changed: review it with git diff, then commit it.` : `${lock} is unchanged.`;
}

function nextCommand({ failed, skipped, executed, exitCode }: RunResult, { project, commandLine, resumeCommand }: ReportContext): string {
  if (failed[0] !== undefined) return commandLine('log', failed[0]);
  const interrupted = exitCode === EXIT.interrupted || exitCode === EXIT.terminated;
  if (interrupted || skipped.length > 0 || executed.length === 0) return resumeCommand(executed);
  return commandLine('show', lastOutput(project, executed));
}

/** The output that the run was for, most likely: the first of the last stage that ran. */
function lastOutput({ plan }: Project, executed: readonly string[]): string {
  const last = plan.instances.findLast(({ id }) => executed.includes(id))?.stage;
  return last === undefined ? '' : `${last.name}.${[...last.outputs.keys()][0]}`;
}
