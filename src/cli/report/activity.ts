import { type Style, styled } from './terminal.ts';

/** What one line of the live display can say of a running instance. */
export interface Activity {
  readonly instance: string;
  /** Part that is done, from 0 to 1; null where it is not known. */
  readonly share: number | null;
  /** `epoch 20/300`. */
  readonly unit: string | null;
  /** `loss 1.2`, `flow 0.4`. */
  readonly terms: readonly string[];
  readonly elapsed: string;
  /** `about 2 min 5 s left`. */
  readonly left: string | null;
}

/** What is left out where the terminal is narrow. */
interface Detail {
  readonly terms: number;
  readonly unit: boolean;
  readonly bar: boolean;
  readonly elapsed: boolean;
}

/** Columns inside the brackets of a bar. */
const BAR = 18;
const SHORT_BAR = 10;
/** From this width on a bar is long. */
const WIDE = 100;

/**
 * One line for each running instance, none longer than `width`. Name and time left stay to the last; before them go, in
 * all lines alike, loss terms from the last to the first, then units, the bar and the time elapsed. At the very end names are cut.
 */
export function activityLines(activities: readonly Activity[], width: number, style: Style): string[] {
  for (const detail of details(Math.max(0, ...activities.map(({ terms }) => terms.length)))) {
    if (activities.every((activity) => plainLine(activity, detail, width).length <= width)) {
      return activities.map((activity) => plainLine(activity, detail, width, styled(style, 'cyan', activity.instance)));
    }
  }
  return activities.map((activity) => cutLine(activity, width, style));
}

/** From everything to the least. */
function details(terms: number): readonly Detail[] {
  const all = { unit: true, bar: true, elapsed: true };
  const least = { terms: 0, unit: false, bar: false, elapsed: false };
  return [
    ...Array.from({ length: terms + 1 }, (_, gone) => ({ ...all, terms: terms - gone })),
    { ...least, bar: true, elapsed: true },
    { ...least, elapsed: true },
    least,
  ];
}

function plainLine(activity: Activity, detail: Detail, width: number, name = activity.instance): string {
  const { share, unit, terms, elapsed, left } = activity;
  const blank = ' '.repeat(barWidth(width) + 2);
  const head = detail.bar ? `${share === null ? blank : bar(share, width)} ${name}` : name;
  const times = [...(detail.elapsed || left === null ? [elapsed] : []), ...(left === null ? [] : [left])].join(', ');
  return [head, ...(detail.unit && unit !== null ? [unit] : []), ...terms.slice(0, detail.terms), times].join('  ');
}

/** Name and time left where not even these fit: the middle of the name is left out. */
function cutLine({ instance, elapsed, left }: Activity, width: number, style: Style): string {
  const time = (left ?? elapsed).slice(0, width);
  const room = width - time.length - 2;
  if (room < 1) return time;
  if (instance.length <= room) return `${styled(style, 'cyan', instance)}  ${time}`;
  const tail = Math.floor((room - 1) / 2);
  return `${styled(style, 'cyan', `${instance.slice(0, room - 1 - tail)}…${tail === 0 ? '' : instance.slice(-tail)}`)}  ${time}`;
}

/** The first line of the display: how many instances are done, and for how long the run has worked. */
export function totalLine(done: number, total: number, elapsed: string, width: number): string {
  const text = `${done} of ${total} instances, ${elapsed}`;
  const line = `${bar(total === 0 ? 0 : done / total, width)} ${text}`;
  return line.length <= width ? line : text.slice(0, width);
}

function bar(share: number, width: number): string {
  const columns = barWidth(width);
  const full = Math.round(Math.max(0, Math.min(1, share)) * columns);
  return `[${'='.repeat(full)}${' '.repeat(columns - full)}]`;
}

function barWidth(width: number): number {
  return width < WIDE ? SHORT_BAR : BAR;
}
