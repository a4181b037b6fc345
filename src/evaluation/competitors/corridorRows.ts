/** Corridor-years with what is known of them, one row each. */
export interface CorridorRows {
  /** Indices of areas. */
  readonly orig: Int32Array;
  readonly dest: Int32Array;
  /** Years from the first one that is estimated. */
  readonly year: Int32Array;
  /** rows x width, row-major; NaN where a value is missing. */
  readonly features: Float64Array;
  readonly width: number;
}

/** Reports that a competitor learns from. */
export interface LearntRows extends CorridorRows {
  /** Reported persons; of a censored report, half of the limit that it stays below. */
  readonly persons: Float64Array;
  /** 1 for a censored report. */
  readonly censored: Uint8Array;
  /** Number of the unordered pair of areas. */
  readonly pair: Int32Array;
}

/** Number of areas and years that rows can name. */
export interface Extent {
  readonly areas: number;
  readonly years: number;
}

/** What a fitted method predicts, persons, one value for each row. */
export type Predictor = (wanted: CorridorRows) => Float64Array;

/** The rows that are reports, without the censored ones. */
export function listedRows(rows: LearntRows): LearntRows {
  const chosen = Int32Array.from(rows.orig.keys()).filter((row) => rows.censored[row] === 0);
  const { width } = rows;
  const features = new Float64Array(chosen.length * width);
  for (const [at, row] of chosen.entries()) features.set(rows.features.subarray(row * width, (row + 1) * width), at * width);
  const of = (values: Int32Array) => chosen.map((row) => values[row]!);
  return {
    ...{ orig: of(rows.orig), dest: of(rows.dest), year: of(rows.year), pair: of(rows.pair), features, width },
    persons: Float64Array.from(chosen, (row) => rows.persons[row]!),
    censored: new Uint8Array(chosen.length),
  };
}
