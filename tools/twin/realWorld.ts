import { pairMeasure } from '../../src/adapters/pairMeasures.ts';
import { PanelSeries } from '../../src/adapters/panelSeries.ts';
import {
  type FlowCell,
  type OfficeCell,
  type RealArea,
  type RealWorld,
  SIMULATED_YEARS,
  START_YEAR,
  type StockCell,
} from '../../src/demo/twin/real/realWorld.ts';
import { FIRST_YEAR, LAST_SIMULATED_YEAR, LAST_YEAR } from '../../src/demo/world/world.ts';
import { type Category, categoryAt } from '../../src/tables/columns.ts';
import type { HarmonizeTables, IngestTables } from '../data/artifacts.ts';

/** The real world as the twin needs it, of large and small areas, from the tables of profile world. */
export function realWorldFrom(ingest: IngestTables, harmonized: HarmonizeTables, count: number): RealWorld {
  const codes = areasOfAllSizes(ingest, harmonized, count);
  const all = harmonized.areas.area.levels;
  const ofAll = codes.map((code) => all.indexOf(code));
  const index = new Map(codes.map((code, position) => [code, position]));
  const series = (indicator: string) => yearsOf(new PanelSeries(harmonized.panel, indicator, all), ofAll);
  const pairs = (measure: string) => submatrix(pairMeasure(harmonized.pairs, measure, all), ofAll, all.length);
  const population = series('population');
  return {
    areas: realAreas(ingest, codes, population),
    panel: {
      birthRate: series('birth_rate'),
      deathRate: series('death_rate'),
      life: series('life_expectancy'),
      gdp: series('gdp_per_capita'),
      union: series('eu_member'),
    },
    pairs: { distance: pairs('distance'), language: pairs('language'), colony: pairs('colony'), border: pairs('border') },
    ...refugeesOf(harmonized, index),
    stocks: stockCells(ingest, index),
    flows: flowCells(ingest, index),
    offices: officeCells(ingest, index),
  };
}

/** Part of the areas that are those with the most migrants; the others are spread over all ranks below. */
const LARGEST = 0.7;

/** Codes in alphabetic order. Migrants of an area: those born there and those who live there, by the later revision, at its last date. */
function areasOfAllSizes({ stocks }: IngestTables, { areas }: HarmonizeTables, count: number): readonly string[] {
  const [revision, year] = [greatest(stocks.revision), greatest(stocks.year)];
  const migrants = new Map(areas.area.levels.map((code) => [code, 0]));
  for (let row = 0; row < stocks.persons.length; row++) {
    if (stocks.revision[row] !== revision || stocks.year[row] !== year) continue;
    const [birth, residence] = [categoryAt(stocks.birth, row)!, categoryAt(stocks.residence, row)!];
    if (!migrants.has(birth) || !migrants.has(residence)) continue;
    for (const code of [birth, residence]) migrants.set(code, migrants.get(code)! + stocks.persons[row]!);
  }
  const order = [...migrants].sort(([, one], [, other]) => other - one).map(([code]) => code);
  const largest = Math.round(LARGEST * count);
  const step = (order.length - largest) / (count - largest);
  const spread = Array.from({ length: count - largest }, (_, place) => order[Math.floor(largest + (place + 0.5) * step)]!);
  return [...order.slice(0, largest), ...spread].sort();
}

function greatest(values: Int16Array): number {
  return values.reduce((most, value) => Math.max(most, value));
}

function realAreas({ area_codes: list }: IngestTables, codes: readonly string[], population: Float64Array): readonly RealArea[] {
  const rowOf = new Map(Array.from(list.m49, (_, row) => [categoryAt(list.iso3, row)!, row]));
  return codes.map((iso3, position) => {
    const row = rowOf.get(iso3)!;
    const iso2 = categoryAt(list.iso2, row) ?? '';
    const eurostat = categoryAt(list.eurostat, row) ?? iso2;
    return { iso3, iso2, eurostat, m49: list.m49[row]!, name: categoryAt(list.name, row)!, population: population[position]! };
  });
}

