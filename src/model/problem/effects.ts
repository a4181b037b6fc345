import type { Layer, Weights } from './network.ts';
import type { Targets } from './targets.ts';
import { countReporters } from './targets.ts';

/*
 * What covariates cannot tell: areas that more people leave or come to than others like them, corridors with a life of their
 * own, and reporters who count more or less than all movers. All are parameters beside the network, normal around zero and shrunk towards it as
 * far as the reports allow (docs/method.md 3.7). Effects of areas and reporting factors are learnt with the network; when it is
 * trained, effects of areas and corridors are fitted to it (`effectFit.ts`).
 */

/** Which effects a problem has. */
export interface EffectDesign {
  readonly areas: number;
  readonly years: number;
  /** Corridors with a report, cells orig * areas + dest, ascending. */
  readonly corridors: Int32Array;
  /** Where reports tell of the step from the year before. */
  readonly reported: ReportedSteps;
  /** Number of reporters of flows. */
  readonly reporters: number;
}

/** 1 where there are reports of both years, so that a jump can be told from a level; 0 elsewhere and in the first year. */
export interface ReportedSteps {
  /** Years x 2 x areas, of all who leave and all who come: reports of any of their corridors. */
  readonly areas: Uint8Array;
  /** Years x corridors. Also 1 to and from a year in which refugees rose. */
  readonly corridors: Uint8Array;
}

/** A random walk over the years, in logs: standard deviation in the first year, 0 for none, and scales of its steps, more than 0. */
export interface WalkPrior {
  readonly level: number;
  /** Of steps that reports tell of, and of others. */
  readonly step: number;
  readonly unreportedStep: number;
  /** Degrees of freedom of steps that reports tell of, Student's t, which may jump; null, as of others, for normal ones. */
  readonly degrees: number | null;
}

/** Priors of the effects, in logs. */
export interface EffectPrior {
  /** Effect of an area on the log odds of all who leave it in a year, and on those of all who come to it. */
  readonly area: WalkPrior;
  /** Effect of a corridor with a report on its log odds in a year. */
  readonly corridor: WalkPrior;
  /** Standard deviation of the log of a reporting factor, report over true flow; 0 for none. */
  readonly reportingFactor: number;
}

export const AREA = 'area effect';
export const CORRIDOR = 'corridor effect';
export const REPORTING_FACTOR = 'observer factor';

/**
 * Effects of the corridors and reporters of reports: of arrivals by birth or citizenship, and of rises of refugees, the corridor from
 * that country, of departures the one to it.
 * @param targets by year.
 */
export function effectDesign({ flow, arrivals, departures, floors = [] }: Targets, areas: number): EffectDesign {
  const homeward = (cell: number) => (cell % areas) * areas + Math.floor(cell / areas);
  const counted = flow.map(({ cells }, year) => [...cells, ...arrivals[year]!.cells, ...departures[year]!.cells.map(homeward)]);
  const risen = flow.map((_, year) => [...(floors[year]?.cells ?? [])]);
  const corridors = Int32Array.from(new Set([...counted.flat(), ...risen.flat()])).sort();
  const numberOf = new Map(Array.from(corridors, (cell, at) => [cell, at]));
  const ofCorridors = (cells: readonly number[][]) => marked(cells, corridors.length, (cell) => [numberOf.get(cell)!]);
  const rises = ofCorridors(risen);
  const bothCounted = bothYears(ofCorridors(counted), corridors.length);
  const ends = (cell: number) => [Math.floor(cell / areas), areas + (cell % areas)];
  return {
    areas,
    years: flow.length,
    corridors,
    reported: {
      areas: bothYears(
        marked(
          flow.map(({ cells }) => [...cells]),
          2 * areas,
          ends,
        ),
        2 * areas,
      ),
      corridors: bothCounted.map((both, at) => (at < corridors.length ? 0 : both | rises[at]! | rises[at - corridors.length]!)),
    },
    reporters: countReporters([...flow, ...arrivals, ...departures]),
  };
}

/** Years x columns, 1 in those that a cell of the year belongs to. */
function marked(cells: readonly (readonly number[])[], columns: number, columnsOf: (cell: number) => readonly number[]): Uint8Array {
  const marks = new Uint8Array(cells.length * columns);
  cells.forEach((ofYear, year) => {
    for (const cell of ofYear) for (const column of columnsOf(cell)) marks[year * columns + column] = 1;
  });
  return marks;
}

