import type {
  AreaCodes,
  Areas,
  CompareBaselines,
  CompetitorFlows,
  Heldout,
  MemberFlows,
  NetMigrationReports,
  Observations,
  Panel,
  ReportedStocks,
  StocksImputed,
} from '../../../schemas/generated/types.ts';
import { categoryOf } from '../../../src/tables/columns.ts';
import { netcdfBytes } from '../../readers/grids/netcdfBytes.ts';
import { rawSource } from '../../readers/scratch.ts';
import { tableInput } from '../../stages/tableContext.ts';

// Vector E5 of docs/method.md 9.7: four areas, one interval, births 80 20 60 60 and deaths 70 30 50 10.
export const AREAS = ['AAA', 'BBB', 'CCC', 'DDD'];
export const YEARS = [1990, 1991, 1992, 1993, 1994];
const STOCKS = new Map([
  [1990, [1000, 100, 10, 0, 55, 555, 50, 5, 80, 40, 800, 40, 20, 25, 20, 200]],
  [1995, [1060, 60, 10, 10, 45, 540, 40, 0, 70, 75, 770, 70, 30, 30, 20, 230]],
]);
/** Persons a year, by area. */
const ANNUAL = new Map([
  ['births', [16, 4, 12, 12]],
  ['deaths', [14, 6, 10, 2]],
  ['population', [1155, 720, 880, 245]],
  ['net_migration', [5, -5, 3, -3]],
]);
export const CORRIDORS = AREAS.flatMap((orig) => AREAS.filter((dest) => dest !== orig).map((dest) => ({ orig, dest })));

export const areas: Areas = { area: categoryOf(AREAS), m49: Int32Array.of(1, 2, 3, 4), name: categoryOf(AREAS), region: categoryOf(AREAS) };

/** The population of 1 January 1995 ends the panel. */
export function panelOf(): Panel {
  const rows = AREAS.flatMap((area, at) => [
    ...YEARS.flatMap((year) => [...ANNUAL].map(([indicator, values]) => ({ area, year, indicator, value: values[at]! }))),
    { area, year: 1995, indicator: 'population', value: [1205, 705, 840, 310][at]! },
  ]);
  return {
    area: categoryOf(rows.map(({ area }) => area)),
    year: Int16Array.from(rows, ({ year }) => year),
    indicator: categoryOf(rows.map(({ indicator }) => indicator)),
    value: Float64Array.from(rows, ({ value }) => value),
    imputed: new Uint8Array(rows.length),
    source: categoryOf(rows.map(() => 'invented')),
    file: categoryOf(rows.map(() => 'invented.csv')),
    row: new Int32Array(rows.length),
    operation: categoryOf(rows.map(() => 'none')),
  };
}

export function stocksOf(): StocksImputed {
  const rows = [...STOCKS].flatMap(([year, table]) => table.map((persons, cell) => ({ year, persons, cell })));
  const at = (cell: number) => AREAS[cell]!;
  return {
    year: Int16Array.from(rows, ({ year }) => year),
    birth: categoryOf(rows.map(({ cell }) => at(Math.floor(cell / 4)))),
    residence: categoryOf(rows.map(({ cell }) => at(cell % 4))),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    sd: new Float64Array(rows.length),
    weight: new Float64Array(rows.length),
    observed: new Uint8Array(rows.length),
  };
}

/** One member whose flow from the first to the second area is `persons` in every year; all others are 0. */
export function memberOf(persons: number): MemberFlows {
  const rows = YEARS.flatMap((year) => CORRIDORS.map((corridor, at) => ({ year, ...corridor, flow: at === 0 ? persons : 0 })));
  const flow = Float64Array.from(rows, (row) => row.flow);
  return {
    year: Int16Array.from(rows, ({ year }) => year),
    orig: categoryOf(rows.map(({ orig }) => orig)),
    dest: categoryOf(rows.map(({ dest }) => dest)),
    flow,
    runs_mean: flow,
    runs_variance: new Float64Array(rows.length),
  };
}

/** Destinations report 1 person for the first corridor, 2 for the second and so on, in 1991 and 1993. */
const REPORTS = CORRIDORS.flatMap(({ orig, dest }, at) => [1991, 1993].map((year) => ({ orig, dest, year, persons: at + 1 })));

export function observationsOf(): Observations {
  return {
    orig: categoryOf(REPORTS.map(({ orig }) => orig)),
    dest: categoryOf(REPORTS.map(({ dest }) => dest)),
    year: Int16Array.from(REPORTS, ({ year }) => year),
    source: categoryOf(REPORTS.map(() => 'office')),
    reporter: categoryOf(REPORTS.map(() => 'destination')),
    persons: Float64Array.from(REPORTS, ({ persons }) => persons),
    definition: categoryOf(REPORTS.map(() => 'residence')),
    measure: categoryOf(REPORTS.map(() => 'moves')),
    quality: categoryOf(REPORTS.map(() => null)),
    pair: new Int32Array(REPORTS.length),
    mirror: new Int32Array(REPORTS.length).fill(-1),
    file: categoryOf(REPORTS.map(() => 'reports.csv')),
    row: Int32Array.from(REPORTS.keys()),
    operation: categoryOf(REPORTS.map(() => 'none')),
  };
}

