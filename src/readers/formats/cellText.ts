/**
 * A typed cell of JSON, Parquet or XLSX as the text that a CSV file would hold: the shortest decimals of a number,
 * nothing where it is missing or not a number. What is no single value becomes text that no reader takes for a number.
 */
export function cellText(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'a broken date' : value.toISOString();
  if (typeof value === 'object') return JSON.stringify(value) ?? 'a list or object';
  return String(value);
}
