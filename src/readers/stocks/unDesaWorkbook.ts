import type { ReportedStocks } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { type RawFile, refuseBroken } from '../formats/rawFile.ts';
import type { Batch } from '../formats/rows.ts';
import { sheetRows } from '../formats/workbook.ts';
import type { BrokenRow } from '../table/table.ts';
import { TableRow } from '../table/tableRow.ts';
import { StockRows } from './stockRows.ts';

/** The main table among the sheets of the publisher. */
const SHEET = 'Table 1';

/** Titles stand above the table; the header may take several rows, of which the last holds the years. */
const ROWS_ABOVE = 40;
const HEADER_ROWS = 3;

const NAMES = {
  destination: /^location code of destination/i,
  origin: /^location code of origin/i,
  type: /^(data type|type of data)/i,
};

/** Codes of the publisher that no list of areas has: other origins, and the Channel Islands as the tables by sex spell them. */
const OWN_CODES: ReadonlyMap<number, string> = new Map([
  [2003, 'OOO'],
  [830, 'XCX'],
]);

/** Numbers from here on are regions and groups of the publisher; countries and areas have M49 numbers below. */
const FIRST_AGGREGATE = 900;

/** Both sexes and the two apart are rounded each for itself. */
const ROUNDING = 1;

/** The table in the workbook: rows below the header, and where their columns are. */
export interface PublishedTable {
  readonly rows: Batch;
  readonly names: readonly string[];
  readonly destination: string;
  readonly origin: string;
  readonly type: string;
  readonly years: readonly number[];
  /** 1 for both sexes, or 3 for both, males and females. */
  readonly blocks: number;
}

/** The table of a workbook by destination and origin as UN DESA gives it out; null where the workbook is another one. */
export async function publishedTable(file: RawFile): Promise<PublishedTable | null> {
  const rows = await sheetRows(file, SHEET);
  const header = rows.slice(0, ROWS_ABOVE).findIndex((cells) => cells.filter(isYear).length > 1);
  if (header < 0) return null;
  const titles = (rows[header] as readonly string[]).map((cell, column) => titleOf(rows, header, column) ?? cell);
  const [destination, origin, type] = [NAMES.destination, NAMES.origin, NAMES.type].map((name) => titles.find((title) => name.test(title)));
  if (destination === undefined || origin === undefined || type === undefined) return null;
  const twice = [destination, origin, type].find((title) => titles.indexOf(title) < titles.lastIndexOf(title));
  if (twice !== undefined) refuseBroken(file, `has the field "${twice}" twice in its header`, 'each field once');
  const columns = titles.filter(isYear).map(Number);
  const years = [...new Set(columns)];
  const blocks = columns.length / years.length;
  if ((blocks !== 1 && blocks !== 3) || columns.some((year, index) => year !== years[index % years.length])) {
    refuseBroken(file, `has the years ${columns.join(', ')} in its header`, 'the same years for both sexes, males and females');
  }
  let column = 0;
  const names = titles.map((title) => (isYear(title) ? cellName(Number(title), Math.floor(column++ / years.length)) : title));
  return { rows: rows.slice(header + 1), names, destination, origin, type, years, blocks };
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
  broken: BrokenRow,
): ReportedStocks {
  const stocks = new StockRows(revision);
  const row = new TableRow(file.name, table.names);
  const pad = table.names.map(() => '');
  for (const cells of table.rows) {
    try {
      row.moveTo([...cells, ...pad.slice(cells.length)]);
      const [residence, birth] = [areaOf(row, table.destination, iso3Of), areaOf(row, table.origin, iso3Of)];
      if (residence === null || birth === null) continue;
      const type = row.optionalText(table.type) ?? '';
      const flags = { citizenship: type.includes('C') ? 1 : 0, imputed: type.includes('I') ? 1 : 0 };
      const known = table.years.flatMap((year) => {
        const persons = personsOf(row, table, year);
        return persons === null ? [] : [{ year, birth, residence, persons, ...flags }];
      });
      stocks.add(row, ...known);
    } catch (error) {
      broken(error);
    }
  }
  return stocks.finish();
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

function personsOf(row: TableRow, { blocks }: PublishedTable, year: number): number | null {
  const [both, males, females] = [0, 1, 2].map((block) => (block < blocks ? countOf(row, cellName(year, block)) : null)) as Counts;
  if (both !== null && males !== null && females !== null && Math.abs(both - males - females) > ROUNDING) {
    row.refuse(cellName(year, 0), `is ${both}, but males and females are ${males + females}`, 'the sum of males and females');
  }
  return both;
}

type Counts = [number | null, number | null, number | null];

function countOf(row: TableRow, field: string): number | null {
  const text = row.optionalText(field);
  return text === null || text === '..' ? null : row.amount(field);
}

/** Title of a column: the lowest that is not empty in the last rows of the header. */
function titleOf(rows: Batch, header: number, column: number): string | undefined {
  const above = Array.from({ length: HEADER_ROWS }, (_, step) => rows[header - step]?.[column] ?? '');
  return above
    .find((cell) => cell.trim() !== '')
    ?.replaceAll(/\s+/g, ' ')
    .trim();
}

function cellName(year: number, block: number): string {
  return `${year}${[' both sexes', ' males', ' females'][block]}`;
}

function isYear(cell: string): boolean {
  return /^(19|20)\d\d$/.test(cell);
}
