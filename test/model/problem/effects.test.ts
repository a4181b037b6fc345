import { expect, test } from 'vitest';
import {
  centredReportingFactors,
  effectDesign,
  effectOffsets,
  isLearned,
  noEffects,
  penalised,
  reporterShares,
  reportingFactors,
} from '../../../src/model/problem/effects.ts';
import type { Weights } from '../../../src/model/problem/network.ts';

/** Three areas, two years: reporter 0 reports 0 -> 1 twice, reporter 1 reports 2 -> 0 in the second year with three times the weight. */
const FLOW = [
  { cells: Int32Array.of(1), persons: Float64Array.of(50), weights: Float64Array.of(1), reporters: Int32Array.of(0) },
  { cells: Int32Array.of(6, 1), persons: Float64Array.of(9, 70), weights: Float64Array.of(6, 1), reporters: Int32Array.of(1, 0) },
];
const DESIGN = effectDesign({ stock: [], flow: FLOW, net: [] }, 3);
const PRIOR = { area: 0.25, corridor: { level: 0.5, step: 0.1 }, reportingFactor: 0.2, report: 0.1 };

const effects = (corridor: readonly number[], reportingFactor: readonly number[]): Weights => [
  { name: 'output kernel', shape: [1, 1], values: Float32Array.of(7) },
  { name: 'observer factor', shape: [1, 2], values: Float32Array.from(reportingFactor) },
  { name: 'corridor effect', shape: [2, 2], values: Float32Array.from(corridor) },
];

test('there are two effects for each area, one for each reported corridor and year, and a reporting factor for each reporter', () => {
  expect(DESIGN).toEqual({ areas: 3, years: 2, corridors: Int32Array.of(1, 6), reporters: 2 });
  expect(noEffects(DESIGN).map(({ name, shape }) => [name, shape])).toEqual([
    ['area effect', [2, 3]],
    ['observer factor', [1, 2]],
    ['corridor effect', [2, 2]],
  ]);
  expect(noEffects(effectDesign({ stock: [], flow: [], net: [] }, 3)).map(({ name }) => name)).toEqual(['area effect']);
});

test('effects stand at their corridors', () => {
  const offsets = effectOffsets(effects([1, 2, 1.5, 1], [0, 0]), DESIGN);
  expect(Array.from(offsets)).toEqual([0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1.5, 0, 0, 0, 0, 1, 0, 0]);
  expect(effectOffsets([], DESIGN).every((offset) => offset === 0)).toBe(true);
});

test('effects of areas add to those of the corridors that leave them and come to them, in every year', () => {
  const areas = { name: 'area effect', shape: [2, 3], values: Float32Array.of(1, 2, 4, 0.5, 0.25, 0.125) };
  const ofYear = [1.5, 1.25, 1.125, 2.5, 2.25, 2.125, 4.5, 4.25, 4.125];
  expect(Array.from(effectOffsets([areas], DESIGN))).toEqual([...ofYear, ...ofYear]);
  const both = effectOffsets([areas, ...effects([1, 2, 1.5, 1], [0, 0])], DESIGN);
  expect([both[1], both[6], both[9 + 1], both[9 + 6]]).toEqual([2.25, 6.5, 2.75, 5.5]);
});

test('all weights are learnt but the effects of corridors', () => {
  expect(effects([0, 0, 0, 0], [0, 0]).map(isLearned)).toEqual([true, true, false]);
});

test('the penalty of reporting factors is minus the log of their prior in units of a report, and a factor with sd 0 stays', () => {
  const learned = effects([], [0.4, 0]).slice(0, 2);
  const gradients = [Float32Array.of(3), Float32Array.of(5, 5)];
  // unit report^2 value^2 / sd^2 = 2 * 0.01 * 0.16 / 0.04.
  const { penalty, gradients: added } = penalised(learned, gradients, PRIOR, 2);
  expect(penalty).toBeCloseTo(0.08, 7);
  expect(added[0]).toBe(gradients[0]);
  expect(added[1]![0]).toBeCloseTo(5 + (2 * 0.02 * 0.4) / 0.04, 6);
  expect(added[1]![1]).toBe(5);
  expect(Array.from(penalised(learned, gradients, { ...PRIOR, reportingFactor: 0 }, 2).gradients[1]!)).toEqual([0, 0]);
  expect(Array.from(penalised(learned, gradients, PRIOR, 0).gradients[1]!)).toEqual([0, 0]);
});

test('effects of areas are weighed against what corridors have of their own', () => {
  const areas: Weights = [{ name: 'area effect', shape: [2, 1], values: Float32Array.of(0.5, 0) }];
  const gradients = [Float32Array.of(1, 1)];
  // unit (level^2 + report^2) value^2 / sd^2 = 2 * 0.26 * 0.25 / 0.0625.
  const { penalty, gradients: added } = penalised(areas, gradients, PRIOR, 2);
  expect(penalty).toBeCloseTo(2.08, 12);
  expect(added[0]![0]).toBeCloseTo(1 + 8.32, 5);
  expect(added[0]![1]).toBe(1);
  expect(Array.from(penalised(areas, gradients, { ...PRIOR, area: 0 }, 2).gradients[0]!)).toEqual([0, 0]);
});

test('reporting factors have the median 1 over reports', () => {
  const shares = reporterShares(FLOW);
  expect(Array.from(shares)).toEqual([0.25, 0.75]);
  const moved = centredReportingFactors(effects([1, 2, 3, 4], [1, -1]), shares);
  expect(Array.from(reportingFactors(moved))).toEqual([2, 0]);
  const three: Weights = [{ name: 'observer factor', shape: [1, 3], values: Float32Array.of(-2, 0.5, 0.25) }];
  expect(Array.from(reportingFactors(centredReportingFactors(three, Float64Array.of(0.3, 0.3, 0.4))))).toEqual([-2.25, 0.25, 0]);
  expect(Array.from(moved[2]!.values)).toEqual([1, 2, 3, 4]);
});
