import { refuse } from '../../diagnostics/diagnostic.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { AreaSelection } from '../areas/areas.ts';
import { DemographyIndex, type WppIndicator } from '../areas/demographyIndex.ts';
import { type Calendar, type RawTables, yearsOf } from '../lineage/rawTables.ts';

/** Persons by which the published parts of a year's change may miss it: each is rounded for itself (docs/data.md, The panel). */
const ROUNDING = 200;

/**
 * Refuses (E303) an area and year in which the population does not change by births - deaths + net migration: a file of WPP
 * of another edition than the others, in another unit, or with a wrong number.
 */
export function assertBalanced({ codes, table }: AreaSelection, { demography }: RawTables, calendar: Calendar): void {
  const index = new DemographyIndex(demography);
  for (const [area, code] of codes.entries()) {
    const m49 = table.m49[area]!;
    const of = (indicator: WppIndicator, year: number) => index.valueOf(indicator, m49, year);
    for (const year of yearsOf(calendar)) {
      const change = of('population_end', year) - of('population_end', year - 1);
      const parts = of('births', year) - of('deaths', year) + of('net_migration', year);
      if (Math.abs(change - parts) <= ROUNDING) continue;
      const row = index.rowOf('births', m49, year);
      refuse('E303', `population of ${code} changes by ${change} in ${year}, but births - deaths + net migration are ${parts}`, {
        place: { file: categoryAt(demography.file, row)!, row: demography.row[row]!, field: String(year) },
        expected: `the same, but for rounding (${ROUNDING} persons)`,
        hint: 'Take all files of WPP from one revision; look for a wrong number of this area and year in births, deaths, migration and change.',
      });
    }
  }
}
