/** Unordered pair of countries of each row, as one number. */
export function countryPairsOf(orig: Int32Array, dest: Int32Array, areas: number): Int32Array {
  return orig.map((from, row) => Math.min(from, dest[row]!) * areas + Math.max(from, dest[row]!));
}
