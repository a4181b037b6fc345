import type { DeclaredStocks, Ingest, StocksReading } from '../../../schemas/generated/types.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { TableRow } from '../table/tableRow.ts';
import { areaIn, checkColumns, countIn, isTaken, LEFT_OUT, refuseEmpty } from './declaredTable.ts';

/** A source of stocks with the declaration of how to read it. */
export type DeclaredStockSource = Ingest['inputs']['stock_tables'][number];

const LAYOUT = {
  source: 'category',
  file: 'category',
  row: 'int32',
  birth: 'category',
  birth_code_system: 'category',
  residence: 'category',
  residence_code_system: 'category',
  edition: 'int16',
  year: 'int16',
  persons: 'float64',
  definition: 'category',
  left_out: 'category',
} as const;

const KEY = ['source', 'edition', 'year', 'birth', 'residence'] as const;

/** A table of stocks without rows. */
export function noStocks(): DeclaredStocks {
  return new TableBuilder<DeclaredStocks>(LAYOUT, KEY).finish();
}

/**
 * Reads tables of migrant stocks as their declaration in the manifest says (schemas/stocks.schema.json); codes stay the publisher's
 * own. Refuses columns that the declaration does not name, and files without any count (E305).
 */
export async function readDeclaredStocks({ id, files, reading }: DeclaredStockSource, audit: RowAudit = STOP): Promise<DeclaredStocks> {
  const stocks = new TableBuilder<DeclaredStocks>(LAYOUT, KEY);
  const named = namedColumns(reading);
  for (const file of files) {
    const visit = (row: TableRow) => {
      if (row.row === 1) checkColumns(file, row.names, named, reading);
      if (isTaken(row, reading)) addStock(stocks, row, { id, reading });
      else row.leaveOut(LEFT_OUT.notTaken);
    };
    await readTable(file, { fields: named, checksColumns: true }, visit, audit);
  }
  const table = stocks.finish();
  return table.row.length === 0 ? refuseEmpty(id, files) : table;
}

function namedColumns({ columns, edition, take }: StocksReading): string[] {
  return [...new Set([...Object.values(columns), ...(typeof edition === 'number' ? [] : [edition.column]), ...Object.keys(take ?? {})])];
}

function addStock(stocks: TableBuilder<DeclaredStocks>, row: TableRow, { id, reading }: Pick<DeclaredStockSource, 'id' | 'reading'>): void {
  const { columns, edition, definition } = reading;
  const persons = countIn(row, columns.persons, reading);
  if (persons === null) {
    row.leaveOut(LEFT_OUT.empty);
    return;
  }
  const [birth, residence] = [areaIn(row, columns.birth, reading), areaIn(row, columns.residence, reading)];
  stocks.add(row, {
    source: id,
    birth: birth.code,
    birth_code_system: birth.codes,
    residence: residence.code,
    residence_code_system: residence.codes,
    edition: typeof edition === 'number' ? edition : row.year(edition.column),
    year: row.year(columns.year),
    persons,
    definition,
    left_out: birth.reason ?? residence.reason,
  });
}
