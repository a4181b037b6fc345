import type { Observations, Params, RefugeeStocks } from '../../../schemas/generated/types.ts';
import { type AnnualFlows, annualFlowsOf, positionOf } from '../../evaluation/annualFlows.ts';
import { ALL_REPORTS } from '../../evaluation/plausibility/rows.ts';
import type { Witness } from '../../evaluation/plausibility/witness.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';
import { collectionAt } from '../collections.ts';
import { censoredReports } from '../training/censoredReports.ts';

type Censored = Params['training']['censored'];

/** Each collection of reports, with what it leaves out because it is small. */
export function collectionWitnesses(observations: Observations, areas: readonly string[], years: Years, censored: Censored): Witness[] {
  const witnesses = new Map<string, Witness>();
  const positionAt = positions(observations, areas, years);
  for (const [row, persons] of observations.persons.entries()) {
    const name = collectionAt(observations, row);
    const { flows } = entry(witnesses, name, () => listing(name, annualFlowsOf(years, areas.length, Number.NaN)));
    const position = positionAt(row);
    if (position >= 0) flows.values[position] = persons;
  }
  const all = Int32Array.from(observations.persons.keys());
  const left = censoredReports(observations, areas, years, censored, all);
  for (const [at, below] of left.below.entries()) {
    const name = collectionAt(observations, left.reporterRow[at]!);
    const witness = witnesses.get(name)!;
    const bounds = witness.below ?? new Float64Array(witness.flows.values.length).fill(Number.NaN);
    bounds[(left.year[at]! - years.first) * areas.length ** 2 + left.cell[at]!] = below;
    witnesses.set(name, { ...witness, below: bounds });
  }
  return [...witnesses.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** All reports: the mean of what the collections list. */
export function allReports(collections: readonly Witness[], areas: number, years: Years): Witness {
  const flows = annualFlowsOf(years, areas, Number.NaN);
  const counts = new Uint8Array(flows.values.length);
  for (const { flows: ofCollection } of collections) {
    for (const [position, persons] of ofCollection.values.entries()) {
      if (Number.isNaN(persons)) continue;
      const count = counts[position]! + 1;
      const before = count === 1 ? 0 : flows.values[position]!;
      flows.values[position] = before + (persons - before) / count;
      counts[position] = count;
    }
  }
  return listing(ALL_REPORTS, flows);
}

/**
 * Refugees: who came in the year is at least by how many the refugees from the origin grew at the destination, and by how many
 * those from the destination fell at the origin. Displaced: as counted in the year of their flight.
 */
export function refugeeWitnesses(refugees: RefugeeStocks, areas: readonly string[], years: Years): Witness[] {
  const stocks = ofMeasure(refugees, 'stock', areas, { first: years.first - 1, last: years.last });
  const displaced = ofMeasure(refugees, 'displaced', areas, years);
  const part = (name: string, flows: AnnualFlows) => ({ ...listing(name, { ...flows, values: flows.values.map(nanForZero) }), part: true });
  return [part('refugees', movesOfRefugees(stocks, years)), part('displaced', displaced)];
}

/** Persons by year, origin and asylum; 0 without a row. */
function ofMeasure(refugees: RefugeeStocks, measure: string, areas: readonly string[], years: Years): AnnualFlows {
  const wanted = refugees.measure.levels.indexOf(measure);
  const origin = recode(refugees.origin, areas).codes;
  const asylum = recode(refugees.asylum, areas).codes;
  const table = annualFlowsOf(years, areas.length, 0);
  for (const [row, count] of refugees.persons.entries()) {
    const position = positionOf(table, refugees.year[row]!, origin[row]!, asylum[row]!);
    if (position >= 0 && refugees.measure.codes[row] === wanted) table.values[position] = count;
  }
  return table;
}

/** Who must have moved for the stocks of the end of one year to become those of the next. @param stocks from the year before `years`. */
function movesOfRefugees({ areas: n, values }: AnnualFlows, years: Years): AnnualFlows {
  const moves = annualFlowsOf(years, n, 0);
  const cells = n * n;
  for (let from = 0; from < moves.values.length; from += cells) {
    // Nobody is known to have come where nobody was counted at the end of the year before.
    if (values.subarray(from, from + cells).every((persons) => persons === 0)) continue;
    for (let cell = 0; cell < cells; cell++) {
      const back = from + (cell % n) * n + Math.floor(cell / n);
      const there = values[from + cell + cells]! - values[from + cell]!;
      const here = values[back]! - values[back + cells]!;
      moves.values[from + cell] = Math.max(0, there) + Math.max(0, here);
    }
  }
  return moves;
}

/** A witness that leaves nothing out because it is small. */
export function listing(name: string, flows: AnnualFlows): Witness {
  return { name, flows, below: null, part: false };
}

function nanForZero(value: number): number {
  return value === 0 ? Number.NaN : value;
}

/** Position of each row in annual flows; -1 outside the years. */
function positions(table: Pick<Observations, 'orig' | 'dest' | 'year'>, areas: readonly string[], years: Years): (row: number) => number {
  const like = { first: years.first, years: years.last - years.first + 1, areas: areas.length, values: new Float64Array() };
  const orig = recode(table.orig, areas).codes;
  const dest = recode(table.dest, areas).codes;
  return (row) => positionOf(like, table.year[row]!, orig[row]!, dest[row]!);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
