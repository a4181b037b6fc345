import type { Gdp, ReportedTrade, Trade } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import { gdpRows } from '../areas/gdp.ts';
import { chain, ProvenanceBuilder } from '../lineage/provenance.ts';
import { yearsOf } from '../lineage/rawTables.ts';
import { SOURCE } from '../lineage/sources.ts';
import { pairAt } from './pairs.ts';
import { type TradeReports, type TradeSetting, tradeReports } from './tradeReports.ts';

/** What the readers did to the unit of a source. */
const UNITS: ReadonlyMap<string, string> = new Map([[SOURCE.cow, 'million USD to USD']]);
const DEFLATED = 'current USD to USD of 2015 by the US deflator';

/** How a year without a report is filled. */
const FILLED = {
  never: 'never reported: 0',
  before: 'before the first report: its value carried back',
  between: 'between two reports: linear interpolation',
  after: 'after the last report: its value scaled by the root of the real GDP growth of both ends',
} as const;

/** Reports of one pair: [begin, end). */
interface Run {
  readonly begin: number;
  readonly end: number;
}

/**
 * Trade of every ordered pair and calendar year, sorted by origin, destination and year, in USD of 2015. From orig to dest is
 * what orig exports, as dest reports it to COW and as orig reports it to Comtrade. Both sources end before the calendar does
 * (2014 and 2016): past the last report of a pair its value grows with sqrt(G_orig G_dest), G being the real GDP of an end
 * relative to that year, so that trade keeps its share in the geometric mean of the two economies.
 */
export function buildTrade(trade: ReportedTrade, gdp: Gdp, codes: readonly string[], setting: TradeSetting): Trade {
  const { areaCount, calendar } = setting;
  const reports = tradeReports(trade, setting);
  const growth = growthIndex(gdp, codes, calendar.first, calendar.last);
  const years = yearsOf(calendar);
  const length = areaCount * (areaCount - 1) * years.length;
  const [origs, dests, year] = [new Int32Array(length), new Int32Array(length), new Int16Array(length)];
  const value = new Float64Array(length);
  const imputed = new Uint8Array(length);
  const provenance = new ProvenanceBuilder(length);
  let run: Run = { begin: 0, end: 0 };
  let report = 0;
  for (let at = 0; at < length; at++) {
    const [orig, dest] = pairAt(Math.floor(at / years.length), areaCount);
    const when = years[at % years.length]!;
    if (at % years.length === 0) {
      run = runOf(reports, run.end, orig * areaCount + dest);
      report = run.begin;
    }
    while (report < run.end && reports.year[report]! < when) report++;
    [origs[at], dests[at], year[at]] = [orig, dest, when];
    if (report < run.end && reports.year[report] === when) {
      value[at] = reports.value[report]!;
      cite(provenance, at, trade, reports, report);
      continue;
    }
    const since = reports.year[run.end - 1]!;
    const filled = fillYear(reports, run, report, when, () => meanGrowth(growth, orig, dest, since, when));
    value[at] = filled.value;
    imputed[at] = 1;
    provenance.derive(at, filled.rule);
  }
  return {
    orig: { levels: codes, codes: origs },
    dest: { levels: codes, codes: dests },
    year,
    value,
    imputed,
    ...provenance.finish(),
  };
}

function runOf({ pair }: TradeReports, begin: number, wanted: number): Run {
  let end = begin;
  while (pair[end] === wanted) end++;
  return { begin, end };
}

/** Value of a year without a report; `next` is the first report after it, or the end of the run. */
function fillYear(
  { year: years, value: values }: TradeReports,
  { begin, end }: Run,
  next: number,
  year: number,
  growthSinceLast: () => number,
): { readonly value: number; readonly rule: string } {
  if (begin === end) return { value: 0, rule: FILLED.never };
  const [before, after] = [values[next - 1]!, values[next]!];
  if (next === begin) return { value: after, rule: FILLED.before };
  if (next === end) return { value: before * growthSinceLast(), rule: FILLED.after };
  const start = years[next - 1]!;
  const share = (year - start) / (years[next]! - start);
  return { value: before + share * (after - before), rule: FILLED.between };
}

function cite(provenance: ProvenanceBuilder, at: number, trade: ReportedTrade, reports: TradeReports, report: number): void {
  const row = reports.row[report]!;
  const source = categoryAt(trade.source, row)!;
  const unit = UNITS.get(source);
  const operation = chain(reports.codesOf(report), ...(unit === undefined ? [] : [unit]), DEFLATED);
  provenance.cite(at, source, categoryAt(trade.file, row), trade.row[row]!, operation);
}

type GrowthIndex = (area: number, year: number) => number;

/** Geometric mean of the real growth of two areas from one year to another. */
function meanGrowth(index: GrowthIndex, orig: number, dest: number, since: number, year: number): number {
  return Math.sqrt((index(orig, year) / index(orig, since)) * (index(dest, year) / index(dest, since)));
}

/** Real GDP of an area relative to the first year, which stands for earlier ones as well. Growth is there for every area and year. */
function growthIndex(gdp: Gdp, codes: readonly string[], first: number, last: number): GrowthIndex {
  const rowOf = gdpRows(gdp);
  const count = last - first + 1;
  const index = new Float64Array(codes.length * count).fill(1);
  for (const [area, code] of codes.entries()) {
    for (let step = 1; step < count; step++) {
      const growth = gdp.growth[rowOf(code, first + step)]!;
      index[area * count + step] = index[area * count + step - 1]! * (1 + growth / 100);
    }
  }
  return (area, year) => index[area * count + Math.max(0, year - first)]!;
}
