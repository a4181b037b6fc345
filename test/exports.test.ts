import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportedNames, exportedTwice, type Graph, namesIn } from './importGraph.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The kernel is another program, in AssemblyScript; only the layout of its records is imported by the rest. */
const isOtherProgram = (file: string): boolean => file.startsWith('src/model/kernel/wasm/') && !file.endsWith('/record.ts');
/** Every stage exports its function under this name. */
const STAGE = 'run';

function namesOfProject(): Graph {
  const names = exportedNames(ROOT, ['src', 'stages', 'tools', 'bench']);
  return new Map(
    [...names]
      .filter(([file]) => !isOtherProgram(file))
      .map(([file, found]) => [file, file.startsWith('stages/') ? new Set([...found].filter((name) => name !== STAGE)) : found]),
  );
}

describe('names', () => {
  test('are exported from one file each', () => {
    expect(exportedTwice(namesOfProject())).toEqual([]);
  });

  test('that a second file exports are found', () => {
    const planted = new Map([...namesOfProject(), ['src/tables/planted.ts', new Set(['startOfYearStocks'])]]);
    expect(exportedTwice(planted)).toContain('startOfYearStocks: src/demography/stocks/startOfYear.ts, src/tables/planted.ts');
  });

  test('are read from declarations and lists, not from what is passed on', () => {
    const own = 'export async function a() {}\nexport const b = 1;\nexport interface C {}\nconst d = 2;\nexport { d, d as e };\n';
    expect(namesIn(own)).toEqual(['a', 'b', 'C', 'd', 'e']);
    const passing = "export { f } from './own.ts';\nexport type { G } from './own.ts';\nexport * from './own.ts';\n";
    expect(namesIn(passing)).toEqual([]);
  });
});
