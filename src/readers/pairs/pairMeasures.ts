import type { PairMeasures } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { TableRow } from '../table/tableRow.ts';

const LAYOUT = {
  source: 'category',
  measure: 'category',
  orig: 'category',
  dest: 'category',
  value: 'float64',
  file: 'category',
  row: 'int32',
} as const;

const ORIGIN = 'Origin ISO';
const DESTINATION = 'Destination ISO';
const [AREA_1, AREA_2] = ['area1', 'area2'];

/** dist.csv (CEPII): harmonic population-weighted distance in km; the diagonal is there as 0. */
export function readDistance(source: RawSource, audit?: RowAudit): Promise<PairMeasures> {
  return readMeasure(source, 'distance', 'distw_harmonic', amount, audit);
}

/** lang.csv (USITC): index of the common spoken language, from 0 to 2.78. */
export function readLanguage(source: RawSource, audit?: RowAudit): Promise<PairMeasures> {
  return readMeasure(source, 'language', 'csl', amount, audit);
}

/** relig.csv (Correlates of War, CIA): religious similarity, from 0 to 1.96 because a family of religions is counted twice. */
export function readReligion(source: RawSource, audit?: RowAudit): Promise<PairMeasures> {
  return readMeasure(source, 'religion', 'Religious similarity', amount, audit);
}

/** col.csv (USITC): 1 where the origin was ever a colony of the destination, else 0. */
export function readColony(source: RawSource, audit?: RowAudit): Promise<PairMeasures> {
  return readMeasure(source, 'colony', 'colony_of_destination_ever', tie, audit);
}

/** land_borders.csv of this project: each pair of neighbours once, in either order; gives a row of value 1 for each direction. */
export async function readLandBorders(source: RawSource, audit: RowAudit = STOP): Promise<PairMeasures> {
  const measures = new TableBuilder<PairMeasures>(LAYOUT, ['orig', 'dest']);
  await readTable(
    onlyFile(source),
    { fields: [AREA_1, AREA_2] },
    (row) => {
      const [one, other] = [row.iso3(AREA_1), row.iso3(AREA_2)];
      if (one === other) row.refuse(AREA_2, `is ${other}, as ${AREA_1} is`, 'two areas');
      const border = { source: source.id, measure: 'border', value: 1 };
      measures.add(row, { ...border, orig: one, dest: other }, { ...border, orig: other, dest: one });
    },
    audit,
  );
  return measures.finish();
}

async function readMeasure(
  source: RawSource,
  measure: string,
  field: string,
  read: (row: TableRow, field: string) => number,
  audit: RowAudit = STOP,
): Promise<PairMeasures> {
  const measures = new TableBuilder<PairMeasures>(LAYOUT, ['orig', 'dest']);
  await readTable(
    onlyFile(source),
    { fields: [ORIGIN, DESTINATION, field] },
    (row) => {
      const value = read(row, field);
      measures.add(row, { source: source.id, measure, orig: row.iso3(ORIGIN), dest: row.iso3(DESTINATION), value });
    },
    audit,
  );
  return measures.finish();
}

function amount(row: TableRow, field: string): number {
  return row.amount(field);
}

function tie(row: TableRow, field: string): number {
  return row.zeroOrOne(field);
}
