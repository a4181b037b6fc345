import { sum } from '../../numerics/statistics.ts';

/** Change of flows d = t - prior with the least sum of |d| that gives the areas their missing net migration. */
export interface Transshipment {
  readonly n: number;
  /** n: net migration to be reached minus that of the prior flows. */
  readonly imbalance: Float64Array;
  /** n*n: 1 where a flow may grow. */
  readonly open: Uint8Array;
  /** n*n: how far a flow may fall. */
  readonly prior: Float64Array;
}

export interface Shipped {
  /** n*n; -prior to infinity. */
  readonly changes: Float64Array;
  /** Areas of net loss that no allowed flow leads out of; empty where the problem is solved. */
  readonly closed: readonly number[];
  /**
   * n: prices of a person in each area, whole numbers. A change is only where it pays: the price rises by 1 from origin
   * to destination where flows grow, and falls by 1 where they shrink.
   */
  readonly prices: Float64Array;
}

interface Search {
  /** Cheapest cost from an area of surplus; infinite where none leads here. */
  readonly cost: Float64Array;
  readonly previous: Int32Array;
}

/** Below this share of all imbalance, what is left is rounding. */
const ROUNDING = 1e-13;

/**
 * Minimum-cost flow with a cost of 1 for each person who moves more or less than before, by successive shortest paths
 * (Busacker and Gowen 1960). Each person more from i to j, or fewer from j to i, carries one from i to j.
 */
export function transship({ n, imbalance, open, prior }: Transshipment): Shipped {
  const missing = Float64Array.from(imbalance);
  const least = ROUNDING * sum(missing.map(Math.abs));
  const changes = new Float64Array(n * n);
  const residual: Residual = { n, open, prior, changes };
  for (;;) {
    const surplus = Float64Array.from(missing, (value) => (value < -least ? 0 : Number.POSITIVE_INFINITY));
    if (!surplus.includes(0)) break;
    const search = shortestPaths(residual, surplus);
    const end = nearestDeficit(search.cost, missing);
    if (end < 0) return { changes, closed: reached(search.cost), prices: new Float64Array(n) };
    augment(residual, search, end, missing);
  }
  return { changes, closed: [], prices: shortestPaths(residual, new Float64Array(n)).cost };
}

interface Residual extends Omit<Transshipment, 'imbalance'> {
  readonly changes: Float64Array;
}

/** Cost of one person more carried from i to j: -1 where it undoes a change, infinite where it cannot be. */
function unitCost({ n, open, prior, changes }: Residual, i: number, j: number): number {
  const there = i * n + j;
  const back = j * n + i;
  if (changes[there]! < 0 || changes[back]! > 0) return -1;
  return open[there] === 1 || changes[back]! > -prior[back]! ? 1 : Number.POSITIVE_INFINITY;
}

/** Cheapest paths from given costs at the start (Bellman 1958; Ford 1956); there is no cycle of negative cost. */
function shortestPaths(residual: Residual, start: Float64Array): Search {
  const { n } = residual;
  const cost = Float64Array.from(start);
  const previous = new Int32Array(n).fill(-1);
  for (let moved = true; moved; ) {
    moved = false;
    for (let i = 0; i < n; i++) {
      if (cost[i] === Number.POSITIVE_INFINITY) continue;
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        const through = cost[i]! + unitCost(residual, i, j);
        if (through >= cost[j]!) continue;
        cost[j] = through;
        previous[j] = i;
        moved = true;
      }
    }
  }
  return { cost, previous };
}

function nearestDeficit(cost: Float64Array, missing: Float64Array): number {
  let end = -1;
  for (let area = 0; area < missing.length; area++) {
    if (missing[area]! > 0 && cost[area]! < (end < 0 ? Number.POSITIVE_INFINITY : cost[end]!)) end = area;
  }
  return end;
}

function reached(cost: Float64Array): number[] {
  return [...cost.keys()].filter((area) => cost[area]! < Number.POSITIVE_INFINITY);
}

/** Carries as many as the path to `end` and both its ends allow. */
function augment(residual: Residual, { previous }: Search, end: number, missing: Float64Array): void {
  let persons = missing[end]!;
  let start = end;
  for (; previous[start]! >= 0; start = previous[start]!) persons = Math.min(persons, room(residual, previous[start]!, start));
  persons = Math.min(persons, -missing[start]!);
  for (let area = end; previous[area]! >= 0; area = previous[area]!) carry(residual, previous[area]!, area, persons);
  missing[end] = missing[end]! - persons;
  missing[start] = missing[start]! + persons;
}

/** Persons that can be carried from i to j at the present unit cost. */
function room({ n, open, prior, changes }: Residual, i: number, j: number): number {
  const there = i * n + j;
  const back = j * n + i;
  if (changes[there]! < 0) return -changes[there]!;
  if (changes[back]! > 0) return changes[back]!;
  return open[there] === 1 ? Number.POSITIVE_INFINITY : prior[back]! + changes[back]!;
}

function carry({ n, open, prior, changes }: Residual, i: number, j: number, persons: number): void {
  const there = i * n + j;
  const back = j * n + i;
  if (changes[there]! < 0 || (changes[back]! <= 0 && open[there] === 1)) {
    changes[there] = changes[there]! + persons;
    return;
  }
  // A cell that is emptied must be empty to the last digit, or it would seem to have room.
  changes[back] = persons === prior[back]! + changes[back]! ? -prior[back]! : changes[back]! - persons;
}
