import { expect, test } from 'vitest';
import { COVARIATE_NAMES, COVARIATES, type CovariateName } from '../../../src/model/problem/covariates.ts';
import { PUBLISHED_INPUTS, publishedSourcesOf } from '../../../src/model/problem/inputs.ts';
import { haveVectors, vectorsOf } from '../sharedVectors.ts';

interface InputVectors {
  readonly N: number;
  readonly years: number;
  readonly edges: readonly (readonly number[])[];
  readonly covariates: readonly {
    readonly name: string;
    readonly shape: 'YN' | 'YNN' | 'NN' | 'N';
    readonly values: readonly (number | readonly (number | readonly number[])[])[];
  }[];
  readonly input: readonly (readonly (readonly number[])[])[];
}

const NAMES: Readonly<Record<string, CovariateName>> = {
  GDP_cap: 'gdp_per_capita',
  GDP_growth: 'gdp_growth',
  Trade: 'trade',
  Population: 'population',
  Life_expectancy: 'life_expectancy',
  Birth_rate: 'birth_rate',
  Death_rate: 'death_rate',
  Distance: 'distance',
  Linguistic_similarity: 'language',
  Religious_similarity: 'religion',
  Conflict_deaths: 'conflict_deaths',
  Refugees: 'refugees',
  Refugees_diff: 'refugee_change',
  Colonial_ties: 'colony',
  EU: 'eu_member',
};

test('the published network has 36 inputs beside stocks and latent state, where docs/method.md 2.1 puts them', () => {
  expect(PUBLISHED_INPUTS.length).toBe(36);
  expect(PUBLISHED_INPUTS[6]).toBe('trade of origin and destination');
  expect(PUBLISHED_INPUTS[18]).toBe('distance of origin and destination');
  expect(PUBLISHED_INPUTS[27]).toBe('refugee_change of birth and origin');
  expect(PUBLISHED_INPUTS.slice(31)).toEqual([
    'eu_member of birth',
    'eu_member of origin',
    'eu_member of destination',
    'native of origin',
    'return',
  ]);
});

test.skipIf(!haveVectors)('inputs of edges are those of the reference', () => {
  const { N, years, edges, covariates, input } = vectorsOf<InputVectors>('input_tensor.json');
  const given = new Map(
    covariates.map(({ name, shape, values }) => {
      const flat = values.flat(2) as number[];
      const yearly = shape === 'N' ? Array.from({ length: years }, () => flat).flat() : flat;
      return [NAMES[name], Float32Array.from(yearly)] as const;
    }),
  );
  expect(given.size).toBe(15);
  const tables = Object.fromEntries(COVARIATE_NAMES.map((name) => [name, given.get(name) ?? new Float32Array()]));
  expect(COVARIATE_NAMES.filter((name) => COVARIATES[name].of === 'yearlyPair' && given.get(name)?.length === years * N * N)).toEqual([
    'trade',
    'refugees',
    'refugee_change',
  ]);
  const scale = { mean: 0, sd: 1 };
  const sources = publishedSourcesOf({
    areas: N,
    tables: tables as Record<CovariateName, Float32Array>,
    stock: scale,
    missing: 0,
    cut: 0,
  });
  const [births, origins, destinations] = edges as [number[], number[], number[]];
  for (let year = 0; year < years; year++) {
    births.forEach((birth, edge) => {
      const actual = sources.map(({ table, offset, yearStride, factors }) => {
        const cell = factors[0] * birth + factors[1] * origins[edge]! + factors[2] * destinations[edge]!;
        return table[offset + year * yearStride + cell];
      });
      expect(actual, `edge ${edge} in year ${year}`).toEqual(input[year]![edge]!.map(Math.fround));
    });
  }
});
