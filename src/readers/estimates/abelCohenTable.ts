import type { RawFile } from '../formats/rawFile.ts';
import { readTable } from '../table/table.ts';
import type { TableRow } from '../table/tableRow.ts';
import { type PublishedFlows, PublishedFlowsBuilder } from './publishedFlows.ts';

/** Columns of the table, by the estimator that each holds (docs/method.md 9). */
const COLUMNS = {
  drop_negative: 'drop_neg',
  reverse_negative: 'reverse_neg',
  migration_rate: 'mig_rate',
  open: 'min_open',
  closed: 'min_close',
  pseudo_bayes: 'pb',
} as const;

export type AbelCohenMethod = keyof typeof COLUMNS;

const METHODS = Object.keys(COLUMNS) as AbelCohenMethod[];
const FORMAT = { fields: ['origin', 'dest', 'period', ...Object.values(COLUMNS)] };

/**
 * Flows of Abel and Cohen on the migrant stocks of 2024, by six estimators: a table of ISO3 codes, a period such as
 * 1990-1995 (mid-year to mid-year) and persons in the whole period. Flows of an area to itself are not kept.
 */
export async function readAbelCohenTable(file: RawFile): Promise<Readonly<Record<AbelCohenMethod, PublishedFlows>>> {
  const builders = new Map(METHODS.map((method) => [method, new PublishedFlowsBuilder()]));
  await readTable(file, FORMAT, (row) => {
    const orig = row.iso3('origin');
    const dest = row.iso3('dest');
    const { start, end } = periodOf(row);
    if (orig === dest) return;
    for (const [method, builder] of builders) builder.add(orig, dest, start, end, row.amount(COLUMNS[method]));
  });
  const tables = [...builders].map(([method, builder]) => [method, builder.finish()] as const);
  return Object.fromEntries(tables) as Record<AbelCohenMethod, PublishedFlows>;
}

function periodOf(row: TableRow): { start: number; end: number } {
  const text = row.text('period');
  const [start = Number.NaN, end = Number.NaN] = /^\d{4}-\d{4}$/.test(text) ? text.split('-').map(Number) : [];
  if (start < end) return { start, end };
  return row.refuse('period', `is "${text}"`, 'a period from an earlier to a later year, such as 1990-1995');
}
