import { describe, expect, test } from 'vitest';
import { EUROSTAT_DEFECTS, META_DEFECTS, REPORTERS, STOCK_DEFECTS } from '../../src/demo/publish/defects/defects.ts';
import { AREAS, areaIndex } from '../../src/demo/world/areas.ts';
import { COUNTRY_COUNT, flowsByPair, pair, stocksAtMidYear, trueNetMigration, yearOf } from '../../src/demo/world/world.ts';
import { content, demo, rowsOf } from './files.ts';

const { world } = demo;
const PAIRS = COUNTRY_COUNT * (COUNTRY_COUNT - 1);

/** Both sexes of a revision by `residence date origin`. */
function stocksOf(revision: number): Map<string, number> {
  const cells = new Map<string, number>();
  for (const { geo, t, from, n } of rowsOf(`un_desa_migrant_stock/ims${revision}_stocks_by_sex.csv.gz`)) {
    cells.set(`${geo} ${t} ${from}`, (cells.get(`${geo} ${t} ${from}`) ?? 0) + Number(n));
  }
  return cells;
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

describe('stocks', () => {
  const revisions = { 2020: stocksOf(2020), 2024: stocksOf(2024) };
  const known = (revision: 2020 | 2024) => [...revisions[revision]].filter(([key]) => !key.endsWith('OOO'));

  test('lack the declared pairs and cells', () => {
    for (const [revision, dates, missing] of [
      [2024, 8, STOCK_DEFECTS.missingCells[2024]],
      [2020, 7, STOCK_DEFECTS.missingCells.both],
    ] as const) {
      const pairs = new Set(known(revision).map(([key]) => `${key.slice(0, 3)} ${key.slice(-3)}`));
      expect(pairs.size).toBe(PAIRS - STOCK_DEFECTS.missingPairs[revision]);
      expect(known(revision)).toHaveLength(pairs.size * dates - missing);
    }
  });

  test('disagree between the revisions by a tenth or so', () => {
    const ratios = known(2024).flatMap(([key, persons]) => {
      const other = revisions[2020].get(key) ?? 0;
      return persons > 1000 && other > 0 ? [Math.abs(other / persons - 1)] : [];
    });
    expect(ratios.length).toBeGreaterThan(500);
    expect(median(ratios)).toBeGreaterThan(0.05);
    expect(median(ratios)).toBeLessThan(0.2);
  });

  test('keep the persons of missing cells in the row of unknown origin: totals of a country agree with the truth', () => {
    const total = (residence: string) =>
      [...revisions[2024]].reduce((sum, [key, n]) => sum + (key.startsWith(`${residence} 2010`) ? n : 0), 0);
    const truth = stocksAtMidYear(world, 2010);
    for (const residence of ['XBV', 'XMH', 'QNV', 'XCG']) {
      const j = areaIndex(residence);
      const expected = AREAS.reduce((sum, _, b) => sum + (b === j ? 0 : truth[pair(b, j)]!), 0);
      expect(Math.abs(total(residence) / expected - 1)).toBeLessThan(0.1);
    }
    const unknown = [...revisions[2024]].filter(([key]) => key.endsWith('2020 OOO'));
    expect(unknown.length).toBeGreaterThanOrEqual(Object.keys(STOCK_DEFECTS.unknownOrigin).length);
  });

  test('count by citizenship in four countries, are imputed in two, and hold listed zeros', () => {
    const rows = rowsOf('un_desa_migrant_stock/ims2024_stocks_by_sex.csv.gz');
    const flagged = (flag: string) => [...new Set(rows.filter((row) => row[flag] === '1').map((row) => row['geo']))];
    expect(flagged('type_c')).toEqual(['QQR', 'QRM', 'QYS', 'XHM']);
    expect(flagged('type_i')).toEqual(['QWS', 'XIV']);
    expect([...revisions[2024].values()].filter((persons) => persons === 0).length).toBe(34);
    expect([...revisions[2024].values()].filter((persons) => persons > 0 && persons < STOCK_DEFECTS.zeroBelow - 1)).toEqual([]);
  });

  test('hold one typing error, in one revision alone, and the list of corrections puts the count back', () => {
    expect(rowsOf('facts/stock_corrections.csv')).toEqual([
      {
        ...{ birth: 'QUM', residence: 'XES', year: '2005', persons: '30510', revision: '' },
        reason: '305100 is 10 times too many: a typing error',
      },
    ]);
    expect([2000, 2005, 2010].map((date) => revisions[2024].get(`XES ${date} QUM`))).toEqual([18_596, 305_100, 42_584]);
    expect(revisions[2020].get('XES 2005 QUM')).toBe(44_593);
  });

  test('list each cell once for each sex', () => {
    const rows = rowsOf('un_desa_migrant_stock/ims2020_stocks_by_sex.csv.gz');
    expect(new Set(rows.map(({ geo, t, from, sex }) => `${geo} ${t} ${from} ${sex}`)).size).toBe(rows.length);
    expect(rows).toHaveLength(2 * revisions[2020].size);
  });
});

describe('Eurostat', () => {
  const immigration = rowsOf('flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv');
  const both = rowsOf('flows_eurostat/migmod_eurostat_2010_2019.csv.gz');
  const iso3Of = new Map(
    AREAS.map(({ iso3, iso2, eurostat }) => [EUROSTAT_DEFECTS.writtenAsAlpha2.includes(iso3) ? iso2 : eurostat, iso3]),
  );

  test('holds reports of the declared reporters and years only', () => {
    const tables = new Set(immigration.map(({ geo, year }) => `${iso3Of.get(geo!)} ${year}`));
    const missing = EUROSTAT_DEFECTS.missingTables.map(([iso3, year]) => `${iso3} ${year}`);
    const expected = Object.entries(REPORTERS).reduce((sum, [, { first, last }]) => sum + last - first + 1, 0) - missing.length;
    expect(tables.size).toBe(expected);
    expect(missing.filter((table) => tables.has(table))).toEqual([]);
    expect(new Set(immigration.map(({ geo }) => geo)).has('XU')).toBe(true);
  });

  test('mixes in one row of all other countries for each table', () => {
    expect(immigration.filter(({ partner }) => partner === 'OTHER')).toHaveLength(176);
  });

  test('holds zeros where Rumelle counted nothing', () => {
    const zeros = immigration.filter(({ value }) => value === '0.0');
    expect(new Set(zeros.map(({ geo, year }) => `${geo} ${year}`))).toEqual(new Set(['QR 2008']));
    expect(zeros).toHaveLength(11);
  });

  test('shows the definition of each reporter: median of reported over true flow', () => {
    for (const [iso3, reporter] of Object.entries(REPORTERS)) {
      const ratios = immigration.flatMap(({ partner, geo, year, value }) => {
        const origin = iso3Of.get(partner!);
        if (iso3Of.get(geo!) !== iso3 || !origin) return [];
        const flow = flowsByPair(yearOf(world, Number(year)))[pair(areaIndex(origin), areaIndex(iso3))]!;
        return flow >= 300 && Number(value) > 0 ? [Number(value) / flow] : [];
      });
      expect(ratios.length).toBeGreaterThan(30);
      expect(Math.abs(median(ratios) / reporter.immigration - 1)).toBeLessThan(0.1);
    }
  });

  test('sets a lower report of the sender beside that of the receiver', () => {
    expect(both).toHaveLength(11 * 10 * 10);
    const mirrored = both.filter(({ Emig, Immi, Sending_iso3 }) => Sending_iso3 === 'QPV' && Emig !== '' && Number(Immi) > 300);
    expect(mirrored.length).toBeGreaterThan(30);
    expect(median(mirrored.map(({ Emig, Immi }) => Number(Emig) / Number(Immi)))).toBeLessThan(0.3);
    expect(both.filter(({ Immi }) => Immi !== '')).toHaveLength(808);
    expect(both.filter(({ Emig }) => Emig !== '')).toHaveLength(711);
  });

  test('repeats the immigration file but for the other vintage of one reporter', () => {
    const first = new Map(
      immigration.map(({ partner, geo, year, value }) => [`${iso3Of.get(partner!)} ${iso3Of.get(geo!)} ${year}`, Number(value)]),
    );
    const changed = new Set<string>();
    for (const { Sending_iso3, Receiving_iso3, Year, Immi } of both) {
      if (Immi === '') continue;
      const published = first.get(`${Sending_iso3} ${Receiving_iso3} ${Year}`)!;
      if (published !== Number(Immi)) changed.add(`${Receiving_iso3} ${Year}`);
    }
    expect([...changed]).toEqual(['2012', '2013', '2014', '2015', '2016', '2017', '2018', '2019'].map((year) => `XZG ${year}`));
  });
});

describe('Meta', () => {
  const flows = JSON.parse(content('flows_meta_hdx/meta_flows_2021.json.gz').toString('utf8')) as Record<string, Record<string, number>>;

  test('leaves out two countries and pairs below 50 persons', () => {
    expect(Object.keys(flows)).toHaveLength(COUNTRY_COUNT - META_DEFECTS.notCovered.length);
    const values = Object.entries(flows).flatMap(([destination, row]) =>
      Object.entries(row).flatMap(([origin, n]) => (origin === destination ? [] : [n])),
    );
    expect(Math.min(...values)).toBeGreaterThanOrEqual(50);
    expect(values).toHaveLength(333);
  });

  test('gives under a country its net migration, the sign of the truth', () => {
    const net = trueNetMigration(yearOf(world, 2021));
    AREAS.forEach(({ iso3, iso2 }, index) => {
      if (!META_DEFECTS.notCovered.includes(iso3)) expect(Math.sign(flows[iso2]![iso2]!)).toBe(Math.sign(net[index]!));
    });
  });
});

describe('UNHCR', () => {
  const rows = rowsOf('unhcr/population.csv.gz');

  test('rounds to hundreds, then to fives', () => {
    for (const { year, refugees, coo_iso } of rows) {
      if (coo_iso !== 'UNK' && coo_iso !== 'XXA') expect(Number(refugees) % (Number(year) < 2000 ? 100 : 5)).toBe(0);
    }
  });

  test('holds origins that are no country, displaced persons at home and others in need of protection', () => {
    expect(rows.filter(({ coo_iso }) => coo_iso === 'UNK')).toHaveLength(34);
    expect(rows.filter(({ coo_iso }) => coo_iso === 'XXA')).toHaveLength(34);
    const home = rows.filter(({ coo_iso, coa_iso }) => coo_iso === coa_iso);
    expect(home.length).toBe(38);
    expect(home.every(({ idps, refugees }) => Number(idps) > 0 && refugees === '0')).toBe(true);
    expect(rows.filter(({ oip }) => Number(oip) > 0).every(({ coo_iso, year }) => coo_iso === 'XDV' && Number(year) >= 2018)).toBe(true);
    expect(rows.some(({ oip }) => Number(oip) > 0)).toBe(true);
  });

  test('stays near the true refugees of a large corridor', () => {
    const { refugees } = yearOf(world, 2016);
    const largest = refugees.indexOf(Math.max(...refugees));
    const [origin, asylum] = [AREAS[Math.floor(largest / COUNTRY_COUNT)]!.iso3, AREAS[largest % COUNTRY_COUNT]!.iso3];
    const row = rows.find(({ year, coo_iso, coa_iso }) => year === '2016' && coo_iso === origin && coa_iso === asylum)!;
    expect(Math.abs(Number(row['refugees']) + Number(row['asylum_seekers']) - refugees[largest]!)).toBeLessThanOrEqual(5);
  });
});
