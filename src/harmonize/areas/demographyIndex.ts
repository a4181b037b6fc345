import type { Demography } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';

/** Indicators of WPP as the contract "demography" names them. */
export type WppIndicator =
  | 'births'
  | 'deaths'
  | 'crude_birth_rate'
  | 'crude_death_rate'
  | 'life_expectancy'
  | 'net_migration'
  | 'change'
  | 'population_end';

/** Finds rows of the WPP table by indicator, M49 code and year. */
export class DemographyIndex {
  readonly table: Demography;
  readonly #rows = new Map<string, number>();

  constructor(table: Demography) {
    this.table = table;
    for (let row = 0; row < table.value.length; row++) {
      this.#rows.set(keyOf(categoryAt(table.indicator, row)!, table.m49[row]!, table.year[row]!), row);
    }
  }

  /** -1 where WPP has none. */
  rowOf(indicator: WppIndicator, m49: number, year: number): number {
    return this.#rows.get(keyOf(indicator, m49, year)) ?? -1;
  }

  /** NaN where WPP has none. */
  valueOf(indicator: WppIndicator, m49: number, year: number): number {
    return this.table.value[this.rowOf(indicator, m49, year)] ?? Number.NaN;
  }
}

function keyOf(indicator: string, m49: number, year: number): string {
  return `${indicator} ${m49} ${year}`;
}
