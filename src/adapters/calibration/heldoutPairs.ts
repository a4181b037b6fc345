import type { Heldout } from '../../../schemas/generated/types.ts';
import type { CalibrationPairs } from '../../evaluation/calibration/calibration.ts';
import { recode } from '../../tables/recode.ts';
import { collectionAt } from '../collections.ts';
import { countryPairsOf } from './countryPairs.ts';

/** Smallest estimate, persons, that the reports of each collection may be compared with. */
export type LeastEstimates = ReadonlyMap<string, number>;

/** Rows whose estimates are far enough above the smallest report of their collection. */
export function rowsAboveTruncation({ source, reporter, predicted }: Heldout, least: LeastEstimates): Int32Array {
  return Int32Array.from(predicted.keys()).filter((row) => predicted[row]! >= (least.get(collectionAt({ source, reporter }, row)) ?? 0));
}

/** Reports of held-out pairs of countries, divided by their reporting factor, beside the flows that networks predict. */
export function heldoutCalibrationPairs({ orig, dest, reported, predicted, counted }: Heldout, areas: readonly string[]): CalibrationPairs {
  return {
    estimates: predicted,
    outcomes: reported.map((persons, row) => (counted[row]! > 0 ? (persons * predicted[row]!) / counted[row]! : persons)),
    countryPairs: countryPairsOf(recode(orig, areas).codes, recode(dest, areas).codes, areas.length),
  };
}
