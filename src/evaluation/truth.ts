import { median } from '../numerics/statistics.ts';
import type { AnnualFlows } from './annualFlows.ts';
import type { GroupScore } from './foldScores.ts';
import { correlation, logCorrelation, shareWithinFactorTwo } from './measures.ts';

/** Corridors with a smaller mean annual flow, in persons, are left out where a ratio or a movement of single persons would decide. */
const LEAST_MEAN_FLOW = 10;

/** Some corridors, cells orig * areas + dest. */
export interface CorridorGroup {
  readonly group: string;
  readonly corridors: readonly number[];
}

/**
 * Estimated against true flows, for each group of corridors:
 * correlation of log(1 + flow) pooled over corridors and years; and for corridors with a mean true flow of at least 10,
 * the median over corridors of the correlation over years, and the share of corridor-years within a factor of two.
 *
 * @param truth, estimated flows of the same years and areas.
 */
export function truthScores(truth: AnnualFlows, estimated: AnnualFlows, groups: readonly CorridorGroup[]): GroupScore[] {
  return groups.flatMap(({ group, corridors }) => groupScores(group, truth, estimated, corridors));
}

function groupScores(group: string, truth: AnnualFlows, estimated: AnnualFlows, corridors: readonly number[]): GroupScore[] {
  const large = corridors.filter((corridor) => {
    const total = seriesOf(truth, [corridor]).reduce((sum, persons) => sum + persons, 0);
    return total >= LEAST_MEAN_FLOW * truth.years;
  });
  const movements = large
    .map((corridor) => correlation(seriesOf(truth, [corridor]), seriesOf(estimated, [corridor])))
    .filter((value) => !Number.isNaN(value));
  const value = (measure: string, n: number, of: number): GroupScore => ({ group, measure, n, value: of });
  const pooled = seriesOf(truth, corridors);
  const ofLarge = seriesOf(truth, large);
  return [
    value('log_count', pooled.length, logCorrelation(pooled, seriesOf(estimated, corridors))),
    value('within_corridor', movements.length, median(movements)),
    value('within_factor_two', ofLarge.length, shareWithinFactorTwo(ofLarge, seriesOf(estimated, large))),
  ];
}

/** All years of some corridors, one corridor after the other. */
function seriesOf({ values, years, areas }: AnnualFlows, corridors: readonly number[]): Float64Array {
  const series = new Float64Array(corridors.length * years);
  for (const [at, corridor] of corridors.entries()) {
    for (let year = 0; year < years; year++) series[at * years + year] = values[year * areas * areas + corridor]!;
  }
  return series;
}
