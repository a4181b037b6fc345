/** Departures above the population (docs/method.md 4.3), persons, and the penalty on them. */
export interface OutflowExcess {
  /** Mean over the areas of max(0, departures - population). */
  readonly mean: number;
  readonly penalty: number;
}

/**
 * Penalty of one year, scale x the mean excess of departures over population.
 * @param corridors areas x areas (orig, dest).
 * @param population of the areas on 1 January.
 * @param scale weight of the penalty / standard deviation of all populations.
 * @param adjoint of the corridors; the derivative is added to it.
 */
export function outflowExcess(corridors: Float64Array, population: Float64Array, scale: number, adjoint: Float64Array): OutflowExcess {
  const areas = population.length;
  let sum = 0;
  for (let orig = 0; orig < areas; orig++) {
    const row = orig * areas;
    let departures = 0;
    for (let dest = 0; dest < areas; dest++) departures += corridors[row + dest]!;
    const excess = departures - population[orig]!;
    if (excess <= 0) continue;
    sum += excess;
    for (let dest = 0; dest < areas; dest++) adjoint[row + dest] = adjoint[row + dest]! + scale / areas;
  }
  return { mean: sum / areas, penalty: (scale * sum) / areas };
}
