/**
 * Puts the native-born on the diagonal: population minus foreign-born, at least 0 (method.md 5.3). Where there are
 * more foreign-born than people the column keeps adding up to the foreign-born.
 * @param stocks n*n (birth, residence); its diagonal does not matter. @param population n, at the same date.
 * @returns a new table, n*n.
 */
export function withNativeBorn(stocks: Float64Array, population: Float64Array): Float64Array {
  const n = population.length;
  const result = Float64Array.from(stocks);
  for (let area = 0; area < n; area++) {
    let foreign = 0;
    for (let birth = 0; birth < n; birth++) if (birth !== area) foreign += stocks[birth * n + area]!;
    result[area * (n + 1)] = Math.max(0, population[area]! - foreign);
  }
  return result;
}
