import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { simulateDemo } from '../../src/demo/simulate.ts';
import { COUNTRY_COUNT } from '../../src/demo/world/world.ts';

/** The truth behind the files, made once for all tests that share a process. */
export const demo = simulateDemo();

export const DEMO = resolve(import.meta.dirname, '../../data/demo');

/** Position of a triple (birth, origin, destination) in a flow table. */
export function triple(birth: number, origin: number, destination: number): number {
  return (birth * COUNTRY_COUNT + origin) * COUNTRY_COUNT + destination;
}

/** Content of a committed file of the demo world, unpacked. */
export function content(path: string): Buffer {
  const bytes = readFileSync(join(DEMO, path));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Rows of a committed table by column name; quotes are taken off. */
export function rowsOf(path: string, separator = ','): Record<string, string>[] {
  const [header = '', ...lines] = content(path).toString('utf8').trimEnd().split('\n');
  const names = cells(header, separator);
  return lines.map((line) => Object.fromEntries(cells(line, separator).map((value, index) => [names[index], value])));
}

function cells(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => cell.replace(/^"(.*)"$/, '$1'));
}
