import type { Calibrate } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import {
  fittedCalibrationPairs,
  heldoutReports,
  leastEstimates,
  trueCalibrationPairs,
} from '../src/adapters/calibration/calibrationPairs.ts';
import type { CoverageRow, SupportBins } from '../src/adapters/calibration/calibrationTables.ts';
import { coverageColumns, flowErrorColumns, reportedFlows, SUPPORTS } from '../src/adapters/calibration/calibrationTables.ts';
import { ensembleFlows } from '../src/adapters/comparison/comparisonInput.ts';
import { readTrueFlows } from '../src/adapters/validation/trueFlows.ts';
import type { AnnualFlows } from '../src/evaluation/annualFlows.ts';
import { coverage, errorBins } from '../src/evaluation/calibration/calibration.ts';
import { heldoutCoverage } from '../src/evaluation/calibration/heldoutCoverage.ts';

/** Finds how far reports lie from estimates, and the share of outcomes that lie in the intervals that follow (docs/method.md 6.6). */
export async function run(context: Calibrate): Promise<void> {
  const { params, inputs, outputs } = context;
  const areas = areaCodes(await inputs.areas.read());
  const observations = await inputs.observations.read();
  const heldout = await heldoutReports(inputs.heldout, areas, leastEstimates(observations));
  const ensemble = await ensembleFlows(inputs.flows, areas, params.years);
  const bins: SupportBins = {
    reported: errorBins(await fittedCalibrationPairs(observations, areas, ensemble, inputs.observers)),
    unreported: errorBins(heldout.pairs),
  };
  await outputs.errors.write(flowErrorColumns(bins));
  const truth = inputs.truth === null ? null : await readTrueFlows(inputs.truth, areas, ensemble);
  const reported = reportedFlows(observations, areas, params.years);
  const ofHeldout = heldoutCoverage(heldout).map((row) => ({ seen: 'heldout' as const, ...row }));
  const ofTruth = truth === null ? [] : truthCoverage(truth, ensemble, bins, reported);
  await outputs.coverage.write(coverageColumns([...ofHeldout, ...ofTruth]));
}

/** True flows in the intervals that are exported; of the demo world. */
function truthCoverage(truth: AnnualFlows, ensemble: AnnualFlows, bins: SupportBins, reported: Uint8Array): CoverageRow[] {
  return SUPPORTS.flatMap((support) => {
    const pairs = trueCalibrationPairs(truth, ensemble, (position) => (reported[position] === 1) === (support === 'reported'));
    return coverage(pairs, () => bins[support]).map((share) => ({ seen: 'truth' as const, group: support, ...share }));
  });
}
