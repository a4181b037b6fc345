import type { ReportedTrade } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { TableRow } from '../table/tableRow.ts';

const LAYOUT = {
  source: 'category',
  code_system: 'category',
  exporter: 'category',
  importer: 'category',
  year: 'int16',
  value: 'float64',
  file: 'category',
  row: 'int32',
} as const;

/** Code of the Correlates of War project for a value that is missing. */
const MISSING = -9;

const MILLION = 1e6;

/**
 * Dyadic trade of the Correlates of War project: `flow1` are the imports of state 1 from state 2, `flow2` those of state 2 from
 * state 1, in millions of current USD. States go by number. An empty cell or -9 is a value that is missing: NaN.
 */
export async function readCowTrade(source: RawSource, audit: RowAudit = STOP): Promise<ReportedTrade> {
  const trade = new TableBuilder<ReportedTrade>(LAYOUT, ['exporter', 'importer', 'year']);
  await readTable(
    onlyFile(source),
    { fields: ['ccode1', 'ccode2', 'year', 'flow1', 'flow2'] },
    (row) => {
      const [one, other] = [String(row.whole('ccode1')), String(row.whole('ccode2'))];
      const year = row.year('year');
      const flows = [
        { exporter: other, importer: one, value: importsOf(row, 'flow1') },
        { exporter: one, importer: other, value: importsOf(row, 'flow2') },
      ];
      trade.add(row, ...flows.map((flow) => ({ source: source.id, code_system: 'cow', ...flow, year })));
    },
    audit,
  );
  return trade.finish();
}

/** Exports by UN Comtrade, current USD: `exp` sells to `imp` in the year `time`, codes of the World Bank; a listed 0 is a reported zero. */
export async function readComtradeTrade(source: RawSource, audit: RowAudit = STOP): Promise<ReportedTrade> {
  const trade = new TableBuilder<ReportedTrade>(LAYOUT, ['exporter', 'importer', 'year']);
  await readTable(
    onlyFile(source),
    { fields: ['exp', 'imp', 'time', 'export'] },
    (row) => {
      const pair = { exporter: row.text('exp'), importer: row.text('imp') };
      trade.add(row, { source: source.id, code_system: 'comtrade', ...pair, year: row.year('time'), value: row.amount('export') });
    },
    audit,
  );
  return trade.finish();
}

/** Imports in USD; NaN where missing. */
function importsOf(row: TableRow, field: string): number {
  const millions = row.optionalDecimal(field);
  if (millions === null || millions === MISSING) return Number.NaN;
  return millions < 0 ? row.refuse(field, `is "${row.text(field)}"`, `a number that is not negative, or ${MISSING}`) : millions * MILLION;
}
