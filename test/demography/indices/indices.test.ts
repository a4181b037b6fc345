import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offDiagonal, transpose } from '../../../src/demography/flowTable.ts';
import { grossMigraproductionRate, migrationPeak, peakBreadth, peakSlopes } from '../../../src/demography/indices/ageProfile.ts';
import { migrationConnectivity } from '../../../src/demography/indices/connectivity.ts';
import { meanMigrationDistance, medianMigrationDistance } from '../../../src/demography/indices/distance.ts';
import { areaGini, type FlowDirection, migrationWeightedGini, standardizedGini, totalGini } from '../../../src/demography/indices/gini.ts';
import {
  aggregateNetMigrationRate,
  migrationEffectiveness,
  migrationPreference,
  migrationVelocity,
} from '../../../src/demography/indices/impact.ts';
import { migrationInequality } from '../../../src/demography/indices/inequality.ts';
import { courgeauK, crudeMigrationIntensity } from '../../../src/demography/indices/intensity.ts';
import { type ModelSchedule, modelScheduleIndices } from '../../../src/demography/indices/modelSchedule.ts';
import { aggregateCoefficientOfVariation, coefficientOfVariation } from '../../../src/demography/indices/variation.ts';
import { fitDistanceDecay } from '../../../src/demography/spatialInteraction/gravity.ts';
import { columnTotals, rowTotals } from '../../../src/demography/tableTotals.ts';
import { sum } from '../../../src/numerics/statistics.ts';
import { available, cases, type RMatrix, type RVector } from '../migest.ts';
import { areaNames, distance, relativeDistance, table } from '../tables.ts';

interface Frame {
  readonly columns: Readonly<Record<string, readonly (number | string)[]>>;
}

interface Args {
  readonly m: Frame & Partial<RMatrix> & { readonly dimnames?: readonly (readonly string[])[] };
  readonly d: Frame;
  readonly p: Frame;
  readonly pop?: string;
  readonly reg?: string;
  readonly gini_corrected?: boolean;
}

/** A long or a square table of R as n*n, zero on the diagonal. */
function square({ columns, values, dimnames }: Args['m'], field = 'flow', areas?: readonly string[]) {
  const names = areas ?? dimnames?.[0] ?? [...new Set(columns['orig'] as string[])];
  const n = names.length;
  const cells = values ? Float64Array.from(values.flat()) : new Float64Array(n * n);
  columns?.[field]?.forEach((value, row) => {
    cells[names.indexOf(columns['orig']![row] as string) * n + names.indexOf(columns['dest']![row] as string)] = value as number;
  });
  return { areas: names, cells: cells.map((value, cell) => (cell % (n + 1) === 0 ? 0 : value)) };
}

function measures({ columns }: Frame): Record<string, number> {
  return Object.fromEntries(columns['measure']!.map((name, row) => [name, columns['value']![row] as number]));
}

