import { describe, expect, test } from 'vitest';
import { RawTableReader } from '../../src/readers/rawTables.ts';
import { Quarantine } from '../../src/readers/table/quarantine.ts';
import { type Category, categoryAt } from '../../src/tables/columns.ts';
import { hasRealData, realSources } from './realData.ts';

/** Counts that the README of the real data states. */
describe.skipIf(!hasRealData)('the real data', async () => {
  if (!hasRealData) return;
  const quarantine = new Quarantine([], []);
  const tables = new RawTableReader(realSources(), quarantine);
  const areaCodes = await tables.areaCodes();
  const pairs = await tables.pairMeasures();
  /** The 231 areas: those of the table of distances. */
  const areas = new Set(
    Array.from(pairs.orig.codes, (_, row) => at(pairs.orig, row)).filter((_, row) => at(pairs.measure, row) === 'distance'),
  );
  const rowsWhere = (column: { readonly length: number }, keep: (row: number) => boolean) =>
    Array.from({ length: column.length }, (_, row) => row).filter(keep);

  test('name 231 areas, all in the code list, all but Taiwan with a region', () => {
    expect(areas.size).toBe(231);
    const known = rowsWhere(areaCodes.m49, (row) => areas.has(at(areaCodes.iso3, row)));
    expect(known).toHaveLength(231);
    expect(known.filter((row) => areaCodes.region.codes[row] === -1).map((row) => at(areaCodes.iso3, row))).toEqual(['TWN']);
  });

  test('hold the stocks of both revisions', async () => {
    const stocks = await tables.stocks(areaCodes);
    const total = (revision: number, year: number) =>
      rowsWhere(stocks.year, (row) => stocks.revision[row] === revision && stocks.year[row] === year).reduce(
        (sum, row) => sum + stocks.persons[row]!,
        0,
      );
    expect([total(2024, 2024), total(2020, 2020)]).toEqual([304_021_813, 280_598_105]);
    const pairsOf = (revision: number) =>
      rowsWhere(
        stocks.year,
        (row) => stocks.revision[row] === revision && areas.has(at(stocks.birth, row)) && areas.has(at(stocks.residence, row)),
      ).map((row) => `${at(stocks.birth, row)} ${at(stocks.residence, row)}`);
    const [revised, former] = [new Set(pairsOf(2024)), new Set(pairsOf(2020))];
    expect([revised.size, former.size, new Set([...revised, ...former]).size]).toEqual([9333, 11_944, 12_291]);
  });

  test('hold every birth and death of the 231 areas, and the population', async () => {
    const { m49, year, indicator, value } = await tables.demography();
    const numbers = new Map(Array.from(areaCodes.m49, (number, row) => [number, at(areaCodes.iso3, row)]));
    const count = (name: string) =>
      rowsWhere(year, (row) => {
        const [calendarYear, area] = [year[row]!, numbers.get(m49[row]!) ?? ''];
        return at(indicator, row) === name && areas.has(area) && calendarYear >= 1990;
      }).length;
    expect([count('births'), count('deaths'), count('population_end')]).toEqual([231 * 34, 231 * 34, 231 * 34]);
    const end2019 = rowsWhere(year, (row) => at(indicator, row) === 'population_end' && year[row] === 2019);
    const world = end2019.reduce((sum, row) => sum + value[row]!, 0);
    expect(Math.round(world / 1e5) / 10).toBe(7851.4);
    const india = end2019.find((row) => m49[row] === 356)!;
    expect(Math.round(value[india]! / 1e5) / 10).toBe(1396);
  });

  test('hold GDP of all areas and years, with what was filled in', async () => {
    const gdp = await tables.gdp();
    const since1990 = rowsWhere(gdp.year, (row) => gdp.year[row]! >= 1990 && !Number.isNaN(gdp.gdp_per_capita[row]));
    expect(since1990).toHaveLength(231 * 34);
    const reported = new Map<string, number>();
    for (const row of since1990) {
      if (gdp.imputed[row] === 0) reported.set(at(gdp.area, row), (reported.get(at(gdp.area, row)) ?? 0) + 1);
    }
    expect([...reported.values()].filter((years) => years === 34)).toHaveLength(204);
  });

  test('hold the measures of areas and pairs', async () => {
    const { measure, value } = pairs;
    const of = (name: string) => rowsWhere(value, (row) => at(measure, row) === name);
    expect(['distance', 'language', 'religion', 'colony'].map((name) => of(name).length)).toEqual([53_361, 53_361, 53_361, 53_361]);
    expect(of('colony').filter((row) => value[row] === 1)).toHaveLength(254);
    expect(of('religion').filter((row) => value[row]! > 1)).toHaveLength(9936);
    expect(of('language').filter((row) => value[row]! > 1)).toHaveLength(162);
    const measures = await tables.areaMeasures();
    const members = (year: number) =>
      rowsWhere(
        measures.year,
        (row) => at(measures.measure, row) === 'eu_member' && measures.year[row] === year && measures.value[row] === 1,
      );
    expect([members(2019).length, members(2021).length]).toEqual([28, 27]);
  });

  test('hold the refugees of 1990 to 2023 inside the 231', async () => {
    const { measure, origin, asylum, year, persons } = await tables.refugees();
    const inside = rowsWhere(year, (row) => {
      const [calendarYear, from, to] = [year[row]!, at(origin, row), at(asylum, row)];
      const abroad = from !== to && areas.has(from) && areas.has(to);
      return at(measure, row) === 'stock' && calendarYear >= 1990 && calendarYear <= 2023 && abroad;
    });
    expect(inside).toHaveLength(116_824);
    expect(rowsWhere(year, (row) => at(measure, row) === 'displaced')).toHaveLength(105_868);
    expect(inside.every((row) => persons[row]! >= 0)).toBe(true);
  });

  test('hold the reported flows', async () => {
    const flows = await tables.flows();
    const of = (source: string) =>
      rowsWhere(
        flows.year,
        (row) => at(flows.source, row) === source && at(flows.orig, row) !== 'OTHER' && at(flows.dest, row) !== 'OTHER',
      );
    expect(of('flows-eurostat')).toHaveLength(14_021);
    expect(new Set(of('flows-eurostat-both-reports').map((row) => flows.row[row])).size).toBe(5352);
    expect(of('flows-eurostat-both-reports').filter((row) => at(flows.reporter, row) === 'destination')).toHaveLength(3624);
    const meta = of('flows-meta').filter((row) => flows.year[row] === 2022);
    expect(Math.round(meta.reduce((sum, row) => sum + flows.persons[row]!, 0) / 1e5) / 10).toBe(38.5);
  });

  test('hold trade in both directions, without a number where it is missing', async () => {
    const { source, year, value } = await tables.trade();
    const cow = rowsWhere(year, (row) => at(source, row) === 'trade-cow');
    expect(cow).toHaveLength(2 * 353_974);
    expect(cow.filter((row) => Number.isNaN(value[row]))).toHaveLength(22_314);
    const comtrade = rowsWhere(year, (row) => at(source, row) === 'trade-comtrade');
    expect(comtrade).toHaveLength(213_110);
    expect(Math.round((comtrade.filter((row) => value[row] === 0).length / comtrade.length) * 100)).toBe(35);
  });

  test('hold net migration of 30 countries, as reported and filled', async () => {
    const { source, area } = await tables.netMigration();
    const of = (id: string) => rowsWhere(area.codes, (row) => at(source, row) === id);
    expect(new Set(of('net-migration-national').map((row) => at(area, row))).size).toBe(30);
    expect(of('net-migration-filled')).toHaveLength(30 * 34);
  });

  test('have no broken row', () => {
    expect(quarantine.finish().row).toHaveLength(0);
  });
});

function at(column: Category, row: number): string {
  return categoryAt(column, row) ?? '';
}
