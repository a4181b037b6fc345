import type { Refugees } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { SOURCE } from '../lineage/sources.ts';
import type { RefugeeGrid } from './refugees.ts';
import { noteOperation, noteReplaced, type StockCitation, type StockGrid, takeFrom } from './stockGrid.ts';

/**
 * Raises every stock to the refugees of that origin in that country (docs/method.md 5.1), also where no stock was listed.
 * Refugees are counted at the end of the year and stocks on 1 July, so the floor is the mean of the year ends before and after;
 * a pair without a figure counts as 0, a year end without any figure is passed over.
 */
export function floorAtRefugees(grid: StockGrid, table: Refugees, refugees: RefugeeGrid, log: ExclusionLog): void {
  const cells = grid.codes.length * grid.codes.length;
  grid.years.forEach((year, position) => {
    const ends = [year - 1, year].map((each) => refugees.years.indexOf(each)).filter((end) => refugees.published[end] === 1);
    for (let pair = 0; pair < cells; pair++) {
      const cell = position * cells + pair;
      const refugeesThere = ends.reduce((sum, end) => sum + (refugees.persons[end * cells + pair] || 0) / ends.length, 0);
      const persons = grid.persons[cell]!;
      if (refugeesThere === 0 || refugeesThere <= persons) continue;
      const rows = ends.map((end) => refugees.row[end * cells + pair]!).filter((row) => row >= 0);
      raise(grid, cell, { persons: refugeesThere, citation: citationOf(table, rows), yearEnds: ends.length }, log);
    }
  });
}

/** The least that a stock may be, persons, and from how many year ends it is the mean. */
interface Floor {
  readonly persons: number;
  readonly citation: StockCitation;
  readonly yearEnds: number;
}

function raise(grid: StockGrid, cell: number, { persons, citation, yearEnds }: Floor, log: ExclusionLog): void {
  const listed = !Number.isNaN(grid.persons[cell]);
  if (listed) noteReplaced(grid, cell, 'less than the refugees of that origin there', log);
  takeFrom(grid, cell, SOURCE.refugees, persons, citation);
  grid.citizenship[cell] = 0;
  grid.imputed[cell] = 0;
  if (yearEnds > 1) noteOperation(grid, cell, 'mean of the year ends before and after 1 July');
  noteOperation(
    grid,
    cell,
    listed ? 'floor: UNHCR refugees exceed the published stock' : 'floor: UNHCR refugees where no stock is published',
  );
}

/** The file of the figures behind a floor, and the row where there is one figure alone. */
function citationOf({ file, row }: Refugees, rows: readonly number[]): StockCitation {
  const files = new Set(rows.map((each) => categoryAt(file, each)));
  const [only] = rows;
  return {
    file: files.size === 1 ? (files.values().next().value ?? null) : null,
    row: rows.length === 1 && only !== undefined ? row[only]! : -1,
  };
}
