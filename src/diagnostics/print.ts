import type { Diagnostic } from './diagnostic.ts';
import { placeInWords } from './place.ts';
import { visible } from './visible.ts';

export interface PrintOptions {
  readonly color: boolean;
  /** Columns that a source line may take; 100 if left out. */
  readonly width?: number;
  /** Only ASCII marks, for terminals and logs without UTF-8. */
  readonly ascii?: boolean;
}

/** Longer lists are cut: whoever has more errors than this has one mistake many times. */
const SHOWN = 20;
const WIDTH = 100;
const INDENT = '    ';
const TAB = '    ';
/** Longest message that is not a mistake in itself, such as a key of a megabyte. */
const LONGEST = 600;

type Style = 'bold' | 'red' | 'yellow' | 'cyan' | 'dim';
const SGR: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, yellow: 33, cyan: 36 };

/**
 * Diagnostics as text for people, errors before warnings, by file and line, at most 20. Each is a first line of place, code
 * and message, then the source line with the mark, what was expected, and what to do (docs/promises.md 10.1). Ends without a newline.
 */
export function formatDiagnostics(list: readonly Diagnostic[], options: PrintOptions): string {
  const sorted = [...list].sort(compare);
  const blocks = sorted.slice(0, SHOWN).map((diagnostic) => formatOne(diagnostic, options));
  if (sorted.length > SHOWN) blocks.push(`and ${sorted.length - SHOWN} more`);
  return blocks.join('\n');
}

/** Order of reading: errors first, then by file, line, column and row; what has no place comes first. */
function compare(a: Diagnostic, b: Diagnostic): number {
  const order = (left: string | number, right: string | number): number => (left < right ? -1 : left > right ? 1 : 0);
  const [p, q] = [a.place, b.place];
  return (
    order(a.severity, b.severity) ||
    order(p?.file ?? '', q?.file ?? '') ||
    order(p?.line ?? 0, q?.line ?? 0) ||
    order(p?.column ?? 0, q?.column ?? 0) ||
    order(p?.row ?? 0, q?.row ?? 0)
  );
}

function formatOne(diagnostic: Diagnostic, options: PrintOptions): string {
  const { code, severity, message, place, excerpt, expected, hint, details } = diagnostic;
  const paint = (style: Style, text: string): string => (options.color ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text);
  const error = severity === 'error';
  const where = place === undefined ? '' : `${paint('bold', visible(placeInWords(place)))}  `;
  const lines = [`${where}${paint(error ? 'red' : 'yellow', error ? code : `${code} warning:`)} ${phrase(message)}`];
  if (excerpt !== undefined && place?.column !== undefined) {
    const [source, mark] = clipped(excerpt, place.column, place.length ?? 1, options);
    lines.push(INDENT + source, INDENT + paint(error ? 'red' : 'yellow', mark));
  }
  for (const detail of details ?? []) lines.push(INDENT + phrase(detail));
  if (expected !== undefined) lines.push(`  ${paint('dim', 'expected:')} ${phrase(expected)}`);
  if (hint !== undefined) lines.push(`  ${paint('cyan', 'hint:')} ${phrase(hint)}`);
  return lines.join('\n');
}

/**
 * The source line without its indentation, and the line of carets below it. Of a long line, only a window around
 * the mark is shown: a minified file would otherwise fill the screen.
 */
function clipped(line: string, column: number, length: number, { width = WIDTH, ascii = false }: PrintOptions): [string, string] {
  const before = line.slice(0, column - 1);
  const marked = line.slice(column - 1, column - 1 + length);
  const after = line.slice(column - 1 + length);
  const [left, middle, right] = [shown(before.trimStart()), shown(marked), shown(after).trimEnd()];
  const ellipsis = ascii ? '...' : '…';
  if (left.length + middle.length + right.length <= width) return [left + middle + right, caret(left.length, middle.length)];
  const room = width - 2 * ellipsis.length;
  const mark = middle.slice(0, room);
  const spare = room - mark.length;
  // Two thirds of what is spare stand before the mark, more where little follows it.
  const head = Math.min(left.length, Math.max(Math.floor((spare * 2) / 3), spare - right.length));
  const tail = mark.length < middle.length ? 0 : Math.min(right.length, spare - head);
  const start = head < left.length ? ellipsis + left.slice(left.length - head) : left;
  const end = mark.length < middle.length || tail < right.length ? ellipsis : '';
  return [start + mark + right.slice(0, tail) + end, caret(start.length, mark.length)];
}

function caret(column: number, length: number): string {
  return ' '.repeat(column) + '^'.repeat(Math.max(1, length));
}

function shown(source: string): string {
  return visible(source.replaceAll('\t', TAB));
}

function phrase(text: string): string {
  return visible(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`);
}
