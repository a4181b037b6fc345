import { describe, expect, test } from 'vitest';
import { EUROSTAT_DEFECTS } from '../../src/demo/publish/defects/defects.ts';
import { AREAS, areaIndex } from '../../src/demo/world/areas.ts';
import { COUNTRY_COUNT, flowsByPair, pair, populationOf, stocksAtMidYear, yearOf } from '../../src/demo/world/world.ts';
import { content, demo, rowsOf, triple } from './files.ts';

const { world } = demo;
const errors = rowsOf('truth/errors.csv.gz');

/** Sum of all errors by `source reporter orig dest year`, in tenths of persons. */
const tenths = new Map<string, number>();
for (const { source, reporter, orig, dest, year, persons } of errors) {
  const cell = [source, reporter, orig, dest, year].join(' ');
  tenths.set(cell, (tenths.get(cell) ?? 0) + Math.round(10 * Number(persons)));
}

function published(truth: number, ...cell: readonly (string | number)[]): number {
  return (Math.round(10 * truth) + (tenths.get(cell.join(' ')) ?? 0)) / 10;
}

describe('truth and injected errors add up to what is published', () => {
  test.each([2020, 2024])('in the stocks of the %d revision', (revision) => {
    const cells = new Map<string, number>();
    for (const { geo, t, from, n } of rowsOf(`un_desa_migrant_stock/ims${revision}_stocks_by_sex.csv.gz`)) {
      cells.set(`${from} ${geo} ${t}`, (cells.get(`${from} ${geo} ${t}`) ?? 0) + Number(n));
    }
    for (const [cell, persons] of cells) {
      const [birth, residence, year] = cell.split(' ') as [string, string, string];
      const truth = birth === 'OOO' ? 0 : stocksAtMidYear(world, Number(year))[pair(areaIndex(birth), areaIndex(residence))]!;
      expect(published(truth, `un-desa-stocks-${revision}`, '', birth, residence, year)).toBe(persons);
    }
    expect(cells.size).toBeGreaterThan(3000);
  });

  test('in the flows that both sides report', () => {
    let reports = 0;
    for (const { Sending_iso3, Receiving_iso3, Year, Emig, Immi } of rowsOf('flows_eurostat/migmod_eurostat_2010_2019.csv.gz')) {
      const truth = flowsByPair(yearOf(world, Number(Year)))[pair(areaIndex(Sending_iso3!), areaIndex(Receiving_iso3!))]!;
      const cell = [Sending_iso3!, Receiving_iso3!, Year!];
      if (Immi !== '') expect(published(truth, 'flows-eurostat-both-reports', 'destination', ...cell)).toBe(Number(Immi));
      if (Emig !== '') expect(published(truth, 'flows-eurostat-both-reports', 'origin', ...cell)).toBe(Number(Emig));
      reports += Number(Immi !== '') + Number(Emig !== '');
    }
    expect(reports).toBe(808 + 711);
  });

  test('in the flows that receivers report', () => {
    const iso3Of = new Map(
      AREAS.map(({ iso3, iso2, eurostat }) => [EUROSTAT_DEFECTS.writtenAsAlpha2.includes(iso3) ? iso2 : eurostat, iso3]),
    );
    for (const { partner, geo, year, value } of rowsOf('flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv')) {
      if (partner === 'OTHER') continue;
      const [orig, dest] = [iso3Of.get(partner!)!, iso3Of.get(geo!)!];
      const truth = flowsByPair(yearOf(world, Number(year)))[pair(areaIndex(orig), areaIndex(dest))]!;
      expect(published(truth, 'flows-eurostat', 'destination', orig, dest, year!)).toBe(Number(value));
    }
  });

  test('in the flows of Meta', () => {
    const document = JSON.parse(content('flows_meta_hdx/meta_flows_2020.json.gz').toString('utf8')) as Record<
      string,
      Record<string, number>
    >;
    const iso3Of = new Map(AREAS.map(({ iso2, iso3 }) => [iso2, iso3]));
    const flows = flowsByPair(yearOf(world, 2020));
    for (const [destination, arrivals] of Object.entries(document)) {
      for (const [origin, persons] of Object.entries(arrivals)) {
        if (origin === destination) continue;
        const [orig, dest] = [iso3Of.get(origin)!, iso3Of.get(destination)!];
        expect(published(flows[pair(areaIndex(orig), areaIndex(dest))]!, 'flows-meta', 'model', orig, dest, 2020)).toBe(persons);
      }
    }
  });

  test('in the population of the World Bank', () => {
    const line = content('world_bank_population/population.csv')
      .toString('utf8')
      .split('\r\n')
      .find((each) => each.includes(',XTV,2000,'))!;
    const truth = populationOf(stocksAtMidYear(world, 2000))[areaIndex('XTV')]!;
    expect(published(truth, 'world-bank-population', '', '', 'XTV', 2000)).toBe(Number(line.split(',').at(-1)));
  });
});

