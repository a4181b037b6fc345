import type { FlowErrors, IntervalCoverage, MemberFlows, Observations } from '../../../schemas/generated/types.ts';
import { annualFlowsOf, positionOf } from '../../evaluation/annualFlows.ts';
import type { ErrorBin } from '../../evaluation/calibration/calibration.ts';
import { flowQuantiles, PROBABILITIES } from '../../evaluation/calibration/calibration.ts';
import type { GroupCoverage } from '../../evaluation/calibration/heldoutCoverage.ts';
import type { Category } from '../../tables/columns.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';

/** What speaks for an estimate: a report of this very flow that was learnt from, or none. */
export const SUPPORTS = ['reported', 'unreported'] as const;
export type Support = (typeof SUPPORTS)[number];

/** Errors of the estimates of one support, by size. */
export type SupportBins = Readonly<Record<Support, readonly ErrorBin[]>>;

/** Which flows have a report, by their position among the flows of all years. */
export function reportedFlows({ orig, dest, year }: Observations, areas: readonly string[], years: Years): Uint8Array {
  const frame = annualFlowsOf(years, areas.length, 0);
  const reported = new Uint8Array(frame.values.length);
  const destinations = recode(dest, areas).codes;
  recode(orig, areas).codes.forEach((from, row) => {
    const position = positionOf(frame, year[row]!, from, destinations[row]!);
    if (position >= 0) reported[position] = 1;
  });
  return reported;
}

export function flowErrorColumns(bins: SupportBins): FlowErrors {
  const rows = SUPPORTS.flatMap((support) => bins[support].map((bin, index) => ({ support, number: index + 1, ...bin })));
  const quantile = (at: number) => Float64Array.from(rows, ({ quantiles }) => quantiles[at]!);
  return {
    support: categoryOf(rows.map(({ support }) => support)),
    bin: Int32Array.from(rows, ({ number }) => number),
    least: Float64Array.from(rows, ({ least }) => least),
    largest: Float64Array.from(rows, ({ largest }) => largest),
    size: Float64Array.from(rows, ({ size }) => size),
    reports: Int32Array.from(rows, ({ count }) => count),
    pairs: Int32Array.from(rows, ({ pairs }) => pairs),
    q05: quantile(0),
    q25: quantile(1),
    q50: quantile(2),
    q75: quantile(3),
    q95: quantile(4),
  };
}

/** The bins again, from the table. */
export function supportBins({ support, least, largest, size, reports, pairs, q05, q25, q50, q75, q95 }: FlowErrors): SupportBins {
  const of = (wanted: Support) =>
    Array.from(size.keys())
      .filter((row) => categoryAt(support, row) === wanted)
      .map((row) => ({
        least: least[row]!,
        largest: largest[row]!,
        size: size[row]!,
        count: reports[row]!,
        pairs: pairs[row]!,
        quantiles: Float64Array.of(q05[row]!, q25[row]!, q50[row]!, q75[row]!, q95[row]!),
      }));
  return { reported: of('reported'), unreported: of('unreported') };
}

/** The support of each row of a table of flows. */
export function supportColumn(
  { year, orig, dest }: Pick<MemberFlows, 'year' | 'orig' | 'dest'>,
  reported: Uint8Array,
  areas: readonly string[],
  years: Years,
): Category {
  const frame = annualFlowsOf(years, areas.length, 0);
  const [from, to] = [recode(orig, areas).codes, recode(dest, areas).codes];
  const codes = Int32Array.from(year, (of, row) => (reported[positionOf(frame, of, from[row]!, to[row]!)] === 1 ? 0 : 1));
  return { codes, levels: SUPPORTS };
}

/** Quantiles of each flow, by the bins of its support. */
export function quantileColumns(flows: Float64Array, { codes }: Category, bins: SupportBins) {
  const columns = PROBABILITIES.map(() => new Float64Array(flows.length));
  for (const [row, flow] of flows.entries()) {
    const quantiles = flowQuantiles(bins[SUPPORTS[codes[row]!]!], flow);
    for (const [at, column] of columns.entries()) column[row] = quantiles[at]!;
  }
  const [flow_q05, flow_q25, flow_q50, flow_q75, flow_q95] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { flow_q05, flow_q25, flow_q50, flow_q75, flow_q95 };
}

/** The same with what the intervals were held against. */
export interface CoverageRow extends GroupCoverage {
  readonly seen: 'heldout' | 'truth';
}

export function coverageColumns(rows: readonly CoverageRow[]): IntervalCoverage {
  return {
    seen: categoryOf(rows.map(({ seen }) => seen)),
    group: categoryOf(rows.map(({ group }) => group)),
    nominal: Float64Array.from(rows, ({ nominal }) => nominal),
    covered: Float64Array.from(rows, ({ covered }) => covered),
    flows: Int32Array.from(rows, ({ count }) => count),
    pairs: Int32Array.from(rows, ({ pairs }) => pairs),
  };
}
