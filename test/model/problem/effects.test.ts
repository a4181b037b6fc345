import { describe, expect, test } from 'vitest';
import {
  centredReportingFactors,
  effectDesign,
  effectOffsets,
  isLearned,
  noEffects,
  reporterShares,
  reportingFactors,
} from '../../../src/model/problem/effects.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import type { Targets } from '../../../src/model/problem/targets.ts';
import { NO_TARGETS, noneByYear, reportedBy, targetsAt } from '../likelihood.ts';

/** Three areas, two years: reporter 0 reports 0 -> 1 once, reporter 1 reports 2 -> 0 and 0 -> 1 in the second year, and 0 -> 1 again. */
const FLOW = [reportedBy(0, targetsAt([1], [50], 0.2)), { ...targetsAt([6, 1, 1], [9, 70, 80], 0.2), reporters: Int32Array.of(1, 1, 1) }];
const NO_GROUPS = { ...NO_TARGETS, arrivals: noneByYear(2), departures: noneByYear(2) };
const DESIGN = effectDesign({ ...NO_GROUPS, flow: FLOW }, 3);

const effects = (corridor: readonly number[], reportingFactor: readonly number[]): Weights => [
  { name: 'output kernel', shape: [1, 1], values: Float32Array.of(7) },
  { name: 'observer factor', shape: [1, 2], values: Float32Array.from(reportingFactor) },
  { name: 'corridor effect', shape: [2, 2], values: Float32Array.from(corridor) },
];

test('there are two effects for each area and year, one for each reported corridor and year, and a reporting factor for each reporter', () => {
  expect(DESIGN).toMatchObject({ areas: 3, years: 2, corridors: Int32Array.of(1, 6), reporters: 2 });
  expect(noEffects(DESIGN).map(({ name, shape }) => [name, shape])).toEqual([
    ['area effect', [4, 3]],
    ['observer factor', [1, 2]],
    ['corridor effect', [2, 2]],
  ]);
  const unreported = effectDesign({ ...NO_GROUPS, flow: noneByYear(1) }, 3);
  expect(noEffects(unreported).map(({ name }) => name)).toEqual(['area effect']);
});

test('corridors of reports by birth or citizenship, and of rises of refugees, are those from that country and back to it', () => {
  const none = noneByYear(2);
  // Those born in 1 who come to 2, and those born in 0 who leave 2.
  const arrivals = [none[0]!, reportedBy(2, targetsAt([1 * 3 + 2], [5], 0.2))];
  const departures = [reportedBy(3, targetsAt([0 * 3 + 2], [5], 0.2)), none[1]!];
  // More of those born in 2 are refugees in 1.
  const floors = [targetsAt([2 * 3 + 1], [5000], 0.5), none[1]!];
  expect(effectDesign({ ...NO_TARGETS, flow: none, arrivals, departures, floors }, 3)).toMatchObject({
    corridors: Int32Array.of(1 * 3 + 2, 2 * 3 + 0, 2 * 3 + 1),
    reporters: 4,
  });
});

