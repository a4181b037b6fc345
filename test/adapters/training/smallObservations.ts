import type { Observations } from '../../../schemas/generated/types.ts';
import { categoryOf } from '../../../src/tables/columns.ts';

export const AREAS = ['AAA', 'BBB', 'CCC'];
export const YEARS = { first: 2000, last: 2001 };
/** As many persons as the position of the flow. */
export const ENSEMBLE = { first: 2000, years: 2, areas: 3, values: Float64Array.from({ length: 18 }, (_, at) => at) };

/** Reports of 2000 and 2001, and of 1999, which is not estimated, a zero of each collection. */
export const observations: Observations = {
  orig: categoryOf(['AAA', 'BBB', 'CCC', 'AAA', 'BBB', 'CCC']),
  dest: categoryOf(['BBB', 'AAA', 'AAA', 'CCC', 'AAA', 'AAA']),
  year: Int16Array.of(2000, 2001, 2001, 1999, 1999, 1999),
  source: categoryOf(['office', 'office', 'model', 'office', 'office', 'model']),
  reporter: categoryOf(['origin', 'destination', 'model', 'origin', 'destination', 'model']),
  persons: Float64Array.of(10, 20, 30, 0, 0, 0),
  definition: categoryOf(Array.from({ length: 6 }, () => 'residence')),
  measure: categoryOf(Array.from({ length: 6 }, () => 'moves')),
  quality: categoryOf(Array.from({ length: 6 }, () => null)),
  pair: Int32Array.of(0, 0, 1, 1, 0, 1),
  mirror: new Int32Array(6).fill(-1),
  file: categoryOf(Array.from({ length: 6 }, () => 'f')),
  row: Int32Array.of(1, 2, 3, 4, 5, 6),
  operation: categoryOf(Array.from({ length: 6 }, () => '')),
};
