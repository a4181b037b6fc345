import type { ReportedStocks, StocksMidYear } from '../../schemas/types.ts';
import type { ExclusionLog } from './exclusions.ts';
import type { PairReports } from './pairReports.ts';
import { floorAtRefugees } from './refugeeFloor.ts';
import type { RefugeeGrid } from './refugees.ts';
import { correctStocks, STOCK_CORRECTIONS } from './stockCorrections.ts';
import { combineRevisions, gridRevision, type StockGrid, stockYears } from './stockGrid.ts';
import type { Calendar } from './tables.ts';
import { keepUnknownApart, spreadUnknown } from './unknownOrigin.ts';

export type UnknownOrigin = 'apart' | 'proportional';

/** The revision to take and the one that fills it. */
const REVISIONS = [2024, 2020] as const;

/**
 * One stock for each cell that any source knows (method.md 5.1): the 2024 revision, filled with that of 2020; corrections;
 * unknown origin kept apart or spread; at least the refugees. Sorted by year, birth and residence.
 */
export function harmonizeStocks(
  stocks: ReportedStocks,
  codes: readonly string[],
  calendar: Calendar,
  unknownOrigin: UnknownOrigin,
  refugees: RefugeeGrid,
  reports: PairReports,
  log: ExclusionLog,
): StocksMidYear {
  const years = stockYears(stocks, calendar);
  const first = gridRevision(stocks, REVISIONS[0], years, reports);
  const second = gridRevision(stocks, REVISIONS[1], years, reports);
  const grid = combineRevisions(first, second, years, codes);
  correctStocks(grid, STOCK_CORRECTIONS, log);
  if (unknownOrigin === 'proportional') spreadUnknown(first, second, grid, log);
  else keepUnknownApart([first, second], grid, log);
  floorAtRefugees(grid, refugees, log);
  return columnsOf(grid);
}

function columnsOf({ years, codes, persons, source, sources, alternative, citizenship }: StockGrid): StocksMidYear {
  const areaCount = codes.length;
  const cells: number[] = [];
  for (let cell = 0; cell < persons.length; cell++) if (!Number.isNaN(persons[cell])) cells.push(cell);
  return {
    year: Int16Array.from(cells, (cell) => years[Math.floor(cell / (areaCount * areaCount))] as number),
    birth: { levels: codes, codes: Int32Array.from(cells, (cell) => Math.floor(cell / areaCount) % areaCount) },
    residence: { levels: codes, codes: Int32Array.from(cells, (cell) => cell % areaCount) },
    persons: Float64Array.from(cells, (cell) => persons[cell] as number),
    source: { levels: sources, codes: Int32Array.from(cells, (cell) => source[cell] as number) },
    alternative: Float64Array.from(cells, (cell) => alternative[cell] as number),
    citizenship: Uint8Array.from(cells, (cell) => citizenship[cell] as number),
  };
}
