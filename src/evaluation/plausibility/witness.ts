import type { AnnualFlows } from '../annualFlows.ts';

/** What somebody else says about flows, in the same areas and years as the estimate. */
export interface Witness {
  readonly name: string;
  /** Persons; NaN where the witness says nothing. */
  readonly flows: AnnualFlows;
  /** Persons that a flow which the witness leaves out stays below, at the same positions; NaN where it says nothing of the kind. */
  readonly below: Float64Array | null;
  /** Whether it counts only a part of those who move, as refugees are: no witness of totals. */
  readonly part: boolean;
}

/** Some corridors, cells orig * areas + dest, in the years first to last. */
export interface Block {
  readonly corridors: ArrayLike<number>;
  readonly first: number;
  readonly last: number;
}

/** A witness beside the estimate on the same corridor-years: persons, or what a check makes of them. */
export interface Testimony {
  readonly witness: string;
  readonly corridorYears: number;
  readonly theirs: number;
  readonly ours: number;
  /** Persons of the estimate on these corridor-years, of a change in its second year. */
  readonly covered: number;
}

/** Sum of the estimate over a block, persons. */
export function totalOf(flows: AnnualFlows, block: Block): number {
  let total = 0;
  visit(flows, block, (position) => {
    total += flows.values[position]!;
  });
  return total;
}

/**
 * Both sums over the corridor-years of a block on which the witness says something. A flow that the witness leaves out because
 * it is small is taken as the estimate where that is small too, and else as the bound: left out is never zero.
 * @param listed counts only what the witness lists.
 */
export function testimonyOf(witness: Witness, estimate: AnnualFlows, block: Block, listed = false): Testimony {
  let corridorYears = 0;
  let theirs = 0;
  let ours = 0;
  visit(estimate, block, (position) => {
    const estimated = estimate.values[position]!;
    const said = saidAt(witness, position, listed ? Number.NaN : estimated);
    if (Number.isNaN(said)) return;
    corridorYears += 1;
    theirs += said;
    ours += estimated;
  });
  return { witness: witness.name, corridorYears, theirs, ours, covered: ours };
}

/** Both changes from the year before, year over year before, on the corridors that the witness lists in both years. */
export function changeOf(witness: Witness, estimate: AnnualFlows, corridors: ArrayLike<number>, year: number): Testimony {
  const cells = estimate.areas * estimate.areas;
  let corridorYears = 0;
  const sums = { theirs: [0, 0], ours: [0, 0] };
  visit(estimate, { corridors, first: year, last: year }, (position) => {
    const before = position - cells;
    const said = [witness.flows.values[before]!, witness.flows.values[position]!];
    if (Number.isNaN(said[0]) || Number.isNaN(said[1])) return;
    corridorYears += 1;
    for (const [at, place] of [before, position].entries()) {
      sums.theirs[at] = sums.theirs[at]! + said[at]!;
      sums.ours[at] = sums.ours[at]! + estimate.values[place]!;
    }
  });
  const change = ([before = 0, after = 0]: readonly number[]) => after / before;
  return { witness: witness.name, corridorYears, theirs: change(sums.theirs), ours: change(sums.ours), covered: sums.ours[1]! };
}

/** What a witness says at a position, persons; where it only leaves a small flow out, the value nearest to `estimated`. */
export function saidAt({ flows, below }: Witness, position: number, estimated: number): number {
  const listed = flows.values[position]!;
  if (!Number.isNaN(listed) || below === null || Number.isNaN(below[position])) return listed;
  return Math.min(estimated, below[position]!);
}

/** Positions of a block, by year and corridor. */
function visit(flows: AnnualFlows, { corridors, first, last }: Block, each: (position: number) => void): void {
  const cells = flows.areas * flows.areas;
  for (let year = first; year <= last; year++) {
    const offset = (year - flows.first) * cells;
    for (let at = 0; at < corridors.length; at++) each(offset + corridors[at]!);
  }
}
