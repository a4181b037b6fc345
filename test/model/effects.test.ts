import { expect, test } from 'vitest';
import {
  centredObservers,
  effectDesign,
  effectGradient,
  effectOffsets,
  noEffects,
  observerFactors,
  observerShares,
  penalised,
} from '../../src/model/effects.ts';
import type { Weights } from '../../src/model/network.ts';
import { Random } from '../../src/numerics/random.ts';

/** Three areas, two years: observer 0 reports 0 -> 1 twice, observer 1 reports 2 -> 0 in the second year with three times the weight. */
const FLOW = [
  { cells: Int32Array.of(1), persons: Float64Array.of(50), weights: Float64Array.of(1), observers: Int32Array.of(0) },
  { cells: Int32Array.of(6, 1), persons: Float64Array.of(9, 70), weights: Float64Array.of(6, 1), observers: Int32Array.of(1, 0) },
];
const DESIGN = effectDesign({ stock: [], flow: FLOW, net: [] }, 3);
const PRIOR = { corridor: { level: 0.5, step: 0.1 }, observer: 0.2, report: 0.1 };

const effects = (corridor: readonly number[], observer: readonly number[]): Weights => [
  { name: 'output kernel', shape: [1, 1], values: Float32Array.of(7) },
  { name: 'corridor effect', shape: [2, 2], values: Float32Array.from(corridor) },
  { name: 'observer factor', shape: [1, 2], values: Float32Array.from(observer) },
];

test('there is an effect for each reported corridor and year, and a factor for each observer', () => {
  expect(DESIGN).toEqual({ areas: 3, years: 2, corridors: Int32Array.of(1, 6), observers: 2 });
  expect(noEffects(DESIGN).map(({ name, shape }) => [name, shape])).toEqual([
    ['corridor effect', [2, 2]],
    ['observer factor', [1, 2]],
  ]);
  expect(noEffects(effectDesign({ stock: [], flow: [], net: [] }, 3))).toEqual([]);
});

test('effects walk from year to year and stand at their corridors', () => {
  const offsets = effectOffsets(effects([1, 2, 0.5, -1], [0, 0]), DESIGN);
  expect(Array.from(offsets)).toEqual([0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1.5, 0, 0, 0, 0, 1, 0, 0]);
  expect(effectOffsets([], DESIGN).every((offset) => offset === 0)).toBe(true);
});

test('the gradient of the effects is the adjoint of their offsets', () => {
  const random = new Random('adjoint');
  const steps = Float32Array.from({ length: 4 }, () => random.normal());
  const adjoints = Float64Array.from({ length: 18 }, () => random.normal());
  const offsets = effectOffsets(effects([...steps], [0, 0]), DESIGN);
  const gradient = effectGradient(adjoints, DESIGN);
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, value, k) => sum + value * b[k]!, 0);
  expect(dot(offsets, adjoints)).toBeCloseTo(dot(steps, gradient), 5);
});

test('the penalty is minus the log of the prior in units of a report, and an effect with sd 0 stays', () => {
  const weights = effects([1, 0, 0, 0.2], [0.4, 0]);
  const gradients = [Float32Array.of(3), new Float32Array(4), new Float32Array(2)];
  // unit report^2 value^2 / sd^2: 0.02 (1 / 0.25 + 0.04 / 0.01 + 0.16 / 0.04) with unit report^2 = 2 * 0.01.
  const { penalty, gradients: added } = penalised(weights, gradients, PRIOR, 2);
  expect(penalty).toBeCloseTo(0.02 * (4 + 4 + 4), 7);
  expect(added[0]).toBe(gradients[0]);
  expect(added[1]![0]).toBeCloseTo((2 * 0.02) / 0.25, 6);
  expect(added[1]![3]).toBeCloseTo((2 * 0.02 * 0.2) / 0.01, 6);
  expect(added[2]![0]).toBeCloseTo((2 * 0.02 * 0.4) / 0.04, 6);
  const held = penalised(
    weights,
    [Float32Array.of(3), new Float32Array(4).fill(5), new Float32Array(2).fill(5)],
    { ...PRIOR, observer: 0 },
    2,
  );
  expect(Array.from(held.gradients[2]!)).toEqual([0, 0]);
  expect(held.gradients[1]![1]).toBe(5);
  expect(Array.from(penalised(weights, held.gradients, PRIOR, 0).gradients[1]!)).toEqual([0, 0, 0, 0]);
});

test('the factors of observers have the median 1 over reports', () => {
  const shares = observerShares(FLOW);
  expect(Array.from(shares)).toEqual([0.25, 0.75]);
  const moved = centredObservers(effects([1, 2, 3, 4], [1, -1]), shares);
  expect(Array.from(observerFactors(moved))).toEqual([2, 0]);
  const three: Weights = [{ name: 'observer factor', shape: [1, 3], values: Float32Array.of(-2, 0.5, 0.25) }];
  expect(Array.from(observerFactors(centredObservers(three, Float64Array.of(0.3, 0.3, 0.4))))).toEqual([-2.25, 0.25, 0]);
  expect(Array.from(moved[1]!.values)).toEqual([1, 2, 3, 4]);
});
