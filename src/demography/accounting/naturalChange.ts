import { refuse } from '../../diagnostics/diagnostic.ts';
import type { FitOptions } from '../fitting/fitOptions.ts';
import { type Fit, ipf } from '../fitting/ipf.ts';
import { requireMet } from '../fitting/requireMet.ts';
import { columnTotals, rowTotals, scaleColumns } from '../tableTotals.ts';

/** Births belong to the native-born of the area, or to all places of birth of its residents in proportion. */
export type BirthMethod = 'native' | 'proportion';

export interface BirthOptions {
  /** Default 'native'. */
  readonly method?: BirthMethod;
  /** Births that outnumber the native-born of an area are spread over its residents. Default true. */
  readonly nonNegative?: boolean;
}

/** Rounding can leave a difference this far below 0, as a share of what is subtracted from. */
const ROUNDING = 1e-9;

/**
 * Births by place of birth (docs/method.md 9.3.3). With 'native' all are native-born, but where births outnumber the
 * native-born at the end they are shared over all residents like the stock at the end. With 'proportion' they always are.
 * @param end n*n. @param births n, over the interval. @returns n*n.
 * @throws PipelineError E505 where more are born than live there at the end.
 */
export function birthsByBirth(
  end: Float64Array,
  births: Float64Array,
  areas: readonly string[],
  { method = 'native', nonNegative = true }: BirthOptions = {},
): Float64Array {
  const n = areas.length;
  const residents = columnTotals(end, n);
  requireAtMost(births, residents, 'births', areas);
  if (method === 'proportion') return scaleColumns(end, births);
  const table = new Float64Array(n * n);
  for (let area = 0; area < n; area++) {
    const count = births[area]!;
    if (count <= end[area * n + area]! || !nonNegative) table[area * n + area] = count;
    else for (let birth = 0; birth < n; birth++) table[birth * n + area] = (end[birth * n + area]! * count) / residents[area]!;
  }
  return table;
}

/**
 * Deaths of each area shared over places of birth like its stock at the start (docs/method.md 9.3.3).
 * @param start n*n. @param deaths n, over the interval. @returns n*n.
 * @throws PipelineError E505 where more people die than lived there.
 */
export function deathsByBirth(start: Float64Array, deaths: Float64Array, areas: readonly string[]): Float64Array {
  requireAtMost(deaths, columnTotals(start, areas.length), 'deaths', areas);
  return scaleColumns(start, deaths);
}

/** Two stock tables, n*n, and the births and deaths between them, n each. */
export interface StocksAndEvents {
  readonly areas: readonly string[];
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly births: Float64Array;
  readonly deaths: Float64Array;
}

/**
 * Deaths by accounting (docs/method.md 9.3.3; migest `death_mat`): the stock at the start fitted to two margins, the deaths
 * by place of birth that stocks and births imply, and the deaths given by residence.
 * @throws PipelineError E505 where stocks and births imply fewer than 0 deaths, or totals differ; E504 where the stocks
 * leave no such table.
 */
export function deathsByAccounting({ areas, start, end, births, deaths }: StocksAndEvents, fit?: FitOptions): Fit {
  const n = areas.length;
  requireAtMost(deaths, columnTotals(start, n), 'deaths', areas);
  const startTotals = rowTotals(start, n);
  const endTotals = rowTotals(end, n);
  const implied = startTotals.map((persons, birth) => {
    const died = persons + births[birth]! - endTotals[birth]!;
    return Math.abs(died) <= ROUNDING * persons ? 0 : died;
  });
  const alive = implied.findIndex((died) => died < 0);
  if (alive >= 0) {
    refuse('E505', `deaths by accounting: stocks and births imply ${implied[alive]} deaths of people born in ${areas[alive]}`, {
      expected: 'stocks at the end that births and the stocks at the start can explain',
      hint: 'share deaths in proportion to the stocks',
    });
  }
  const fitted = ipf(start, implied, deaths, fit);
  const names = {
    row: (birth: number) => `deaths of people born in ${areas[birth]}`,
    column: (area: number) => `deaths in ${areas[area]}`,
  };
  requireMet(fitted, 'deaths by accounting', names, fit);
  return fitted;
}

/** a - b by cell, at least 0: rounding can make the sum of shares exceed the whole. */
export function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, cell) => Math.max(0, value - b[cell]!));
}

/**
 * What births or deaths leave of the stocks.
 * @param stocks n*n. @param events n*n. @param what "births" or "deaths".
 * @throws PipelineError E505 that names the first cell with more events than people.
 */
export function takeOut(stocks: Float64Array, events: Float64Array, what: string, areas: readonly string[]): Float64Array {
  const n = areas.length;
  const cell = stocks.findIndex((persons, index) => events[index]! > persons * (1 + ROUNDING));
  if (cell < 0) return subtract(stocks, events);
  const [birth, residence] = [areas[Math.floor(cell / n)], areas[cell % n]];
  refuse('E505', `${events[cell]} ${what} among the ${stocks[cell]} people born in ${birth} and living in ${residence}`, {
    expected: `not more ${what} than people in any cell`,
    hint: `share ${what} in proportion to the stocks`,
  });
}

function requireAtMost(events: Float64Array, residents: Float64Array, what: string, areas: readonly string[]): void {
  const area = events.findIndex((count, index) => count > residents[index]!);
  if (area < 0) return;
  refuse('E505', `${events[area]} ${what} in ${areas[area]}, which has ${residents[area]} residents`, {
    expected: `not more ${what} than residents over the interval`,
    hint: 'check that stocks, births and deaths are all in persons and of the same territory',
  });
}