describe('the published errors', () => {
  test('moves persons who are not listed to unknown origin and loses none', () => {
    for (const source of ['un-desa-stocks-2020', 'un-desa-stocks-2024']) {
      const moved = errors.filter((row) => row['source'] === source && ['not listed', 'unknown origin'].includes(row['defect']!));
      const balance = moved.reduce((sum, { persons }) => sum + Math.round(10 * Number(persons)), 0);
      expect(Math.abs(balance)).toBeLessThan(moved.length / 2);
      expect(moved.some(({ orig }) => orig === 'OOO')).toBe(true);
    }
  });

  test('names every kind of error', () => {
    expect([...new Set(errors.map(({ defect }) => defect))].sort()).toEqual([
      'citizenship',
      'coverage',
      'definition and coverage',
      'extrapolation',
      'measurement',
      'moves not counted',
      'not listed',
      'other territory',
      'other vintage',
      'rounding',
      'typing error',
      'unknown origin',
    ]);
  });

  test('has no entry of 0', () => {
    expect(errors.filter(({ persons }) => Number(persons) === 0)).toEqual([]);
  });
});

describe('true tables', () => {
  test('populations and what changes them are those of the process, and add up', () => {
    const rows = rowsOf('truth/populations.csv.gz');
    const population = new Map(rows.map((row) => [`${row['area']} ${row['year']}`, Number(row['population'])]));
    for (const { year, area, births, deaths, net_migration } of rows) {
      const now = population.get(`${area} ${year}`)!;
      expect(now).toBe(populationOf(yearOf(world, Number(year)).stocks)[areaIndex(area!)]);
      const next = population.get(`${area} ${Number(year) + 1}`);
      if (next !== undefined) expect(next).toBe(now + Number(births) - Number(deaths) + Number(net_migration));
    }
    expect(rows).toHaveLength(35 * 24);
  });

  test('stocks are those of 1 July of every pair and date', () => {
    const rows = rowsOf('truth/stocks.csv.gz');
    expect(rows).toHaveLength(8 * COUNTRY_COUNT * (COUNTRY_COUNT - 1));
    const { year, birth, residence, persons } = rows[1000]!;
    expect(Number(persons)).toBe(stocksAtMidYear(world, Number(year))[pair(areaIndex(birth!), areaIndex(residence!))]);
  });

  test('displaced persons moved: no more than all moves of those born there to the country of asylum', () => {
    for (const { displaced, flows } of world.years) {
      for (let b = 0; b < COUNTRY_COUNT; b++) {
        for (let j = 0; j < COUNTRY_COUNT; j++) {
          let arrivals = 0;
          for (let i = 0; i < COUNTRY_COUNT; i++) arrivals += flows[triple(b, i, j)]!;
          if (displaced[pair(b, j)]! > arrivals) expect.fail(`${AREAS[b]!.iso3} in ${AREAS[j]!.iso3}`);
        }
      }
    }
  });
});
