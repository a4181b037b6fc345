import type { ReportedStocks, StocksMidYear } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { chain, ProvenanceBuilder, type ProvenanceColumns } from '../lineage/provenance.ts';
import type { Calendar, RawTables } from '../lineage/rawTables.ts';
import type { PairReports } from '../reports/pairReports.ts';
import { floorAtRefugees } from './refugeeFloor.ts';
import type { RefugeeGrid } from './refugees.ts';
import { correctStocks } from './stockCorrections.ts';
import { combineRevisions, gridRevision, type StockGrid, stockYears } from './stockGrid.ts';
import { keepUnknownApart, spreadUnknown } from './unknownOrigin.ts';

export type UnknownOrigin = 'apart' | 'proportional';

/** What is needed to place stocks on the panel. */
export interface StockSetting {
  readonly refugees: RefugeeGrid;
  readonly codes: readonly string[];
  readonly calendar: Calendar;
  readonly unknownOrigin: UnknownOrigin;
  readonly reports: PairReports;
  readonly log: ExclusionLog;
}

/** The revision to take and the one that fills it. */
const REVISIONS = [2024, 2020] as const;
/** What stands behind a published value, by position of its source in the grid. */
const TAKEN = ['both sexes added', 'both sexes added; fills a gap of the first revision'] as const;

/**
 * One stock for each cell that any source knows (docs/method.md 5.1): the 2024 revision, filled with that of 2020; corrections;
 * unknown origin kept apart or spread; at least the refugees. Sorted by year, birth and residence.
 */
export function harmonizeStocks(
  raw: Pick<RawTables, 'stocks' | 'stockCorrections' | 'refugees'>,
  { refugees, codes, calendar, unknownOrigin, reports, log }: StockSetting,
): StocksMidYear {
  const { stocks, stockCorrections } = raw;
  const years = stockYears(stocks, calendar);
  const first = gridRevision(stocks, REVISIONS[0], years, reports);
  const second = gridRevision(stocks, REVISIONS[1], years, reports);
  const grid = combineRevisions(first, second, years, codes);
  correctStocks(grid, second, stockCorrections, reports, log);
  if (unknownOrigin === 'proportional') spreadUnknown(first, second, grid, log);
  else keepUnknownApart([first, second], grid, log);
  floorAtRefugees(grid, raw.refugees, refugees, log);
  return columnsOf(stocks, grid);
}

function columnsOf(stocks: ReportedStocks, grid: StockGrid): StocksMidYear {
  const { years, codes, persons, alternative, citizenship, imputed } = grid;
  const areaCount = codes.length;
  const cells = Int32Array.from(persons.keys()).filter((cell) => !Number.isNaN(persons[cell]));
  return {
    year: Int16Array.from(cells, (cell) => years[Math.floor(cell / (areaCount * areaCount))]!),
    birth: { levels: codes, codes: cells.map((cell) => Math.floor(cell / areaCount) % areaCount) },
    residence: { levels: codes, codes: cells.map((cell) => cell % areaCount) },
    persons: Float64Array.from(cells, (cell) => persons[cell]!),
    alternative: Float64Array.from(cells, (cell) => alternative[cell]!),
    citizenship: Uint8Array.from(cells, (cell) => citizenship[cell]!),
    imputed: Uint8Array.from(cells, (cell) => imputed[cell]!),
    ...provenanceOf(stocks, grid, cells),
  };
}

/** The row of a revision that a cell took; or, for corrections and refugees, what stands in its place. */
function provenanceOf(stocks: ReportedStocks, grid: StockGrid, cells: Int32Array): ProvenanceColumns {
  const provenance = new ProvenanceBuilder(cells.length);
  for (const [at, cell] of cells.entries()) {
    const position = grid.source[cell]!;
    const source = grid.sources[position]!;
    const row = grid.row[cell]!;
    const operations = grid.operations.get(cell) ?? [];
    const citation = grid.citations.get(cell);
    if (citation !== undefined) provenance.cite(at, source, citation.file, citation.row, chain(...operations));
    else provenance.cite(at, source, categoryAt(stocks.file, row), stocks.row[row]!, chain(takenOf(grid, cell), ...operations));
  }
  return provenance.finish();
}

/** A cell of the second revision beside which the first one stands was preferred to it, and fills no gap. */
function takenOf({ source, alternative }: StockGrid, cell: number): string {
  const filler = source[cell] === 1 && Number.isNaN(alternative[cell]);
  return filler ? TAKEN[1] : TAKEN[0];
}
