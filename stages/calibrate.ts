import type { Calibrate } from '../schemas/types.ts';
import { areaCodes } from '../src/assembly/areas.ts';
import type { CoverageRow, LeastEstimates, SupportBins } from '../src/assembly/calibrationTables.ts';
import {
  clearRows,
  coverageColumns,
  fittedTrials,
  flowErrorColumns,
  heldoutTrials,
  leastEstimates,
  reportedFlows,
  SUPPORTS,
  truthTrials,
} from '../src/assembly/calibrationTables.ts';
import { ensembleFlows } from '../src/assembly/comparisonInput.ts';
import { readTrueFlows } from '../src/assembly/trueFlows.ts';
import type { AnnualFlows } from '../src/evaluation/annualFlows.ts';
import type { Trials } from '../src/evaluation/calibration.ts';
import { coverage, errorBins, joined, trialsAt } from '../src/evaluation/calibration.ts';
import { categoryAt } from '../src/tables/columns.ts';

/** Reports of the held-out pairs of all folds. */
interface HeldoutReports {
  readonly trials: Trials;
  /** Of each report, the fold that held it out and who reports it. */
  readonly folds: readonly number[];
  readonly reporters: readonly string[];
}

/** Estimates by size, persons a year. */
const SIZES = [
  { group: 'estimates below 100', from: 0, to: 100 },
  { group: 'estimates of 100 to 10,000', from: 100, to: 10_000 },
  { group: 'estimates of 10,000 and more', from: 10_000, to: Number.POSITIVE_INFINITY },
] as const;

/** Finds how far reports lie from estimates, and how much of what is seen the intervals hold that follow (method.md 11). */
export async function run(context: Calibrate): Promise<void> {
  const { params, inputs, outputs } = context;
  const areas = areaCodes(await inputs.areas.read());
  const observations = await inputs.observations.read();
  const heldout = await readHeldout(inputs.heldout, areas, leastEstimates(observations));
  const ensemble = await ensembleFlows(inputs.flows, areas, params.years);
  const bins: SupportBins = {
    reported: errorBins(await fittedTrials(observations, areas, ensemble, inputs.observers)),
    unreported: errorBins(heldout.trials),
  };
  await outputs.errors.write(flowErrorColumns(bins));
  const truth = inputs.truth === null ? null : await readTrueFlows(inputs.truth, areas, ensemble);
  const reported = reportedFlows(observations, areas, params.years);
  const ofTruth = truth === null ? [] : truthCoverage(truth, ensemble, bins, reported);
  await outputs.coverage.write(coverageColumns([...heldoutCoverage(heldout), ...ofTruth]));
}

async function readHeldout(
  tables: Calibrate['inputs']['heldout'],
  areas: readonly string[],
  least: LeastEstimates,
): Promise<HeldoutReports> {
  const sets: Trials[] = [];
  const folds: number[] = [];
  const reporters: string[] = [];
  for (const { each, input } of tables) {
    const table = await input.read();
    const rows = clearRows(table, least);
    sets.push(trialsAt(heldoutTrials(table, areas), rows));
    for (const row of rows) {
      folds.push(Number(each['fold']));
      reporters.push(categoryAt(table.reporter, row)!);
    }
  }
  return { trials: joined(sets), folds, reporters };
}

/** Reports in intervals that were found without their fold: all, by who reports them, and by the size of the estimate. */
function heldoutCoverage({ trials, folds, reporters }: HeldoutReports): CoverageRow[] {
  const rowsWhere = (isChosen: (row: number) => boolean) => Int32Array.from(folds.keys()).filter(isChosen);
  const numbers = [...new Set(folds)];
  if (numbers.length < 2) return [];
  const without = new Map(
    numbers.map((fold) => [
      fold,
      errorBins(
        trialsAt(
          trials,
          rowsWhere((row) => folds[row] !== fold),
        ),
      ),
    ]),
  );
  const groups: (readonly [group: string, isChosen: (row: number) => boolean])[] = [
    ['all', () => true],
    ...[...new Set(reporters)].sort().map((reporter) => [reporter, (row: number) => reporters[row] === reporter] as const),
    ...SIZES.map(({ group, from, to }) => [group, (row: number) => trials.estimates[row]! >= from && trials.estimates[row]! < to] as const),
  ];
  return groups.flatMap(([group, isChosen]) => {
    const rows = rowsWhere(isChosen);
    if (rows.length === 0) return [];
    const covered = coverage(trialsAt(trials, rows), (trial) => without.get(folds[rows[trial]!]!)!);
    return covered.map((share) => ({ seen: 'heldout' as const, group, ...share }));
  });
}

/** True flows in the intervals that are exported; of the demo world. */
function truthCoverage(truth: AnnualFlows, ensemble: AnnualFlows, bins: SupportBins, reported: Uint8Array): CoverageRow[] {
  return SUPPORTS.flatMap((support) => {
    const trials = truthTrials(truth, ensemble, (position) => (reported[position] === 1) === (support === 'reported'));
    return coverage(trials, () => bins[support]).map((share) => ({ seen: 'truth' as const, group: support, ...share }));
  });
}