/** All simulated years of some areas; the years before and after the series repeat its ends. */
function yearsOf(series: PanelSeries, positions: readonly number[]): Float64Array {
  const values = new Float64Array(SIMULATED_YEARS * positions.length);
  for (let step = 0; step < SIMULATED_YEARS; step++) {
    const ofYear = series.at(Math.max(FIRST_YEAR, Math.min(START_YEAR + step, LAST_YEAR)));
    positions.forEach((position, area) => {
      values[step * positions.length + area] = ofYear[position]!;
    });
  }
  return values;
}

function submatrix(matrix: Float64Array, positions: readonly number[], n: number): Float64Array {
  return Float64Array.from(positions.flatMap((row) => positions.map((column) => (row === column ? 0 : matrix[row * n + column]!))));
}

type Index = ReadonlyMap<string, number>;

function positionIn(index: Index, column: Category, row: number): number {
  return index.get(categoryAt(column, row) ?? '') ?? -1;
}

/** Displaced persons of all years and the refugees of the first. */
function refugeesOf({ refugees: table }: HarmonizeTables, index: Index): Pick<RealWorld, 'displaced' | 'refugees'> {
  const n = index.size;
  const displaced = new Float64Array(SIMULATED_YEARS * n * n);
  const refugees = new Float64Array(n * n);
  for (let row = 0; row < table.persons.length; row++) {
    const [origin, asylum] = [positionIn(index, table.origin, row), positionIn(index, table.asylum, row)];
    const year = table.year[row]!;
    if (origin < 0 || asylum < 0 || year < FIRST_YEAR || year > LAST_SIMULATED_YEAR) continue;
    const cell = origin * n + asylum;
    if (categoryAt(table.measure, row) === 'displaced') displaced[(year - START_YEAR) * n * n + cell] = table.persons[row]!;
    else if (year === FIRST_YEAR) refugees[cell] = table.persons[row]!;
  }
  return { displaced, refugees };
}

const UNKNOWN_ORIGIN = 'OOO';

function stockCells({ stocks }: IngestTables, index: Index): readonly StockCell[] {
  return Array.from(stocks.persons, (persons, row): StockCell => {
    const birth = positionIn(index, stocks.birth, row);
    const residence = positionIn(index, stocks.residence, row);
    const isListed = birth >= 0 || categoryAt(stocks.birth, row) === UNKNOWN_ORIGIN;
    const cell = { revision: stocks.revision[row]!, year: stocks.year[row]!, birth, persons };
    return { ...cell, residence: isListed ? residence : -1, citizenship: stocks.citizenship[row]!, imputed: stocks.imputed[row]! };
  }).filter(({ residence }) => residence >= 0);
}

/** Reports as published, so that both files of Eurostat keep their rows; codes that are no area of the twin have none. */
function flowCells({ flows, area_codes: list }: IngestTables, index: Index): readonly FlowCell[] {
  const iso3Of = new Map<string, string>();
  for (let row = 0; row < list.m49.length; row++) {
    const iso3 = categoryAt(list.iso3, row)!;
    for (const code of [iso3, categoryAt(list.iso2, row), categoryAt(list.eurostat, row)]) if (code !== null) iso3Of.set(code, iso3);
  }
  const areaOf = (column: Category, row: number) => index.get(iso3Of.get(categoryAt(column, row)!) ?? '') ?? -1;
  return Array.from(flows.persons, (_, row): FlowCell => {
    const [orig, dest] = [areaOf(flows.orig, row), areaOf(flows.dest, row)];
    const [source, reporter] = [categoryAt(flows.source, row)!, categoryAt(flows.reporter, row)!];
    return { source, reporter, orig, dest, year: flows.year[row]!, quality: categoryAt(flows.quality, row) ?? '' };
  }).filter(({ orig, dest, year }) => orig >= 0 && dest >= 0 && orig !== dest && year >= FIRST_YEAR && year <= LAST_YEAR);
}

const NATIONAL = 'net-migration-national';

function officeCells({ net_migration: reports }: IngestTables, index: Index): readonly OfficeCell[] {
  return Array.from(reports.persons, (_, row) => ({
    area: categoryAt(reports.source, row) === NATIONAL ? positionIn(index, reports.area, row) : -1,
    year: reports.year[row]!,
  })).filter(({ area }) => area >= 0);
}
