/**
 * Flows between all areas in each of `years` calendar years from `first`, in persons: that of year y from area i to
 * area j stands at ((y - first) * areas + i) * areas + j. NaN where there is none.
 */
export interface AnnualFlows {
  readonly first: number;
  readonly years: number;
  readonly areas: number;
  readonly values: Float64Array;
}

/** The same value for every flow of the calendar years first to last. */
export function annualFlowsOf(calendar: { readonly first: number; readonly last: number }, areas: number, value: number): AnnualFlows {
  const years = calendar.last - calendar.first + 1;
  return { first: calendar.first, years, areas, values: new Float64Array(years * areas * areas).fill(value) };
}

/** Position of a flow; -1 outside the years. */
export function positionOf(flows: AnnualFlows, year: number, orig: number, dest: number): number {
  const index = year - flows.first;
  return index < 0 || index >= flows.years ? -1 : (index * flows.areas + orig) * flows.areas + dest;
}

/** Flows of the calendar years start to end - 1 together, shape areas x areas (origin, destination). */
export function sumOfYears(flows: AnnualFlows, start: number, end: number): Float64Array {
  const cells = flows.areas * flows.areas;
  const sum = new Float64Array(cells);
  for (let year = start; year < end; year++) {
    const offset = (year - flows.first) * cells;
    for (let cell = 0; cell < cells; cell++) sum[cell] = sum[cell]! + flows.values[offset + cell]!;
  }
  return sum;
}
