import type { StockCorrections } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { SOURCE, stockSource } from '../lineage/sources.ts';
import type { PairReport, PairReports } from '../reports/pairReports.ts';
import { noteOperation, noteReplaced, type StockGrid, type StockRevision, takeFrom } from './stockGrid.ts';

/** A cell that is wrong as published, and what to take in its place: persons, or what a revision says where they are NaN. */
interface StockCorrection extends PairReport {
  readonly revision: number;
  /** What is wrong, by comparison with the neighbouring dates and the other revision. */
  readonly reason: string;
}

/**
 * Applies the corrections to the cells that have a published value; a correction invents none. docs/method.md 5.1.
 * Replaced values go to the log, and so does a correction that changes nothing, with the reason.
 * Refuses a revision that is not the second (E303), and codes that are in no code list (E304).
 * @param second the revision that fills the first one, for corrections that prefer it.
 */
export function correctStocks(
  grid: StockGrid,
  second: StockRevision,
  corrections: StockCorrections,
  reports: PairReports,
  log: ExclusionLog,
): void {
  for (let index = 0; index < corrections.row.length; index++) {
    const correction = correctionAt(corrections, index);
    const cell = correctedCell(grid, correction, reports);
    if (cell < 0) continue;
    const { source, orig, dest, year, persons } = correction;
    const unused = Number.isNaN(persons) ? prefer(grid, second, cell, correction) : replace(grid, cell, correction, log);
    if (unused !== null) log.add({ source, reason: unused, orig, dest, year, persons });
  }
}

function correctionAt(table: StockCorrections, index: number): StockCorrection {
  return {
    source: SOURCE.corrections,
    system: 'iso3',
    orig: categoryAt(table.birth, index)!,
    dest: categoryAt(table.residence, index)!,
    year: table.year[index]!,
    persons: table.persons[index]!,
    fields: ['birth', 'residence'],
    file: categoryAt(table.file, index)!,
    row: table.row[index]!,
    revision: table.revision[index]!,
    reason: categoryAt(table.reason, index)!,
  };
}

/** Cell of the grid; -1 after noting why there is none. */
function correctedCell({ years, codes }: StockGrid, correction: StockCorrection, reports: PairReports): number {
  const { source, year, persons } = correction;
  const position = years.indexOf(year);
  const pair = reports.cellOf(correction);
  if (pair < 0) return -1;
  if (position >= 0) return position * codes.length * codes.length + pair;
  reports.noteOutsideYears(source, year, persons, 'no date of the stocks of the estimates');
  return -1;
}

/** Takes the persons of a correction; or tells why not. */
function replace(grid: StockGrid, cell: number, { persons, file, row, reason }: StockCorrection, log: ExclusionLog): string | null {
  const published = grid.persons[cell]!;
  if (Number.isNaN(published)) return 'no stock is published that could be wrong';
  if (published === persons) return 'published with this value';
  const operation = `corrected: ${reason}`;
  noteReplaced(grid, cell, operation, log);
  takeFrom(grid, cell, SOURCE.corrections, persons, { file, row });
  noteOperation(grid, cell, operation);
  return null;
}

/** Takes what the second revision says and keeps the first beside it; or tells why not. */
function prefer(grid: StockGrid, second: StockRevision, cell: number, correction: StockCorrection): string | null {
  assertSecond(second, correction);
  const { file, row, reason } = correction;
  const [first, other] = [grid.persons[cell]!, grid.alternative[cell]!];
  if (Number.isNaN(other)) return 'the two revisions do not both list the stock';
  grid.persons[cell] = other;
  grid.alternative[cell] = first;
  grid.source[cell] = grid.sources.indexOf(second.source);
  grid.citizenship[cell] = second.citizenship[cell]!;
  grid.imputed[cell] = second.imputed[cell]!;
  grid.row[cell] = second.row[cell]!;
  noteOperation(grid, cell, `preferred to the first revision by row ${row} of ${file}: ${reason}`);
  return null;
}

function assertSecond({ source }: StockRevision, { revision, file, row }: StockCorrection): void {
  if (stockSource(revision) === source) return;
  refuse('E303', `revision is ${revision}`, {
    place: { file, row, field: 'revision' },
    expected: `that of ${source}, which fills the first revision`,
    hint: 'Name that revision, or give the persons to take instead.',
  });
}
