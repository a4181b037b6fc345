import { birthsByBirth, deathsByBirth, subtract } from '../accounting/naturalChange.ts';
import type { FitOptions, FitReport } from '../fitting/fitOptions.ts';
import { ipf } from '../fitting/ipf.ts';
import { requireCounts, requireStocks } from '../stockTable.ts';
import { columnTotals, rowTotals } from '../tableTotals.ts';

/** Births and deaths by area over the time between two stock dates, n each. */
export interface NaturalChange {
  readonly births: Float64Array;
  readonly deaths: Float64Array;
}

export interface StockErrors {
  /** One table for each date, n*n: mean absolute deviation of the alternatives from the stock, persons. */
  readonly errors: readonly Float64Array[];
  /** Four for each interval. */
  readonly fits: readonly AlternativeFit[];
}

/** How the fit behind an alternative ended. */
export interface AlternativeFit extends FitReport {
  /** Index of the first of the two dates. */
  readonly interval: number;
  /** The table that was fitted: that of the first date, or of the second. */
  readonly of: 'start' | 'end';
  /** Its margins: those of the other date, or the mean of both. */
  readonly to: 'endpoint' | 'midpoint';
}

/** Another estimate of a stock table, n*n persons. */
interface Alternative {
  readonly table: Float64Array;
  readonly fit: Omit<AlternativeFit, 'interval'>;
}

/**
 * Errors of stocks from their neighbours in time (docs/method.md 5.5): births and deaths between two dates are taken out,
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
  const tablesOf = (interval: number, side: 'start' | 'end') =>
    (intervals[interval] ?? []).filter(({ fit: { of } }) => of === side).map(({ table }) => table);
  return {
    errors: stocks.map((table, date) => meanDeviation(table, [...tablesOf(date - 1, 'end'), ...tablesOf(date, 'start')])),
    fits: intervals.flatMap((four, interval) => four.map(({ fit: report }) => ({ interval, ...report }))),
  };
}

/** The four alternatives that an interval gives. */
function alternatives(
  areas: readonly string[],
  start: Float64Array,
  end: Float64Array,
  { births, deaths }: NaturalChange,
  options?: FitOptions,
): Alternative[] {
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

  const sides = { start: { left: survivors, takenOut: died }, end: { left: migrants, takenOut: born } };
  const fitted = (of: 'start' | 'end', to: AlternativeFit['to'], { rows, columns }: typeof middle): Alternative => {
    const { table, ...report } = ipf(sides[of].left, rows, columns, options);
    return { table: add(table, sides[of].takenOut), fit: { of, to, ...report } };
  };
  return [
    fitted('start', 'endpoint', after),
    fitted('start', 'midpoint', middle),
    fitted('end', 'endpoint', before),
    fitted('end', 'midpoint', middle),
  ];
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