/** Years x columns, 1 where that year and the one before are marked. */
function bothYears(marks: Uint8Array, columns: number): Uint8Array {
  return marks.map((mark, at) => (at < columns ? 0 : mark & marks[at - columns]!));
}

/** Effects that are all zero. Those of areas are years x 2 x areas, leaving and coming; those of corridors years x corridors. */
export function noEffects({ areas, years, corridors, reporters }: EffectDesign): Layer[] {
  const zeros = (name: string, rows: number, columns: number): Layer[] =>
    columns === 0 ? [] : [{ name, shape: [rows, columns], values: new Float32Array(rows * columns) }];
  return [...zeros(AREA, 2 * years, areas), ...zeros(REPORTING_FACTOR, 1, reporters), ...zeros(CORRIDOR, years, corridors.length)];
}

/** Share of all reports of flows that each reporter has; others count groups, by another definition. @param targets by year. */
export function reporterShares({ flow, arrivals, departures }: Targets): Float64Array {
  const counts = new Float64Array(countReporters([...flow, ...arrivals, ...departures]));
  for (const { reporters } of flow) for (const reporter of reporters ?? []) counts[reporter] = counts[reporter]! + 1;
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / Math.max(1, all));
}

/**
 * Moves the reporting factors together until their median over reports is 1: changes of stocks say little of how many
 * come and go, so that without it the level of all flows would be left open. A median, because many count well and a few miss
 * almost everybody.
 */
export function centredReportingFactors(weights: Weights, shares: Float64Array): Weights {
  return weights.map((layer) => {
    if (layer.name !== REPORTING_FACTOR) return layer;
    const centre = weightedMedian(layer.values, shares);
    return { ...layer, values: layer.values.map((factor) => factor - centre) };
  });
}

/** The least value below or at which half of the weight lies. @param shares of 1. */
function weightedMedian(values: Float32Array, shares: Float64Array): number {
  const ascending = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  let below = 0;
  for (const at of ascending) {
    below += shares[at]!;
    if (below >= 0.5) return values[at]!;
  }
  return 0;
}

/** Whether an array of weights is one of the effects, and not of the network. */
export function isEffect({ name }: Layer): boolean {
  return name === AREA || name === CORRIDOR || name === REPORTING_FACTOR;
}

/** Whether an array of weights has a gradient; the effects of corridors are fitted instead. */
export function isLearned({ name }: Layer): boolean {
  return name !== CORRIDOR;
}

/** Logs of the reporting factors; empty where the weights have none. */
export function reportingFactors(weights: Weights): Float32Array {
  return weights.find(({ name }) => name === REPORTING_FACTOR)?.values ?? new Float32Array(0);
}

/** Effects of the corridors, years x corridors; null where the weights have none. */
export function corridorEffects(weights: Weights): Float32Array | null {
  return weights.find(({ name }) => name === CORRIDOR)?.values ?? null;
}

/** Effects of the areas, years x 2 x areas; null where the weights have none. */
export function areaEffects(weights: Weights): Float32Array | null {
  return weights.find(({ name }) => name === AREA)?.values ?? null;
}

/** What the effects add to the log odds of a corridor in each year. @returns years x areas x areas (orig, dest). */
export function effectOffsets(weights: Weights, design: EffectDesign): Float32Array {
  const { areas } = design;
  const offsets = corridorOffsets(weights, design);
  const effects = areaEffects(weights);
  if (effects === null) return offsets;
  for (let row = 0, at = 0; at < offsets.length; row++) {
    const year = 2 * areas * Math.floor(row / areas);
    const leaving = effects[year + (row % areas)]!;
    for (let dest = 0; dest < areas; dest++, at++) offsets[at] = offsets[at]! + (leaving + effects[year + areas + dest]!);
  }
  return offsets;
}

/** The part of the corridors' own effects in that, 0 for corridors without one. */
export function corridorOffsets(weights: Weights, { areas, years, corridors }: EffectDesign): Float32Array {
  const offsets = new Float32Array(years * areas * areas);
  const effects = corridorEffects(weights);
  if (effects === null) return offsets;
  for (let year = 0; year < years; year++) {
    for (let at = 0; at < corridors.length; at++) {
      offsets[year * areas * areas + corridors[at]!] = effects[year * corridors.length + at]!;
    }
  }
  return offsets;
}
