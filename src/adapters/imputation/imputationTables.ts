import type { StockChanges, StocksImputed } from '../../../schemas/generated/types.ts';
import type { Estimates } from '../../demography/stocks/imputation.ts';

/** Every cell of every date, sorted by year, birth and residence. */
export function imputedStockColumns(stocks: readonly Estimates[], dates: readonly number[], areas: readonly string[]): StocksImputed {
  const n = areas.length;
  const cells = Int32Array.from({ length: n * n }, (_, cell) => cell);
  return {
    year: Int16Array.from(repeated(cells, stocks.length), (_, row) => dates[Math.floor(row / cells.length)]!),
    ...pairColumns(repeated(cells, stocks.length), areas),
    persons: gather(stocks, cells, ({ persons }) => persons),
    sd: gather(stocks, cells, ({ errors }) => errors),
    weight: gather(stocks, cells, ({ weights }) => weights),
    observed: Uint8Array.from(gather(stocks, cells, ({ observed }) => observed)),
  };
}

/** Every cell off the diagonal between every two adjacent dates, sorted by start, birth and residence. */
export function stockChangeColumns(changes: readonly Estimates[], dates: readonly number[], areas: readonly string[]): StockChanges {
  const n = areas.length;
  const cells = Int32Array.from({ length: n * n }, (_, cell) => cell).filter((cell) => cell % (n + 1) !== 0);
  const rows = repeated(cells, changes.length);
  const dateOf = (after: number) => Int16Array.from(rows, (_, row) => dates[Math.floor(row / cells.length) + after]!);
  return {
    start: dateOf(0),
    end: dateOf(1),
    ...pairColumns(rows, areas),
    change: gather(changes, cells, ({ persons }) => persons),
    sd: gather(changes, cells, ({ errors }) => errors),
    weight: gather(changes, cells, ({ weights }) => weights),
    observed: Uint8Array.from(gather(changes, cells, ({ observed }) => observed)),
  };
}

/** Cells of n*n tables as the two columns of areas. */
function pairColumns(cells: Int32Array, areas: readonly string[]) {
  return {
    birth: { levels: areas, codes: cells.map((cell) => Math.floor(cell / areas.length)) },
    residence: { levels: areas, codes: cells.map((cell) => cell % areas.length) },
  };
}

/** The cells once for each table. */
function repeated(cells: Int32Array, times: number): Int32Array {
  return Int32Array.from({ length: cells.length * times }, (_, row) => cells[row % cells.length]!);
}

/** Values of the cells, one table after the other. */
function gather(tables: readonly Estimates[], cells: Int32Array, of: (estimates: Estimates) => Float64Array | Uint8Array): Float64Array {
  const values = new Float64Array(tables.length * cells.length);
  tables.forEach((table, index) => {
    const source = of(table);
    for (let row = 0; row < cells.length; row++) values[index * cells.length + row] = source[cells[row]!] as number;
  });
  return values;
}
