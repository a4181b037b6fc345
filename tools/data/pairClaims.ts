import { median } from '../../src/numerics/statistics.ts';
import { type Category, categoryAt } from '../../src/tables/columns.ts';
import type { IngestTables } from './artifacts.ts';
import { type Claim, exactly, from, ranging, toDecimals, years } from './claims.ts';
import { type Group, groupRows } from './groups.ts';

/** COW numbers that the code list gives to no country: Serbia keeps that of Yugoslavia (README of the data, "Trade"). */
const COW_SERBIA = '345';

/** What the README of the real data says of pair measures, trade and refugees; `areas` are the 231. */
export function pairClaims(tables: IngestTables, areas: ReadonlySet<string>): Claim[] {
  return [...measureClaims(tables), ...refugeeClaims(tables, areas), ...cowClaims(tables, areas), ...comtradeClaims(tables, areas)];
}

function measureClaims({ pair_measures: { measure, orig, dest, value } }: IngestTables): Claim[] {
  const groups = groupRows({ length: value.length, labels: (row) => [categoryAt(measure, row)!], value, ends: [orig, dest] });
  const above = groupRows({
    length: value.length,
    labels: (row) => (value[row]! > 1 ? [categoryAt(measure, row)!] : null),
  });
  const of = (name: string) => groups.find(({ labels }) => labels[0] === name)!;
  const aboveOne = (name: string) => above.find(({ labels }) => labels[0] === name)?.rows ?? 0;
  return [
    ...['distance', 'language', 'religion', 'colony'].map((name) => exactly(`${name}, pairs, own ones included`, 231 * 231, of(name).rows)),
    exactly('colonial ties', 254, of('colony').total),
    toDecimals('greatest similarity of languages', 2.78, 2, of('language').greatest),
    exactly('pairs with a similarity of languages above 1', 162, aboveOne('language')),
    toDecimals('greatest similarity of religions', 1.96, 2, of('religion').greatest),
    exactly('pairs with a similarity of religions above 1', 9936, aboveOne('religion')),
  ];
}

function refugeeClaims({ refugees }: IngestTables, areas: ReadonlySet<string>): Claim[] {
  const stock = refugees.measure.levels.indexOf('stock');
  const rows = [...refugees.year.keys()].filter((row) => refugees.measure.codes[row] === stock);
  const inside = rows.filter((row) => {
    const [origin, asylum] = [categoryAt(refugees.origin, row)!, categoryAt(refugees.asylum, row)!];
    const year = refugees.year[row]!;
    return year >= 1990 && year <= 2023 && origin !== asylum && areas.has(origin) && areas.has(asylum);
  });
  return [
    years(
      'refugees, years',
      from(1951, 2025),
      rows.map((row) => refugees.year[row]!),
    ),
    exactly('refugees, pair-years 1990-2023 inside the 231', 116_824, inside.length),
  ];
}

function cowClaims({ trade, area_codes: codes }: IngestTables, areas: ReadonlySet<string>): Claim[] {
  const isoOf = new Map(Array.from(codes.cow, (number, row) => [String(number), categoryAt(codes.iso3, row)!]));
  isoOf.set(COW_SERBIA, 'SRB');
  const [cow] = tradeOf(trade, 'cow');
  const inside = [...(cow?.areas ?? [])].filter((code) => areas.has(isoOf.get(code) ?? ''));
  const perYear = tradeOf(trade, 'cow', ({ year }, row) => String(year[row])).map(({ pairs }) => unordered(pairs));
  return [
    years('trade of COW, years', from(1990, 2014), tradeYears(trade, 'cow')),
    exactly('trade of COW, areas of the 231', 187, inside.length),
    toDecimals('trade of COW, pairs in the median year, thousands', 15, 0, median(perYear) / 1000),
    toDecimals('trade of COW, per cent of imports of the state listed first that are missing', 2.4, 1, 100 * missingImportsOfFirst(trade)),
  ];
}

/** Share of the rows of the file without `flow1`: the state listed first has the lower number, and is the importer. */
function missingImportsOfFirst({ code_system, exporter, importer, value }: IngestTables['trade']): number {
  const first = [...value.keys()].filter(
    (row) => categoryAt(code_system, row) === 'cow' && Number(categoryAt(importer, row)) < Number(categoryAt(exporter, row)),
  );
  return first.filter((row) => Number.isNaN(value[row])).length / first.length;
}

function comtradeClaims({ trade }: IngestTables, areas: ReadonlySet<string>): Claim[] {
  const rows = [...trade.year.keys()].filter((row) => categoryAt(trade.code_system, row) === 'comtrade');
  const distinct = (column: Category, year?: number) =>
    new Set(rows.filter((row) => year === undefined || trade.year[row] === year).map((row) => categoryAt(column, row)!));
  const inside = (column: Category) => [...distinct(column)].filter((code) => areas.has(code)).length;
  const zeros = rows.filter((row) => trade.value[row] === 0).length;
  return [
    years('trade of Comtrade, years', from(1988, 2016, 4), tradeYears(trade, 'comtrade')),
    exactly('trade of Comtrade, exporters of the 231', 193, inside(trade.exporter)),
    exactly('trade of Comtrade, importers of the 231', 220, inside(trade.importer)),
    exactly('trade of Comtrade, exporters in 2012', 170, distinct(trade.exporter, 2012).size),
    exactly('trade of Comtrade, exporters in 2016', 159, distinct(trade.exporter, 2016).size),
    toDecimals('trade of Comtrade, per cent of rows that are 0', 35, 0, (100 * zeros) / rows.length),
  ];
}