/** An office reports 3 persons a year for AAA and -2 for BBB in all years, for CCC in the first only; a model estimates DDD. */
export function netMigrationReports(): NetMigrationReports {
  const rows = [
    ...YEARS.flatMap((year) => [
      { area: 'AAA', year, persons: 3, kind: 'reported' },
      { area: 'BBB', year, persons: -2, kind: 'reported' },
      { area: 'DDD', year, persons: 9, kind: 'model' },
    ]),
    { area: 'CCC', year: 1990, persons: 1, kind: 'reported' },
  ];
  const same = (text: string) => categoryOf(rows.map(() => text));
  return {
    area: categoryOf(rows.map(({ area }) => area)),
    year: Int16Array.from(rows, ({ year }) => year),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    kind: categoryOf(rows.map(({ kind }) => kind)),
    source: same('offices'),
    file: same('net.csv'),
    row: Int32Array.from(rows.keys()),
    operation: same('none'),
  };
}

/** Predictions of one seed: `share` of what is reported. */
export function heldoutOf(share: number): Heldout {
  const { orig, dest, year, source, reporter, persons } = observationsOf();
  const predicted = persons.map((reported) => share * reported);
  return { orig, dest, year, source, reporter, reported: persons, predicted, counted: predicted };
}

/** Predictions of the competitors, all the same: the square of what is reported. */
export function competitorsOf(): CompetitorFlows {
  const { orig, dest, year, reported } = heldoutOf(1);
  const persons = reported.map((each) => each * each);
  return { orig, dest, year, corridor_mean: persons, last_value: persons, gravity: persons, ridge: persons, boosted_trees: persons };
}

/** Stocks as published, and estimates of others: ten times the report in all of Abel and Cohen 2024, 50 in 2020. */
export function publishedInputs(): Partial<CompareBaselines['inputs']> {
  const foreign = [...STOCKS]
    .flatMap(([year, table]) => table.map((persons, cell) => ({ year, persons, cell })))
    .filter(({ cell }) => cell % 5 !== 0);
  const rows = [2024, 2020].flatMap((revision) => foreign.map((row) => ({ ...row, revision })));
  const published: ReportedStocks = {
    revision: Int16Array.from(rows, ({ revision }) => revision),
    year: Int16Array.from(rows, ({ year }) => year),
    birth: categoryOf(rows.map(({ cell }) => AREAS[Math.floor(cell / 4)]!)),
    residence: categoryOf(rows.map(({ cell }) => AREAS[cell % 4]!)),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    citizenship: new Uint8Array(rows.length),
    imputed: new Uint8Array(rows.length),
    file: categoryOf(rows.map(() => 'stocks.csv')),
    row: Int32Array.from(rows.keys()),
  };
  const codes: AreaCodes = {
    iso3: categoryOf(AREAS),
    iso2: categoryOf(AREAS.map((area) => area.slice(0, 2))),
    eurostat: categoryOf(AREAS.map(() => null)),
    cow: new Int32Array(4),
    m49: Int32Array.of(1, 2, 3, 4),
    name: categoryOf(AREAS),
    region: categoryOf(AREAS.map(() => null)),
    wpp: new Uint8Array(4).fill(1),
  };
  const lines = CORRIDORS.map(({ orig, dest }, at) => `${orig},${dest},1990-1995,${new Array(6).fill(10 * (at + 1)).join()}`);
  const matrix = JSON.stringify({ names: AREAS, regions: [], matrix: { 1990: AREAS.map(() => AREAS.map(() => 50)) } });
  const kinds = ['min_open', 'min_closed', 'pb_closed', 'outward_da_pb_closed', 'return_da_pb_closed', 'transit_da_pb_closed'];
  const source = rawSource('reference-estimates', {
    'abel_cohen_ims2024_1990_2024.csv': ['origin,dest,period,drop_neg,reverse_neg,mig_rate,min_open,min_close,pb', ...lines, ''].join('\n'),
    ...Object.fromEntries(kinds.map((kind) => [`abel_cohen_ims2020_flow_${kind.includes('_da_') ? '' : 'da_'}${kind}.json`, matrix])),
    ...Object.fromEntries(YEARS.map((year) => [`flows_${year}.json`, '{"BB":{"AA":60}}'])),
    'gaskin_abel_net_migration.nc': netcdfBytes({ Year: 5, 'Country ISO': 2, string3: 3 }, [
      { name: 'Year', type: 'int', values: YEARS, dimensions: ['Year'] },
      { name: 'Country ISO', type: 'char', values: 'AAABBB', dimensions: ['Country ISO', 'string3'] },
      { name: 'mean', type: 'double', values: YEARS.flatMap(() => [1, -1]), dimensions: ['Year', 'Country ISO'] },
    ]),
  });
  return { area_codes: tableInput(codes), published_stocks: tableInput(published), reference_estimates: source };
}
