import { type AnnualFlows, sumOfYears } from '../../evaluation/annualFlows.ts';
import {
  type AnnualEstimates,
  ENSEMBLE,
  type FlowEstimates,
  HELDOUT,
  type Interval,
  STOCK_METHODS,
  type StockMethod,
} from '../../evaluation/comparison/comparison.ts';
import type { IntervalNetMigration } from '../../evaluation/comparison/netMigrationScores.ts';
import type { BaselineColumn, FlowsByColumn, ReferenceColumn } from './comparisonTables.ts';
import { GASKIN_ABEL, LISTED_FROM } from './gaskinAbel.ts';
import type { PublishedEstimates } from './publishedEstimates.ts';
import { netMigrationOfKnownFlows } from './stockBasedFlows.ts';

/** The estimates of Gaskin and Abel with what they leave out, which counts as small; without this, on what they list alone. */
const GASKIN_ABEL_CENSORED = `${GASKIN_ABEL}_censored`;

/** Everything that is compared, on the same areas and intervals. */
export interface MethodEstimates {
  readonly areas: number;
  readonly intervals: readonly Interval[];
  /** Of each interval by the stock-based estimators. */
  readonly stockBased: readonly Readonly<Record<StockMethod, Float64Array>>[];
  readonly ensemble: AnnualFlows;
  readonly heldout: AnnualFlows;
  /** Fold that held the pair of two areas out; -1 where none did. */
  foldOf(orig: number, dest: number): number;
  /** Held-out predictions of simpler methods, by name. */
  readonly competitors: ReadonlyMap<string, AnnualFlows>;
  readonly published: PublishedEstimates | null;
}

/** Flows of the table baselines. */
export function baselineFlows(estimates: MethodEstimates): FlowsByColumn<BaselineColumn> {
  const { stockBased, ensemble, intervals } = estimates;
  return new Map<BaselineColumn, readonly Float64Array[]>([
    ...STOCK_METHODS.map((method) => [method, stockBased.map((flows) => flows[method])] as const),
    [ENSEMBLE, intervals.map(({ start, end }) => sumOfYears(ensemble, start, end))],
  ]);
}

/** Flows of the table reference_flows: the sets with their types of move, and annual flows summed over intervals. */
export function referenceFlows({ intervals, published }: MethodEstimates): FlowsByColumn<ReferenceColumn> {
  if (published === null) return new Map();
  const ofSets = published.sets.flatMap(({ name, methods, moves }) =>
    [...methods, ...moves].map(([method, flows]) => [`${name}_${method}` as ReferenceColumn, flows] as const),
  );
  return new Map([...ofSets, [GASKIN_ABEL, intervals.map(({ start, end }) => sumOfYears(published.annual, start, end))] as const]);
}

/** Flows to be held against reports; annual flows stay annual, so that they are compared over the reported years. */
export function flowEstimates(estimates: MethodEstimates): FlowEstimates {
  const { areas, intervals, stockBased, ensemble, heldout, competitors, published } = estimates;
  const annual = new Map<string, AnnualEstimates>([[ENSEMBLE, ensemble], [HELDOUT, heldout], ...competitors]);
  if (published !== null) {
    const listed = published.annual.values.map((persons) => (persons === 0 ? Number.NaN : persons));
    annual.set(GASKIN_ABEL, { ...published.annual, values: listed });
    annual.set(GASKIN_ABEL_CENSORED, { ...published.annual, listedFrom: LISTED_FROM });
  }
  const ofIntervals = new Map<string, readonly Float64Array[]>([
    ...STOCK_METHODS.map((method) => [method, stockBased.map((flows) => flows[method])] as const),
    ...publishedMethods(published),
  ]);
  return { areas, intervals, ofIntervals, annual };
}

/** Net migration of every method that knows all flows of an area, persons in the interval. */
export function netMigrationEstimates(estimates: MethodEstimates): Map<string, IntervalNetMigration> {
  const { areas, published } = estimates;
  const flows = new Map<string, readonly Float64Array[]>([...baselineFlows(estimates), ...publishedMethods(published)]);
  const nets = new Map(
    [...flows].map(([method, ofIntervals]) => [method, ofIntervals.map((matrix) => netMigrationOfKnownFlows(matrix, areas))]),
  );
  if (published !== null) nets.set(GASKIN_ABEL, [...published.netMigration]);
  return nets;
}

function publishedMethods(published: PublishedEstimates | null): (readonly [string, readonly Float64Array[]])[] {
  if (published === null) return [];
  return published.sets.flatMap(({ name, methods }) => [...methods].map(([method, flows]) => [`${name}_${method}`, flows] as const));
}
