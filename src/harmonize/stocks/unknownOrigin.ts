import { UNKNOWN_ORIGIN } from '../areas/nonAreas.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { cellOf, noteOperation, type StockGrid, type StockRevision } from './stockGrid.ts';

/** Leaves migrants of unknown origin out of the stocks; they go to the log. */
export function keepUnknownApart(revisions: readonly StockRevision[], grid: StockGrid, log: ExclusionLog): void {
  for (const revision of revisions) {
    revision.unknown.forEach((persons, cell) => {
      if (!Number.isNaN(persons)) note(revision, { column: cell, persons, reason: 'unknown origin, kept apart' }, grid, log);
    });
  }
}

/**
 * Spreads migrants of unknown origin over the known origins of their country of residence, in proportion.
 * Where the first revision has a residence and date, its unknown count; it includes origins that only the second revision
 * lists and that have filled the grid, so those are taken off first. Elsewhere the count of the second revision.
 */
export function spreadUnknown(first: StockRevision, second: StockRevision, grid: StockGrid, log: ExclusionLog): void {
  const areaCount = grid.codes.length;
  for (let column = 0; column < grid.years.length * areaCount; column++) {
    const cells = cellsOfColumn(grid, column);
    const preferred = first.unknown[column]! > 0 || cells.some((cell) => !Number.isNaN(first.persons[cell])) ? first : second;
    const other = preferred === first ? second : first;
    spreadColumn(preferred, column, cells, grid, log);
    const superseded = other.unknown[column]!;
    if (!Number.isNaN(superseded)) {
      note(other, { column, persons: superseded, reason: 'unknown origin, superseded by the other revision' }, grid, log);
    }
  }
}

function spreadColumn(revision: StockRevision, column: number, cells: readonly number[], grid: StockGrid, log: ExclusionLog): void {
  const unknown = revision.unknown[column]!;
  if (Number.isNaN(unknown)) return;
  const source = grid.sources.indexOf(revision.source);
  const known = sumOver(grid, cells);
  const filled = sumOver(
    grid,
    cells.filter((cell) => source === 0 && grid.source[cell] === 1),
  );
  const rest = known > 0 ? Math.max(0, unknown - filled) : 0;
  if (rest > 0) for (const cell of cells) scale(grid, cell, 1 + rest / known);
  if (rest < unknown || unknown === 0) {
    const reason = known > 0 ? 'unknown origin, told apart by the other revision' : 'unknown origin, without known origins to follow';
    note(revision, { column, persons: unknown - rest, reason }, grid, log);
  }
}

function scale(grid: StockGrid, cell: number, factor: number): void {
  grid.persons[cell] = grid.persons[cell]! * factor;
  noteOperation(grid, cell, 'with its share of those of unknown origin');
}

/** Cells of one year and residence that hold a value; `column` counts [year][residence]. */
function cellsOfColumn(grid: StockGrid, column: number): number[] {
  const areaCount = grid.codes.length;
  const year = Math.floor(column / areaCount);
  return grid.codes
    .map((_, birth) => cellOf(areaCount, year, birth, column % areaCount))
    .filter((cell) => !Number.isNaN(grid.persons[cell]));
}

function sumOver({ persons }: StockGrid, cells: readonly number[]): number {
  return cells.reduce((sum, cell) => sum + persons[cell]!, 0);
}

/** Persons of unknown origin that are left out; `column` counts [year][residence]. */
interface LeftOut {
  readonly column: number;
  readonly persons: number;
  readonly reason: string;
}

function note(revision: StockRevision, { column, persons, reason }: LeftOut, grid: StockGrid, log: ExclusionLog): void {
  const areaCount = grid.codes.length;
  log.add({
    source: revision.source,
    reason,
    orig: UNKNOWN_ORIGIN,
    dest: grid.codes[column % areaCount]!,
    year: grid.years[Math.floor(column / areaCount)]!,
    persons,
  });
}
