import { type Diagnostic, refuse } from '../../../diagnostics/diagnostic.ts';

/** A place with its source line, to be spread into a diagnostic. */
export type Mark = Pick<Diagnostic, 'place' | 'excerpt'>;

/** A mark that is looked up when a message needs it: files that were read before are parsed for nothing else. */
export type LazyMark = () => Mark;

/** Largest file that is read: a configuration written by people is far below it (docs/promises.md 9.1). */
const MAXIMUM_BYTES = 1 << 20;

/** A text file as messages speak of it: offsets become lines and columns, counted in UTF-16 code units from 1. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #lineStarts: readonly number[] | null = null;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Marks the characters from `start` up to `end`, or up to the end of the line of `start`. */
  markOf(start: number, end: number): Mark {
    const line = this.#lineOf(start);
    const excerpt = this.#line(line);
    const first = this.#starts()[line]!;
    const stop = Math.min(end, first + excerpt.length);
    return { place: { file: this.file, line: line + 1, column: start - first + 1, length: Math.max(1, stop - start) }, excerpt };
  }

  /** Index of the line that holds an offset. */
  #lineOf(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #line(index: number): string {
    const starts = this.#starts();
    return this.text.slice(starts[index], starts[index + 1] ?? this.text.length).replace(/\r?\n$/, '');
  }

  #starts(): readonly number[] {
    if (this.#lineStarts === null) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}

/** Refuses a configuration file of more than 1 MiB with E202. */
export function refuseIfLarge(file: string, bytes: number): void {
  if (bytes > MAXIMUM_BYTES) refuse('E202', `the file has ${bytes} bytes`, { place: { file }, expected: `at most ${MAXIMUM_BYTES} bytes` });
}

/** Decodes a configuration file. Refuses, with E202, what is too large, not UTF-8, or holds control characters; a byte order mark is dropped. */
export function decode(file: string, bytes: Uint8Array): SourceText {
  refuseIfLarge(file, bytes.length);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuse('E202', 'the file is not UTF-8', { place: { file }, hint: 'save it as UTF-8' });
  }
  const source = new SourceText(file, text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const control = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
  if (control >= 0) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    refuse('E202', `the control character U+${code} is not allowed`, source.markOf(control, control + 1));
  }
  return source;
}
