import { yeoJohnson, yeoJohnsonSlope } from '../../problem/yeoJohnson.ts';
import type { StockTransform } from './paperProblem.ts';

/*
 * Stocks as the published network sees them in training (docs/method.md 3.4). Tables are areas x areas (birth, residence). In the
 * first year of a period they are the stocks as they are, with gradient; in the others the two rules below, without.
 */

/** (psi(S) - mean) / sd of every cell. */
export function stockInputOf(stock: Float64Array, { lambda, mean, sd }: StockTransform): Float64Array {
  return stock.map((persons) => (yeoJohnson(persons, lambda) - mean) / sd);
}

/** Adjoint of `stockInputOf`. */
export function stockInputAdjoint(stock: Float64Array, inputAdjoint: Float64Array, { lambda, sd }: StockTransform): Float64Array {
  return inputAdjoint.map((adjoint, cell) => (adjoint === 0 ? 0 : (adjoint * yeoJohnsonSlope(stock[cell]!, lambda)) / sd));
}

/**
 * Stocks without negative ones and with the native-born as population less foreign-born, not below zero.
 * @param population of the areas on 1 January of the year before: the published rule is one year late.
 */
export function nativeReplaced(stock: Float64Array, population: Float64Array): Float64Array {
  const areas = population.length;
  const replaced = stock.map((persons) => Math.max(0, persons));
  for (let area = 0; area < areas; area++) {
    let foreign = 0;
    for (let birth = 0; birth < areas; birth++) if (birth !== area) foreign += replaced[birth * areas + area]!;
    replaced[area * areas + area] = Math.max(0, population[area]! - foreign);
  }
  return replaced;
}
