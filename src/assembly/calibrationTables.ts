import type { FlowErrors, Heldout, IntervalCoverage, MemberFlows, Observations, ObserverFactors } from '../../schemas/types.ts';
import type { Gathered, TableInput } from '../engine/stage.ts';
import type { AnnualFlows } from '../evaluation/annualFlows.ts';
import { annualFlowsOf, positionOf } from '../evaluation/annualFlows.ts';
import type { Coverage, ErrorBin, Trials } from '../evaluation/calibration.ts';
import { flowQuantiles, PROBABILITIES } from '../evaluation/calibration.ts';
import { exp, log } from '../numerics/elementary.ts';
import type { Category } from '../tables/columns.ts';
import { categoryAt, categoryOf } from '../tables/columns.ts';
import { recode } from '../tables/recode.ts';
import type { Years } from './areas.ts';

/** What speaks for an estimate: a report of this very flow that was learnt from, or none. */
export const SUPPORTS = ['reported', 'unreported'] as const;
export type Support = (typeof SUPPORTS)[number];

/** Errors of the estimates of one support, by size. */
export type SupportBins = Readonly<Record<Support, readonly ErrorBin[]>>;

/**
 * A collection without reports of small flows shows of small estimates only those that were too low. They count from so many
 * times its smallest report.
 */
const CLEAR_OF_SELECTION = 10;

/** Smallest estimates, persons, that the reports of each collection may be held against. */
export type LeastEstimates = ReadonlyMap<string, number>;

export function leastEstimates({ source, reporter, persons }: Observations): LeastEstimates {
  const least = new Map<string, number>();
  for (const [row, value] of persons.entries()) {
    const collection = collectionOf(source, reporter, row);
    least.set(collection, Math.min(least.get(collection) ?? Number.POSITIVE_INFINITY, CLEAR_OF_SELECTION * value));
  }
  return least;
}

function collectionOf(source: Category, reporter: Category, row: number): string {
  return `${categoryAt(source, row)} ${categoryAt(reporter, row)}`;
}

/** Rows whose estimates are large enough. */
export function clearRows({ source, reporter, predicted }: Heldout, least: LeastEstimates): Int32Array {
  return Int32Array.from(predicted.keys()).filter((row) => predicted[row]! >= (least.get(collectionOf(source, reporter, row)) ?? 0));
}

/** Reports of held-out pairs, divided by what their observer counts of a flow, beside the flows that networks predict. */
export function heldoutTrials({ orig, dest, reported, predicted, counted }: Heldout, areas: readonly string[]): Trials {
  return {
    estimates: predicted,
    seen: reported.map((persons, row) => (counted[row]! > 0 ? (persons * predicted[row]!) / counted[row]! : persons)),
    pairs: pairsOf(recode(orig, areas).codes, recode(dest, areas).codes, areas.length),
  };
}

/** Reports that the ensemble learnt from, divided likewise, beside its flows. */
export async function fittedTrials(
  observations: Observations,
  areas: readonly string[],
  ensemble: AnnualFlows,
  factors: readonly Gathered<TableInput<ObserverFactors>>[],
): Promise<Trials> {
  const factorOf = await meanFactors(factors);
  const orig = recode(observations.orig, areas).codes;
  const dest = recode(observations.dest, areas).codes;
  const { source, reporter, year, persons } = observations;
  const at = Array.from(year, (of, row) => positionOf(ensemble, of, orig[row]!, dest[row]!));
  const least = leastEstimates(observations);
  const isClear = (row: number) => ensemble.values[at[row]!]! >= least.get(collectionOf(source, reporter, row))!;
  const rows = Int32Array.from(at.keys()).filter((row) => at[row]! >= 0 && isClear(row));
  const areaOf = (row: number) => ({ origin: areas[orig[row]!]!, destination: areas[dest[row]!]! })[categoryAt(reporter, row)!] ?? null;
  const observer = (row: number) => nameOf(categoryAt(source, row), categoryAt(reporter, row), areaOf(row));
  return {
    estimates: Float64Array.from(rows, (row) => ensemble.values[at[row]!]!),
    seen: Float64Array.from(rows, (row) => persons[row]! / (factorOf.get(observer(row)) ?? 1)),
    pairs: pairsOf(
      rows.map((row) => orig[row]!),
      rows.map((row) => dest[row]!),
      areas.length,
    ),
  };
}

/** Geometric means over the members. */
async function meanFactors(tables: readonly Gathered<TableInput<ObserverFactors>>[]): Promise<Map<string, number>> {
  const logs = new Map<string, number>();
  for (const { input } of tables) {
    const { source, reporter, area, factor } = await input.read();
    for (const [row, value] of factor.entries()) {
      const name = nameOf(categoryAt(source, row), categoryAt(reporter, row), categoryAt(area, row));
      logs.set(name, (logs.get(name) ?? 0) + log(value) / tables.length);
    }
  }
  return new Map([...logs].map(([name, value]) => [name, exp(value)]));
}

function nameOf(source: string | null, reporter: string | null, area: string | null): string {
  return `${source} ${reporter} ${area}`;
}

/** True flows beside those of the ensemble, between different areas. @param isChosen of a position among the flows of all years. */
export function truthTrials(truth: AnnualFlows, ensemble: AnnualFlows, isChosen: (position: number) => boolean): Trials {
  const { areas, values } = ensemble;
  const origOf = (position: number) => Math.floor(position / areas) % areas;
  const positions = Int32Array.from(values.keys()).filter((at) => origOf(at) !== at % areas && isChosen(at));
  return {
    estimates: Float64Array.from(positions, (at) => values[at]!),
    seen: Float64Array.from(positions, (at) => truth.values[at]!),
    pairs: pairsOf(
      positions.map(origOf),
      positions.map((at) => at % areas),
      areas,
    ),
  };
}

function pairsOf(orig: Int32Array, dest: Int32Array, areas: number): Int32Array {
  return orig.map((from, row) => Math.min(from, dest[row]!) * areas + Math.max(from, dest[row]!));
}

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
    reports: Int32Array.from(rows, ({ trials }) => trials),
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
        trials: reports[row]!,
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

/** A share of some flows that lies in an interval. */
export interface CoverageRow extends Coverage {
  readonly seen: 'heldout' | 'truth';
  readonly group: string;
}

export function coverageColumns(rows: readonly CoverageRow[]): IntervalCoverage {
  return {
    seen: categoryOf(rows.map(({ seen }) => seen)),
    group: categoryOf(rows.map(({ group }) => group)),
    nominal: Float64Array.from(rows, ({ nominal }) => nominal),
    covered: Float64Array.from(rows, ({ covered }) => covered),
    flows: Int32Array.from(rows, ({ trials }) => trials),
    pairs: Int32Array.from(rows, ({ pairs }) => pairs),
  };
}
