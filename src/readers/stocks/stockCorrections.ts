import type { StockCorrections } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { TableRow } from '../table/tableRow.ts';

const LAYOUT = {
  birth: 'category',
  residence: 'category',
  year: 'int16',
  persons: 'float64',
  revision: 'int16',
  reason: 'category',
  file: 'category',
  row: 'int32',
} as const;

const FIELDS = ['birth', 'residence', 'year', 'persons', 'revision', 'reason'] as const;

/** Stands for the revision of a correction that gives the persons themselves. */
const NO_REVISION = 0;

/**
 * stock_corrections.csv of this project: stocks that are wrong as published, a row for each cell, with either the persons to take
 * in their place or the revision whose value to take (docs/method.md 5.1).
 */
export async function readStockCorrections(source: RawSource, audit: RowAudit = STOP): Promise<StockCorrections> {
  const corrections = new TableBuilder<StockCorrections>(LAYOUT, ['birth', 'residence', 'year']);
  await readTable(
    onlyFile(source),
    { fields: FIELDS, mayBeEmpty: true },
    (row) => {
      const [birth, residence] = [row.iso3('birth'), row.iso3('residence')];
      if (birth === residence) row.refuse('residence', `is ${residence}, as birth is`, 'two areas');
      corrections.add(row, { birth, residence, year: row.year('year'), ...replacement(row), reason: row.text('reason') });
    },
    audit,
  );
  return corrections.finish();
}

/** What to take in the place of the published value; refuses a row that gives both persons and a revision, or neither. */
function replacement(row: TableRow): { readonly persons: number; readonly revision: number } {
  const persons = row.optionalText('persons') === null ? Number.NaN : row.persons('persons');
  const revision = row.optionalText('revision') === null ? NO_REVISION : row.year('revision');
  const expected = 'either persons or a revision';
  if (Number.isNaN(persons) && revision === NO_REVISION) row.refuse('persons', 'is empty, and so is revision', expected);
  if (!Number.isNaN(persons) && revision !== NO_REVISION) row.refuse('persons', `is ${persons} beside revision ${revision}`, expected);
  return { persons, revision };
}
