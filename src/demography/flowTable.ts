import { refuse } from '../diagnostics/diagnostic.ts';

/**
 * Flow tables are Float64Array of n*n, row-major: persons who moved from area i to area j at [i * n + j], with
 * stayers or moves inside an area on the diagonal. Areas are known by their labels in messages only.
 */

/** @throws PipelineError E505 that names the first pair of areas whose flow is negative or not finite. */
export function requireFlows(flows: Float64Array, areas: readonly string[], what = 'flows'): void {
  const n = areas.length;
  if (flows.length !== n * n) throw new RangeError(`${what}: ${flows.length} cells are not ${n} x ${n}`);
  const cell = flows.findIndex((persons) => !(persons >= 0 && persons < Number.POSITIVE_INFINITY));
  if (cell < 0) return;
  refuse('E505', `${what}: from ${areas[Math.floor(cell / n)]} to ${areas[cell % n]} there are ${flows[cell]}`, {
    expected: 'a finite number, 0 or more',
  });
}

/** @throws PipelineError E505 that names the first area whose value is not finite. */
export function requireFinite(values: Float64Array, what: string, areas: readonly string[]): void {
  if (values.length !== areas.length) throw new RangeError(`${what}: ${values.length} values for ${areas.length} areas`);
  const area = values.findIndex((value) => !Number.isFinite(value));
  if (area >= 0) refuse('E505', `${what} of ${areas[area]} is ${values[area]}`, { expected: 'a finite number' });
}

/** @throws PipelineError E505 that names the first area whose value is not positive and finite. */
export function requirePositive(values: Float64Array, what: string, areas: readonly string[]): void {
  if (values.length !== areas.length) throw new RangeError(`${what}: ${values.length} values for ${areas.length} areas`);
  const area = values.findIndex((value) => !(value > 0 && value < Number.POSITIVE_INFINITY));
  if (area >= 0) refuse('E505', `${what} of ${areas[area]} is ${values[area]}`, { expected: 'a finite number above 0' });
}

/** A copy with zeros on the diagonal: only moves between areas. */
export function withoutDiagonal(flows: Float64Array, n: number): Float64Array {
  return flows.map((persons, cell) => (cell % (n + 1) === 0 ? 0 : persons));
}

/** The n(n - 1) flows between different areas, row by row. */
export function offDiagonal(flows: Float64Array, n: number): Float64Array {
  return flows.filter((_, cell) => cell % (n + 1) !== 0);
}

/** The table with origins and destinations exchanged. */
export function transpose(flows: Float64Array, n: number): Float64Array {
  return flows.map((_, cell) => flows[(cell % n) * n + Math.floor(cell / n)]!);
}
