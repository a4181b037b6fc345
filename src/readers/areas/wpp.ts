import type { Demography } from '../../../schemas/generated/types.ts';
import { OTHER_FILE, onlyFile, type RawFile, type RawSource, refuseContent, tableNamed } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { RowPlace } from '../table/tableRow.ts';

/** One file of WPP: rows are locations, columns years. */
interface WideTable {
  readonly file: RawFile;
  readonly years: readonly number[];
  readonly rows: ReadonlyMap<number, WideRow>;
}

/** Values of one location in the order of the years. */
interface WideRow {
  readonly place: RowPlace;
  readonly values: Float64Array;
}

const LAYOUT = { m49: 'int32', year: 'int16', indicator: 'category', value: 'float64', file: 'category', row: 'int32' } as const;

/** Indicators by the name of their file. Counts are in thousands there. */
const INDICATORS = [
  { name: 'births', indicator: 'births', scale: persons },
  { name: 'deaths', indicator: 'deaths', scale: persons },
  { name: 'cbr', indicator: 'crude_birth_rate', scale: unchanged },
  { name: 'cdr', indicator: 'crude_death_rate', scale: unchanged },
  { name: 'e0B', indicator: 'life_expectancy', scale: unchanged },
  { name: 'migration', indicator: 'net_migration', scale: persons },
  { name: 'PopChange', indicator: 'change', scale: persons },
] as const;

const YEAR = /^(19|20|21)\d\d$/;

/** `location_type` of a country or area; everything else is an aggregate. */
const COUNTRY = 4;

/** M49 codes of the countries and areas in the UN list of locations. */
export async function readLocations(source: RawSource, audit: RowAudit = STOP): Promise<ReadonlySet<number>> {
  const countries = new Set<number>();
  await readTable(
    onlyFile(source),
    { fields: ['country_code', 'location_type'] },
    (row) => {
      if (row.whole('location_type') === COUNTRY) countries.add(row.whole('country_code'));
      else row.leaveOut('an aggregate');
    },
    audit,
  );
  return countries;
}

/**
 * WPP 2024 for the countries and areas of `locations`; aggregates are left out. Counts are published in thousands with three
 * decimals and become whole persons. Population on 31 December is published from the first year of the projection on, and
 * chained back from there, E(y-1) = E(y) - change(y): its rows are those of popprojMed.
 */
export async function readWpp(source: RawSource, locations: ReadonlySet<number>, audit: RowAudit = STOP): Promise<Demography> {
  const read = (name: string): Promise<WideTable> => readWide(tableNamed(source, name), locations, audit);
  const demography = new TableBuilder<Demography>(LAYOUT, ['m49', 'year', 'indicator']);
  for (const { name, indicator, scale } of INDICATORS) {
    const { rows, years } = await read(name);
    for (const [m49, { place, values }] of rows) {
      for (const [column, year] of years.entries()) demography.add(place, { m49, year, indicator, value: scale(values[column]!) });
    }
  }
  const chain = chainOf(await read('PopChange'), await read('popprojMed'), await read('PopChangeprojMed'));
  for (const { place, m49, year, value } of chain) demography.add(place, { m49, year, indicator: 'population_end', value });
  return demography.finish();
}

/** Reads the rows of the locations; every column whose name is a year is one. */
async function readWide(file: RawFile, locations: ReadonlySet<number>, audit: RowAudit): Promise<WideTable> {
  const rows = new Map<number, WideRow>();
  let fields: readonly string[] = [];
  await readTable(
    file,
    { fields: ['country_code'] },
    (row) => {
      if (fields.length === 0) fields = yearsAmong(file, row.names);
      const m49 = row.whole('country_code');
      if (!locations.has(m49)) {
        row.leaveOut('no country or area in the list of locations');
        return;
      }
      const first = rows.get(m49);
      if (first) row.refuse('country_code', `is ${m49}, as in data row ${first.place.row}`, 'one row for each location');
      const values = Float64Array.from(fields, (field) => row.decimal(field));
      rows.set(m49, { place: { file: row.file, row: row.row }, values });
    },
    audit,
  );
  if (fields.length === 0) refuseContent(file, 'has no column for a year', { expected: 'one column for each year', hint: OTHER_FILE });
  if (rows.size === 0) refuseContent(file, 'holds none of the countries and areas in the list of locations', { hint: OTHER_FILE });
  return { file, years: fields.map(Number), rows };
}

/** Columns whose name is a year, each year after the other. Refuses a name that only holds one, and a gap between years (E305). */
function yearsAmong(file: RawFile, names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => /(19|20|21)\d\d/.test(name) && !YEAR.test(name));
  const expected = 'years such as 1990, each after the one before';
  if (wrong !== undefined) refuseContent(file, `has the column "${wrong}", which is no year but holds one`, { expected, hint: OTHER_FILE });
  const years = names.filter((name) => YEAR.test(name));
  const gap = years.find((year, column) => column > 0 && Number(year) !== Number(years[column - 1]) + 1);
  if (gap !== undefined) refuseContent(file, `has the year ${gap} out of its turn`, { expected, hint: OTHER_FILE });
  return years;
}

interface PopulationEnd {
  readonly place: RowPlace;
  readonly m49: number;
  readonly year: number;
  readonly value: number;
}

/** Persons on 31 December of every year of `change`, for the locations that all three tables have. */
function chainOf(change: WideTable, projectedPopulation: WideTable, projectedChange: WideTable): PopulationEnd[] {
  const [anchor] = projectedPopulation.years as readonly [number];
  const gapless = change.years.every((year, position) => year === anchor - change.years.length + position);
  if (!gapless) {
    const expected = 'one column for each year until the projection begins';
    refuseContent(change.file, `has no chain of years up to ${anchor}`, { expected, hint: OTHER_FILE });
  }
  const anchorColumn = projectedChange.years.indexOf(anchor);
  if (anchorColumn < 0)
    refuseContent(projectedChange.file, `lacks the year ${anchor}`, { expected: 'the years of popprojMed', hint: OTHER_FILE });
  const ends: PopulationEnd[] = [];
  for (const [m49, { place, values }] of projectedPopulation.rows) {
    const [changes, changeOfAnchor] = [change.rows.get(m49)?.values, projectedChange.rows.get(m49)?.values[anchorColumn]];
    if (changes === undefined || changeOfAnchor === undefined) continue;
    let value = persons(values[0]!) - persons(changeOfAnchor);
    for (let column = changes.length - 1; column >= 0; column--) {
      ends.push({ place, m49, year: change.years[column]!, value });
      value -= persons(changes[column]!);
    }
  }
  return ends;
}

/** Thousands with three decimals as whole persons; some files carry the rounding errors of a subtraction. */
function persons(thousands: number): number {
  return Math.round(thousands * 1000);
}

function unchanged(value: number): number {
  return value;
}
