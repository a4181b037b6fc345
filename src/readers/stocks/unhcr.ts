import type { Refugees } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';

const LAYOUT = {
  measure: 'category',
  origin: 'category',
  asylum: 'category',
  year: 'int16',
  persons: 'float64',
  source: 'category',
  file: 'category',
  row: 'int32',
} as const;

/** population.csv of UNHCR: refugees, asylum seekers and other people in need of international protection (`oip`) at the end of the year. */
export function readUnhcrRefugees(source: RawSource, audit?: RowAudit): Promise<Refugees> {
  return readUnhcr(source, 'stock', ['refugees', 'asylum_seekers', 'oip'], audit);
}

/** flows.csv of UNHCR: persons newly displaced in the year, the same groups and people in situations like those of refugees. */
export function readUnhcrDisplaced(source: RawSource, audit?: RowAudit): Promise<Refugees> {
  return readUnhcr(source, 'displaced', ['refugees', 'asylum_seekers', 'refugee_like', 'oip'], audit);
}

/** Adds the groups; an empty one is none. `coo_iso` and `coa_iso` are ISO3, `coo` and `coa` are UNHCR's own, where ARE is Egypt. */
async function readUnhcr(
  source: RawSource,
  measure: 'stock' | 'displaced',
  groups: readonly string[],
  audit: RowAudit = STOP,
): Promise<Refugees> {
  const refugees = new TableBuilder<Refugees>(LAYOUT, ['origin', 'asylum', 'year']);
  await readTable(
    onlyFile(source),
    { fields: ['year', 'coo_iso', 'coa_iso', ...groups] },
    (row) => {
      const persons = groups.reduce((sum, group) => sum + row.personsOrZero(group), 0);
      const pair = { origin: row.text('coo_iso'), asylum: row.text('coa_iso') };
      refugees.add(row, { measure, ...pair, year: row.year('year'), persons, source: source.id });
    },
    audit,
  );
  return refugees.finish();
}
