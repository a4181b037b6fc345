import { refuse } from '../../diagnostics/diagnostic.ts';
import type { FitOptions, FitReport } from '../fitting/fitOptions.ts';
import { ipf } from '../fitting/ipf.ts';
import { requireMet } from '../fitting/requireMet.ts';
import { columnTotals, difference, rowTotals, scaleRows } from '../tableTotals.ts';

/**
 * How totals by place of birth are made equal at the start and the end of an interval:
 * - rescale: both tables are fitted to the mean of the two totals, residents of each area stay (closed, Abel 2018);
 * - open: people come from and go to a place outside, entries distributed like the start, exits like the end (Abel 2018);
 * - open-dr: the same with the two tables swapped, as published first (Abel 2013, Demographic Research).
 */
export type BirthplaceMatch = 'rescale' | 'open' | 'open-dr';

/** Two tables n*n whose rows (places of birth) have the same totals. */
export interface MatchedStocks {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** People at the end who came from outside, n*n; 0 unless open. */
  readonly entries: Float64Array;
  /** People at the start who went outside, n*n; 0 unless open. */
  readonly exits: Float64Array;
  readonly fits: { readonly start: FitReport; readonly end: FitReport };
}

/** Report for tables that need no fit. */
const EXACT: FitReport = {
  cycles: 0,
  newtonSteps: 0,
  residual: 0,
  converged: true,
  unreachableRows: [],
  unreachableColumns: [],
  unmetRows: [],
  unmetColumns: [],
};

/**
 * Both tables with one total for each place of birth (docs/method.md 9.3.4 and 9.4).
 * @throws PipelineError E505 where a place of birth has people in one table only, or the world totals of the tables differ;
 * E504 where no table with the zeros of the stocks has these totals.
 */
export function matchBirthplaces(
  start: Float64Array,
  end: Float64Array,
  areas: readonly string[],
  method: BirthplaceMatch = 'rescale',
  options?: FitOptions,
): MatchedStocks {
  return method === 'rescale' ? rescale(start, end, areas, options) : open(start, end, areas.length, method);
}

function rescale(start: Float64Array, end: Float64Array, areas: readonly string[], options?: FitOptions): MatchedStocks {
  const n = areas.length;
  const startTotals = rowTotals(start, n);
  const endTotals = rowTotals(end, n);
  const middle = startTotals.map((persons, birth) => (persons + endTotals[birth]!) / 2);
  const { table: matchedStart, ...startReport } = ipf(start, middle, columnTotals(start, n), options);
  const { table: matchedEnd, ...endReport } = ipf(end, middle, columnTotals(end, n), options);
  requireReached(startReport, 'start', middle, areas);
  requireReached(endReport, 'end', middle, areas);
  const names = { row: (birth: number) => `people born in ${areas[birth]}`, column: (area: number) => `people living in ${areas[area]}` };
  requireMet(startReport, 'stocks at the start with the birthplace totals of both dates', names, options);
  requireMet(endReport, 'stocks at the end with the birthplace totals of both dates', names, options);
  const nobody = new Float64Array(n * n);
  return { start: matchedStart, end: matchedEnd, entries: nobody, exits: nobody, fits: { start: startReport, end: endReport } };
}

function requireReached({ unreachableRows }: FitReport, when: string, totals: Float64Array, areas: readonly string[]): void {
  const birth = unreachableRows[0];
  if (birth === undefined) return;
  refuse('E505', `the stocks at the ${when} have nobody born in ${areas[birth]}, but should have ${totals[birth]}`, {
    expected: 'people of every place of birth in both tables, or in neither',
    details: unreachableRows.slice(1).map((other) => `nor anybody born in ${areas[other]}`),
    hint: 'complete the stocks, or match birthplace totals by "open"',
  });
}

function open(start: Float64Array, end: Float64Array, n: number, method: 'open' | 'open-dr'): MatchedStocks {
  const lost = difference(rowTotals(start, n), rowTotals(end, n));
  const [likeEntries, likeExits] = method === 'open' ? [start, end] : [end, start];
  const entries = scaleRows(
    likeEntries,
    lost.map((persons) => Math.max(0, -persons)),
  );
  const exits = scaleRows(
    likeExits,
    lost.map((persons) => Math.max(0, persons)),
  );
  return { start: difference(start, exits), end: difference(end, entries), entries, exits, fits: { start: EXACT, end: EXACT } };
}
