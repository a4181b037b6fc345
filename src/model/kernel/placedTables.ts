import type { InputSource } from '../problem/inputs.ts';

/** Indices that every problem has: the stock cell (birth, residence) of the origin, then of the destination, and the corridor. */
export const ORIGIN_INDEX = 0;
export const DESTINATION_INDEX = 1;

/** The tables of all inputs one after the other, and how they are indexed. */
export interface PlacedTables {
  readonly factors: readonly (readonly [number, number, number])[];
  readonly tables: readonly { readonly table: Float32Array; readonly position: number }[];
  /** Position of the first value of each input, numbers between years, and number of its index. */
  readonly sources: readonly { readonly position: number; readonly yearStride: number; readonly index: number }[];
  /** Numbers in all tables. */
  readonly length: number;
}

/** Every table once, one after the other, and every combination of factors once. */
export function placeTables(inputs: readonly InputSource[], areas: number): PlacedTables {
  const factors: InputSource['factors'][] = [
    [areas, 1, 0],
    [areas, 0, 1],
    [0, areas, 1],
  ];
  const tables: { table: Float32Array; position: number }[] = [];
  let length = 0;
  const positionOf = (table: Float32Array): number => {
    const placed = tables.find((other) => other.table === table);
    if (placed !== undefined) return placed.position;
    const position = length;
    tables.push({ table, position });
    length += table.length;
    return position;
  };
  const indexOf = (wanted: InputSource['factors']): number => {
    const found = factors.findIndex((known) => known.every((factor, k) => factor === wanted[k]));
    return found >= 0 ? found : factors.push(wanted) - 1;
  };
  const sources = inputs.map(({ table, offset, yearStride, factors: wanted }) => ({
    position: positionOf(table) + offset,
    yearStride,
    index: indexOf(wanted),
  }));
  return { factors, tables, sources, length };
}
