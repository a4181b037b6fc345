import type { Observations, Params } from '../../../schemas/generated/types.ts';
import type { CorridorRows, LearntRows } from '../../evaluation/competitors/corridorRows.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';
import { censoredReports } from '../training/censoredReports.ts';
import { type featuresOf, featureTable } from './features.ts';

type Features = ReturnType<typeof featuresOf>;
type Censored = Params['training']['censored'];

/** What reports are turned into rows with. */
export interface RowsInput {
  readonly observations: Observations;
  readonly areas: readonly string[];
  readonly years: Years;
  readonly features: Features;
}

/**
 * Reports that a fold learns from, and the censored ones between the other pairs.
 * @param isHeldOut whether a row of the observations may not be seen, nor anything else of its pair.
 */
export function learntRows(input: RowsInput, censored: Censored, isHeldOut: (row: number) => boolean): LearntRows {
  const { observations, areas, years } = input;
  const n = areas.length;
  const [origins, destinations] = [recode(observations.orig, areas).codes, recode(observations.dest, areas).codes];
  const inYears = (row: number) => observations.year[row]! >= years.first && observations.year[row]! <= years.last;
  const rows = Int32Array.from(observations.persons.keys()).filter((row) => inYears(row) && !isHeldOut(row));
  const apart = new Set(
    Array.from(observations.persons.keys())
      .filter(isHeldOut)
      .map((row) => pairNumber(origins[row]!, destinations[row]!)),
  );
  const small = censoredReports(observations, areas, years, censored, rows);
  const left = Int32Array.from(small.cell.keys()).filter(
    (at) => !apart.has(pairNumber(Math.floor(small.cell[at]! / n), small.cell[at]! % n)),
  );
  const orig = Int32Array.from([...Array.from(rows, (row) => origins[row]!), ...Array.from(left, (at) => Math.floor(small.cell[at]! / n))]);
  const dest = Int32Array.from([...Array.from(rows, (row) => destinations[row]!), ...Array.from(left, (at) => small.cell[at]! % n)]);
  const year = Int32Array.from([...Array.from(rows, (row) => observations.year[row]!), ...Array.from(left, (at) => small.year[at]!)]);
  return {
    ...rowsOf(input, orig, dest, year),
    persons: Float64Array.from([
      ...Array.from(rows, (row) => observations.persons[row]!),
      ...Array.from(left, (at) => small.below[at]! / 2),
    ]),
    censored: Uint8Array.from(orig, (_, at) => (at < rows.length ? 0 : 1)),
    pair: Int32Array.from(orig, (from, at) => pairNumber(from, dest[at]!)),
  };
}

/** Reported corridor-years of some rows of the observations, each once, in order of origin, destination and year. */
export function reportedCorridorYears(input: RowsInput, chosen: (row: number) => boolean): CorridorRows {
  const { observations, areas, years } = input;
  const [origins, destinations] = [recode(observations.orig, areas).codes, recode(observations.dest, areas).codes];
  const count = years.last - years.first + 1;
  const numbers = new Set<number>();
  for (const row of observations.persons.keys()) {
    const step = observations.year[row]! - years.first;
    if (step < 0 || step >= count || !chosen(row)) continue;
    numbers.add((origins[row]! * areas.length + destinations[row]!) * count + step);
  }
  const sorted = Int32Array.from(numbers).sort();
  const corridors = sorted.map((number) => Math.floor(number / count));
  return rowsOf(
    input,
    corridors.map((corridor) => Math.floor(corridor / areas.length)),
    corridors.map((corridor) => corridor % areas.length),
    sorted.map((number) => years.first + (number % count)),
  );
}

/** All corridors between different areas in all years, and a function that places one value for each of them among annual flows. */
export function everyCorridorYear(input: RowsInput): { rows: CorridorRows; placed: (values: Float64Array) => Float64Array } {
  const { areas, years } = input;
  const n = areas.length;
  const positions = Int32Array.from({ length: (years.last - years.first + 1) * n * n }, (_, position) => position).filter(
    (position) => (position % (n * n)) % (n + 1) !== 0,
  );
  const rows = rowsOf(
    input,
    positions.map((position) => Math.floor(position / n) % n),
    positions.map((position) => position % n),
    positions.map((position) => years.first + Math.floor(position / (n * n))),
  );
  const placed = (values: Float64Array) => {
    const all = new Float64Array((years.last - years.first + 1) * n * n);
    for (const [row, position] of positions.entries()) all[position] = values[row]!;
    return all;
  };
  return { rows, placed };
}

/** Corridor-years with their features. @param year calendar years. */
function rowsOf({ years, features }: RowsInput, orig: Int32Array, dest: Int32Array, year: ArrayLike<number>): CorridorRows {
  const steps = Int32Array.from(year, (each) => each - years.first);
  return { orig, dest, year: steps, features: featureTable(features, orig, dest, steps), width: features.size };
}

function pairNumber(a: number, b: number): number {
  const larger = Math.max(a, b);
  return (larger * (larger + 1)) / 2 + Math.min(a, b);
}