describe('reports tell of a step', () => {
  const none = noneByYear(4);
  /** Reports or rises of cells by year. */
  const byYear = (...cells: (readonly number[])[]) => cells.map((ofYear) => targetsAt(ofYear, new Array(ofYear.length).fill(50), 0.2));
  const reportedOf = (targets: Partial<Targets>) =>
    effectDesign({ ...NO_TARGETS, flow: none, arrivals: none, departures: none, ...targets }, 3).reported;

  test('of a corridor where there are some of both years, by whatever measure', () => {
    expect([...reportedOf({ flow: byYear([1], [1], [], [1]) }).corridors]).toEqual([0, 1, 0, 0]);
    // Of 0 -> 1: its flow, then those born in 0 who come to 1, then those born in 1 who leave 0.
    const [flow, arrivals] = [byYear([1], [], [], []), byYear([], [1], [], [])];
    const departures = byYear([], [], [1 * 3 + 0], []);
    expect([...reportedOf({ flow, arrivals, departures }).corridors]).toEqual([0, 1, 1, 0]);
    // Of two corridors, each with its own.
    expect([...reportedOf({ flow: byYear([1, 6], [6], [1, 6], [1]) }).corridors]).toEqual([0, 0, 0, 1, 0, 1, 1, 0]);
  });

  test('to a year in which refugees rose, and from it', () => {
    expect([...reportedOf({ floors: byYear([], [1], [], []) }).corridors]).toEqual([0, 1, 1, 0]);
  });

  test('of an area where there are flows of both years from it, or to it, along whatever corridor', () => {
    // 0 -> 1 and 0 -> 2 in turn, and 2 -> 1 in the last year: 0 is left in three years in a row, and 1 has comers in the last two.
    const { areas } = reportedOf({ flow: byYear([1], [2], [1], [2 * 3 + 1]) });
    expect(areas.length).toBe(4 * 2 * 3);
    expect([...areas.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...areas.subarray(6, 12)]).toEqual([1, 0, 0, 0, 0, 0]);
    expect([...areas.subarray(12, 18)]).toEqual([1, 0, 0, 0, 0, 0]);
    expect([...areas.subarray(18)]).toEqual([0, 0, 0, 0, 1, 0]);
  });

  test('of no area where only groups or refugees are counted', () => {
    const all = byYear([1], [1], [1], [1]);
    expect(reportedOf({ arrivals: all, departures: all, floors: all }).areas).toEqual(new Uint8Array(24));
  });
});

test('effects stand at their corridors', () => {
  const offsets = effectOffsets(effects([1, 2, 1.5, 1], [0, 0]), DESIGN);
  expect(Array.from(offsets)).toEqual([0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1.5, 0, 0, 0, 0, 1, 0, 0]);
  expect(effectOffsets([], DESIGN).every((offset) => offset === 0)).toBe(true);
});

test('effects of areas add to those of the corridors that leave them and come to them, year by year', () => {
  const values = Float32Array.of(1, 2, 4, 0.5, 0.25, 0.125, 10, 20, 40, 5, 2.5, 1.25);
  const areas = { name: 'area effect', shape: [4, 3], values };
  const ofYear = [1.5, 1.25, 1.125, 2.5, 2.25, 2.125, 4.5, 4.25, 4.125];
  expect(Array.from(effectOffsets([areas], DESIGN))).toEqual([...ofYear, ...ofYear.map((offset) => 10 * offset)]);
  const both = effectOffsets([areas, ...effects([1, 2, 1.5, 1], [0, 0])], DESIGN);
  expect([both[1], both[6], both[9 + 1], both[9 + 6]]).toEqual([2.25, 6.5, 14, 46]);
});

test('all weights are learnt but the effects of corridors', () => {
  expect(effects([0, 0, 0, 0], [0, 0]).map(isLearned)).toEqual([true, true, false]);
});

test('reporting factors have the median 1 over reports', () => {
  // Reports of groups count by another definition: their reporter, 2, has no share.
  const arrivals = [reportedBy(2, targetsAt([1, 2], [5, 5], 0.2))];
  expect(Array.from(reporterShares({ ...NO_TARGETS, flow: FLOW, arrivals }))).toEqual([0.25, 0.75, 0]);
  const shares = reporterShares({ ...NO_TARGETS, flow: FLOW });
  expect(Array.from(shares)).toEqual([0.25, 0.75]);
  const moved = centredReportingFactors(effects([1, 2, 3, 4], [1, -1]), shares);
  expect(Array.from(reportingFactors(moved))).toEqual([2, 0]);
  const three: Weights = [{ name: 'observer factor', shape: [1, 3], values: Float32Array.of(-2, 0.5, 0.25) }];
  expect(Array.from(reportingFactors(centredReportingFactors(three, Float64Array.of(0.3, 0.3, 0.4))))).toEqual([-2.25, 0.25, 0]);
  expect(Array.from(moved[2]!.values)).toEqual([1, 2, 3, 4]);
});
