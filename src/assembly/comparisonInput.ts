import type { Areas, Heldout, MemberFlows, Observations, Panel, StocksImputed } from '../../schemas/types.ts';
import { refuse } from '../../src/diagnostics/diagnostic.ts';
import type { Gathered, TableInput } from '../../src/engine/stage.ts';
import type { AnnualFlows } from '../../src/evaluation/annualFlows.ts';
import { annualFlowsOf, positionOf } from '../../src/evaluation/annualFlows.ts';
import type { Collection, FlowReports, Interval } from '../../src/evaluation/comparison.ts';
import type { Category, Columns } from '../../src/tables/columns.ts';
import { categoryAt } from '../../src/tables/columns.ts';
import { recode } from '../../src/tables/recode.ts';

/** Calendar years of the estimates, first and last included. */
export interface Years {
  readonly first: number;
  readonly last: number;
}

/** Area codes in the order of the table; everything below counts areas by their place in it. */
export function areaCodes(areas: Areas): string[] {
  return Array.from(areas.area.codes, (_, row) => categoryAt(areas.area, row) as string);
}

/** Stock tables by date (1 January): areas x areas (birth, residence), native-born on the diagonal. */
export function stockTables(stocks: StocksImputed, areas: readonly string[]): Map<number, Float64Array> {
  const birth = recode(stocks.birth, areas).codes;
  const residence = recode(stocks.residence, areas).codes;
  const tables = new Map<number, Float64Array>();
  for (const [row, persons] of stocks.persons.entries()) {
    const date = stocks.year[row]!;
    const table = tables.get(date) ?? new Float64Array(areas.length * areas.length);
    tables.set(date, table);
    table[birth[row]! * areas.length + residence[row]!] = persons;
  }
  return tables;
}

/** Intervals between adjacent stock dates whose calendar years are all estimated. Refuses (E505) where there is none. */
export function intervalsBetween(dates: Iterable<number>, years: Years): Interval[] {
  const sorted = [...dates].sort((a, b) => a - b);
  const intervals = sorted
    .slice(1)
    .map((end, index) => ({ start: sorted[index]!, end }))
    .filter(({ start, end }) => start >= years.first && end - 1 <= years.last);
  if (intervals.length === 0) {
    refuse('E505', `no interval between stock dates lies in ${years.first} to ${years.last}`, {
      expected: 'at least two stock dates in the years that are estimated',
      hint: 'widen years.first and years.last in params.yaml',
    });
  }
  return intervals;
}

/** Values of one indicator of the panel. */
export class Series {
  readonly #indicator: string;
  readonly #areas: readonly string[];
  /** By year: one value for each area, NaN where the panel has none. */
  readonly #values = new Map<number, Float64Array>();

  constructor(panel: Panel, indicator: string, areas: readonly string[]) {
    this.#indicator = indicator;
    this.#areas = areas;
    const area = recode(panel.area, areas).codes;
    const wanted = panel.indicator.levels.indexOf(indicator);
    for (const [row, value] of panel.value.entries()) {
      if (panel.indicator.codes[row] !== wanted) continue;
      const year = panel.year[row]!;
      const values = this.#values.get(year) ?? new Float64Array(areas.length).fill(Number.NaN);
      this.#values.set(year, values);
      values[area[row]!] = value;
    }
  }

  /** Values of a year by area. Refuses (E505) a year in which an area has none. */
  at(year: number): Float64Array {
    const values = this.#values.get(year);
    const gap = values ? values.findIndex((value) => Number.isNaN(value)) : 0;
    if (values && gap < 0) return values;
    return refuse('E505', `the panel has no ${this.#indicator} of ${this.#areas[gap]} in ${year}`, {
      expected: `${this.#indicator} of every area in every year between the stock dates`,
      hint: 'complete the source that harmonize takes it from',
    });
  }

  /** Sum over the calendar years of an interval, by area. */
  sum({ start, end }: Interval): Float64Array {
    const sum = new Float64Array(this.#areas.length);
    for (let year = start; year < end; year++) {
      for (const [area, value] of this.at(year).entries()) sum[area] = sum[area]! + value;
    }
    return sum;
  }
}

/** Mean over the members of their central runs. A corridor without a row has no flow. */
export function ensembleFlows(members: readonly Gathered<TableInput<MemberFlows>>[], areas: readonly string[], years: Years) {
  return meanFlows(members, (member) => member.flow, annualFlowsOf(years, areas.length, 0), areas);
}

/** Mean over the seeds of what networks predict that did not see the corridor; NaN where none predicted. */
export function heldoutFlows(folds: readonly Gathered<TableInput<Heldout>>[], areas: readonly string[], years: Years) {
  return meanFlows(folds, (fold) => fold.predicted, annualFlowsOf(years, areas.length, Number.NaN), areas);
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

/** Reported flows by area index. A collection is what one source has from one kind of reporter. */
export function flowReports(observations: Observations, areas: readonly string[]): FlowReports {
  const { source, reporter, year, persons } = observations;
  const nameOf = (row: number) => `${categoryAt(source, row)} ${categoryAt(reporter, row)}`;
  const byName = new Map<string, Collection>();
  for (const row of persons.keys()) {
    const name = nameOf(row);
    if (!byName.has(name)) byName.set(name, { name, reporter: categoryAt(reporter, row) as Collection['reporter'] });
  }
  const names = [...byName.keys()].sort();
  const indexOf = new Map(names.map((name, index) => [name, index]));
  return {
    collections: names.map((name) => byName.get(name) as Collection),
    collection: Int32Array.from(persons, (_, row) => indexOf.get(nameOf(row)) as number),
    orig: recode(observations.orig, areas).codes,
    dest: recode(observations.dest, areas).codes,
    year,
    persons,
  };
}
