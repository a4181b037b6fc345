import { type Extent, type LearntRows, listedRows } from '../../../src/evaluation/competitors/corridorRows.ts';
import { expm1 } from '../../../src/numerics/elementary.ts';
import { Random } from '../../../src/numerics/random.ts';

export const EXTENT: Extent = { areas: 12, years: 6 };

/** Reports of every corridor and year. @param logCountOf log(1 + report). @param featuresOf one list for each row. */
export function reportsOf(
  logCountOf: (orig: number, dest: number, year: number) => number,
  featuresOf: (orig: number, dest: number, year: number) => readonly number[],
): LearntRows {
  const { areas, years } = EXTENT;
  const keys = Array.from({ length: areas * areas * years }, (_, at) => ({
    orig: Math.floor(at / (areas * years)),
    dest: Math.floor(at / years) % areas,
    year: at % years,
  })).filter(({ orig, dest }) => orig !== dest);
  const features = keys.map(({ orig, dest, year }) => featuresOf(orig, dest, year));
  return {
    orig: Int32Array.from(keys, ({ orig }) => orig),
    dest: Int32Array.from(keys, ({ dest }) => dest),
    year: Int32Array.from(keys, ({ year }) => year),
    features: Float64Array.from(features.flat()),
    width: features[0]!.length,
    persons: Float64Array.from(keys, ({ orig, dest, year }) => expm1(logCountOf(orig, dest, year))),
    censored: new Uint8Array(keys.length),
    pair: Int32Array.from(keys, ({ orig, dest }) => Math.max(orig, dest) * areas + Math.min(orig, dest)),
  };
}

/** Numbers around 0, the same for the same name: one for each of `count` places. */
export function effectsOf(name: string, count: number): Float64Array {
  const random = new Random(name);
  return Float64Array.from({ length: count }, () => random.normal());
}

/** Some of the rows, in their order. */
export function learntAt(rows: LearntRows, chosen: Int32Array): LearntRows {
  const isChosen = new Set(chosen);
  return listedRows({ ...rows, censored: Uint8Array.from(rows.orig, (_, row) => (isChosen.has(row) ? 0 : 1)) });
}

/** Rows of learnt reports where `chosen` is true, and the others. */
export function splitRows(rows: LearntRows, chosen: (row: number) => boolean): { inside: Int32Array; outside: Int32Array } {
  const all = Int32Array.from(rows.orig.keys());
  return { inside: all.filter(chosen), outside: all.filter((row) => !chosen(row)) };
}
