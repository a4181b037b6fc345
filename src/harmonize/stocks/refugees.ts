import type { RefugeeStocks, Refugees } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import { OUTSIDE_YEARS } from '../lineage/exclusions.ts';
import { ProvenanceBuilder, UNCHANGED } from '../lineage/provenance.ts';
import type { Calendar } from '../lineage/rawTables.ts';
import type { PairReports } from '../reports/pairReports.ts';

/** Persons in need of protection at the end of a year, or newly displaced in it. */
export type RefugeeMeasure = 'displaced' | 'stock';

/** Measures in the order of the table. */
const MEASURES: readonly RefugeeMeasure[] = ['displaced', 'stock'];

/** Published figures of one measure, of the calendar years and one year to each side: [year][origin][asylum]. */
export interface RefugeeGrid {
  readonly years: readonly number[];
  readonly areaCount: number;
  /** Persons; NaN where nothing is published. */
  readonly persons: Float64Array;
  /** Row of the raw table; -1 where nothing is published. */
  readonly row: Int32Array;
  /** 1 for the years of which the source has any figure. */
  readonly published: Uint8Array;
}

/** Translates the published pairs of a measure to areas. The years to each side serve the floor of the stocks alone. */
export function gridRefugees(refugees: Refugees, measure: RefugeeMeasure, calendar: Calendar, reports: PairReports): RefugeeGrid {
  const years = Array.from({ length: calendar.last - calendar.first + 3 }, (_, index) => calendar.first - 1 + index);
  const cells = reports.areaCount * reports.areaCount;
  const grid = {
    years,
    areaCount: reports.areaCount,
    persons: new Float64Array(years.length * cells).fill(Number.NaN),
    row: new Int32Array(years.length * cells).fill(-1),
    published: new Uint8Array(years.length),
  };
  for (let row = 0; row < refugees.year.length; row++) {
    if (categoryAt(refugees.measure, row) === measure) placeRow(refugees, row, measure, grid, reports);
  }
  return grid;
}

function placeRow(refugees: Refugees, row: number, measure: RefugeeMeasure, grid: RefugeeGrid, reports: PairReports): void {
  const source = categoryAt(refugees.source, row)!;
  const year = refugees.year[row]!;
  const persons = refugees.persons[row]!;
  const position = year - grid.years[0]!;
  const outside = position <= 0 || position >= grid.years.length - 1;
  const beside = outside && measure === 'stock' && position >= 0 && position < grid.years.length;
  if (outside && !beside) {
    reports.noteOutsideYears(source, year, persons);
    return;
  }
  const cell = reports.cellOf({
    source,
    system: 'iso3',
    orig: categoryAt(refugees.origin, row)!,
    dest: categoryAt(refugees.asylum, row)!,
    year,
    persons,
    fields: ['coo_iso', 'coa_iso'],
    file: categoryAt(refugees.file, row)!,
    row: refugees.row[row]!,
  });
  if (cell < 0) return;
  if (beside) reports.noteOutsideYears(source, year, persons, `${OUTSIDE_YEARS}, but used for the floor of the stocks`);
  grid.persons[position * grid.areaCount * grid.areaCount + cell] = persons;
  grid.row[position * grid.areaCount * grid.areaCount + cell] = row;
  grid.published[position] = 1;
}

/** Rows of the calendar years, sorted by measure, year, origin and asylum. */
export function refugeeStocks(
  refugees: Refugees,
  grids: Readonly<Record<RefugeeMeasure, RefugeeGrid>>,
  codes: readonly string[],
  calendar: Calendar,
): RefugeeStocks {
  const present = MEASURES.flatMap((measure, code) => positionsWithin(grids[measure], calendar).map((position) => ({ code, position })));
  const cells = codes.length * codes.length;
  const gridOf = (code: number) => grids[MEASURES[code]!];
  const provenance = new ProvenanceBuilder(present.length);
  for (const [at, { code, position }] of present.entries()) {
    const row = gridOf(code).row[position]!;
    const [source, file] = [categoryAt(refugees.source, row)!, categoryAt(refugees.file, row)];
    provenance.cite(at, source, file, refugees.row[row]!, UNCHANGED);
  }
  return {
    measure: { levels: MEASURES, codes: Int32Array.from(present, ({ code }) => code) },
    year: Int16Array.from(present, ({ code, position }) => gridOf(code).years[Math.floor(position / cells)]!),
    origin: { levels: codes, codes: Int32Array.from(present, ({ position }) => Math.floor((position % cells) / codes.length)) },
    asylum: { levels: codes, codes: Int32Array.from(present, ({ position }) => position % codes.length) },
    persons: Float64Array.from(present, ({ code, position }) => gridOf(code).persons[position]!),
    ...provenance.finish(),
  };
}

/** Positions of the grid that hold a figure of a calendar year, ascending. */
function positionsWithin({ areaCount, years, persons }: RefugeeGrid, calendar: Calendar): number[] {
  const cells = areaCount * areaCount;
  const end = (years.indexOf(calendar.last) + 1) * cells;
  const present: number[] = [];
  for (let position = years.indexOf(calendar.first) * cells; position < end; position++) {
    if (!Number.isNaN(persons[position])) present.push(position);
  }
  return present;
}
