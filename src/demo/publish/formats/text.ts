import { gzipSync } from 'fflate';

/** Lines of a text file, each ended by a line feed, in UTF-8. */
export function textFile(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
}

/** Gzip of fflate, whose bytes do not depend on the zlib of the host, with no time stamp. */
export function gzipped(content: Uint8Array): Uint8Array {
  return gzipSync(content, { level: 9, mtime: 0 });
}

/** Lines of a gzip file. */
export function gzippedLines(lines: readonly string[]): Uint8Array {
  return gzipped(textFile(lines));
}

/** A value in double quotes, as R writes strings. No value of this world holds a quote. */
export function inDoubleQuotes(value: string): string {
  return `"${value}"`;
}

/** A number as pandas writes floats: always with a decimal point. */
export function floatText(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Rounded to a number of decimals, without trailing zeros. */
export function rounded(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/** Fifteen significant digits without trailing zeros: how R prints a double, noise of a subtraction included. */
export function fifteenDigits(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/** The nearest multiple. */
export function toMultiple(value: number, multiple: number): number {
  return Math.round(value / multiple) * multiple;
}
