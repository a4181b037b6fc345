import { requireStocks } from '../stockTable.ts';
import { type CompletionOptions, completeStocks } from './completion.ts';
import { changeErrors, sourceErrors } from './sourceErrors.ts';
import { startOfYearStocks } from './startOfYear.ts';
import { type AlternativeFit, type NaturalChange, stockErrors } from './stockErrors.ts';
import { combineErrors, errorWeights, relativeErrors, type WeightLimits } from './stockWeights.ts';

/** Foreign-born stocks as published and the demography that completes them. Tables are n*n (birth, residence). */
export interface ImputationInput {
  readonly areas: readonly string[];
  readonly dates: readonly StockDate[];
  /** Between adjacent dates; one less than dates. */
  readonly between: readonly NaturalChange[];
}

export interface StockDate {
  readonly year: number;
  /** On 1 July, NaN where not known. */
  readonly persons: Float64Array;
  /** The same of another revision, NaN where it has no value. */
  readonly alternative: Float64Array;
  /** 1 where the publisher imputed the value. */
  readonly imputed: Uint8Array;
  /** On 1 January, n. */
  readonly population: Float64Array;
  /** Deaths by person and year, n. */
  readonly deathRate: Float64Array;
}

export interface ImputationOptions {
  readonly completion: CompletionOptions;
  readonly weights: WeightLimits;
}

/** Stocks of one date, or changes between two; n*n each. */
export interface Estimates {
  readonly persons: Float64Array;
  readonly errors: Float64Array;
  readonly weights: Float64Array;
  /** 1 where published; for natives, who follow from the population, and for changes see `imputeStocks`. */
  readonly observed: Uint8Array;
}

export interface Imputation {
  readonly stocks: readonly Estimates[];
  /** Between adjacent dates; natives do not count. */
  readonly changes: readonly Estimates[];
  readonly fits: readonly AlternativeFit[];
}

/**
 * Complete stocks of 1 January with errors and weights, and their changes (docs/method.md 5.2 to 5.7).
 *
 * The error of a stock is the root of the sum of squares of three: the deviation of the accounting alternatives (5.5);
 * where another revision was published, its distance to the value that is used; and where the value is not observed,
 * because the publisher imputed it or the completion filled it, the typical difference of two revisions. Natives are taken
 * as observed. A change is observed where both of its ends were published, and has an error of its own (`changeErrors`). Weights
 * are 0 where not observed.
 *
 * @throws PipelineError E505 for negative or infinite numbers, or more births or deaths than residents.
 */
export function imputeStocks({ areas, dates, between }: ImputationInput, options: ImputationOptions): Imputation {
  const n = areas.length;
  const years = dates.map(({ year }) => year);
  const published = dates.map(({ persons }) => persons);
  const complete = completeStocks(years, published, n, options.completion);
  for (const [index, table] of complete.entries()) requireStocks(table, { what: `foreign-born stocks of ${years[index]}`, areas });

  const persons = dates.map((date, index) => startOfYearStocks({ ...date, areas, stocks: complete[index]! }));
  const accounted = stockErrors(areas, persons, between);
  const sources = sourceErrors(dates, persons);
  const errors = accounted.errors.map((table, index) => combineErrors(table, sources[index]!));
  const observed = published.map((table) => observedCells(table, n));
  return {
    stocks: stockEstimates(persons, errors, observed, options.weights),
    changes: changeEstimates({ persons, errors, observed }, changeErrors(dates, persons), n, options.weights),
    fits: accounted.fits,
  };
}

function observedCells(published: Float64Array, n: number): Uint8Array {
  return Uint8Array.from(published, (persons, cell) => (cell % (n + 1) === 0 || !Number.isNaN(persons) ? 1 : 0));
}

function stockEstimates(
  persons: readonly Float64Array[],
  errors: readonly Float64Array[],
  observed: readonly Uint8Array[],
  limits: WeightLimits,
): Estimates[] {
  const relative = persons.map((table, date) => relativeErrors(table, errors[date]!));
  const weights = errorWeights(relative, observed, limits);
  return persons.map((table, date) => ({ persons: table, errors: errors[date]!, weights: weights[date]!, observed: observed[date]! }));
}

interface StocksOfDates {
  readonly persons: readonly Float64Array[];
  readonly errors: readonly Float64Array[];
  readonly observed: readonly Uint8Array[];
}

/** @param changeErrors by interval. Weights are those of the published program, by the errors of the stocks. */
function changeEstimates(
  { persons, errors, observed }: StocksOfDates,
  changeErrors: readonly Float64Array[],
  n: number,
  limits: WeightLimits,
): Estimates[] {
  const intervals = persons.slice(1).map((end, start) => ({
    persons: end.map((value, cell) => value - persons[start]![cell]!),
    errors: changeErrors[start]!,
    observed: observed[start]!.map((seen, cell) => (cell % (n + 1) === 0 ? 0 : seen & observed[start + 1]![cell]!)),
  }));
  const relative = intervals.map((interval, start) => relativeErrors(interval.persons, combineErrors(errors[start]!, errors[start + 1]!)));
  const weights = errorWeights(
    relative,
    intervals.map((interval) => interval.observed),
    limits,
  );
  return intervals.map((interval, index) => ({ ...interval, weights: weights[index]! }));
}
