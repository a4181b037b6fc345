import type { ReportedStocks } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { OTHER_FILE, type RawFile, refuseContent } from '../formats/rawFile.ts';
import { sheetRows } from '../formats/workbook.ts';
import { UnaskedDimensions } from '../table/dimensions.ts';
import { GroupedDigits } from '../table/groupedDigits.ts';
import type { RowAudit } from '../table/rowAudit.ts';
import { TableRow } from '../table/tableRow.ts';
import { StockRows } from './stockRows.ts';
import { cellName, type PublishedTable, publishedTableOf, type Sex } from './unDesaHeader.ts';

/** The main table among the sheets of the publisher. */
const SHEET = 'Table 1';

/** Codes of the publisher that no list of areas has: other origins, the Channel Islands as the tables by sex spell them, Kosovo. */
const OWN_CODES: ReadonlyMap<number, string> = new Map([
  [2003, 'OOO'],
  [830, 'XCX'],
  [412, 'XKX'],
]);

/** Numbers from here on are regions and groups of the publisher; countries and areas have M49 numbers below. */
const FIRST_AGGREGATE = 900;

/** Both sexes and the two apart are rounded each for itself. */
const ROUNDING = 1;

/** The table of a workbook by destination and origin as UN DESA gives it out; null where the workbook is another one. */
export async function publishedTable(file: RawFile): Promise<PublishedTable | null> {
  return publishedTableOf(file, await sheetRows(file, SHEET));
}

/**
 * Stocks of both sexes from the publisher's workbook, persons on 1 July. Regions and groups are left out; ".." and an empty cell
 * are unknown. The type of data has C for counts by citizenship and I for imputed ones. Refuses codes that are in no list (E304)
 * and both sexes that are not the sum of the two (E303).
 */
export function readUnDesaWorkbook(
  file: RawFile,
  table: PublishedTable,
  revision: number,
  iso3Of: ReadonlyMap<number, string>,
  audit: RowAudit,
): ReportedStocks {
  const stocks = new StockRows(revision);
  const digits = new GroupedDigits(false);
  const row = new TableRow(file.name, table.names, digits);
  const dimensions = new UnaskedDimensions(table.names, [table.destination, table.origin, table.type]);
  const pad = table.names.map(() => '');
  if (table.rows.length === 0) refuseContent(file, 'has a header and no rows', { hint: OTHER_FILE });
  for (const cells of table.rows) {
    try {
      row.moveTo([...cells, ...pad.slice(cells.length)]);
      if (row.isNote()) {
        row.leaveOut('a note below the table');
        continue;
      }
      dimensions.check(row);
      addRow(stocks, row, table, iso3Of);
    } catch (error) {
      audit.broken(error);
    }
  }
  digits.check(file);
  audit.counted({ file: file.name, rows: row.row, leftOut: row.leftOut });
  return stocks.finish();
}

function addRow(stocks: StockRows, row: TableRow, table: PublishedTable, iso3Of: ReadonlyMap<number, string>): void {
  const [residence, birth] = [areaOf(row, table.destination, iso3Of), areaOf(row, table.origin, iso3Of)];
  if (residence === null || birth === null) {
    row.leaveOut('a region or group of the publisher');
    return;
  }
  const type = row.optionalText(table.type) ?? '';
  const flags = { citizenship: type.includes('C') ? 1 : 0, imputed: type.includes('I') ? 1 : 0 };
  const known = table.years.flatMap((year) => {
    const persons = personsOf(row, table, year);
    return persons === null ? [] : [{ year, birth, residence, persons, ...flags }];
  });
  stocks.add(row, ...known);
}

/** ISO3 code of a location; null for an aggregate. */
function areaOf(row: TableRow, field: string, iso3Of: ReadonlyMap<number, string>): string | null {
  const code = row.whole(field);
  const area = OWN_CODES.get(code) ?? iso3Of.get(code);
  if (area !== undefined) return area;
  if (code >= FIRST_AGGREGATE) return null;
  return refuse('E304', `${field} is ${code}, which is in no list of areas`, {
    place: { file: row.file, row: row.row, field },
    expected: 'an M49 number of the source area-codes',
    hint: 'Add the area to the code list, or correct the number.',
  });
}

function personsOf(row: TableRow, { sexes }: PublishedTable, year: number): number | null {
  const count = (sex: Sex): number | null => (sexes.includes(sex) ? countOf(row, cellName(year, sex)) : null);
  const [both, males, females] = [count('both sexes'), count('males'), count('females')];
  if (both !== null && males !== null && females !== null && Math.abs(both - males - females) > ROUNDING) {
    row.refuse(cellName(year, 'both sexes'), `is ${both}, but males and females are ${males + females}`, 'the sum of males and females');
  }
  return both;
}

function countOf(row: TableRow, field: string): number | null {
  const text = row.optionalText(field);
  return text === null || text === '..' ? null : row.persons(field);
}
