import type { CalibrationPairs, Coverage } from './calibration.ts';
import { calibrationPairsAt, coverage, errorBins } from './calibration.ts';

/** Reports of the held-out pairs of all folds. */
export interface HeldoutReports {
  readonly pairs: CalibrationPairs;
  /** Of each report, the fold that held it out and who reports it. */
  readonly folds: readonly number[];
  readonly reporters: readonly string[];
}

/** How much of a group of reports the intervals hold. */
export interface GroupCoverage extends Coverage {
  readonly group: string;
}

/** Estimates by size, persons a year. */
const SIZES = [
  { group: 'estimates below 100', from: 0, to: 100 },
  { group: 'estimates of 100 to 10,000', from: 100, to: 10_000 },
  { group: 'estimates of 10,000 and more', from: 10_000, to: Number.POSITIVE_INFINITY },
] as const;

/**
 * Reports in intervals that were found without their fold: all, by who reports them, and by the size of the estimate. Nothing
 * where there is one fold alone.
 */
export function heldoutCoverage({ pairs, folds, reporters }: HeldoutReports): GroupCoverage[] {
  const rowsWhere = (isChosen: (row: number) => boolean) => Int32Array.from(folds.keys()).filter(isChosen);
  const binsWithout = (fold: number) => {
    const others = rowsWhere((row) => folds[row] !== fold);
    return errorBins(calibrationPairsAt(pairs, others));
  };
  const numbers = [...new Set(folds)];
  if (numbers.length < 2) return [];
  const without = new Map(numbers.map((fold) => [fold, binsWithout(fold)]));
  const groups: (readonly [group: string, isChosen: (row: number) => boolean])[] = [
    ['all', () => true],
    ...[...new Set(reporters)].sort().map((reporter) => [reporter, (row: number) => reporters[row] === reporter] as const),
    ...SIZES.map(({ group, from, to }) => [group, (row: number) => pairs.estimates[row]! >= from && pairs.estimates[row]! < to] as const),
  ];
  return groups.flatMap(([group, isChosen]) => {
    const rows = rowsWhere(isChosen);
    if (rows.length === 0) return [];
    const covered = coverage(calibrationPairsAt(pairs, rows), (at) => without.get(folds[rows[at]!]!)!);
    return covered.map((share) => ({ group, ...share }));
  });
}
