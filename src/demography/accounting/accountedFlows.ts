import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import type { AccountedStocks } from './accountedStocks.ts';

/**
 * How people of one place of birth are moved from the stocks at the start to those at the end:
 * - minimum: as few as possible move (Abel and Cohen 2019, "demographic accounting minimisation");
 * - independence: origin and destination are independent, stayers included (the other end of Azose and Raftery 2019).
 */
export type MoveModel = 'minimum' | 'independence';

/** Share of the minimum in pseudo-Bayes flows, calibrated by Azose and Raftery (2019) on Europe (docs/method.md 9.5). */
export const PSEUDO_BAYES_MINIMUM = 0.87;

/** Tables whose rows (places of birth) have the same totals. */
export type MatchedTables = Pick<AccountedStocks, 'areas' | 'start' | 'end'>;

/**
 * Flows of one place of birth in product form, so that n^3 numbers are never held: people born there who move
 * from i to j, i other than j, are leavers_i * joiners_j / total (docs/method.md 9.3.5).
 */
export interface Moves {
  /** n, persons by origin. */
  readonly leavers: Float64Array;
  /** n, persons by destination; adds up to the same total. */
  readonly joiners: Float64Array;
  readonly total: number;
}

/**
 * Moves of people born in area `birth`. In 'minimum' as many as possible stay: leavers are the excess of the start over
 * the end and joiners that of the end over the start, so no area has both. In 'independence' they are the whole stocks.
 * @throws PipelineError E505 where independence meets negative stocks, which `match: 'open'` can leave.
 */
export function movesOf(stocks: MatchedTables, birth: number, model: MoveModel): Moves {
  if (model === 'independence') requireNoNegativeStocks(stocks, birth);
  const { start, end } = stocks;
  const n = stocks.areas.length;
  const leavers = start.slice(birth * n, (birth + 1) * n);
  const joiners = end.slice(birth * n, (birth + 1) * n);
  if (model === 'independence') return { leavers, joiners, total: sum(leavers) };
  for (let area = 0; area < n; area++) {
    const stayers = Math.min(leavers[area]!, joiners[area]!);
    leavers[area] = leavers[area]! - stayers;
    joiners[area] = joiners[area]! - stayers;
  }
  const total = sum(leavers);
  const joined = sum(joiners);
  // Where the stocks are nearly equal, their rounding errors are large beside the few who move.
  const share = joined === 0 ? 0 : total / joined;
  for (let area = 0; area < n; area++) joiners[area] = joiners[area]! * share;
  return { leavers, joiners, total };
}

/** @throws PipelineError E505 that names the first area with fewer than 0 people born in area `birth`. */
export function requireNoNegativeStocks({ areas, start, end }: MatchedTables, birth: number): void {
  const n = areas.length;
  for (let residence = 0; residence < n; residence++) {
    const cell = birth * n + residence;
    const persons = Math.min(start[cell]!, end[cell]!);
    if (persons >= 0) continue;
    refuse('E505', `independence: accounting leaves ${persons} people born in ${areas[birth]} and living in ${areas[residence]}`, {
      expected: '0 or more persons in every cell',
      hint: 'match birthplace totals by "open-dr" or "rescale"',
    });
  }
}

/** T of one place of birth: n*n, origin x destination, zero on the diagonal. */
export function flowsOfBirth(stocks: MatchedTables, birth: number, model: MoveModel): Float64Array {
  const n = stocks.areas.length;
  const flows = new Float64Array(n * n);
  addMoves(flows, movesOf(stocks, birth, model));
  return clearDiagonal(flows, n);
}

/** F, the sum of T over places of birth: n*n, origin x destination, zero on the diagonal. */
export function accountedFlows(stocks: MatchedTables, model: MoveModel): Float64Array {
  const n = stocks.areas.length;
  const flows = new Float64Array(n * n);
  for (let birth = 0; birth < n; birth++) addMoves(flows, movesOf(stocks, birth, model));
  return clearDiagonal(flows, n);
}

/** Pseudo-Bayes flows of accounted stocks: n*n, origin x destination, zero on the diagonal. See `mixModels`. */
export function pseudoBayesFlows(stocks: MatchedTables, minimumShare?: number): Float64Array {
  return mixModels(accountedFlows(stocks, 'minimum'), accountedFlows(stocks, 'independence'), minimumShare);
}

/** Mixture of both models, without rounding (Azose and Raftery 2019; docs/method.md 9.5). */
export function mixModels(minimum: Float64Array, independence: Float64Array, minimumShare: number = PSEUDO_BAYES_MINIMUM): Float64Array {
  return minimum.map((persons, index) => minimumShare * persons + (1 - minimumShare) * independence[index]!);
}

/** Arrivals minus departures by area: n, adds up to 0. @param flows n*n, origin x destination. */
export function netMigration(flows: Float64Array, n: number): Float64Array {
  const net = new Float64Array(n);
  for (let orig = 0; orig < n; orig++) {
    for (let dest = 0; dest < n; dest++) {
      const persons = flows[orig * n + dest]!;
      net[orig] = net[orig]! - persons;
      net[dest] = net[dest]! + persons;
    }
  }
  return net;
}

function addMoves(flows: Float64Array, { leavers, joiners, total }: Moves): void {
  const n = leavers.length;
  if (total === 0) return;
  for (let orig = 0; orig < n; orig++) {
    const share = leavers[orig]! / total;
    if (share === 0) continue;
    for (let dest = 0; dest < n; dest++) flows[orig * n + dest] = flows[orig * n + dest]! + share * joiners[dest]!;
  }
}

function clearDiagonal(flows: Float64Array, n: number): Float64Array {
  for (let area = 0; area < n; area++) flows[area * (n + 1)] = 0;
  return flows;
}