describe.skipIf(!available)('migest', () => {
  const connectivity = cases<Args, Frame>('index', 'index_connectivity');
  test('there are cases', () => expect(connectivity.length).toBe(2));

  test.each(connectivity.map((one) => [one.id, one] as const))('index_connectivity %s', (_, { args, result }) => {
    const { areas, cells } = square(args.m);
    const n = areas.length;
    const R = measures(result);
    const denominator = args.gini_corrected === false ? 'original' : 'corrected';
    expect(migrationConnectivity(cells, areas)).toBe(R['connectivity']);
    const exact = {
      inequality_equal: migrationInequality(cells, areas, 'equal'),
      gini_total: totalGini(cells, areas, denominator),
      gini_orig_standardized: standardizedGini(cells, areas, 'out'),
      gini_dest_standardized: standardizedGini(cells, areas, 'in'),
      acv: aggregateCoefficientOfVariation(cells, areas),
    };
    for (const [name, value] of Object.entries(exact)) expect(relativeDistance([value], [R[name]!]), name).toBeLessThan(1e-12);
    // R stops its reweighted least squares where the deviance changes by less than 1e-8 of it.
    expect(relativeDistance([migrationInequality(cells, areas, 'independent')], [R['inequality_sim']!])).toBeLessThan(1e-7);

    // R weights the out-indices with in-migration and the other way round, and divides by n.
    const [out, into, all] = [rowTotals(cells, n), columnTotals(cells, n), sum(cells)];
    const crossed = (direction: FlowDirection, weights: Float64Array): number =>
      sum(areaGini(cells, areas, direction).map((gini, area) => gini * weights[area]!)) / all / n;
    expect(relativeDistance([crossed('out', into), crossed('in', out)], [R['mwg_orig']!, R['mwg_dest']!])).toBeLessThan(1e-12);
    expect(migrationWeightedGini(cells, areas, 'out')).toBeGreaterThan(R['mwg_orig']!);

    // R's "cv" is sqrt(squares / (N (N - 1)) / mean) over N = n^2 cells: not a number without unit.
    const between = offDiagonal(cells, n);
    const squares = between.length * (coefficientOfVariation(cells, areas) * (all / between.length)) ** 2;
    const withEmptyDiagonal = squares + all ** 2 / between.length - all ** 2 / n ** 2;
    expect(relativeDistance([Math.sqrt(withEmptyDiagonal / (n ** 2 * (n ** 2 - 1)) / (all / n ** 2))], [R['cv']!])).toBeLessThan(1e-12);
  });

  test('index_distance', () => {
    const [{ args, result } = expect.fail('no case')] = cases<Args, Frame>('index', 'index_distance');
    const { areas, cells } = square(args.m);
    const distances = square(args.d, 'dist_cent', areas).cells;
    const R = measures(result);
    expect(relativeDistance([meanMigrationDistance(cells, distances, areas)], [R['mean']!])).toBeLessThan(1e-12);
    expect(relativeDistance([fitDistanceDecay(cells, distances, areas).exponent], [R['decay']!])).toBeLessThan(1e-7);
    // R interpolates between the distances on either side of one half, in an order that ties leave open; ours is the lower of them.
    const median = medianMigrationDistance(cells, distances, areas);
    const next = Math.min(...distances.filter((kilometres) => kilometres > median));
    expect(median).toBeCloseTo(73.90004957, 8);
    expect([median < R['median']!, R['median']! < next]).toEqual([true, true]);
  });

  test.each(cases<Args, Frame>('index', 'index_impact').map((one) => [one.id, one] as const))('index_impact %s', (_, { args, result }) => {
    const { areas, cells } = square(args.m);
    const byName = new Map(
      args.p.columns[args.reg ?? 'region']!.map((name, row) => [name, args.p.columns[args.pop ?? 'pop']![row] as number]),
    );
    const population = Float64Array.from(areas, (name) => byName.get(name)!);
    const ours = {
      effectivness: migrationEffectiveness(cells, areas),
      anmr: aggregateNetMigrationRate(cells, population, areas),
      preference: sum(migrationPreference(cells, population, areas)),
      velocity: sum(migrationVelocity(cells, population, areas)),
    };
    const R = measures(result);
    for (const [name, value] of Object.entries(ours)) expect(relativeDistance([value], [R[name]!]), name).toBeLessThan(1e-12);
  });

  test('index_intensity', () => {
    type Intensity = { readonly mig_total: number; readonly pop_total: number; readonly n: number };
    const [{ args, result } = expect.fail('no case')] = cases<Intensity, Frame>('index', 'index_intensity');
    const intensity = crudeMigrationIntensity(args.mig_total, args.pop_total);
    const R = measures(result);
    expect(relativeDistance([intensity, courgeauK(intensity, args.n)], [R['cmp']!, R['courgeau_k']!])).toBeLessThan(1e-12);
  });

  test('index_age', () => {
    const [{ args, result } = expect.fail('no case')] = cases<Args, Frame>('index', 'index_age');
    const profile = {
      ages: Int32Array.from(args.d.columns['age'] as number[]),
      intensities: Float64Array.from(args.d.columns['mi'] as number[]),
    };
    const R = measures(result);
    const peak = migrationPeak(profile);
    const { upward, downward, asymmetry } = peakSlopes(profile);
    expect(relativeDistance([grossMigraproductionRate(profile), peak.intensity], [R['gmr']!, R['peak_mi']!])).toBeLessThan(1e-12);
    expect([peak.age, upward.age, downward.age]).toEqual([R['peak_age'], R['murc'], R['mdrc']]);
    // R's asymmetry is the ratio of the two ages; ours is that of the two rates.
    expect(upward.age / downward.age).toBe(R['asymmetry']);
    expect(asymmetry).toBeCloseTo(-upward.rate / downward.rate, 12);
    // R adds up rows 19 to 29, which are the ages 18 to 28: around 23, not around the peak.
    const { breadth, share } = peakBreadth(profile, peak.age - 1);
    expect(relativeDistance([breadth, share], [R['peak_breadth']!, R['peak_share']!])).toBeLessThan(1e-12);
    expect(peakBreadth(profile, peak.age).breadth).toBeGreaterThan(breadth);
  });

  test('index_age_rc', () => {
    type Schedule = { readonly pars: RVector & { readonly names: readonly string[] } };
    const [{ args, result } = expect.fail('no case')] = cases<Schedule, Frame>('index', 'index_age_rc');
    const parameters = Object.fromEntries(args.pars.names.map((name, row) => [name, args.pars.values[row]!]));
    const { peaking, childDependency, labourDependency, labourAsymmetry, regularity } = modelScheduleIndices(
      parameters as unknown as ModelSchedule,
    );
    const R = measures(result);
    const theirs = [R['peaking']!, R['child_dependency']!, R['labor_dependency']!, R['labor_asymmetry']!, R['regularity']!];
    expect(relativeDistance([peaking, childDependency, labourDependency, labourAsymmetry, regularity], theirs)).toBeLessThan(1e-12);
  });
});

