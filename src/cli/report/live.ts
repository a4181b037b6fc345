import { count } from '../../diagnostics/count.ts';
import { visible } from '../../diagnostics/visible.ts';
import type { Event } from '../../engine/execution/events.ts';
import type { Progress } from '../../engine/stage.ts';
import { type Activity, activityLines, totalLine } from './activity.ts';
import { duration } from './format.ts';
import { MovingLines } from './movingLines.ts';
import { Pace } from './pace.ts';
import { linesOf, type ReportContext, type RunReporter, summary } from './plain.ts';
import { leftIn, termsOf } from './progress.ts';

interface Working {
  readonly startedMs: number;
  readonly expectedMs: number | null;
  progress: Progress | null;
  readonly pace: Pace;
}

const REDRAW_MS = 120;

/** A display that moves: permanent lines above, below them what is running, how far it is and the time left. */
export function liveReporter(context: ReportContext): RunReporter {
  const { terminal, project } = context;
  const display = new MovingLines(process.stderr);
  const working = new Map<string, Working>();
  let total = 0;
  let finished = 0;
  const startedMs = Date.now();

  const draw = (): void => {
    const now = Date.now();
    const { width, height } = display;
    const head = totalLine(finished, total, duration(now - startedMs), width);
    const activities = [...working].map(([instance, state]) => activityOf(instance, state, now));
    display.draw(working.size === 0 ? [] : [head, ...fewest(activityLines(activities, width, terminal.stderr), height - 1)]);
  };
  const timer = setInterval(draw, REDRAW_MS);
  process.stderr.on('resize', draw);
  const close = (): void => {
    clearInterval(timer);
    process.stderr.off('resize', draw);
    display.erase();
  };

  const emit = (event: Event): void => {
    follow(event, working);
    if (event.type === 'run-started') total = event.instances.length;
    if (isFinal(event)) finished++;
    if (event.type === 'run-finished') {
      close();
      terminal.print(summary(event.result, context));
      return;
    }
    const lines = linesOf(event, terminal.stderr, project);
    if (lines.length === 0) return;
    display.erase();
    for (const line of lines) terminal.remark(line);
    if (event.type === 'instance-failed') terminal.printDiagnostics(event.diagnostics);
    draw();
  };
  return { emit, close };
}

/** Whether an event is the last one of its instance. */
function isFinal(event: Event): boolean {
  if (event.type === 'instance-failed') return !event.willRetry;
  return event.type === 'instance-current' || event.type === 'instance-finished' || event.type === 'instance-skipped';
}

function follow(event: Event, working: Map<string, Working>): void {
  if (event.type === 'instance-started')
    working.set(event.instance, { startedMs: Date.now(), expectedMs: event.expectedMs, progress: null, pace: new Pace() });
  if (event.type === 'instance-finished' || event.type === 'instance-failed') working.delete(event.instance);
  if (event.type === 'instance-progress') {
    const state = working.get(event.instance);
    if (state === undefined) return;
    state.progress = event.progress;
    state.pace.note(event.progress, Date.now());
  }
}

function activityOf(instance: string, { startedMs, expectedMs, progress, pace }: Working, now: number): Activity {
  const elapsed = now - startedMs;
  const counted = progress === null || progress.total <= 0 ? null : progress.done / progress.total;
  const expected = expectedMs === null ? null : Math.min(0.99, elapsed / expectedMs);
  const left = pace.left(now) ?? (expectedMs === null ? null : Math.max(0, expectedMs - elapsed));
  return {
    instance,
    share: counted ?? expected,
    unit: progress === null ? null : `${visible(progress.unit)} ${count(progress.done)}/${count(progress.total)}`,
    terms: termsOf(progress),
    elapsed: duration(elapsed),
    left: leftIn(left)[0] ?? null,
  };
}

/** The lines, or as many of them as there is room for and how many more there are. */
function fewest(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  return room < 1 ? [] : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more`];
}
