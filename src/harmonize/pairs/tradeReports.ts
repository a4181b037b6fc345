import type { ReportedTrade } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { AreaResolver } from '../areas/areaResolver.ts';
import { type ExclusionLog, OUTSIDE_YEARS } from '../lineage/exclusions.ts';
import { chain } from '../lineage/provenance.ts';
import type { Calendar } from '../lineage/rawTables.ts';
import { SOURCE } from '../lineage/sources.ts';
import { TradeEnds } from './tradeCodes.ts';

/** Years that a sort key leaves room for, counted from FIRST_YEAR. */
const YEARS = 512;
const FIRST_YEAR = 1700;

/** Reports of trade between areas, one source for each pair, sorted by pair and year; one entry for each report. */
export interface TradeReports {
  /** orig * areas + dest */
  readonly pair: Int32Array;
  readonly year: Int16Array;
  /** USD of 2015. */
  readonly value: Float64Array;
  /** Row of the raw table. */
  readonly row: Int32Array;
  /** What the codes of a report were taken for, as an operation. */
  codesOf(report: number): string;
}

/** What is needed to place trade on the panel. */
export interface TradeSetting {
  readonly areaCount: number;
  readonly calendar: Calendar;
  /** Current USD for one USD of 2015; NaN where it is not known. */
  readonly deflator: (year: number) => number;
  readonly resolver: AreaResolver;
  readonly log: ExclusionLog;
}

/**
 * Translates codes and prices. A pair is taken from the source that reports it more often, so that no series jumps from one
 * definition to another: COW is yearly and Comtrade is every fourth year, but COW lacks dependent territories and, from 1993
 * on, Serbia. Years before the calendar are kept, for interpolation into it. Everything else goes to the log.
 * Refuses codes in no code list (E304) and years without a deflator (E307).
 */
export function tradeReports(trade: ReportedTrade, setting: TradeSetting): TradeReports {
  const ends = new TradeEnds(trade, setting.resolver);
  const pairs = pairsOf(trade, ends, setting);
  keepOneSource(trade, pairs, setting);
  const rows = withoutRepeats(trade, pairs, rowsInOrder(trade, pairs), setting.log);
  for (const row of rows) {
    if (trade.year[row]! >= setting.calendar.first) continue;
    noteRow(trade, row, `${OUTSIDE_YEARS}, but used for interpolation`, setting.log);
  }
  return {
    pair: rows.map((row) => pairs[row]!),
    year: Int16Array.from(rows, (row) => trade.year[row]!),
    value: Float64Array.from(rows, (row) => trade.value[row]! / deflatorOf(trade, row, setting.deflator)),
    row: rows,
    codesOf: (report) => chain(ends.exporter(rows[report]!).note, ends.importer(rows[report]!).note),
  };
}

/** Pair of every row; -1 after noting why it is left out. */
function pairsOf(trade: ReportedTrade, ends: TradeEnds, { areaCount, calendar, deflator, log }: TradeSetting): Int32Array {
  return Int32Array.from(trade.year, (year, row) => {
    if (Number.isNaN(trade.value[row])) return noteRow(trade, row, 'listed without a value', log);
    if (year > calendar.last || (year < calendar.first && !(deflator(year) > 0))) return noteRow(trade, row, OUTSIDE_YEARS, log);
    const [from, to] = [ends.exporter(row), ends.importer(row)];
    if (from.area >= 0 && to.area >= 0 && from.area !== to.area) return from.area * areaCount + to.area;
    if (from.area === to.area && from.area >= 0) return noteRow(trade, row, 'within one area', log);
    const orig = from.area < 0 ? categoryAt(trade.exporter, row) : null;
    const dest = to.area < 0 ? categoryAt(trade.importer, row) : null;
    return noteRow(trade, row, from.area < 0 ? from.note : to.note, log, { orig, dest });
  });
}

/** Takes out of every pair the rows of the source that reports it less often; of Comtrade where both do as often. */
function keepOneSource(trade: ReportedTrade, pairs: Int32Array, { areaCount, log }: TradeSetting): void {
  const { codes, levels } = trade.source;
  const cow = levels.indexOf(SOURCE.cow);
  const surplus = new Int32Array(areaCount * areaCount);
  pairs.forEach((pair, row) => {
    if (pair >= 0) surplus[pair] = surplus[pair]! + (codes[row] === cow ? 1 : -1);
  });
  pairs.forEach((pair, row) => {
    if (pair < 0) return;
    const fromCow = surplus[pair]! >= 0;
    if ((codes[row] === cow) !== fromCow) {
      pairs[row] = noteRow(
        trade,
        row,
        `the pair is taken from ${fromCow ? SOURCE.cow : SOURCE.comtrade}, which reports it more often`,
        log,
      );
    }
  });
}

/** Rows that have a pair, by pair, year and row. One number holds all three, so that they sort without a comparison function. */
function rowsInOrder({ year }: ReportedTrade, pairs: Int32Array): Int32Array {
  const length = pairs.length;
  const keys = new Float64Array(pairs.reduce((sum, pair) => sum + (pair >= 0 ? 1 : 0), 0));
  let at = 0;
  for (let row = 0; row < length; row++) {
    const pair = pairs[row]!;
    if (pair >= 0) keys[at++] = (pair * YEARS + year[row]! - FIRST_YEAR) * length + row;
  }
  return Int32Array.from(keys.sort(), (key) => key % length);
}

/** Two codes may stand for one area, as West Germany's and Germany's do; the first report of a pair and year stays. */
function withoutRepeats(trade: ReportedTrade, pairs: Int32Array, rows: Int32Array, log: ExclusionLog): Int32Array {
  return rows.filter((row, index) => {
    const before = rows[index - 1];
    if (before === undefined || pairs[before] !== pairs[row] || trade.year[before] !== trade.year[row]) return true;
    const ends = { orig: categoryAt(trade.exporter, row), dest: categoryAt(trade.importer, row) };
    noteRow(trade, row, 'a second report of the same flow and year', log, ends);
    return false;
  });
}

/** Notes a row that is left out, and returns -1. */
function noteRow(
  trade: ReportedTrade,
  row: number,
  reason: string,
  log: ExclusionLog,
  { orig, dest }: { readonly orig: string | null; readonly dest: string | null } = { orig: null, dest: null },
): -1 {
  const [source, year] = [categoryAt(trade.source, row)!, trade.year[row]!];
  log.add({ source, reason, orig, dest, year, persons: Number.NaN });
  return -1;
}

function deflatorOf(trade: ReportedTrade, row: number, deflator: (year: number) => number): number {
  const year = trade.year[row]!;
  const value = deflator(year);
  if (value > 0) return value;
  return refuse('E307', `there is no deflator of the US dollar in ${year}, in which trade is reported`, {
    place: { file: categoryAt(trade.file, row)!, row: trade.row[row]! },
    expected: 'GDP in current USD and in USD of 2015 in the source gdp, in every year with trade',
    hint: 'Complete the GDP of that year, or leave the trade of that year out of its source.',
  });
}
