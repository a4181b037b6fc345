import type { AreaMeasures } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type BrokenRow, readTable, STOP } from '../table/table.ts';
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
export function readEuMembership(source: RawSource, broken?: BrokenRow): Promise<AreaMeasures> {
  return readMeasure(source, 'eu_member', { area: 'Country ISO', year: 'Year', value: 'EU' }, membership, broken);
}

/** Deaths in armed conflict in the year, by country where they happened (UCDP). Areas are ISO3. */
export function readConflictDeaths(source: RawSource, broken?: BrokenRow): Promise<AreaMeasures> {
  return readMeasure(source, 'conflict_deaths', { area: 'country', year: 'year', value: 'deaths' }, amount, broken);
}

/** SP.POP.TOTL of the World Bank: population at mid-year. About 50 aggregates are mixed in, under codes such as EUU. */
export function readWorldBankPopulation(source: RawSource, broken?: BrokenRow): Promise<AreaMeasures> {
  return readMeasure(source, 'population_mid_year', { area: 'Country Code', year: 'Year', value: 'Value' }, amount, broken);
}

async function readMeasure(
  source: RawSource,
  measure: string,
  fields: Fields,
  read: (row: TableRow, field: string) => number,
  broken: BrokenRow = STOP,
): Promise<AreaMeasures> {
  const measures = new TableBuilder<AreaMeasures>(LAYOUT, ['area', 'year']);
  await readTable(
    onlyFile(source),
    { fields: Object.values(fields) },
    (row) => {
      const value = read(row, fields.value);
      measures.add(row, { source: source.id, measure, area: row.text(fields.area), year: row.year(fields.year), value });
    },
    broken,
  );
  return measures.finish();
}

function amount(row: TableRow, field: string): number {
  return row.amount(field);
}

function membership(row: TableRow, field: string): number {
  return row.zeroOrOne(field);
}
