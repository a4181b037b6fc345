import { COVARIATES, type CovariateName, type Covariates } from './covariates.ts';
import type { Edges } from './edges.ts';

/** An end of an edge (b, i, j): country of birth, origin, destination. */
type End = 'birth' | 'origin' | 'destination';

/** A covariate of one end, or of two in this order. */
interface Covariate {
  readonly covariate: CovariateName;
  readonly ends: readonly [End] | readonly [End, End];
}

const of = (covariate: CovariateName, ...ends: Covariate['ends']): Covariate => ({ covariate, ends });
const ofEach = (covariate: CovariateName, ...ends: readonly End[]): Covariate[] => ends.map((end) => of(covariate, end));

/** Those of the published network, in its order (docs/method.md 2.1). */
const PUBLISHED_COVARIATES: readonly Covariate[] = [
  ...ofEach('gdp_per_capita', 'birth', 'origin', 'destination'),
  ...ofEach('gdp_growth', 'birth', 'origin', 'destination'),
  of('trade', 'origin', 'destination'),
  of('trade', 'destination', 'origin'),
  ...ofEach('population', 'birth', 'origin', 'destination'),
  ...ofEach('life_expectancy', 'birth', 'origin', 'destination'),
  ...ofEach('birth_rate', 'origin', 'destination'),
  ...ofEach('death_rate', 'origin', 'destination'),
  of('distance', 'origin', 'destination'),
  of('language', 'birth', 'destination'),
  of('language', 'origin', 'destination'),
  of('religion', 'birth', 'destination'),
  of('religion', 'origin', 'destination'),
  ...ofEach('conflict_deaths', 'origin', 'destination'),
  of('refugees', 'birth', 'origin'),
  of('refugees', 'birth', 'destination'),
  of('refugee_change', 'birth', 'origin'),
  of('refugee_change', 'birth', 'destination'),
  of('colony', 'birth', 'destination'),
  of('colony', 'origin', 'destination'),
  ...ofEach('eu_member', 'birth', 'origin', 'destination'),
];

const COVARIATE_INPUTS: readonly Covariate[] = [
  ...PUBLISHED_COVARIATES,
  of('distance', 'birth', 'destination'),
  of('border', 'origin', 'destination'),
  of('free_movement', 'origin', 'destination'),
  of('accounted_departures', 'birth', 'origin'),
  of('accounted_arrivals', 'birth', 'destination'),
  of('accounted_flow', 'origin', 'destination'),
  of('accounted_flow', 'destination', 'origin'),
  of('diaspora', 'origin', 'destination'),
  of('diaspora', 'destination', 'origin'),
  ...ofEach('emigrants', 'origin', 'destination'),
  ...ofEach('immigrants', 'origin', 'destination'),
];

/** Two flags: the edge leaves the country of birth, or returns to it. */
const FLAGS: readonly { readonly name: string; readonly ends: readonly [End, End] }[] = [
  { name: 'native of origin', ends: ['birth', 'origin'] },
  { name: 'return', ends: ['birth', 'destination'] },
];

/** Inputs of an edge after its covariates: the stock of its birth group in origin and destination. */
export const STOCK_INPUTS = 2;

/** Names of the covariate inputs of an edge, in order. The two stocks and the latent state follow them in the network. */
export const INPUTS: readonly string[] = namesOf(COVARIATE_INPUTS);
/** The same of the published network. */
export const PUBLISHED_INPUTS: readonly string[] = namesOf(PUBLISHED_COVARIATES);

function namesOf(covariates: readonly Covariate[]): string[] {
  return [...covariates.map(({ covariate, ends }) => `${covariate} of ${ends.join(' and ')}`), ...FLAGS.map(({ name }) => name)];
}

/** Where an input of an edge (b, i, j) stands: table[offset + year * yearStride + factors . (b, i, j)]. */
export interface InputSource {
  /** One array may be the table of many inputs. */
  readonly table: Float32Array;
  readonly offset: number;
  /** 0 for what does not change over the years. */
  readonly yearStride: number;
  readonly factors: readonly [birth: number, orig: number, dest: number];
}

/** The sources of all covariate inputs, in the order of INPUTS. */
export function inputSourcesOf(covariates: Covariates): InputSource[] {
  return sourcesOf(COVARIATE_INPUTS, covariates);
}

/** The sources of the covariate inputs of the published network, in the order of PUBLISHED_INPUTS. */
export function publishedSourcesOf(covariates: Covariates): InputSource[] {
  return sourcesOf(PUBLISHED_COVARIATES, covariates);
}

function sourcesOf(inputs: readonly Covariate[], { areas, tables }: Covariates): InputSource[] {
  const identity = Float32Array.from({ length: areas * areas }, (_, cell) => (Math.floor(cell / areas) === cell % areas ? 1 : 0));
  const yearStrides = { area: areas, pair: 0, yearlyPair: areas * areas };
  return [
    ...inputs.map(({ covariate, ends }) => ({
      table: tables[covariate],
      offset: 0,
      yearStride: yearStrides[COVARIATES[covariate].of],
      factors: factorsOf(ends, areas),
    })),
    ...FLAGS.map(({ ends }) => ({ table: identity, offset: 0, yearStride: 0, factors: factorsOf(ends, areas) })),
  ];
}

function factorsOf(ends: readonly End[], areas: number): InputSource['factors'] {
  const factor = (end: End) => {
    const at = ends.indexOf(end);
    return at < 0 ? 0 : at === ends.length - 1 ? 1 : areas;
  };
  return [factor('birth'), factor('origin'), factor('destination')];
}

/**
 * Inputs of edges in a year.
 * @param year index of the year.
 * @returns edges x INPUTS, row-major.
 */
export function inputsOf(covariates: Covariates, { birth, orig, dest }: Edges, year: number): Float32Array {
  const width = INPUTS.length;
  const inputs = new Float32Array(birth.length * width);
  inputSourcesOf(covariates).forEach(({ table, offset, yearStride, factors: [ofBirth, ofOrig, ofDest] }, input) => {
    const base = offset + year * yearStride;
    for (let edge = 0, at = input; edge < birth.length; edge++, at += width) {
      inputs[at] = table[base + ofBirth * birth[edge]! + ofOrig * orig[edge]! + ofDest * dest[edge]!]!;
    }
  });
  return inputs;
}
