import type { Layer, Weights } from './network.ts';
import type { TargetGroup, Targets } from './targets.ts';
import { countReporters } from './targets.ts';

/*
 * What covariates cannot tell: areas that more people leave or come to than others like them, corridors with a life of their
 * own, and reporters who count more or less than all movers. All are parameters beside the network, normal around zero and shrunk towards it as
 * far as the reports allow (docs/method.md 3.7). Effects of areas and reporting factors are learnt with the network;
 * effects of corridors are fitted to it (`corridorFit.ts`).
 */

/** Which effects a problem has. */
export interface EffectDesign {
  readonly areas: number;
  readonly years: number;
  /** Corridors with a report, cells orig * areas + dest, ascending. */
  readonly corridors: Int32Array;
  /** Number of reporters of flows. */
  readonly reporters: number;
}

/** Standard deviations in logs; 0 leaves effects out. */
export interface EffectPrior {
  /** Effect of an area on the log odds of all who leave it, and on those of all who come to it. */
  readonly area: number;
  /** Effect of a corridor on its log odds in the first year, and how far it moves from one year to the next, more than 0. */
  readonly corridor: { readonly level: number; readonly step: number };
  /** Log of a reporting factor, report over true flow. */
  readonly reportingFactor: number;
  /** Error of a report, against which effects are weighed. */
  readonly report: number;
}

export const AREA = 'area effect';
export const CORRIDOR = 'corridor effect';
export const REPORTING_FACTOR = 'observer factor';

/** Effects of the corridors and reporters of reported flows. @param targets by year. */
export function effectDesign({ flow }: Targets, areas: number): EffectDesign {
  const reported = new Set(flow.flatMap(({ cells }) => Array.from(cells)));
  return { areas, years: flow.length, corridors: Int32Array.from(reported).sort(), reporters: countReporters(flow) };
}

/** Effects that are all zero. Those of areas are 2 x areas, leaving and coming; those of corridors years x corridors. */
export function noEffects({ areas, years, corridors, reporters }: EffectDesign): Layer[] {
  const zeros = (name: string, rows: number, columns: number): Layer[] =>
    columns === 0 ? [] : [{ name, shape: [rows, columns], values: new Float32Array(rows * columns) }];
  return [...zeros(AREA, 2, areas), ...zeros(REPORTING_FACTOR, 1, reporters), ...zeros(CORRIDOR, years, corridors.length)];
}

/** Share of the weight of all reports that each reporter has. @param flow targets by year. */
export function reporterShares(flow: readonly TargetGroup[]): Float64Array {
  const sums = new Float64Array(countReporters(flow));
  let all = 0;
  for (const { reporters, weights } of flow) {
    reporters?.forEach((reporter, row) => {
      sums[reporter] = sums[reporter]! + weights[row]!;
      all += weights[row]!;
    });
  }
  return sums.map((sum) => sum / all);
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

/** Effects of the areas, 2 x areas; null where the weights have none. */
export function areaEffects(weights: Weights): Float32Array | null {
  return weights.find(({ name }) => name === AREA)?.values ?? null;
}

/** What the effects add to the log odds of a corridor in each year. @returns years x areas x areas (orig, dest). */
export function effectOffsets(weights: Weights, design: EffectDesign): Float32Array {
  const { areas } = design;
  const offsets = corridorOffsets(weights, design);
  const effects = areaEffects(weights);
  if (effects === null) return offsets;
  return offsets.map((offset, at) => offset + (effects[Math.floor(at / areas) % areas]! + effects[areas + (at % areas)]!));
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

/**
 * Adds the penalty of the effects that are learnt to the gradients of the loss: minus the log of their normal prior, in units
 * of the flow loss, so that the two together are a posterior of normal errors. A reporting factor is weighed against the
 * errors of reports, an effect of an area against what corridors have of their own as well. Where the standard deviation is 0,
 * or reports do not count, effects stay at 0.
 * @param learned weights with a gradient.
 * @param gradients by array of weights.
 * @param unit loss of a report whose log is off by 1.
 */
export function penalised(
  learned: Weights,
  gradients: readonly Float32Array[],
  prior: EffectPrior,
  unit: number,
): { penalty: number; gradients: Float32Array[] } {
  let penalty = 0;
  const added = learned.map(({ name, values }, layer) => {
    const gradient = gradients[layer]!;
    const weight = name === REPORTING_FACTOR ? reportingFactorWeight(prior) * unit : name === AREA ? areaWeight(prior) * unit : null;
    if (weight === null) return gradient;
    if (weight === 0) return new Float32Array(gradient.length);
    for (const value of values) penalty += weight * value * value;
    return gradient.map((slope, at) => slope + 2 * weight * values[at]!);
  });
  return { penalty, gradients: added };
}

/** How many reports of one unit of error a factor of one is worth. */
function reportingFactorWeight({ reportingFactor, report }: EffectPrior): number {
  return reportingFactor > 0 ? (report * report) / (reportingFactor * reportingFactor) : 0;
}

function areaWeight({ area, corridor, report }: EffectPrior): number {
  return area > 0 ? (corridor.level * corridor.level + report * report) / (area * area) : 0;
}
