import { median, sum } from '../../numerics/statistics.ts';
import { correlation, logCorrelation } from '../measures.ts';

/** How near flows of one interval are to published ones, over the n corridors that both know; NaN where not defined. */
export interface Agreement {
  readonly n: number;
  readonly correlation: number;
  /** Of log(1 + persons). */
  readonly logCorrelation: number;
  /** Median of estimate by published flow where one person or more is published. */
  readonly medianRatio: number;
  readonly total: number;
  readonly publishedTotal: number;
}

/** @param estimated, published persons, areas x areas; NaN where not known. The diagonal does not count. */
export function agreementOf(estimated: Float64Array, published: Float64Array, areas: number): Agreement {
  const isKnown = (persons: number, cell: number) => cell % (areas + 1) !== 0 && !Number.isNaN(persons) && !Number.isNaN(published[cell]);
  const cells = [...estimated.keys()].filter((cell) => isKnown(estimated[cell]!, cell));
  const ours = Float64Array.from(cells, (cell) => estimated[cell]!);
  const theirs = Float64Array.from(cells, (cell) => published[cell]!);
  const ratios = ours.map((persons, at) => persons / theirs[at]!).filter((_, at) => theirs[at]! >= 1);
  return {
    n: cells.length,
    correlation: correlation(ours, theirs),
    logCorrelation: logCorrelation(ours, theirs),
    medianRatio: median(ratios),
    total: sum(ours),
    publishedTotal: sum(theirs),
  };
}
