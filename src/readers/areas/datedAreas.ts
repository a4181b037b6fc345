import type { DatedAreas } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';

const LAYOUT = {
  list: 'category',
  name: 'category',
  area: 'category',
  first: 'int16',
  last: 'int16',
  rule: 'category',
  file: 'category',
  row: 'int32',
} as const;

/** Stands for the last year of what goes on. */
const GOES_ON = 9999;

/** free_movement.csv of this project: members of free-movement areas with their first and last calendar year. */
export async function readFreeMovement(source: RawSource, audit: RowAudit = STOP): Promise<DatedAreas> {
  const areas = new TableBuilder<DatedAreas>(LAYOUT, ['name', 'area', 'first']);
  await readTable(
    onlyFile(source),
    { fields: ['agreement', 'area', 'first', 'last'], mayBeEmpty: true },
    (row) => {
      const first = row.year('first');
      const last = row.optionalText('last') === null ? GOES_ON : row.year('last');
      if (last < first) row.refuse('last', `is ${last}, before the first year ${first}`, 'a later year, or nothing where it goes on');
      areas.add(row, { list: 'free_movement', name: row.text('agreement'), area: row.iso3('area'), first, last, rule: null });
    },
    audit,
  );
  return areas.finish();
}

/**
 * successions.csv of this project: successors of former states, the first whole calendar year after the change, and the rule for
 * the years before it, in words.
 */
export async function readSuccessions(source: RawSource, audit: RowAudit = STOP): Promise<DatedAreas> {
  const areas = new TableBuilder<DatedAreas>(LAYOUT, ['name', 'area', 'first']);
  await readTable(
    onlyFile(source),
    { fields: ['former', 'area', 'first', 'rule'], mayBeEmpty: true },
    (row) => {
      const [name, area, first, rule] = [row.text('former'), row.iso3('area'), row.year('first'), row.text('rule')];
      areas.add(row, { list: 'succession', name, area, first, last: GOES_ON, rule });
    },
    audit,
  );
  return areas.finish();
}
