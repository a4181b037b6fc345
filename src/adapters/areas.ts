import type { Areas } from '../../schemas/generated/types.ts';
import { categoryAt } from '../tables/columns.ts';

/** Calendar years of the estimates, first and last included. */
export interface Years {
  readonly first: number;
  readonly last: number;
}

/** Area codes in the order of the table; all arrays of the libraries count areas by their place in it. */
export function areaCodes({ area }: Areas): string[] {
  return Array.from(area.codes, (_, row) => categoryAt(area, row)!);
}
