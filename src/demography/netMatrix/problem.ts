import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import { requireFinite, requireFlows } from '../flowTable.ts';
import { transship } from './transshipment.ts';

/** A search for the flows with given net totals that are nearest to prior flows. */
export interface NetProblem {
  readonly areas: readonly string[];
  /** n*n flows (origin, destination) to stay near to, not negative. */
  readonly prior: Float64Array;
  /** n: persons in minus persons out. They add up to 0. */
  readonly net: Float64Array;
  /** n*n: 1 where no flow may be. Default: the diagonal. */
  readonly structuralZeros?: Uint8Array;
}

/** A problem that has a solution. */
export interface CheckedProblem {
  readonly n: number;
  readonly areas: readonly string[];
  /** n*n, zero where no flow may be. */
  readonly prior: Float64Array;
  /** n; adds up to 0 to the last digit or two. */
  readonly net: Float64Array;
  /** n*n: 1 where a flow may be. */
  readonly open: Uint8Array;
  /** Persons that a residual is compared with: all prior flows and net totals. */
  readonly size: number;
}

/** Rounding may make net totals add up to this share of their absolute sum. */
const BALANCE_TOLERANCE = 1e-9;

/** Mask with 1 on the diagonal of n*n. */
function diagonalZeros(n: number): Uint8Array {
  return Uint8Array.from({ length: n * n }, (_, cell) => (cell % (n + 1) === 0 ? 1 : 0));
}

/**
 * Net totals less their rounding error, which is spread in proportion to their size.
 * @throws PipelineError E505 where a total is not finite, or they do not add up to 0.
 */
function balancedNet(net: Float64Array, areas: readonly string[]): Float64Array {
  requireFinite(net, 'net migration', areas);
  const total = sum(net);
  const size = sum(net.map(Math.abs));
  if (Math.abs(total) > BALANCE_TOLERANCE * size) {
    refuse('E505', `net migration of all ${areas.length} areas adds up to ${Number(total.toPrecision(6))}`, {
      expected: '0: whoever leaves one area enters another',
    });
  }
  return size === 0 ? Float64Array.from(net) : net.map((value) => value - (total * Math.abs(value)) / size);
}

/**
 * Checks a problem. With `grow` true a prior of 0 may become a flow, otherwise only cells with a prior may.
 * @throws PipelineError E505 for bad numbers, net totals that do not add up to 0, and areas that the zeros cut off.
 */
export function checkProblem(problem: NetProblem, { grow }: { readonly grow: boolean }): CheckedProblem {
  const { areas, structuralZeros = diagonalZeros(areas.length) } = problem;
  const n = areas.length;
  requireFlows(problem.prior, areas, 'prior flows');
  if (structuralZeros.length !== n * n) throw new RangeError(`${structuralZeros.length} structural zeros are not ${n} x ${n}`);
  const net = balancedNet(problem.net, areas);
  const open = structuralZeros.map((zero, cell) => (zero === 0 && (grow || problem.prior[cell]! > 0) ? 1 : 0));
  const prior = problem.prior.map((flow, cell) => (structuralZeros[cell] === 0 ? flow : 0));
  requireFeasible(net, open, areas);
  return { n, areas, prior, net, open, size: sum(prior) + sum(net.map(Math.abs)) };
}

/** @throws PipelineError E505 that names the areas which cannot send out as many as they must. */
function requireFeasible(net: Float64Array, open: Uint8Array, areas: readonly string[]): void {
  const { closed } = transship({ n: areas.length, imbalance: net, open, prior: new Float64Array(open.length) });
  if (closed.length === 0) return;
  const names = closed.map((area) => areas[area]).join(', ');
  refuse('E505', `net migration cannot be met: from ${names} too few moves to other areas are allowed`, {
    expected: 'open cells from areas of net loss to areas of net gain',
    hint: 'give some of these cells a positive prior, or allow fewer structural zeros',
  });
}
