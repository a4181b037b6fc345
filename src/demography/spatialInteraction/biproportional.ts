import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import { TOTALS_TOLERANCE } from '../fitting/fitOptions.ts';

/** Cells m[i][j][k] at [(i * destinations + j) * types + k]; one type makes it a plain origin x destination table. */
export interface Auxiliary {
  readonly cells: Float64Array;
  readonly origins: readonly string[];
  readonly destinations: readonly string[];
  readonly types: number;
}

export interface ConditionalMaximization {
  /** Stop when no factor changes by more than this within a pass. Default 1e-12. */
  readonly tolerance?: number;
  /** Default 10,000. */
  readonly maximumPasses?: number;
}

export interface Biproportional {
  /** As the cells given. */
  readonly flows: Float64Array;
  /** alpha, one for each origin. */
  readonly originFactors: Float64Array;
  /** beta, one for each destination. */
  readonly destinationFactors: Float64Array;
  readonly passes: number;
  readonly converged: boolean;
}

/**
 * Spatial interaction model n_ijk = alpha_i beta_j m_ijk with given totals of origins and destinations over all
 * types, by conditional maximization of its likelihood (Willekens 1999; docs/method.md 10.3, `cm2` and `cm3`): all alpha from
 * the last beta, then all beta, starting at 1. The start fixes the common factor that alpha and beta leave open.
 * @throws PipelineError E505 for cells or totals that are negative or not finite, totals that disagree, and an area
 * with a positive total but no positive cell.
 */
export function fitBiproportional(
  auxiliary: Auxiliary,
  originTotals: Float64Array,
  destinationTotals: Float64Array,
  { tolerance = 1e-12, maximumPasses = 10_000 }: ConditionalMaximization = {},
): Biproportional {
  requireSolvable(auxiliary, originTotals, destinationTotals);
  const { cells, types } = auxiliary;
  const rows = originTotals.length;
  const columns = destinationTotals.length;
  const weights = sumOverTypes(cells, types);
  const alpha = new Float64Array(rows).fill(1);
  const beta = new Float64Array(columns).fill(1);
  let passes = 0;
  let change = Number.POSITIVE_INFINITY;
  while (change > tolerance && passes < maximumPasses) {
    change = 0;
    for (let i = 0; i < rows; i++) {
      let total = 0;
      for (let j = 0; j < columns; j++) total += weights[i * columns + j]! * beta[j]!;
      change = Math.max(change, replace(alpha, i, share(originTotals[i]!, total)));
    }
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let i = 0; i < rows; i++) total += weights[i * columns + j]! * alpha[i]!;
      change = Math.max(change, replace(beta, j, share(destinationTotals[j]!, total)));
    }
    passes++;
  }
  const flows = cells.map((cell, position) => {
    const pair = Math.floor(position / types);
    return alpha[Math.floor(pair / columns)]! * beta[pair % columns]! * cell;
  });
  return { flows, originFactors: alpha, destinationFactors: beta, passes, converged: change <= tolerance };
}

function sumOverTypes(cells: Float64Array, types: number): Float64Array {
  return Float64Array.from({ length: cells.length / types }, (_, pair) => sum(cells.subarray(pair * types, (pair + 1) * types)));
}

/** Factor of an area; 0 where its total is 0. */
function share(target: number, total: number): number {
  return target === 0 ? 0 : target / total;
}

function replace(factors: Float64Array, position: number, value: number): number {
  const change = Math.abs(value - factors[position]!);
  factors[position] = value;
  return change;
}

function requireSolvable({ cells, origins, destinations, types }: Auxiliary, originTotals: Float64Array, destinationTotals: Float64Array) {
  if (cells.length !== origins.length * destinations.length * types) {
    throw new RangeError(`${cells.length} cells are not ${origins.length} x ${destinations.length} x ${types}`);
  }
  const bad = cells.findIndex((cell) => !(cell >= 0 && cell < Number.POSITIVE_INFINITY));
  if (bad >= 0) {
    const pair = Math.floor(bad / types);
    const [from, to] = [origins[Math.floor(pair / destinations.length)], destinations[pair % destinations.length]];
    refuse('E505', `auxiliary data from ${from} to ${to} are ${cells[bad]}`, { expected: 'finite numbers, 0 or more' });
  }
  const weights = sumOverTypes(cells, types);
  const columns = destinations.length;
  requireReachable(originTotals, origins, 'origin', (i) =>
    destinationTotals.some((total, j) => total > 0 && weights[i * columns + j]! > 0),
  );
  requireReachable(destinationTotals, destinations, 'destination', (j) =>
    originTotals.some((total, i) => total > 0 && weights[i * columns + j]! > 0),
  );
  const [out, into] = [sum(originTotals), sum(destinationTotals)];
  if (Math.abs(out - into) > TOTALS_TOLERANCE * Math.max(out, into)) {
    refuse('E505', `origin totals add up to ${out}, destination totals to ${into}`, { expected: 'one total' });
  }
}

function requireReachable(totals: Float64Array, areas: readonly string[], side: string, reachable: (area: number) => boolean): void {
  if (totals.length !== areas.length) throw new RangeError(`${totals.length} ${side} totals for ${areas.length} areas`);
  totals.forEach((total, area) => {
    if (!(total >= 0 && total < Number.POSITIVE_INFINITY)) {
      refuse('E505', `${side} total of ${areas[area]} is ${total}`, { expected: 'a finite number, 0 or more' });
    }
    if (total > 0 && !reachable(area)) {
      refuse('E505', `${side} ${areas[area]} has the total ${total}, but no positive auxiliary cell to put it in`, {
        hint: 'give the cells of this area positive auxiliary data, or its total 0',
      });
    }
  });
}
