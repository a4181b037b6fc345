/**
 * When a fit ends:
 * - relative: within a cycle no margin was further from its target than this share of it;
 * - absolute: nor by more than this many persons (the rule of the older routines of migest, 1e-5);
 * - change: no cell changed by as much as this within a cycle, the only rule of mipfp. It says nothing about margins.
 * Margins are measured as each is about to be brought to its target.
 */
export type StoppingRule = 'relative' | 'absolute' | 'change';

/**
 * What happens where the targets of two margins add up to different totals:
 * - refuse: an error beyond 1e-9 of the total, which rounding explains; below, earlier targets are scaled to the last;
 * - shares: seed and targets are divided by their sums and so is the result, what mipfp does after a warning;
 * - keep: targets are taken as they are, so that only the last margin can be met.
 */
export type UnequalTotals = 'refuse' | 'shares' | 'keep';

export interface FitOptions {
  /** Default 'relative'. */
  readonly rule?: StoppingRule;
  /** Default 1e-10. */
  readonly tolerance?: number;
  /** Default 100,000. */
  readonly maximumCycles?: number;
  /** Newton steps where plain cycles are slow; the result is the same. Not with 'change'. Default true. */
  readonly accelerate?: boolean;
  /** Default 'refuse'. */
  readonly unequalTotals?: UnequalTotals;
}

/** How a fit ended. */
export interface FitReport {
  /** Plain cycles, each bringing every margin to its target once. */
  readonly cycles: number;
  readonly newtonSteps: number;
  /** Largest relative distance of a margin of the result to its target. */
  readonly residual: number;
  /** The stopping rule was met and no margin is unreachable. */
  readonly converged: boolean;
  /** Rows and columns with a positive target and nothing in the seed; they stay 0. */
  readonly unreachableRows: readonly number[];
  readonly unreachableColumns: readonly number[];
  /** Rows and columns that a fit without convergence leaves further than 1e-6 from their targets. */
  readonly unmetRows: readonly number[];
  readonly unmetColumns: readonly number[];
}

export const FIT_DEFAULTS: Required<FitOptions> = {
  rule: 'relative',
  tolerance: 1e-10,
  maximumCycles: 100_000,
  accelerate: true,
  unequalTotals: 'refuse',
};

/** Rounding may make the totals of two margins differ by this share. */
export const TOTALS_TOLERANCE = 1e-9;

/** Relative distance from which a margin of a failed fit is named. */
export const UNMET = 1e-6;

/** |actual - target| relative to the target; a target of 0 that is missed counts as infinitely far. */
export function relativeError(actual: number, target: number): number {
  const distance = Math.abs(actual - target);
  return distance === 0 ? 0 : distance / target;
}
