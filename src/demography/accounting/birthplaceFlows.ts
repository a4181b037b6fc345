import { refuse } from '../../diagnostics/diagnostic.ts';
import type { FitOptions, FitReport } from '../fitting/fitOptions.ts';
import { requireMet } from '../fitting/requireMet.ts';
import { fitThreeWay } from '../fitting/threeWayFit.ts';
import { withoutDiagonal } from '../flowTable.ts';
import { flowsOfBirth, type MatchedTables, type MoveModel, mixModels, requireNoNegativeStocks } from './accountedFlows.ts';

/** Flows by origin, destination and place of birth, one place of birth at a time: n^3 numbers need not be held. */
export interface BirthplaceFlows {
  readonly areas: readonly string[];
  /** n*n (origin, destination), persons born in area `birth` who move; zero on the diagonal. A new table. */
  flowsOf(birth: number): Float64Array;
  /** n, persons born in area `birth` who stay in the area where they lived. A new list. */
  stayersOf(birth: number): Float64Array;
  /** Of the fit to a seed. */
  readonly fit?: FitReport;
}

/** Pattern that flows are fitted to: n*n (origin, destination), or n*n*n (birthplace, origin, destination). */
export interface FlowSeed {
  readonly seed: Float64Array;
  readonly fit?: FitOptions;
}

/**
 * Flows between accounted stocks: in product form without a seed (docs/method.md 9.3.5), otherwise fitted to the seed. In
 * 'minimum' the stayers are fixed and the movers are fitted; migest ignores a seed there.
 * @throws PipelineError E505 where independence meets negative stocks, which `match: 'open'` can leave, or where a seed
 * of zeros keeps people from moving; E504 where its zeros keep them from moving in these numbers.
 */
export function birthplaceFlows(stocks: MatchedTables, model: MoveModel, pattern?: FlowSeed): BirthplaceFlows {
  const { areas, start, end } = stocks;
  const n = areas.length;
  if (model === 'independence') for (let birth = 0; birth < n; birth++) requireNoNegativeStocks(stocks, birth);
  if (pattern !== undefined) return seededFlows(stocks, model, pattern);
  return {
    areas,
    flowsOf: (birth) => flowsOfBirth(stocks, birth, model),
    stayersOf(birth) {
      const [there, still] = [start.subarray(birth * n, (birth + 1) * n), end.subarray(birth * n, (birth + 1) * n)];
      if (model === 'minimum') return there.map((persons, area) => Math.min(persons, still[area]!));
      const total = there.reduce((all, persons) => all + persons, 0);
      return there.map((persons, area) => (total === 0 ? 0 : (persons * still[area]!) / total));
    },
  };
}

/** Mixture of the flows of both models by birthplace: pseudo-Bayes flows (docs/method.md 9.5), see `mixModels`. */
export function mixBirthplaceFlows(minimum: BirthplaceFlows, independence: BirthplaceFlows, minimumShare?: number): BirthplaceFlows {
  return {
    areas: minimum.areas,
    flowsOf: (birth) => mixModels(minimum.flowsOf(birth), independence.flowsOf(birth), minimumShare),
    stayersOf: (birth) => mixModels(minimum.stayersOf(birth), independence.stayersOf(birth), minimumShare),
  };
}

/** Sum over places of birth: n*n, origin x destination, zero on the diagonal. */
export function totalFlows(flows: BirthplaceFlows): Float64Array {
  const n = flows.areas.length;
  const total = new Float64Array(n * n);
  for (let birth = 0; birth < n; birth++) {
    const part = flows.flowsOf(birth);
    for (let cell = 0; cell < total.length; cell++) total[cell] = total[cell]! + part[cell]!;
  }
  return total;
}

function seededFlows({ areas, start, end }: MatchedTables, model: MoveModel, { seed, fit }: FlowSeed): BirthplaceFlows {
  const n = areas.length;
  const stayers = start.map((persons, cell) => (model === 'minimum' ? Math.min(persons, end[cell]!) : 0));
  const origins = start.map((persons, cell) => persons - stayers[cell]!);
  const arrived = end.map((persons, cell) => persons - stayers[cell]!);
  const destinations = fit?.unequalTotals === 'keep' ? arrived : withTotalsOf(origins, arrived, n);
  const movers = model === 'minimum' ? withoutDiagonals(seed, n) : seed;
  const { report, tableOf } = fitThreeWay({ origins, destinations, seed: movers }, n, fit);
  requireReachable(report, areas);
  const mover = (does: string) => (margin: number) => `people born in ${areas[Math.floor(margin / n)]} who ${does} ${areas[margin % n]}`;
  requireMet(report, 'flows that follow the seed', { row: mover('leave'), column: mover('arrive in') }, fit);
  return {
    areas,
    fit: report,
    flowsOf: (birth) => withoutDiagonal(tableOf(birth), n),
    stayersOf(birth) {
      if (model === 'minimum') return stayers.slice(birth * n, (birth + 1) * n);
      const table = tableOf(birth);
      return Float64Array.from({ length: n }, (_, area) => table[area * (n + 1)]!);
    },
  };
}

/** Destinations scaled row by row to the totals of the origins. The two differ by rounding and the tolerance of the fits. */
function withTotalsOf(origins: Float64Array, destinations: Float64Array, n: number): Float64Array {
  const result = Float64Array.from(destinations);
  for (let birth = 0; birth < n; birth++) {
    let [left, joined] = [0, 0];
    for (let cell = birth * n; cell < (birth + 1) * n; cell++) {
      left += origins[cell]!;
      joined += destinations[cell]!;
    }
    for (let cell = birth * n; cell < (birth + 1) * n; cell++) result[cell] = joined === 0 ? 0 : (result[cell]! * left) / joined;
  }
  return result;
}

/** People who move end in another area. */
function withoutDiagonals(seed: Float64Array, n: number): Float64Array {
  return seed.map((value, cell) => ((cell % (n * n)) % (n + 1) === 0 ? 0 : value));
}

function requireReachable({ unreachableRows, unreachableColumns }: FitReport, areas: readonly string[]): void {
  const n = areas.length;
  const name = (margin: number): string => `people born in ${areas[Math.floor(margin / n)]} who`;
  const stuck = [
    ...unreachableRows.map((margin) => `${name(margin)} leave ${areas[margin % n]}`),
    ...unreachableColumns.map((margin) => `${name(margin)} arrive in ${areas[margin % n]}`),
  ];
  if (stuck.length === 0) return;
  refuse('E505', `the seed is 0 wherever they could move: ${stuck[0]}`, {
    expected: 'a seed above 0 for some move of everybody who moves',
    details: stuck.slice(1),
  });
}
