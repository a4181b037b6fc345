/**
 * A typed cell of JSON, Parquet or XLSX as the text that a CSV file would hold: the shortest decimals of a number,
 * nothing where it is missing or not a number. What is no single value becomes text that no reader takes for a number.
 */
export function cellText(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'a broken date' : value.toISOString();
  if (typeof value === 'object') return JSON.stringify(value, withoutBigInt) ?? 'a list or object';
  return String(value);
}

/** JSON has no integers of any length. */
function withoutBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/**
 * Text of a fixed-point number as Arrow keeps it: words of 32 bits, the lowest first, of an integer in two's complement that is
 * to be divided by ten to the power of `scale`.
 */
export function decimalText(words: Uint32Array, scale: number): string {
  const unsigned = words.reduceRight((high, word) => (high << 32n) + BigInt(word), 0n);
  const integer = BigInt.asIntN(32 * words.length, unsigned);
  const digits = String(integer < 0n ? -integer : integer).padStart(Math.max(0, scale) + 1, '0');
  const sign = integer < 0n ? '-' : '';
  if (scale <= 0) return `${sign}${digits}${integer === 0n ? '' : '0'.repeat(-scale)}`;
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
}
