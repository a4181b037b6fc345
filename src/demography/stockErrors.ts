import { columnTotals, type FitOptions, type FitReport, ipf, rowTotals } from './ipf.ts';
import { birthsByBirth, deathsByBirth, subtract } from './naturalChange.ts';
import { requireCounts, requireStocks } from './stockTable.ts';

/** Births and deaths by area over the time between two stock dates, n each. */
export interface NaturalChange {
  readonly births: Float64Array;
  readonly deaths: Float64Array;
}

export interface StockErrors {
  /** One table for each date, n*n: mean absolute deviation of the alternatives from the stock, persons. */
  readonly errors: Float64Array[];
  /** How the fits behind the alternatives ended: four for each interval. */
  readonly fits: FitReport[];
}

interface Alternatives {
  readonly start: readonly Float64Array[];
  readonly end: readonly Float64Array[];
  readonly fits: readonly FitReport[];
}

/**
 * Errors of stocks from their neighbours in time (method.md 5.5): births and deaths between two dates are taken out,
 * and each table is fitted to the margins of the other and to the mean of both, which gives two alternatives for each
 * end of an interval. The error of a cell is the mean of their absolute deviations: of four, of two at the first
 * and the last date.
 * @param stocks one table for each date, n*n (birth, residence). @param between one for each interval.
 * @throws PipelineError E505 for negative or infinite numbers, or more births or deaths than residents.
 */
export function stockErrors(
  areas: readonly string[],
  stocks: readonly Float64Array[],
  between: readonly NaturalChange[],
  fit?: FitOptions,
): StockErrors {
  if (between.length !== stocks.length - 1) throw new RangeError(`${between.length} intervals between ${stocks.length} dates`);
  for (const table of stocks) requireStocks(table, { what: 'stocks', areas });
  const intervals = between.map((natural, index) => alternatives(areas, stocks[index]!, stocks[index + 1]!, natural, fit));
  const errors = stocks.map((table, date) => {
    return meanDeviation(table, [...(intervals[date - 1]?.end ?? []), ...(intervals[date]?.start ?? [])]);
  });
  return { errors, fits: intervals.flatMap(({ fits }) => fits) };
}

function alternatives(
  areas: readonly string[],
  start: Float64Array,
  end: Float64Array,
  { births, deaths }: NaturalChange,
  options?: FitOptions,
): Alternatives {
  const n = areas.length;
  requireCounts(births, 'births', areas);
  requireCounts(deaths, 'deaths', areas);
  const died = deathsByBirth(start, deaths, areas);
  const born = birthsByBirth(end, births, areas);
  const survivors = subtract(start, died);
  const migrants = subtract(end, born);
  const before = { rows: rowTotals(survivors, n), columns: columnTotals(survivors, n) };
  const after = { rows: rowTotals(migrants, n), columns: columnTotals(migrants, n) };
  const middle = { rows: mean(before.rows, after.rows), columns: mean(before.columns, after.columns) };

  const startFits = [after, middle].map(({ rows, columns }) => ipf(survivors, rows, columns, options));
  const endFits = [before, middle].map(({ rows, columns }) => ipf(migrants, rows, columns, options));
  return {
    start: startFits.map(({ table }) => add(table, died)),
    end: endFits.map(({ table }) => add(table, born)),
    fits: [...startFits, ...endFits].map(({ table: _, ...report }) => report),
  };
}

function meanDeviation(table: Float64Array, others: readonly Float64Array[]): Float64Array {
  return table.map((persons, cell) => {
    let total = 0;
    for (const other of others) total += Math.abs(other[cell]! - persons);
    return others.length === 0 ? 0 : total / others.length;
  });
}

function mean(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => (value + b[index]!) / 2);
}

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, cell) => value + b[cell]!);
}
