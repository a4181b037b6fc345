import { refuse } from '../diagnostics/diagnostic.ts';
import { type Rounding, roundToTotal } from './rounding.ts';

export interface NetBalanceOptions {
  /**
   * 'scale' multiplies gains and losses so that they meet half way; 'shift' subtracts the mean, which can turn a gain into a
   * loss. Default 'scale'.
   */
  readonly method?: 'scale' | 'shift';
  /** n, not negative: sum of weight times net migration becomes 0 instead of the plain sum. */
  readonly weights?: Float64Array;
  /** Default 'none'. */
  readonly rounding?: Rounding;
}

/**
 * Net migration of all areas changed so that it adds up to 0, as that of the whole world must (docs/method.md 9.2).
 * @param net n persons, arrivals minus departures. @returns n.
 * @throws PipelineError E505 for numbers that are not finite, or gains without losses.
 */
export function balanceNetMigration(net: Float64Array, areas: readonly string[], options: NetBalanceOptions = {}): Float64Array {
  const { method = 'scale', weights = new Float64Array(net.length).fill(1), rounding = 'none' } = options;
  const missing = net.findIndex((persons) => !Number.isFinite(persons));
  if (missing >= 0) refuse('E505', `net migration of ${areas[missing]} is ${net[missing]}`, { expected: 'a finite number of persons' });
  const balanced = method === 'scale' ? scaledToMeet(net, weights) : shiftedToZero(net, weights);
  return rounding === 'none' ? balanced : roundToTotal(balanced, 0);
}

/** Sum of |net migration|, the total that the migration rate method shares out (docs/method.md 9.2). @param balanced n, adds up to 0. */
export function sumOfNetMigration(balanced: Float64Array): number {
  return balanced.reduce((total, persons) => total + Math.abs(persons), 0);
}

function scaledToMeet(net: Float64Array, weights: Float64Array): Float64Array {
  const gains = weighted(net, weights, (persons) => persons > 0);
  const losses = -weighted(net, weights, (persons) => persons < 0);
  if (gains === 0 && losses === 0) return Float64Array.from(net);
  if (gains === 0 || losses === 0) {
    refuse('E505', `net migration adds up to ${gains - losses}, with ${gains === 0 ? 'no gains' : 'no losses'} to balance it`, {
      expected: 'areas that gain and areas that lose people',
    });
  }
  const middle = (gains + losses) / 2;
  return net.map((persons) => persons * (persons > 0 ? middle / gains : middle / losses));
}

function shiftedToZero(net: Float64Array, weights: Float64Array): Float64Array {
  const weight = weights.reduce((total, value) => total + value, 0);
  const mean = weighted(net, weights, () => true) / weight;
  return net.map((persons) => persons - mean);
}

function weighted(net: Float64Array, weights: Float64Array, counts: (persons: number) => boolean): number {
  return net.reduce((total, persons, area) => (counts(persons) ? total + weights[area]! * persons : total), 0);
}
