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
  const { measure, year, persons } = refugees;
  const isStock = (row: number) => measure.levels[measure.codes[row]!] === 'stock';
  const origin = recode(refugees.origin, areas).codes;
  const asylum = recode(refugees.asylum, areas).codes;
  const grown = annualFlowsOf(years, areas.length, 0);
  const displaced = annualFlowsOf(years, areas.length, 0);
  const stocks = annualFlowsOf({ first: years.first - 1, last: years.last }, areas.length, 0);
  const counted = Array.from({ length: stocks.years }, (_, step) => year.some((each, row) => each === stocks.first + step && isStock(row)));
  for (const [row, count] of persons.entries()) {
    const into = isStock(row) ? stocks : displaced;
    const position = positionOf(into, year[row]!, origin[row]!, asylum[row]!);
    if (position >= 0) into.values[position] = count;
  }
  const n = areas.length;
  for (const at of grown.values.keys()) {
    const [orig, dest] = [Math.floor(at / n) % n, at % n];
    const back = at - orig * n - dest + dest * n + orig;
    const change = (position: number) => stocks.values[position + n * n]! - stocks.values[position]!;
    grown.values[at] = Math.max(0, change(at)) + Math.max(0, -change(back));
  }
  // Who came in a year is not known where nobody was counted at the end of the year before.
  for (const [step, isKnown] of counted.slice(0, -1).entries()) if (!isKnown) grown.values.fill(0, step * n * n, (step + 1) * n * n);
  const part = (name: string, flows: AnnualFlows) => ({ ...listing(name, { ...flows, values: flows.values.map(nanForZero) }), part: true });
  return [part('refugees', grown), part('displaced', displaced)];
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
