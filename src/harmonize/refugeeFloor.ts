import type { ExclusionLog } from './exclusions.ts';
import type { RefugeeGrid } from './refugees.ts';
import { SOURCE } from './sources.ts';
import { noteReplaced, type StockGrid } from './stockGrid.ts';

/**
 * Raises every stock to the refugees of that origin in that country (method.md 5.1), also where no stock was listed.
 * Refugees are counted at the end of the year and stocks on 1 July, so the floor is the mean of the year ends before and after;
 * a pair without a figure counts as 0, a year end without any figure is passed over.
 */
export function floorAtRefugees(grid: StockGrid, refugees: RefugeeGrid, log: ExclusionLog): void {
  const cells = grid.codes.length * grid.codes.length;
  grid.years.forEach((year, position) => {
    const floor = meanOfYearEnds(refugees, year, cells);
    for (let pair = 0; pair < cells; pair++) raise(grid, position * cells + pair, floor[pair] as number, log);
  });
}

/** Persons by origin and asylum on 1 July of a year; 0 where no year end around it has a figure. */
function meanOfYearEnds(refugees: RefugeeGrid, year: number, cells: number): Float64Array {
  const ends = [year - 1, year].map((each) => refugees.years.indexOf(each)).filter((end) => refugees.published[end] === 1);
  const mean = new Float64Array(cells);
  for (const end of ends) {
    for (let pair = 0; pair < cells; pair++) {
      mean[pair] = (mean[pair] as number) + (refugees.persons[end * cells + pair] || 0) / ends.length;
    }
  }
  return mean;
}

function raise(grid: StockGrid, cell: number, floor: number, log: ExclusionLog): void {
  const persons = grid.persons[cell] as number;
  if (floor === 0 || floor <= persons) return;
  if (!Number.isNaN(persons)) noteReplaced(grid, cell, 'less than the refugees of that origin there', log);
  grid.persons[cell] = floor;
  grid.source[cell] = grid.sources.indexOf(SOURCE.refugees);
  grid.citizenship[cell] = 0;
}
