import { describe, expect, test } from 'vitest';
import { AREAS, areaIndex } from '../../src/demo/world/areas.ts';
import {
  COUNTRY_COUNT,
  FIRST_SIMULATED_YEAR,
  FIRST_YEAR,
  flowsByPair,
  LAST_SIMULATED_YEAR,
  LAST_YEAR,
  pair,
  populationOf,
  stocksOn,
  trueNetMigration,
  yearOf,
} from '../../src/demo/world/world.ts';
import { demo, triple } from './files.ts';

const { world } = demo;

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function foreignShare(stocks: Int32Array, residence: number): number {
  const population = populationOf(stocks)[residence]!;
  return 1 - stocks[pair(residence, residence)]! / population;
}

describe('true accounting', () => {
  test('S(t+1) = S(t) - deaths + births + arrivals - departures, in every cell of every year', () => {
    for (let year = FIRST_SIMULATED_YEAR; year <= LAST_SIMULATED_YEAR; year++) {
      const { stocks, births, deaths, flows } = yearOf(world, year);
      const next = stocksOn(world, year + 1);
      for (let b = 0; b < COUNTRY_COUNT; b++) {
        for (let c = 0; c < COUNTRY_COUNT; c++) {
          let expected = stocks[pair(b, c)]! - deaths[pair(b, c)]! + (b === c ? births[c]! : 0);
          for (let other = 0; other < COUNTRY_COUNT; other++) expected += flows[triple(b, other, c)]! - flows[triple(b, c, other)]!;
          if (next[pair(b, c)] !== expected)
            expect.fail(`${year} ${AREAS[b]!.iso3} in ${AREAS[c]!.iso3}: ${next[pair(b, c)]}, not ${expected}`);
        }
      }
    }
  });

  test('P(t+1) = P(t) + births - deaths + net migration, in every country and year', () => {
    for (let year = FIRST_SIMULATED_YEAR; year <= LAST_SIMULATED_YEAR; year++) {
      const record = yearOf(world, year);
      const deaths = populationOf(record.deaths);
      const net = trueNetMigration(record);
      const expected = populationOf(record.stocks).map((persons, c) => persons + record.births[c]! - deaths[c]! + net[c]!);
      expect(populationOf(stocksOn(world, year + 1))).toEqual(expected);
    }
  });

  test('nobody moves within a country, more than once, or as a refugee of the own country', () => {
    for (const { stocks, deaths, flows, refugees } of world.years) {
      for (let b = 0; b < COUNTRY_COUNT; b++) {
        expect(refugees[pair(b, b)]).toBe(0);
        for (let i = 0; i < COUNTRY_COUNT; i++) {
          expect(flows[triple(b, i, i)]).toBe(0);
          const departures = sum(flows.subarray(triple(b, i, 0), triple(b, i, 0) + COUNTRY_COUNT));
          expect(departures).toBeLessThanOrEqual(stocks[pair(b, i)]! - deaths[pair(b, i)]!);
        }
      }
    }
  });

  test('refugees are part of the stock at the end of the year', () => {
    for (const { year, refugees } of world.years) {
      const stocks = stocksOn(world, year + 1);
      expect(refugees.every((persons, cell) => persons >= 0 && persons <= stocks[cell]!)).toBe(true);
    }
  });
});

describe('plausibility of the true world', () => {
  test('populations lie between 0.2 and 120 million', () => {
    for (const year of [FIRST_YEAR, 2007, LAST_YEAR + 1]) {
      const population = populationOf(stocksOn(world, year));
      expect(Math.min(...population)).toBeGreaterThan(200_000);
      expect(Math.max(...population)).toBeLessThan(120_000_000);
    }
  });

  test('0.3 to 0.7 per cent of the world move in a year, 0.35 to 0.5 on average', () => {
    const shares: number[] = [];
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      const record = yearOf(world, year);
      shares.push(sum(flowsByPair(record)) / sum(populationOf(record.stocks)));
    }
    expect(Math.min(...shares)).toBeGreaterThan(0.003);
    expect(Math.max(...shares)).toBeLessThan(0.007);
    const mean = sum(shares) / shares.length;
    expect(mean).toBeGreaterThan(0.0035);
    expect(mean).toBeLessThan(0.005);
  });

  test('foreign-born are 1 to 30 per cent of the residents in 2024, most in the gulf', () => {
    const stocks = stocksOn(world, LAST_YEAR + 1);
    const shares = AREAS.map((_, index) => foreignShare(stocks, index));
    expect(Math.min(...shares)).toBeGreaterThan(0.01);
    expect(Math.max(...shares)).toBeLessThan(0.3);
    expect(shares.indexOf(Math.max(...shares))).toBe(areaIndex('QYS'));
  });

  test('a twentieth of the corridors carries more than half of the movers', () => {
    const flows = [...flowsByPair(yearOf(world, 2010))].sort((one, other) => other - one);
    expect(sum(flows.slice(0, 28)) / sum(flows)).toBeGreaterThan(0.5);
  });

  test('a fifth to a half of the movers return to their country of birth', () => {
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      const { flows } = yearOf(world, year);
      let returns = 0;
      for (let b = 0; b < COUNTRY_COUNT; b++) for (let i = 0; i < COUNTRY_COUNT; i++) returns += flows[triple(b, i, b)]!;
      expect(returns / sum(flows)).toBeGreaterThan(0.2);
      expect(returns / sum(flows)).toBeLessThan(0.5);
    }
  });

  test('the war in Sendara drives people out, and its end brings them back', () => {
    const sendara = areaIndex('QSD');
    const netShare = (year: number) => trueNetMigration(yearOf(world, year))[sendara]! / populationOf(stocksOn(world, year))[sendara]!;
    expect(netShare(2011)).toBeGreaterThan(-0.01);
    expect(netShare(2012)).toBeLessThan(-0.02);
    expect(netShare(2019)).toBeGreaterThan(0);
  });

  test('free movement opens the corridor from Polvania to Brevany in 2004', () => {
    const corridor = pair(areaIndex('QPV'), areaIndex('XBV'));
    const flow = (year: number) => flowsByPair(yearOf(world, year))[corridor]!;
    expect(flow(2004)).toBeGreaterThan(2 * flow(2003));
    expect(flow(2021)).toBeLessThan(0.5 * flow(2019));
  });
});

describe('codes of the demo world', () => {
  test('are unique and lie in the ranges that ISO 3166 leaves to users', () => {
    expect(AREAS).toHaveLength(24);
    for (const field of ['iso3', 'iso2', 'eurostat', 'unhcr', 'm49', 'name'] as const) {
      expect(new Set(AREAS.map((area) => area[field])).size).toBe(24);
    }
    for (const { iso3, iso2, m49 } of AREAS) {
      expect(iso3).toMatch(/^(Q[M-Z]|X[A-Z])[A-Z]$/);
      expect(iso2).toMatch(/^(Q[M-Z]|X[A-JL-Z])$/);
      expect(m49).toBeGreaterThanOrEqual(950);
    }
    expect(AREAS.map(({ iso3 }) => iso3)).toEqual([...AREAS.map(({ iso3 }) => iso3)].sort());
    expect(() => areaIndex('DEU')).toThrow('no country DEU');
  });
});
