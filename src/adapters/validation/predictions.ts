import type { Observations } from '../../../schemas/generated/types.ts';
import type { AnnualFlows } from '../../evaluation/annualFlows.ts';
import { positionOf } from '../../evaluation/annualFlows.ts';
import type { CorridorGroup } from '../../evaluation/truth.ts';
import type { Weights } from '../../model/problem/network.ts';
import { pairOfCorridor } from '../../model/problem/targets.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';
import { censoredReports, censoredWhere } from '../training/censoredReports.ts';
import { reportingFactorsOfRows } from '../training/reporters.ts';
import type { ProblemParams } from '../training/trainingProblem.ts';
import { heldoutCountryPairs } from '../training/trainingTargets.ts';

/** Reports beside the estimate of the same corridor and year, in the order of the rows. */
export interface Predictions {
  /** Rows of the observations. */
  readonly rows: Int32Array;
  readonly reported: Float64Array;
  readonly predicted: Float64Array;
  /** The predictions of some rows of the observations. */
  where(chosen: (row: number) => boolean): Predictions;
}

/** Estimates of all reports in the years of the estimates. */
export function predictionsOf(observations: Observations, areas: readonly string[], estimated: AnnualFlows): Predictions {
  const orig = recode(observations.orig, areas).codes;
  const dest = recode(observations.dest, areas).codes;
  const position = Array.from(orig, (from, row) => positionOf(estimated, observations.year[row]!, from, dest[row]!));
  const at = (rows: Int32Array): Predictions => ({
    rows,
    reported: Float64Array.from(rows, (row) => observations.persons[row]!),
    predicted: Float64Array.from(rows, (row) => estimated.values[position[row]!]!),
    where: (chosen) => at(rows.filter(chosen)),
  });
  return at(Int32Array.from(position.keys()).filter((row) => position[row]! >= 0));
}

/** All corridors between different areas, and apart: those with a report that was learnt from, those whose reports were held out, the others. */
export function corridorGroups(
  observations: Observations,
  areas: readonly string[],
  { first, last }: Years,
  isHeldOut: (row: number) => boolean,
): readonly CorridorGroup[] {
  const n = areas.length;
  const groups = ['unreported', 'heldout', 'reported'] as const;
  const standing = new Uint8Array(n * n);
  const dest = recode(observations.dest, areas).codes;
  recode(observations.orig, areas).codes.forEach((orig, row) => {
    if (observations.year[row]! < first || observations.year[row]! > last) return;
    const cell = orig * n + dest[row]!;
    standing[cell] = Math.max(standing[cell]!, isHeldOut(row) ? 1 : 2);
  });
  const corridors = Array.from(standing.keys()).filter((cell) => Math.floor(cell / n) !== cell % n);
  const parts = [2, 1, 0].map((rank) => ({ group: groups[rank]!, corridors: corridors.filter((cell) => standing[cell] === rank) }));
  return [{ group: 'all', corridors }, ...parts];
}

/** The network of a fold and its flows. */
export interface FoldNetwork {
  /** Rows of the observations that the weights were learnt from. */
  readonly learnt: Int32Array;
  readonly weights: Weights;
  readonly estimated: AnnualFlows;
  isHeldOut(row: number): boolean;
}

/**
 * Censored reports between the pairs that were held out, and the estimates beside them, times the reporting factor.
 */
export function censoredPredictions(
  observations: Observations,
  areas: readonly string[],
  { years, training: { censored } }: ProblemParams,
  { learnt, weights, estimated, isHeldOut }: FoldNetwork,
): { below: Float64Array; onReportersScale: Float64Array } {
  const n = areas.length;
  const apart = heldoutCountryPairs(observations, areas, (row) => !isHeldOut(row));
  const all = censoredReports(observations, areas, years, censored, learnt);
  const { year, cell, below, reporterRow } = censoredWhere(all, (corridor) => apart.has(pairOfCorridor(corridor, n)));
  const factors = reportingFactorsOfRows(observations, reporterRow, learnt, weights, areas);
  const onReportersScale = factors.map((factor, row) => {
    const corridor = cell[row]!;
    return factor * estimated.values[positionOf(estimated, year[row]!, Math.floor(corridor / n), corridor % n)]!;
  });
  return { below, onReportersScale };
}
