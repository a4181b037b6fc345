/**
 * Keys that both lists hold.
 * @param a ascending, each key once; likewise b.
 */
export function commonKeys(a: Float64Array, b: Float64Array): Float64Array {
  const common = new Float64Array(Math.min(a.length, b.length));
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) common[count++] = a[i]!;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return common.slice(0, count);
}

/**
 * Where the wanted keys stand.
 * @param keys ascending, each key once; all of `wanted`, ascending too, are among them.
 */
export function positionsOf(wanted: Float64Array, keys: Float64Array): Int32Array {
  let at = 0;
  return Int32Array.from(wanted, (key) => {
    while (keys[at]! < key) at++;
    return at;
  });
}
