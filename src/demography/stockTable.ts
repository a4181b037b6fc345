import { refuse } from '../diagnostics/diagnostic.ts';

/**
 * Stock tables are Float64Array of n*n, row-major: persons born in area b and living in area r at [b * n + r],
 * native-born on the diagonal.
 */
export interface StockRules {
  /** What the table is, for messages: "stocks at the start". */
  readonly what: string;
  readonly areas: readonly string[];
  /** Natives below 0 are let through, because the caller corrects them (more foreign-born than people). */
  readonly negativeNatives?: boolean;
  /** Natives are not looked at, because the caller does not use them. */
  readonly withoutNatives?: boolean;
}

/** @throws PipelineError E505 that names the first cell which is negative or not finite. */
export function requireStocks(table: Float64Array, rules: StockRules): void {
  const { what, areas, negativeNatives = false, withoutNatives = false } = rules;
  const n = areas.length;
  if (table.length !== n * n) throw new RangeError(`${what}: ${table.length} cells are not ${n} x ${n}`);
  for (let cell = 0; cell < table.length; cell++) {
    const persons = table[cell]!;
    if (persons >= 0 && persons < Number.POSITIVE_INFINITY) continue;
    const birth = Math.floor(cell / n);
    const residence = cell % n;
    if (birth === residence && (withoutNatives || (negativeNatives && Number.isFinite(persons)))) continue;
    refuse('E505', `${what}: persons born in ${areas[birth]} and living in ${areas[residence]} are ${persons}`, {
      expected: 'a finite number of persons, 0 or more',
    });
  }
}

/** @throws PipelineError E505 that names the first area whose value is missing, negative or not finite. */
export function requireCounts(values: Float64Array, what: string, areas: readonly string[]): void {
  if (values.length !== areas.length) throw new RangeError(`${what}: ${values.length} values for ${areas.length} areas`);
  const area = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (area < 0) return;
  const value = values[area]!;
  refuse('E505', Number.isNaN(value) ? `${what} of ${areas[area]} are missing` : `${what} of ${areas[area]} are ${value}`, {
    expected: 'a finite number, 0 or more, for every area',
  });
}
