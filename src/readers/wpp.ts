import type { Demography } from '../../schemas/types.ts';
import { refuse } from '../diagnostics/diagnostic.ts';
import { readDelimited } from './delimited.ts';
import { fileNamed, type RawFile, type RawSource, refuseBroken } from './rawFile.ts';

/** One file of WPP: rows are locations, columns years. */
interface WideTable {
  readonly file: RawFile;
  readonly years: readonly number[];
  /** Values by M49 code, in the order of `years`. */
  readonly rows: ReadonlyMap<number, Float64Array>;
}

/** `location_type` of a country or area; everything else is an aggregate. */
const COUNTRY = 4;

/** M49 codes of the countries and areas in the UN list of locations. */
export function readLocations(file: RawFile): ReadonlySet<number> {
  const countries = new Set<number>();
  readDelimited(file, { delimiter: '\t', fields: ['country_code', 'location_type'] }, (row) => {
    if (row.whole('location_type') === COUNTRY) countries.add(row.whole('country_code'));
  });
  return countries;
}

/**
 * WPP 2024 for the countries and areas of `locations`, for every year of births.txt; aggregates and locations without data are left out.
 * Counts are published in thousands with three decimals and become whole persons.
 * Population on 31 December is chained back from the first year of the projection, E(y-1) = E(y) - change(y).
 */
export function readWpp(source: RawSource, locations: ReadonlySet<number>): Demography {
  const read = (name: string) => readWide(fileNamed(source, `${name}.txt`), locations);
  const births = read('births');
  const deaths = read('deaths');
  const birthRate = read('cbr');
  const deathRate = read('cdr');
  const lifeExpectancy = read('e0B');
  const migration = read('migration');
  const change = read('PopChange');
  const projectedPopulation = read('popprojMed');
  const projectedChange = read('PopChangeprojMed');

  const areas = [...births.rows.keys()];
  const { years } = births;
  const column = (table: WideTable, scale: (value: number) => number) => longColumn(table, areas, years, scale);
  return {
    m49: Int32Array.from(areas.flatMap((m49) => years.map(() => m49))),
    year: Int16Array.from(areas.flatMap(() => years)),
    births: column(births, persons),
    deaths: column(deaths, persons),
    crude_birth_rate: column(birthRate, unchanged),
    crude_death_rate: column(deathRate, unchanged),
    life_expectancy: column(lifeExpectancy, unchanged),
    net_migration: column(migration, persons),
    change: column(change, persons),
    population_end: chainPopulation(areas, years, change, projectedPopulation, projectedChange),
  };
}

/** Reads the rows of the locations; every column whose name is a year is one. */
function readWide(file: RawFile, locations: ReadonlySet<number>): WideTable {
  const rows = new Map<number, Float64Array>();
  let fields: readonly string[] = [];
  readDelimited(file, { delimiter: '\t', fields: ['country_code'] }, (row) => {
    if (row.number === 1) fields = row.names.filter((name) => /^\d{4}$/.test(name));
    const m49 = row.whole('country_code');
    if (!locations.has(m49)) return;
    if (rows.has(m49)) row.refuse('country_code', `is ${m49} a second time`, 'one row for each location');
    rows.set(
      m49,
      Float64Array.from(fields, (field) => row.decimal(field)),
    );
  });
  if (rows.size === 0) refuseBroken(file, 'holds none of the countries and areas in the list of locations');
  return { file, years: fields.map(Number), rows };
}

function longColumn(table: WideTable, areas: readonly number[], years: readonly number[], scale: (value: number) => number): Float64Array {
  const positions = years.map((year) => positionOf(table, year));
  const column = new Float64Array(areas.length * years.length);
  let row = 0;
  for (const m49 of areas) {
    const values = valuesOf(table, m49);
    for (const position of positions) column[row++] = scale(values[position] as number);
  }
  return column;
}

/** Persons on 31 December of each year, in the order of `longColumn`. README of the data, "WPP". */
function chainPopulation(
  areas: readonly number[],
  years: readonly number[],
  change: WideTable,
  projectedPopulation: WideTable,
  projectedChange: WideTable,
): Float64Array {
  const [anchor] = projectedPopulation.years as readonly [number];
  const gapless = change.years.every((year, position) => year === anchor - change.years.length + position);
  if (!gapless) refuseBroken(change.file, `has no chain of years up to ${anchor}`, 'one column for each year until the projection begins');
  const anchorPosition = positionOf(projectedChange, anchor);
  const column = new Float64Array(areas.length * years.length);
  areas.forEach((m49, area) => {
    const changes = valuesOf(change, m49);
    let population = persons(valuesOf(projectedPopulation, m49)[0] as number);
    population -= persons(valuesOf(projectedChange, m49)[anchorPosition] as number);
    for (let position = changes.length - 1; position >= 0; position--) {
      const year = years.indexOf(change.years[position] as number);
      if (year >= 0) column[area * years.length + year] = population;
      population -= persons(changes[position] as number);
    }
  });
  return column;
}

function valuesOf(table: WideTable, m49: number): Float64Array {
  const values = table.rows.get(m49);
  if (values) return values;
  return refuse('E303', `${table.file.name} has no row for country_code ${m49}`, {
    place: { file: table.file.name, field: 'country_code' },
    expected: 'the same countries and areas as in births.txt',
    hint: 'Take all files of WPP from the same release.',
  });
}

function positionOf(table: WideTable, year: number): number {
  const position = table.years.indexOf(year);
  if (position < 0) refuseBroken(table.file, `lacks the year ${year}`, 'the years of births.txt, and the projection from the year after');
  return position;
}

/** Thousands with three decimals as whole persons; some files carry the rounding errors of a subtraction. */
function persons(thousands: number): number {
  return Math.round(thousands * 1000);
}

function unchanged(value: number): number {
  return value;
}
