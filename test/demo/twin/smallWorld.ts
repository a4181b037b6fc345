import type { FlowCell, OfficeCell, RealArea, RealWorld, StockCell } from '../../../src/demo/twin/real/realWorld.ts';
import { SIMULATED_YEARS } from '../../../src/demo/twin/real/realWorld.ts';
import { FIRST_YEAR, LAST_YEAR } from '../../../src/demo/world/world.ts';
import { Random } from '../../../src/numerics/random.ts';

/** Codes: rich, contract labour and others. RUS is outside Meta's list, DEU and POL report to Eurostat. */
const CODES = ['ARE', 'DEU', 'EGY', 'FRA', 'IND', 'MAR', 'MEX', 'POL', 'RUS', 'SAU', 'SYR', 'USA'];
const ISO2 = ['AE', 'DE', 'EG', 'FR', 'IN', 'MA', 'MX', 'PL', 'RU', 'SA', 'SY', 'US'];
const GDP = [37e3, 40e3, 3e3, 36e3, 1.6e3, 3e3, 9e3, 13e3, 9e3, 20.1e3, 1e3, 56e3];
const MILLIONS = [2, 79, 57, 58, 860, 25, 84, 38, 148, 16, 12, 250];
const POLAND = CODES.indexOf('POL');
const GERMANY = CODES.indexOf('DEU');
const SYRIA = CODES.indexOf('SYR');
const N = CODES.length;

/** A world of 12 areas in the shape of the real one, from a seed: what the twin takes from the real world, without its files. */
export function smallWorld(): RealWorld {
  const random = new Random('a small real world');
  const series = (value: (area: number) => number) => Float64Array.from({ length: SIMULATED_YEARS * N }, (_, at) => value(at % N));
  const pairs = (value: () => number) => Float64Array.from({ length: N * N }, (_, cell) => (cell % (N + 1) === 0 ? 0 : value()));
  return {
    areas: CODES.map(
      (iso3, area): RealArea => ({
        iso3,
        iso2: ISO2[area]!,
        eurostat: ISO2[area]!,
        m49: 10 + area,
        name: iso3,
        population: MILLIONS[area]! * 1e6,
      }),
    ),
    panel: {
      birthRate: series((area) => (GDP[area]! > 1e4 ? 0.011 : 0.025)),
      deathRate: series(() => 0.008),
      life: series((area) => (GDP[area]! > 1e4 ? 80 : 68)),
      gdp: series((area) => GDP[area]!),
      union: series((area) => (['DEU', 'FRA', 'POL'].includes(CODES[area]!) ? 1 : 0)),
    },
    pairs: {
      distance: pairs(() => 500 + 8000 * random.uniform()),
      language: pairs(() => random.uniform()),
      colony: pairs(() => (random.uniform() < 0.05 ? 1 : 0)),
      border: pairs(() => (random.uniform() < 0.1 ? 1 : 0)),
    },
    displaced: displaced(),
    refugees: new Float64Array(N * N),
    stocks: stockCells(random),
    flows: flowCells(),
    offices: officeCells(),
  };
}

/** Syria from 2012 on, most of them to Germany. */
function displaced(): Float64Array {
  const persons = new Float64Array(SIMULATED_YEARS * N * N);
  for (let step = 24; step < 30; step++) {
    for (let asylum = 0; asylum < N; asylum++) {
      if (asylum !== SYRIA) persons[(step * N + SYRIA) * N + asylum] = asylum === GERMANY ? 200_000 : 5_000;
    }
  }
  return persons;
}

/** Every second pair, at the dates of both revisions, and a row of unknown origins. */
function stockCells(random: Random): StockCell[] {
  const cells: StockCell[] = [];
  for (const revision of [2020, 2024]) {
    for (const year of [1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024]) {
      if (year > revision) continue;
      for (let residence = 0; residence < N; residence++) {
        const shared = { revision, year, residence, citizenship: residence === GERMANY ? 1 : 0, imputed: 0 };
        cells.push({ ...shared, birth: -1, persons: 1000 });
        for (let birth = 0; birth < N; birth++) {
          if (birth === residence || (birth + residence) % 2 === 0) continue;
          cells.push({ ...shared, birth, persons: Math.round(200_000 * random.uniform()) });
        }
      }
    }
  }
  return cells;
}

function flowCells(): FlowCell[] {
  const cells: FlowCell[] = [];
  for (let orig = 0; orig < N; orig++) {
    for (let dest = 0; dest < N; dest++) {
      if (orig === dest) continue;
      const corridor = { orig, dest };
      if (CODES[orig] !== 'RUS' && CODES[dest] !== 'RUS') {
        cells.push({ ...corridor, source: 'flows-meta', reporter: 'model', year: 2019, quality: '' });
      }
      if (dest !== POLAND && dest !== GERMANY) continue;
      for (let year = 2010; year <= LAST_YEAR; year++) {
        cells.push({ ...corridor, source: 'flows-eurostat', reporter: 'destination', year, quality: '' });
      }
      const quality = 'undercount low, accuracy high';
      for (const reporter of ['destination', 'origin'])
        cells.push({ ...corridor, source: 'flows-eurostat-both-reports', reporter, year: 2012, quality });
    }
  }
  return cells;
}

function officeCells(): OfficeCell[] {
  return Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, step) => ({ area: GERMANY, year: FIRST_YEAR + step })).filter(
    ({ year }) => year !== 2001,
  );
}
