import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportedNames, exportedTwice, namesExportedBy } from './exportedNames.ts';

/** The kernel is another program, in AssemblyScript; only the layout of its records is imported by the rest. */
const isOtherProgram = (file: string): boolean => file.startsWith('src/model/kernel/wasm/') && !file.includes('/wasm/shared/');
/** Every stage exports its function under this name. */
const STAGE = 'run';

const names = new Map(
  [...exportedNames(resolve(import.meta.dirname, '..'), ['src', 'stages', 'tools', 'bench'])]
    .filter(([file]) => !isOtherProgram(file))
    .map(([file, found]) => [file, found.filter((name) => !(file.startsWith('stages/') && name === STAGE))]),
);

describe('exported names', () => {
  test('are those of one file each', () => {
    expect(exportedTwice(names)).toEqual([]);
  });

  test('that a second file exports are found', () => {
    const planted = new Map([...names, ['src/tables/planted.ts', ['startOfYearStocks']]]);
    expect(exportedTwice(planted)).toContain('startOfYearStocks: src/demography/stocks/startOfYear.ts, src/tables/planted.ts');
  });

  test('are declared one by one, so that they can be read', () => {
    const severalAtOnce = /^export (?:const|let) (?:[[{]|\w+(?:: [^=;]+)? = [^;\n([{]*, \w+ = )/m;
    const several = [...names.keys()].filter((file) => severalAtOnce.test(readFileSync(resolve(import.meta.dirname, '..', file), 'utf8')));
    expect(several).toEqual([]);
    expect('export const { a } = b;').toMatch(severalAtOnce);
    expect('export const a = 1, b = 2;').toMatch(severalAtOnce);
  });

  test('are read from declarations and lists, not from what is passed on', () => {
    const own = 'export async function a() {}\nexport const b = 1;\nexport interface C {}\nconst d = 2;\nexport { d, d as e };\n';
    expect(namesExportedBy(own)).toEqual(['a', 'b', 'C', 'd', 'e']);
    const overloads = 'export function f(a: string): string;\nexport function f(a: number): number;\n';
    expect(namesExportedBy(overloads)).toEqual(['f']);
    const passing = "export { f } from './own.ts';\nexport type { G } from './own.ts';\nexport * from './own.ts';\n";
    expect(namesExportedBy(passing)).toEqual([]);
  });
});