const N = 5;
const AREAS = areaNames(N);
const ORDER = [3, 0, 4, 1, 2];
const cell = fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 1000, noNaN: true }));
const flowTables = fc
  .array(cell, { minLength: N * N, maxLength: N * N })
  .map((cells) => Float64Array.from(cells))
  .filter((cells) => sum(offDiagonal(cells, N)) > 0);
const POPULATION = table('10 20 30 40 50');

function permuted(flows: Float64Array): Float64Array {
  return flows.map((_, at) => flows[ORDER[Math.floor(at / N)]! * N + ORDER[at % N]!]!);
}

/** Indices between 0 and 1. */
const SHARES: Readonly<Record<string, (flows: Float64Array) => number>> = {
  connectivity: (flows) => migrationConnectivity(flows, AREAS),
  inequality: (flows) => migrationInequality(flows, AREAS, 'equal'),
  totalGini: (flows) => totalGini(flows, AREAS),
  originalGini: (flows) => totalGini(flows, AREAS, 'original'),
  standardizedOut: (flows) => standardizedGini(flows, AREAS, 'out'),
  standardizedIn: (flows) => standardizedGini(flows, AREAS, 'in'),
  weightedOut: (flows) => migrationWeightedGini(flows, AREAS, 'out'),
  weightedIn: (flows) => migrationWeightedGini(flows, AREAS, 'in'),
  effectiveness: (flows) => migrationEffectiveness(flows, AREAS) / 100,
};
const WITHOUT_UNIT: typeof SHARES = {
  ...SHARES,
  cv: (flows) => coefficientOfVariation(flows, AREAS),
  acv: (flows) => aggregateCoefficientOfVariation(flows, AREAS),
};

