import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../shared/reference/network');

/** Whether the reference vectors lie beside the project; says so where they do not. */
export const haveVectors = existsSync(FOLDER);
if (!haveVectors) console.warn(`reference vectors of the network are not at ${FOLDER}: their tests are skipped`);

/** A reference file; numbers that JSON cannot hold are strings in it. */
export function vectorsOf<T>(file: string): T {
  const numbers: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity };
  return JSON.parse(readFileSync(resolve(FOLDER, file), 'utf8'), (_, value) =>
    typeof value === 'string' && value in numbers ? numbers[value] : value,
  ) as T;
}
