import { mean, standardDeviation } from '../numerics/statistics.ts';
import type { Edges } from './edges.ts';
import { yeoJohnson } from './yeoJohnson.ts';

/** Inputs further out than this many standard deviations are cut (method.md 2.3: none should be). */
const LARGEST_INPUT = 10;

/** Covariates of areas with the exponent of their transform; the first four are taken of b, i and j, the others of i and j (method.md 2.1). */
export const AREA_COVARIATES = [
  { name: 'gdp_per_capita', lambda: 0 },
  { name: 'gdp_growth', lambda: 0.5 },
  { name: 'population', lambda: 0 },
  { name: 'life_expectancy', lambda: 1 },
  { name: 'birth_rate', lambda: 1 },
  { name: 'death_rate', lambda: 1 },
] as const;
export type AreaCovariate = (typeof AREA_COVARIATES)[number]['name'];

const OF_BIRTH = 4;
const OF_AREA = AREA_COVARIATES.length;

/** Names of the covariate inputs of an edge, in order. The two stocks and the latent state follow them in the network. */
export const INPUTS: readonly string[] = [
  ...AREA_COVARIATES.slice(0, OF_BIRTH).map(({ name }) => `${name} of birth`),
  ...AREA_COVARIATES.map(({ name }) => `${name} of origin`),
  ...AREA_COVARIATES.map(({ name }) => `${name} of destination`),
  'distance origin to destination',
  'distance birth to destination',
  'refugees of birth in origin',
  'refugees of birth in destination',
  'native of origin',
  'return',
];

/** Covariates in their own units; NaN where missing. */
export interface RawCovariates {
  /** years x areas for each. */
  readonly area: Readonly<Record<AreaCovariate, Float64Array>>;
  /** areas x areas, km; the diagonal is NaN. */
  readonly distance: Float64Array;
  /** years x areas x areas (birth, residence), persons. */
  readonly refugees: Float64Array;
}

/** Mean and standard deviation of log(1 + stock). */
export interface StockScale {
  readonly mean: number;
  readonly sd: number;
}

/** Transformed and standardised covariates as tables; the inputs of edges are looked up in them. Missing values are 0, the mean. */
export interface Covariates {
  readonly areas: number;
  /** years x areas x AREA_COVARIATES. */
  readonly area: Float32Array;
  /** areas x areas. */
  readonly distance: Float32Array;
  /** years x areas x areas (birth, residence). */
  readonly refugees: Float32Array;
  readonly stock: StockScale;
  /** Values that were missing, and values that were cut to +-10. */
  readonly missing: number;
  readonly cut: number;
}

/**
 * Transforms each covariate and standardises it over all its entries (method.md 2.3). Refugees and stocks, zero almost
 * everywhere, are standardised over the pairs with people present, so that their scale is not that of the zeros.
 * @param present areas x areas (birth, residence).
 * @param stocks stocks of present pairs, persons.
 */
export function standardiseCovariates(raw: RawCovariates, areas: number, present: Uint8Array, stocks: Float64Array): Covariates {
  const years = raw.refugees.length / (areas * areas);
  const defects = { missing: 0, cut: 0 };
  const area = new Float32Array(years * areas * OF_AREA);
  AREA_COVARIATES.forEach(({ name, lambda }, column) => {
    const values = standardise(raw.area[name], lambda, () => true, defects);
    values.forEach((value, row) => {
      area[row * OF_AREA + column] = value;
    });
  });
  const stock = stocks.map((persons) => yeoJohnson(persons, 0));
  return {
    areas,
    area,
    distance: standardise(raw.distance, 0, (cell) => Math.floor(cell / areas) !== cell % areas, defects),
    refugees: standardise(raw.refugees, 0, (cell) => present[cell % (areas * areas)] === 1, defects),
    stock: scaleOf(stock),
    ...defects,
  };
}

function scaleOf(values: Float64Array): StockScale {
  const sd = values.length === 0 ? 0 : standardDeviation(values, 'population');
  return { mean: values.length === 0 ? 0 : mean(values), sd: sd > 0 ? sd : 1 };
}

/** (psi(x) - mean) / sd with the moments of the entries that count; 0 where missing. */
function standardise(
  raw: Float64Array,
  lambda: number,
  counts: (at: number) => boolean,
  defects: { missing: number; cut: number },
): Float32Array {
  const transformed = raw.map((value) => yeoJohnson(value, lambda));
  const { mean, sd } = scaleOf(transformed.filter((value, at) => counts(at) && !Number.isNaN(value)));
  return Float32Array.from(transformed, (value, at) => {
    if (Number.isNaN(value)) {
      if (counts(at)) defects.missing += 1;
      return 0;
    }
    const input = (value - mean) / sd;
    if (Math.abs(input) > LARGEST_INPUT) defects.cut += 1;
    return Math.max(-LARGEST_INPUT, Math.min(LARGEST_INPUT, input));
  });
}

/**
 * Inputs of edges in a year.
 * @param year index of the year.
 * @returns edges x INPUTS, row-major.
 */
export function inputsOf(covariates: Covariates, edges: Edges, year: number): Float32Array {
  const { areas, area, distance, refugees } = covariates;
  const width = INPUTS.length;
  const inputs = new Float32Array(edges.birth.length * width);
  const yearOfAreas = year * areas * OF_AREA;
  const yearOfPairs = year * areas * areas;
  for (let edge = 0, at = 0; edge < edges.birth.length; edge++) {
    const b = edges.birth[edge]!;
    const i = edges.orig[edge]!;
    const j = edges.dest[edge]!;
    for (let k = 0, from = yearOfAreas + b * OF_AREA; k < OF_BIRTH; k++) inputs[at++] = area[from + k]!;
    for (let k = 0, from = yearOfAreas + i * OF_AREA; k < OF_AREA; k++) inputs[at++] = area[from + k]!;
    for (let k = 0, from = yearOfAreas + j * OF_AREA; k < OF_AREA; k++) inputs[at++] = area[from + k]!;
    inputs[at++] = distance[i * areas + j]!;
    inputs[at++] = distance[b * areas + j]!;
    inputs[at++] = refugees[yearOfPairs + b * areas + i]!;
    inputs[at++] = refugees[yearOfPairs + b * areas + j]!;
    inputs[at++] = b === i ? 1 : 0;
    inputs[at++] = b === j ? 1 : 0;
  }
  return inputs;
}
