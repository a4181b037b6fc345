import type { ReportedStocks } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { formOf, readTable } from '../table/table.ts';
import { type RowPlace, refuseRow, type TableRow } from '../table/tableRow.ts';
import { StockRows } from './stockRows.ts';
import { publishedTable, readUnDesaWorkbook } from './unDesaWorkbook.ts';

interface Cell {
  /** First row of the cell. */
  readonly place: RowPlace;
  readonly year: number;
  readonly birth: string;
  readonly residence: string;
  female: number | null;
  male: number | null;
  citizenship: number;
  imputed: number;
}

const FORMAT = { fields: ['geo', 't', 'from', 'sex', 'n', 'type_c', 'type_i'] };

/**
 * UN DESA International Migrant Stock of one revision, persons on 1 July: the table by sex (`geo` is the country of residence,
 * `from` that of birth) in any form, or the workbook by destination and origin as the publisher gives it out, whose M49 numbers
 * become the ISO3 codes of `iso3Of`. A pair without rows is unknown, a listed 0 is a real zero.
 */
export async function readUnDesaStocks(
  source: RawSource,
  revision: number,
  iso3Of: ReadonlyMap<number, string> = new Map(),
  audit: RowAudit = STOP,
): Promise<ReportedStocks> {
  const file = onlyFile(source);
  const published = (await formOf(file)) === 'workbook' ? await publishedTable(file) : null;
  return published === null ? readBySex(file, revision, audit) : readUnDesaWorkbook(file, published, revision, iso3Of, audit);
}

/** Adds the sexes; a cell must have both, once each (E303). */
async function readBySex(file: RawFile, revision: number, audit: RowAudit): Promise<ReportedStocks> {
  const cells = new Map<string, Cell>();
  await readTable(file, FORMAT, (row) => addSex(cells, row), audit);
  const stocks = new StockRows(revision);
  for (const cell of cells.values()) {
    try {
      stocks.add(cell.place, { ...cell, persons: bothSexes(cell) });
    } catch (error) {
      audit.broken(error);
    }
  }
  return stocks.finish();
}

function addSex(cells: Map<string, Cell>, row: TableRow): void {
  const [year, residence, birth] = [row.year('t'), row.text('geo'), row.text('from')];
  const sex = row.text('sex');
  if (sex !== 'female' && sex !== 'male') row.refuse('sex', `is "${sex}"`, 'female or male');
  const [persons, citizenship, imputed] = [row.persons('n'), row.flag('type_c'), row.flag('type_i')];
  const key = `${year} ${residence} ${birth}`;
  const place = { file: row.file, row: row.row };
  const cell = cells.get(key) ?? { place, year, birth, residence, female: null, male: null, citizenship, imputed };
  if (cell[sex] !== null) {
    row.refuse('sex', `is "${sex}" again for ${birth} in ${residence} ${year}, as after data row ${cell.place.row}`, 'each sex once');
  }
  cell[sex] = persons;
  cell.citizenship = Math.max(cell.citizenship, citizenship);
  cell.imputed = Math.max(cell.imputed, imputed);
  cells.set(key, cell);
}

function bothSexes({ place, year, birth, residence, female, male }: Cell): number {
  if (female !== null && male !== null) return female + male;
  const problem = `has no ${female === null ? 'female' : 'male'} row for ${birth} in ${residence} ${year}`;
  return refuseRow(place, 'sex', problem, 'one row for each sex');
}