/** What the README of the real data says of reported flows. */
export function flowClaims(tables: IngestTables): Claim[] {
  const { flows } = tables;
  const meta = flowsOf(flows, 'flows-meta');
  const metaYears = flowsOf(flows, 'flows-meta', (row) => String(flows.year[row]));
  const [eurostat, both] = [flowsOf(flows, 'flows-eurostat'), flowsOf(flows, 'flows-eurostat-both-reports')];
  const perYear = flowsOf(flows, 'flows-eurostat-both-reports', (row) => String(flows.year[row]));
  const last = metaYears.find(({ firstYear }) => firstYear === 2022);
  const repeats = repeatedReports(tables);
  return [
    exactly('flows of Meta, countries', 181, meta[0]?.areas.size ?? 0),
    years(
      'flows of Meta, years',
      from(2019, 2022),
      metaYears.map(({ firstYear }) => firstYear),
    ),
    ranging(
      'flows of Meta, pairs in a year, thousands',
      [14, 16],
      0,
      metaYears.map(({ rows }) => rows / 1000),
    ),
    toDecimals('flows of Meta, persons in 2022, millions', 38.5, 1, (last?.total ?? 0) / 1e6),
    exactly(
      'flows of Eurostat between countries',
      14_021,
      eurostat.reduce((sum, { rows }) => sum + rows, 0),
    ),
    years(
      'flows of Eurostat, first and last year',
      [1998, 2023],
      eurostat.flatMap(({ firstYear, lastYear }) => [firstYear, lastYear]),
    ),
    exactly(
      'flows of Eurostat with both reports, pair-years',
      5352,
      perYear.reduce((sum, { pairs }) => sum + pairs.size, 0),
    ),
    years(
      'flows of Eurostat with both reports, first and last year',
      [2010, 2019],
      both.flatMap((each) => [each.firstYear, each.lastYear]),
    ),
    exactly('receivers in both files of Eurostat', 3624, repeats.length),
    exactly('of these, values that differ', 169, repeats.filter(({ differs }) => differs).length),
    exactly(
      'of these, values that differ and are not of Lithuania',
      0,
      repeats.filter(({ differs, dest }) => differs && dest !== 'LTU').length,
    ),
  ];
}

/** Sum over all other countries, which is no flow between two. */
const OTHER_COUNTRIES = 'OTHER';

function flowsOf(flows: IngestTables['flows'], source: string, label: (row: number) => string = () => ''): Group[] {
  const wanted = flows.source.levels.indexOf(source);
  const isFlow = (row: number) =>
    flows.source.codes[row] === wanted && [flows.orig, flows.dest].every((end) => categoryAt(end, row) !== OTHER_COUNTRIES);
  return groupRows({
    length: flows.year.length,
    labels: (row) => (isFlow(row) ? [label(row)] : null),
    year: flows.year,
    value: flows.persons,
    ends: [flows.orig, flows.dest],
  });
}

/** Receivers' reports of "both reports", in ISO3, that the other file has too. */
function repeatedReports({ flows, area_codes: codes }: IngestTables): { readonly dest: string; readonly differs: boolean }[] {
  const isoOf = new Map<string, string>();
  // Eurostat writes EL and UK, but some of its files GR.
  for (const column of [codes.iso2, codes.eurostat]) {
    for (let row = 0; row < codes.m49.length; row++) {
      isoOf.set(categoryAt(column, row) ?? '', categoryAt(codes.iso3, row)!);
    }
  }
  const keyOf = (row: number) =>
    [flows.orig, flows.dest].map((end) => isoOf.get(categoryAt(end, row) ?? '') ?? categoryAt(end, row)).join(' ');
  const known = new Map<string, number>();
  for (let row = 0; row < flows.year.length; row++) {
    if (categoryAt(flows.source, row) === 'flows-eurostat') known.set(`${keyOf(row)} ${flows.year[row]}`, flows.persons[row]!);
  }
  return [...flows.year.keys()].flatMap((row) => {
    const isReceiver = categoryAt(flows.source, row) === 'flows-eurostat-both-reports' && categoryAt(flows.reporter, row) === 'destination';
    const other = isReceiver ? known.get(`${keyOf(row)} ${flows.year[row]}`) : undefined;
    return other === undefined ? [] : [{ dest: categoryAt(flows.dest, row)!, differs: other !== flows.persons[row] }];
  });
}

type Trade = IngestTables['trade'];

function tradeOf(trade: Trade, system: string, label: (trade: Trade, row: number) => string = () => ''): Group[] {
  const wanted = trade.code_system.levels.indexOf(system);
  return groupRows({
    length: trade.year.length,
    labels: (row) => (trade.code_system.codes[row] === wanted ? [label(trade, row)] : null),
    year: trade.year,
    ends: [trade.exporter, trade.importer],
  });
}

function tradeYears(trade: Trade, system: string): number[] {
  return tradeOf(trade, system, ({ year }, row) => String(year[row])).map(({ firstYear }) => firstYear);
}

/** Number of pairs without regard to direction. */
function unordered(pairs: ReadonlySet<string>): number {
  return new Set([...pairs].map((pair) => pair.split(' ').sort().join(' '))).size;
}
