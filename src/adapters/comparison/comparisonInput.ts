import type {
  CompetitorFlows,
  Heldout,
  MemberFlows,
  NetMigrationReports,
  Observations,
  StocksImputed,
} from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Gathered, TableInput } from '../../engine/stage.ts';
import type { AnnualFlows } from '../../evaluation/annualFlows.ts';
import { annualFlowsOf, positionOf } from '../../evaluation/annualFlows.ts';
import type { Collection, Interval, ReportTable } from '../../evaluation/comparison/comparison.ts';
import { pairOf } from '../../evaluation/comparison/methodScores.ts';
import { COMPETITORS } from '../../evaluation/competitors/competitors.ts';
import type { Category, Columns } from '../../tables/columns.ts';
import { categoryAt } from '../../tables/columns.ts';
import { yearlyMatrices } from '../../tables/pivot.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';
import { collectionAt } from '../collections.ts';

/** Stock tables by date (1 January): areas x areas (birth, residence), native-born on the diagonal. */
export function stockTables(stocks: StocksImputed, areas: readonly string[]): Map<number, Float64Array> {
  return yearlyMatrices({ year: stocks.year, from: stocks.birth, to: stocks.residence }, stocks.persons, areas);
}

/** Intervals between adjacent stock dates whose calendar years are all estimated. Refuses (E209) where there is none. */
export function intervalsBetween(dates: Iterable<number>, years: Years): Interval[] {
  const sorted = [...dates].sort((a, b) => a - b);
  const intervals = sorted
    .slice(1)
    .map((end, index) => ({ start: sorted[index]!, end }))
    .filter(({ start, end }) => start >= years.first && end - 1 <= years.last);
  if (intervals.length === 0) {
    refuse('E209', `no interval between stock dates lies in ${years.first} to ${years.last}`, {
      expected: 'at least two stock dates in the years that are estimated',
      hint: 'widen years.first and years.last in params.yaml',
    });
  }
  return intervals;
}

/** Mean over the members of their central runs. A corridor without a row has no flow. */
export function ensembleFlows(members: readonly Gathered<TableInput<MemberFlows>>[], areas: readonly string[], years: Years) {
  return meanFlows(members, (member) => member.flow, annualFlowsOf(years, areas.length, 0), areas);
}

/** Mean over the seeds of what networks predict that did not see the corridor; NaN where none predicted. */
export function heldoutFlows(folds: readonly Gathered<TableInput<Heldout>>[], areas: readonly string[], years: Years) {
  return meanFlows(folds, (fold) => fold.predicted, annualFlowsOf(years, areas.length, Number.NaN), areas);
}

/** What each competitor predicts of held-out corridors; NaN where it predicts nothing. */
export async function competitorFlows(folds: readonly Gathered<TableInput<CompetitorFlows>>[], areas: readonly string[], years: Years) {
  const flows = new Map<string, AnnualFlows>();
  for (const name of COMPETITORS) {
    flows.set(name, await meanFlows(folds, (fold) => fold[name], annualFlowsOf(years, areas.length, Number.NaN), areas));
  }
  return flows;
}

/** Which fold held the pair of two areas out; -1 where none did. */
export async function foldsOfPairs(folds: readonly Gathered<TableInput<Heldout>>[], areas: readonly string[]) {
  const foldOf = new Map<number, number>();
  for (const { each, input } of folds) {
    const table = await input.read();
    const dest = recode(table.dest, areas).codes;
    for (const [row, orig] of recode(table.orig, areas).codes.entries()) foldOf.set(pairOf(orig, dest[row]!), Number(each['fold']));
  }
  return (orig: number, dest: number) => foldOf.get(pairOf(orig, dest)) ?? -1;
}

type FlowRows = Columns & { readonly year: Int16Array; readonly orig: Category; readonly dest: Category };

/** Reads one table after the other and puts the mean of all rows of a corridor and year into `flows`. */
async function meanFlows<T extends FlowRows>(
  tables: readonly Gathered<TableInput<T>>[],
  personsOf: (table: T) => Float64Array,
  flows: AnnualFlows,
  areas: readonly string[],
): Promise<AnnualFlows> {
  const counts = new Uint32Array(flows.values.length);
  for (const { input } of tables) {
    const table = await input.read();
    const orig = recode(table.orig, areas).codes;
    const dest = recode(table.dest, areas).codes;
    for (const [row, persons] of personsOf(table).entries()) {
      const position = positionOf(flows, table.year[row]!, orig[row]!, dest[row]!);
      if (position < 0) continue;
      const count = counts[position]! + 1;
      const mean = count === 1 ? 0 : flows.values[position]!;
      flows.values[position] = mean + (persons - mean) / count;
      counts[position] = count;
    }
  }
  return flows;
}

/** Reported flows by area index. */
export function flowReports(observations: Observations, areas: readonly string[]): ReportTable {
  const { source, reporter, year, persons } = observations;
  const nameOf = (row: number) => collectionAt({ source, reporter }, row);
  const byName = new Map<string, Collection>();
  for (const row of persons.keys()) {
    const name = nameOf(row);
    if (!byName.has(name)) byName.set(name, { name, reporter: categoryAt(reporter, row) as Collection['reporter'] });
  }
  const names = [...byName.keys()].sort();
  const indexOf = new Map(names.map((name, index) => [name, index]));
  return {
    collections: names.map((name) => byName.get(name)!),
    collection: Int32Array.from(persons, (_, row) => indexOf.get(nameOf(row))!),
    orig: recode(observations.orig, areas).codes,
    dest: recode(observations.dest, areas).codes,
    year,
    persons,
  };
}

/**
 * Net migration that statistical offices report, by source and interval: persons, n; NaN for an area without a report of
 * every year of the interval. Estimates of models do not count.
 */
export function nationalNetMigration(
  { area, year, persons, kind, source }: NetMigrationReports,
  areas: readonly string[],
  intervals: readonly Interval[],
): Map<string, Float64Array[]> {
  const places = recode(area, areas).codes;
  const isReported = (row: number) => categoryAt(kind, row) === 'reported';
  const sources = new Set([...persons.keys()].filter(isReported).map((row) => categoryAt(source, row)!));
  const totals = new Map([...sources].sort().map((name) => [name, intervals.map(() => new Float64Array(areas.length))]));
  const counts = new Map([...sources].map((name) => [name, intervals.map(() => new Uint8Array(areas.length))]));
  for (const row of persons.keys()) {
    const interval = intervals.findIndex(({ start, end }) => start <= year[row]! && year[row]! < end);
    if (interval < 0 || !isReported(row)) continue;
    const [total, count] = [totals, counts].map((by) => by.get(categoryAt(source, row)!)![interval]!);
    total![places[row]!]! += persons[row]!;
    count![places[row]!]! += 1;
  }
  for (const [name, ofIntervals] of totals) {
    for (const [at, { start, end }] of intervals.entries()) {
      const count = counts.get(name)![at]!;
      ofIntervals[at] = ofIntervals[at]!.map((total, place) => (count[place] === end - start ? total : Number.NaN));
    }
  }
  return totals;
}
