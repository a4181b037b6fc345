import type { Observations } from '../../schemas/types.ts';
import type { AnnualFlows } from '../evaluation/annualFlows.ts';
import { positionOf } from '../evaluation/annualFlows.ts';
import { recode } from '../tables/recode.ts';

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

/** areas x areas (orig, dest), 1 where a corridor has a report in any year. */
export function reportedCorridors(observations: Observations, areas: readonly string[]): Uint8Array {
  const reported = new Uint8Array(areas.length * areas.length);
  const dest = recode(observations.dest, areas).codes;
  recode(observations.orig, areas).codes.forEach((orig, row) => {
    reported[orig * areas.length + dest[row]!] = 1;
  });
  return reported;
}
