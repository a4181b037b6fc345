import { describe, expect, test } from 'vitest';
import { type AnnualFlows, positionOf } from '../../src/evaluation/annualFlows.ts';
import type { TwinCorridors } from '../../tools/twin/groups.ts';
import { flowMeasures } from '../../tools/twin/measures.ts';
import { eachRow } from '../../tools/twin/truth.ts';

const YEARS = 34;
const N = 3;

/** Three areas, 1990 to 2023: corridor 0 to 1 has 60,000 persons, 1 to 0 has 200, 0 to 2 has 40, 2 to 0 has 4, 2 to 1 none; 2020 has half. */
function truth(): AnnualFlows {
  const flows = { first: 1990, years: YEARS, areas: N, values: new Float64Array(YEARS * N * N) };
  for (let year = 1990; year <= 2023; year++) {
    const share = year === 2020 ? 0.5 : 1 + 0.01 * (year % 7);
    for (const [orig, dest, persons] of [
      [0, 1, 60_000],
      [1, 0, 200],
      [0, 2, 40],
      [2, 0, 4],
    ] as const) {
      flows.values[positionOf(flows, year, orig, dest)] = persons * share;
    }
  }
  return flows;
}

const corridors: TwinCorridors = {
  codes: ['AAA', 'BBB', 'CCC'],
  groups: [
    { group: 'all', corridors: [1, 2, 3, 5, 6, 7] },
    { group: 'reported', corridors: [1] },
  ],
  reports: {
    corridor: Int32Array.of(1, 1),
    year: Int16Array.of(2019, 2020),
    persons: Float64Array.of(55_000, 52_000),
    isMeta: [true, true],
  },
  ofMeta: new Set([1]),
  exchange: new Set([1, 3]),
  toRich: new Set([1, 7]),
  contract: new Set([2]),
};

function measured(estimated: AnnualFlows, label: RegExp): number {
  const found = flowMeasures(truth(), estimated, corridors).filter((measure) => label.test(measure.label));
  expect(found.length, String(label)).toBe(1);
  return found[0]!.value;
}

/** The truth with each flow changed. */
function changed(by: (persons: number, year: number, corridor: number) => number): AnnualFlows {
  const flows = truth();
  return { ...flows, values: flows.values.map((persons, cell) => by(persons, 1990 + Math.floor(cell / (N * N)), cell % (N * N))) };
}

describe('flowMeasures', () => {
  test('of the truth itself are without error', () => {
    expect(measured(truth(), /^all: r of logs/)).toBeCloseTo(1, 12);
    expect(measured(truth(), /^all: median error/)).toBe(0);
    expect(measured(truth(), /^reported: within two/)).toBe(1);
    expect(measured(truth(), /^all: r over the years/)).toBeCloseTo(1, 12);
    expect(measured(truth(), /^total 2005/)).toBe(1);
    expect(measured(truth(), /^growth/)).toBe(1);
    expect(measured(truth(), /^estimates above/)).toBe(0);
  });

  test('tell level, growth, and the fall of 2020 where Meta reports and where it does not', () => {
    const estimated = changed((persons, year, corridor) => (year === 2020 && corridor === 1 ? 2 * persons : persons));
    expect(measured(estimated, /^2019 to 2020 on corridors of Meta, % \(truth -51\)/)).toBeCloseTo(-2.91, 2);
    expect(measured(estimated, /^2019 to 2020 on others, % \(truth -51\)/)).toBeCloseTo(-51.46, 2);
    expect(
      measured(
        changed((persons, year) => (year === 2023 ? 3 : 1) * persons),
        /^growth/,
      ),
    ).toBeCloseTo(3, 12);
  });

  test('tell exchange of the rich over truth and reports, and contract labour', () => {
    const estimated = changed((persons, year, corridor) => (year >= 2019 && corridor === 1 ? 4 : corridor === 2 ? 0.25 : 1) * persons);
    expect(measured(estimated, /^rich to rich 2000-2018/)).toBe(1);
    expect(measured(estimated, /^rich to rich 2019-2022/)).toBeCloseTo(3.99, 2);
    expect(measured(estimated, /^rich to rich over reports/)).toBeCloseTo((4 * 60_000 * (1.03 + 0.5)) / 107_000, 2);
    expect(measured(estimated, /^contract labour 1990-2009/)).toBeCloseTo(0.25, 12);
  });

  test('tell large reports, wild estimates, and small flows that are too large', () => {
    const estimated = changed((persons, _, corridor) => (corridor === 6 ? 10 * persons : corridor === 1 ? 5 * persons : persons));
    expect(measured(estimated, /^2 reports of Meta of 50,000 and more: within two/)).toBe(0);
    expect(measured(truth(), /^2 reports of Meta of 50,000 and more: within two/)).toBe(1);
    expect(measured(estimated, /^estimates above 100000/)).toBe(34);
    expect(measured(estimated, /^true flows of 1 to 9: /)).toBeCloseTo(10, 12);
    expect(measured(estimated, /^true flows of 10 to 99: /)).toBe(1);
  });
});

describe('eachRow', () => {
  test('reads named columns in any order and refuses a file without one', () => {
    const rows: (readonly string[])[] = [];
    eachRow(new TextEncoder().encode('persons,dest,x,year\n5,BBB,1,1999\n'), ['year', 'persons'], (values) => rows.push(values));
    expect(rows).toEqual([['1999', '5']]);
    expect(() => eachRow(new TextEncoder().encode('year\n1\n'), ['year', 'orig'], () => {})).toThrow('no column orig in a file with year');
  });
});
