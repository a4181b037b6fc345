import type { AreaMeasures } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { TableRow } from '../table/tableRow.ts';

const LAYOUT = {
  source: 'category',
  measure: 'category',
  area: 'category',
  year: 'int16',
  value: 'float64',
  file: 'category',
  row: 'int32',
} as const;

/** Where a table of one measure keeps area, year and value. */
interface Fields {
  readonly area: string;
  readonly year: string;
  readonly value: string;
}

/** eu.csv (CEPII): 1 for a member of the European Union in the year, else 0. Areas are ISO3. */
export function readEuMembership(source: RawSource, audit?: RowAudit): Promise<AreaMeasures> {
  return readMeasure(source, 'eu_member', { area: 'Country ISO', year: 'Year', value: 'EU' }, membership, audit);
}

/** Deaths in armed conflict in the year, by country where they happened (UCDP). Areas are ISO3. */
export function readConflictDeaths(source: RawSource, audit?: RowAudit): Promise<AreaMeasures> {
  return readMeasure(source, 'conflict_deaths', { area: 'country', year: 'year', value: 'deaths' }, persons, audit);
}

/** SP.POP.TOTL of the World Bank: population at mid-year. About 50 aggregates are mixed in, under codes such as EUU. */
export function readWorldBankPopulation(source: RawSource, audit?: RowAudit): Promise<AreaMeasures> {
  return readMeasure(source, 'population_mid_year', { area: 'Country Code', year: 'Year', value: 'Value' }, persons, audit);
}

/** What columns that name an indicator, as the World Bank's tables have them, must say of a measure. */
const INDICATORS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  population_mid_year: { 'indicator code': /^SP\.POP\.TOTL$/, 'indicator name': /^Population, total$/i },
};

async function readMeasure(
  source: RawSource,
  measure: string,
  fields: Fields,
  read: (row: TableRow, field: string) => number,
  audit: RowAudit = STOP,
): Promise<AreaMeasures> {
  const measures = new TableBuilder<AreaMeasures>(LAYOUT, ['area', 'year']);
  await readTable(
    onlyFile(source),
    { fields: Object.values(fields), constants: INDICATORS[measure] ?? {} },
    (row) => {
      const value = read(row, fields.value);
      measures.add(row, { source: source.id, measure, area: row.text(fields.area), year: row.year(fields.year), value });
    },
    audit,
  );
  return measures.finish();
}

function persons(row: TableRow, field: string): number {
  return row.persons(field);
}

function membership(row: TableRow, field: string): number {
  return row.zeroOrOne(field);
}
