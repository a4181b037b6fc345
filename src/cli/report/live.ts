import type { Emit, Event } from '../../engine/execution/events.ts';
import type { Project } from '../../engine/project/project.ts';
import type { Progress } from '../../engine/stage.ts';
import { Pace } from './pace.ts';
import { leftIn, linesOf, summary, termsOf } from './plain.ts';
import { styled, type Terminal } from './terminal.ts';
import { count, duration } from './words.ts';

interface Working {
  readonly startedMs: number;
  readonly expectedMs: number | null;
  progress: Progress | null;
  readonly pace: Pace;
}

const REDRAW_MS = 120;
const BAR = 18;

/** A display that moves: permanent lines above, below them what is running, how far it is and the time left. */
export function liveReporter(terminal: Terminal, project: Project): Emit {
  const working = new Map<string, Working>();
  let total = 0;
  let finished = 0;
  let drawn = 0;
  const started = Date.now();

  const erase = (): void => {
    if (drawn > 0) process.stderr.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    if (working.size === 0) return;
    const lines = [
      `${bar(total === 0 ? 0 : finished / total)} ${finished} of ${total} instances, ${duration(Date.now() - started)}`,
      ...[...working].map(([instance, state]) => workingLine(instance, state)),
    ].map((line) => clip(line, terminal.width - 1));
    process.stderr.write(`${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, REDRAW_MS);

  return (event) => {
    follow(event, working);
    if (event.type === 'run-started') total = event.instances.length;
    if (
      ['instance-current', 'instance-finished', 'instance-skipped'].includes(event.type) ||
      (event.type === 'instance-failed' && !event.willRetry)
    )
      finished++;
    const lines = event.type === 'instance-started' || event.type === 'instance-progress' ? [] : linesOf(event, terminal, project);
    if (lines.length > 0 || event.type === 'run-finished') {
      erase();
      for (const line of lines) terminal.remark(line);
    }
    if (event.type === 'instance-failed') terminal.complain(event.diagnostics);
    if (event.type === 'run-finished') {
      clearInterval(timer);
      terminal.print(summary(event.result, terminal, project));
    } else if (lines.length > 0) draw();
  };

  function workingLine(instance: string, { startedMs, expectedMs, progress, pace }: Working): string {
    const now = Date.now();
    const elapsed = now - startedMs;
    const share =
      progress !== null && progress.total > 0
        ? progress.done / progress.total
        : expectedMs === null
          ? null
          : Math.min(0.99, elapsed / expectedMs);
    const left = pace.left(now) ?? (expectedMs === null ? null : Math.max(0, expectedMs - elapsed));
    const where = progress === null ? [] : [`${progress.unit} ${count(progress.done)}/${count(progress.total)}`];
    const times = [duration(elapsed), ...leftIn(left)].join(', ');
    const head = `${share === null ? ' '.repeat(BAR + 2) : bar(share)} ${styled(terminal, 'cyan', instance)}`;
    return [head, ...where, ...termsOf(progress), times].join('  ');
  }
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

function bar(share: number): string {
  const full = Math.round(Math.max(0, Math.min(1, share)) * BAR);
  return `[${'='.repeat(full)}${' '.repeat(BAR - full)}]`;
}

/** Cuts a line to the terminal, not counting escape sequences. */
function clip(line: string, width: number): string {
  let shown = 0;
  let cut = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    if (part.startsWith('\u001b')) cut += part;
    else {
      cut += part.slice(0, Math.max(0, width - shown));
      shown += part.length;
    }
  }
  return cut;
}
