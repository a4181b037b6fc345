import fc from 'fast-check';
import { readContract } from '../../../src/engine/contracts/contract.ts';
import { ARRAYS } from '../../../src/engine/contracts/fieldTypes.ts';
import type { Contract, Json, TableContract } from '../../../src/engine/types.ts';
import { type Category, type Column, type Columns, categoryOf } from '../../../src/tables/columns.ts';

export type Row = Readonly<Record<string, number | string | null>>;

/** A table contract from the form it has in YAML; a title is added. */
export function tableContract(document: { readonly [key: string]: Json }): TableContract {
  return readContract('test', { kind: 'table', title: 'test', ...document }) as Extract<Contract, { kind: 'table' }>;
}

/** Columns from rows of plain values, categories coded in order of appearance. */
export function columnsFrom(contract: TableContract, rows: readonly Row[]): Columns {
  return Object.fromEntries(
    contract.fields.map(({ name, type }): [string, Column] => {
      if (type === 'category') return [name, categoryOf(rows.map((row) => row[name] as string | null))];
      const column = new ARRAYS[type](rows.length);
      rows.forEach((row, index) => {
        column[index] = (row[name] as number | null) ?? Number.NaN;
      });
      return [name, column];
    }),
  );
}

/** The same strings under shuffled codes, with unused and repeated levels. */
export function recoded({ codes, levels }: Category): Category {
  const count = levels.length;
  return { codes: codes.map((code) => (code < 0 ? -1 : count - code)), levels: ['unused', ...[...levels].reverse(), ...levels] };
}

/** Small pools, so that repeats, ties and missing values are common. */
export const row = fc.record({
  a: fc.constantFrom('A', 'B', 'C', '\u{1F600}', '\uFB01'),
  b: fc.constantFrom('A', 'B', 'C', null),
  i: fc.integer({ min: -2, max: 2 }),
  x: fc.constantFrom(-1, -0, 0, 0.5, 2, Number.NaN),
  y: fc.constantFrom(-1, 0, 1.5, 3, Number.NaN),
});

export const rowFields = [
  { name: 'a', type: 'category' },
  { name: 'b', type: 'category', missing: true },
  { name: 'i', type: 'int32' },
  { name: 'x', type: 'float64', missing: true },
  { name: 'y', type: 'float64', missing: true },
];
