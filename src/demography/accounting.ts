import { refuse } from '../diagnostics/diagnostic.ts';
import { sum } from '../numerics/statistics.ts';
import { columnTotals, type FitOptions, type FitReport, ipf, rowTotals } from './ipf.ts';
import { birthsByBirth, deathsByBirth, subtract } from './naturalChange.ts';
import { requireCounts, requireStocks } from './stockTable.ts';

/** Two stock tables (n*n, see stockTable.ts) and what happened between them. */
export interface AccountingInput {
  /** n codes, for messages. */
  readonly areas: readonly string[];
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** n each, persons over the whole interval. */
  readonly births: Float64Array;
  readonly deaths: Float64Array;
}

export interface AccountingOptions {
  /** World totals are balanced before births and deaths are taken out, or after. Default 'before'. */
  readonly balance?: 'before' | 'after';
  readonly fit?: FitOptions;
}

/**
 * Stocks from which births, deaths and everything unaccounted for are removed, so that they differ by
 * migration alone. Both n*n tables have the same total in each row (place of birth).
 */
export interface AccountedStocks {
  readonly areas: readonly string[];
  /** A0* of method.md 9.3. */
  readonly start: Float64Array;
  /** A1* of method.md 9.3. */
  readonly end: Float64Array;
  /** Persons by which the world total of the stocks missed births minus deaths. */
  readonly gap: number;
  readonly fits: { readonly start: FitReport; readonly end: FitReport };
}

/**
 * Closed demographic accounting up to the matched tables (method.md 9.3, steps 1 to 4; Abel 2018).
 *
 * Differs from migest 2.0.5, which this follows otherwise, in two ways: the world balance of step 2 is not
 * rounded to whole persons with a random remainder, and the row matching runs until the margins are met
 * instead of until no cell changes by 0.001 persons in a cycle.
 *
 * @throws PipelineError E505 where stocks (natives apart), births or deaths are negative or not finite, or
 * exceed the residents.
 */
export function accountStocks(input: AccountingInput, options: AccountingOptions = {}): AccountedStocks {
  const { areas, births, deaths } = input;
  requireStocks(input.start, { what: 'stocks at the start', areas, negativeNatives: true });
  requireStocks(input.end, { what: 'stocks at the end', areas, negativeNatives: true });
  requireCounts(births, 'births', areas);
  requireCounts(deaths, 'deaths', areas);

  let start = withoutNegativeNatives(input.start, areas);
  let end = withoutNegativeNatives(input.end, areas);
  const gap = sum(births) - sum(deaths) - (sum(end) - sum(start));
  const before = options.balance !== 'after';
  if (before) [start, end] = balanceWorld(start, end, gap, areas);
  start = subtract(start, deathsByBirth(start, deaths, areas));
  end = subtract(end, birthsByBirth(end, births, areas));
  if (!before) [start, end] = balanceWorld(start, end, sum(start) - sum(end), areas);
  return matchBirthTotals(start, end, gap, areas, options.fit);
}

/** Step 1: where there are more foreign-born than people, no natives, and the foreign-born scaled to the people. */
function withoutNegativeNatives(stocks: Float64Array, areas: readonly string[]): Float64Array {
  const n = areas.length;
  const result = Float64Array.from(stocks);
  for (let area = 0; area < n; area++) {
    const natives = stocks[area * n + area]!;
    if (natives >= 0) continue;
    let foreign = 0;
    for (let birth = 0; birth < n; birth++) if (birth !== area) foreign += stocks[birth * n + area]!;
    const people = foreign + natives;
    if (people < 0) refuse('E505', `the stocks of ${areas[area]} add up to ${people}`, { expected: 'a total of 0 or more residents' });
    for (let birth = 0; birth < n; birth++) result[birth * n + area] = birth === area ? 0 : (stocks[birth * n + area]! * people) / foreign;
  }
  return result;
}

/** Step 2: natives at the start scaled down by half of the gap, natives at the end up by the other half. */
function balanceWorld(start: Float64Array, end: Float64Array, gap: number, areas: readonly string[]): [Float64Array, Float64Array] {
  return [shiftNatives(start, -gap / 2, areas), shiftNatives(end, gap / 2, areas)];
}

function shiftNatives(stocks: Float64Array, by: number, areas: readonly string[]): Float64Array {
  if (by === 0) return stocks;
  const n = areas.length;
  const natives = sum(stocks.filter((_, cell) => cell % (n + 1) === 0));
  if (natives + by < 0 || natives === 0) {
    refuse('E505', `stocks miss births minus deaths by ${2 * Math.abs(by)}, more than the ${natives} native-born can absorb`, {
      expected: 'stocks, births and deaths of the same areas and interval',
    });
  }
  return stocks.map((persons, cell) => (cell % (n + 1) === 0 ? (persons * (natives + by)) / natives : persons));
}

/** Step 4: both tables fitted to the mean of their totals by place of birth; residents of each area stay. */
function matchBirthTotals(
  start: Float64Array,
  end: Float64Array,
  gap: number,
  areas: readonly string[],
  options?: FitOptions,
): AccountedStocks {
  const n = areas.length;
  const startBirths = rowTotals(start, n);
  const endBirths = rowTotals(end, n);
  const middle = startBirths.map((persons, birth) => (persons + endBirths[birth]!) / 2);
  const { table: matchedStart, ...startReport } = ipf(start, middle, columnTotals(start, n), options);
  const { table: matchedEnd, ...endReport } = ipf(end, middle, columnTotals(end, n), options);
  return { areas, start: matchedStart, end: matchedEnd, gap, fits: { start: startReport, end: endReport } };
}