test.each(Object.entries(WITHOUT_UNIT))('%s: no unit, no order of areas, no diagonal, within its bounds', (name, index) => {
  fc.assert(
    fc.property(flowTables, (flows) => {
      const value = index(flows);
      expect(value).toBeGreaterThanOrEqual(-1e-12);
      if (name in SHARES) expect(value).toBeLessThanOrEqual(1 + 1e-12);
      expect(index(flows.map((persons) => 1000 * persons))).toBeCloseTo(value, 10);
      expect(index(permuted(flows))).toBeCloseTo(value, 10);
      expect(index(flows.map((persons, at) => (at % (N + 1) === 0 ? 7 : persons)))).toBe(value);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('indices of the flows out are indices of the reversed flows in', () => {
  fc.assert(
    fc.property(flowTables, (flows) => {
      const back = transpose(flows, N);
      expect([...areaGini(back, AREAS, 'in')]).toEqual([...areaGini(flows, AREAS, 'out')]);
      expect(migrationWeightedGini(back, AREAS, 'in')).toBeCloseTo(migrationWeightedGini(flows, AREAS, 'out'), 12);
      expect(standardizedGini(back, AREAS, 'in')).toBeCloseTo(standardizedGini(flows, AREAS, 'out'), 12);
      expect(migrationEffectiveness(back, AREAS)).toBeCloseTo(migrationEffectiveness(flows, AREAS), 12);
    }),
    { numRuns: 30, seed: 2 },
  );
});

test('all corridors alike: every index of concentration is 0', () => {
  const alike = new Float64Array(N * N).fill(3);
  expect(migrationConnectivity(alike, AREAS)).toBe(1);
  for (const [name, index] of Object.entries(WITHOUT_UNIT)) if (name !== 'connectivity') expect(index(alike), name).toBeCloseTo(0, 12);
  expect(migrationInequality(alike, AREAS, 'independent')).toBeCloseTo(0, 10);
});

test('one corridor has all flows: concentration is complete', () => {
  const one = new Float64Array(N * N);
  one[1] = 42;
  expect(migrationConnectivity(one, AREAS)).toBe(1 / 20);
  for (const index of ['totalGini', 'weightedOut', 'weightedIn', 'effectiveness']) expect(SHARES[index]!(one), index).toBeCloseTo(1, 12);
  expect(migrationInequality(one, AREAS, 'equal')).toBeCloseTo(19 / 20, 12);
});

test('Gini indices of three areas by hand', () => {
  // Out of A0: |3 - 1| twice over 2 x 4; out of A1: |2 - 2|; out of A2: |5 - 0| twice over 2 x 5.
  const flows = table('0 3 1; 2 0 2; 5 0 0');
  const areas = areaNames(3);
  expect(distance(areaGini(flows, areas, 'out'), [0.5, 0, 1])).toBeLessThan(1e-15);
  expect(migrationWeightedGini(flows, areas, 'out')).toBeCloseTo((4 * 0.5 + 5 * 1) / 13, 14);
  // Sorted 0 1 2 2 3 5: 62 in absolute differences over ordered pairs, of which 2 x 7 within rows.
  expect(totalGini(flows, areas)).toBeCloseTo(62 / (2 * 5 * 13), 14);
  expect(standardizedGini(flows, areas, 'out')).toBeCloseTo(14 / 62, 14);
});

test('preference is 1 and velocity the rate where only population counts', () => {
  const shares = POPULATION.map((people) => people / 150);
  const flows = Float64Array.from({ length: N * N }, (_, at) => 600 * shares[Math.floor(at / N)]! * shares[at % N]!);
  const migrants = sum(offDiagonal(flows, N));
  expect(distance(offDiagonal(migrationPreference(flows, POPULATION, AREAS), N), new Float64Array(20).fill(600 / migrants))).toBeLessThan(
    1e-12,
  );
  expect(distance(offDiagonal(migrationVelocity(flows, POPULATION, AREAS), N), new Float64Array(20).fill(4))).toBeLessThan(1e-12);
});

test('median distance: the lower of the two middle ones unless they are exactly in the middle', () => {
  const areas = areaNames(3);
  const distances = table('0 1 2; 1 0 3; 2 3 0');
  expect(medianMigrationDistance(table('0 1 1; 0 0 1; 0 0 0'), distances, areas)).toBe(2);
  expect(medianMigrationDistance(table('0 2 1; 0 0 1; 0 0 0'), distances, areas)).toBe(1.5);
  expect(medianMigrationDistance(table('0 0 0; 0 0 1; 0 4 0'), distances, areas)).toBe(3);
});

test('an age profile by hand', () => {
  const ages = Int32Array.from({ length: 11 }, (_, row) => row + 15);
  const profile = { ages, intensities: table('0 0 0.1 0.5 0.3 0.1 0 0 0 0 0') };
  expect(migrationPeak(profile)).toEqual({ age: 18, intensity: 50 });
  expect(peakBreadth(profile, 18, 1).share).toBeCloseTo(90, 12);
  const { upward, downward, asymmetry } = peakSlopes(profile);
  expect([upward.age, downward.age]).toEqual([18, 19]);
  expect([upward.rate, downward.rate, asymmetry].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([0.4, -0.2, 2]);
});

test('what has no index is refused by name', () => {
  const areas = ['Here', 'There'];
  expect(() => totalGini(table('1 0; 0 1'), areas)).toThrow('nobody moves between Here, There');
  expect(() => migrationEffectiveness(table('0 -1; 0 1'), areas)).toThrow('from Here to There there are -1');
  expect(() => aggregateNetMigrationRate(table('0 1; 0 0'), table('5 0'), areas)).toThrow('population of There is 0');
  expect(() => meanMigrationDistance(table('0 1; 0 0'), table('0 NaN; 1 0'), areas)).toThrow('distance from Here to There is NaN');
  expect(() => courgeauK(5, 1)).toThrow("Courgeau's k for 1 areas");
  expect(() => crudeMigrationIntensity(1, 0)).toThrow('1 migrants among 0 people');
  const ages = Int32Array.of(20, 25);
  expect(() => grossMigraproductionRate({ ages, intensities: table('0.1 0.2') })).toThrow('age 25 follows age 20');
  expect(() => migrationPeak({ ages: Int32Array.of(1, 2), intensities: table('0.1 0.2') })).toThrow('no ages above 5 and below 65');
  expect(() => modelScheduleIndices({ a1: 0, alpha1: 1, a2: 1, alpha2: 1, lambda2: 1, mu2: 1 })).toThrow('a1 is 0');
});
