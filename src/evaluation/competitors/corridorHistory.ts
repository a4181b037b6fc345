import { expm1, log1p } from '../../numerics/elementary.ts';
import { mean } from '../../numerics/statistics.ts';
import type { CorridorRows, Extent, LearntRows, Predictor } from './corridorRows.ts';
import { listedRows } from './corridorRows.ts';

/** Sweeps over origins and destinations; the effects settle long before. */
const SWEEPS = 50;
/** An effect is drawn towards 0 as by so many reports without it. */
const PRIOR_REPORTS = 1;

/**
 * Mean of log(1 + report) over the years of the corridor; where it has no report, the mean that its origin and destination have
 * elsewhere.
 */
export function corridorMean(learnt: LearntRows, extent: Extent): Predictor {
  const reports = listedRows(learnt);
  const elsewhere = originAndDestination(reports, extent);
  const ofCorridor = byCorridor(reports, extent);
  return predictor((orig, dest) => {
    const series = ofCorridor.get(orig * extent.areas + dest);
    return series === undefined ? elsewhere(orig, dest) : mean(series.map(({ logCount }) => logCount));
  });
}

/**
 * The last report of the corridor before or in the year, else its first after it; of several in one year the mean of
 * log(1 + report). Where it has no report, as `corridorMean`.
 */
export function lastValue(learnt: LearntRows, extent: Extent): Predictor {
  const reports = listedRows(learnt);
  const elsewhere = originAndDestination(reports, extent);
  const ofCorridor = byCorridor(reports, extent);
  return predictor((orig, dest, year) => {
    const series = ofCorridor.get(orig * extent.areas + dest);
    if (series === undefined) return elsewhere(orig, dest);
    const years = series.map((report) => report.year);
    const before = years.filter((each) => each <= year);
    const taken = before.length > 0 ? Math.max(...before) : Math.min(...years);
    return mean(series.filter((report) => report.year === taken).map(({ logCount }) => logCount));
  });
}

interface Dated {
  readonly year: number;
  readonly logCount: number;
}

function byCorridor({ orig, dest, year, persons }: LearntRows, { areas }: Extent): Map<number, Dated[]> {
  const series = new Map<number, Dated[]>();
  for (const [row, from] of orig.entries()) {
    const corridor = from * areas + dest[row]!;
    const report = { year: year[row]!, logCount: log1p(persons[row]!) };
    const known = series.get(corridor);
    if (known) known.push(report);
    else series.set(corridor, [report]);
  }
  return series;
}

/** Additive effects of origin and destination on log(1 + report), by alternating means drawn towards 0. */
function originAndDestination({ orig, dest, persons }: LearntRows, { areas }: Extent): (orig: number, dest: number) => number {
  const logs = persons.map((count) => log1p(count));
  const centre = logs.length === 0 ? 0 : mean(logs);
  const leaving = new Float64Array(areas);
  const coming = new Float64Array(areas);
  const renew = (effects: Float64Array, places: Int32Array, others: Float64Array, otherPlaces: Int32Array) => {
    const sums = new Float64Array(areas);
    const counts = new Float64Array(areas).fill(PRIOR_REPORTS);
    for (const [row, place] of places.entries()) {
      sums[place] = sums[place]! + logs[row]! - centre - others[otherPlaces[row]!]!;
      counts[place] = counts[place]! + 1;
    }
    for (let place = 0; place < areas; place++) effects[place] = sums[place]! / counts[place]!;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    renew(leaving, orig, coming, dest);
    renew(coming, dest, leaving, orig);
  }
  return (from, to) => centre + leaving[from]! + coming[to]!;
}

function predictor(logCountOf: (orig: number, dest: number, year: number) => number): Predictor {
  return ({ orig, dest, year }: CorridorRows) =>
    Float64Array.from(orig, (from, row) => Math.max(0, expm1(logCountOf(from, dest[row]!, year[row]!))));
}
