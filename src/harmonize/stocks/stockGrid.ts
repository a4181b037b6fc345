import type { ReportedStocks } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import { UNKNOWN_ORIGIN } from '../areas/nonAreas.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import type { Calendar } from '../lineage/rawTables.ts';
import { SOURCE, stockSource } from '../lineage/sources.ts';
import type { PairReports } from '../reports/pairReports.ts';

/** One revision of the stocks on the areas: cells are [year][birth][residence]. */
export interface StockRevision {
  readonly source: string;
  /** Persons; NaN where the revision lists nothing. */
  readonly persons: Float64Array;
  /** Row of the raw table; -1 where the revision lists nothing. */
  readonly row: Int32Array;
  readonly citizenship: Uint8Array;
  /** 1 where the publisher imputed the count. */
  readonly imputed: Uint8Array;
  /** Migrants of unknown origin, [year][residence]; NaN where none are listed. */
  readonly unknown: Float64Array;
}

/** The file and data row that a value stands in; row -1 where it is made of several. */
export interface StockCitation {
  readonly file: string | null;
  readonly row: number;
}

/** The stocks in the making: cells are [year][birth][residence]. */
export interface StockGrid {
  readonly years: readonly number[];
  readonly codes: readonly string[];
  /** Persons; NaN where unknown. */
  readonly persons: Float64Array;
  /** What the other revision says; NaN where it says nothing. */
  readonly alternative: Float64Array;
  /** Position in `sources`; meaningless where the persons are unknown. */
  readonly source: Uint8Array;
  readonly sources: readonly string[];
  readonly citizenship: Uint8Array;
  readonly imputed: Uint8Array;
  /** Row of the raw stocks; -1 where the value is of another source or none. */
  readonly row: Int32Array;
  /** Where values of other sources stand, by cell. */
  readonly citations: Map<number, StockCitation>;
  /** What was done to a cell after the revisions were combined, by cell. */
  readonly operations: Map<number, string[]>;
}

/** Position of a cell of a grid of `areaCount` areas. */
export function cellOf(areaCount: number, year: number, birth: number, residence: number): number {
  return (year * areaCount + birth) * areaCount + residence;
}

/** Stock dates from 1 July of the first year to that of the year after the last, ascending. */
export function stockYears({ year }: ReportedStocks, calendar: Calendar): number[] {
  return [...new Set(year)].filter((each) => each >= calendar.first && each <= calendar.last + 1).sort((a, b) => a - b);
}

/** Puts one revision on the areas. Unknown origin is set apart; other codes that are no areas go to the log. */
export function gridRevision(stocks: ReportedStocks, revision: number, years: readonly number[], reports: PairReports): StockRevision {
  const { areaCount } = reports;
  const cells = years.length * areaCount * areaCount;
  const grid: StockRevision = {
    source: stockSource(revision),
    persons: new Float64Array(cells).fill(Number.NaN),
    row: new Int32Array(cells).fill(-1),
    citizenship: new Uint8Array(cells),
    imputed: new Uint8Array(cells),
    unknown: new Float64Array(years.length * areaCount).fill(Number.NaN),
  };
  const positionOf = new Map(years.map((year, position) => [year, position]));
  for (let row = 0; row < stocks.year.length; row++) {
    if (stocks.revision[row] !== revision) continue;
    const position = positionOf.get(stocks.year[row]!);
    if (position === undefined) reports.noteOutsideYears(grid.source, stocks.year[row]!, stocks.persons[row]!);
    else placeRow(stocks, row, position, grid, reports);
  }
  return grid;
}

/** Takes the first revision and fills it with the second, cell by cell; keeps what the second says beside the first. */
export function combineRevisions(
  first: StockRevision,
  second: StockRevision,
  years: readonly number[],
  codes: readonly string[],
): StockGrid {
  const fromSecond = first.persons.map((persons, cell) => (Number.isNaN(persons) && !Number.isNaN(second.persons[cell]) ? 1 : 0));
  const combine = <T extends Float64Array | Uint8Array | Int32Array>(ofFirst: T, ofSecond: T): T =>
    ofFirst.map((value, cell) => (fromSecond[cell] ? ofSecond[cell]! : value)) as T;
  return {
    years,
    codes,
    persons: combine(first.persons, second.persons),
    alternative: second.persons.map((persons, cell) => (fromSecond[cell] ? Number.NaN : persons)),
    source: Uint8Array.from(fromSecond),
    sources: [first.source, second.source, SOURCE.corrections, SOURCE.refugees],
    citizenship: combine(first.citizenship, second.citizenship),
    imputed: combine(first.imputed, second.imputed),
    row: combine(first.row, second.row),
    citations: new Map(),
    operations: new Map(),
  };
}

/** Adds an operation to the chain of a cell. */
export function noteOperation({ operations }: StockGrid, cell: number, operation: string): void {
  const before = operations.get(cell);
  if (before === undefined) operations.set(cell, [operation]);
  else before.push(operation);
}

/** Puts a value of another source in the place of the published one. */
export function takeFrom(grid: StockGrid, cell: number, source: string, persons: number, citation: StockCitation): void {
  grid.persons[cell] = persons;
  grid.source[cell] = grid.sources.indexOf(source);
  grid.row[cell] = -1;
  grid.citations.set(cell, citation);
  grid.operations.delete(cell);
}

/** Notes the value of a cell that another value replaces. */
export function noteReplaced(grid: StockGrid, cell: number, reason: string, log: ExclusionLog): void {
  const areaCount = grid.codes.length;
  log.add({
    source: grid.sources[grid.source[cell]!] as string,
    reason,
    orig: grid.codes[Math.floor(cell / areaCount) % areaCount]!,
    dest: grid.codes[cell % areaCount]!,
    year: grid.years[Math.floor(cell / (areaCount * areaCount))]!,
    persons: grid.persons[cell]!,
  });
}

function placeRow(stocks: ReportedStocks, row: number, year: number, grid: StockRevision, reports: PairReports): void {
  const { areaCount } = reports;
  const persons = stocks.persons[row]!;
  const report = {
    source: grid.source,
    system: 'iso3',
    orig: categoryAt(stocks.birth, row)!,
    dest: categoryAt(stocks.residence, row)!,
    year: stocks.year[row]!,
    persons,
    fields: ['from', 'geo'],
    file: categoryAt(stocks.file, row)!,
    row: stocks.row[row]!,
  } as const;
  if (report.orig === UNKNOWN_ORIGIN) {
    const residence = reports.destinationOf(report);
    if (residence >= 0) grid.unknown[year * areaCount + residence] = persons;
    return;
  }
  const pair = reports.cellOf(report);
  if (pair < 0) return;
  const cell = year * areaCount * areaCount + pair;
  grid.persons[cell] = persons;
  grid.row[cell] = row;
  grid.citizenship[cell] = stocks.citizenship[row]!;
  grid.imputed[cell] = stocks.imputed[row]!;
}
