import type { Areas, Panel } from '../../../schemas/generated/types.ts';
import { areaCodes } from '../areas.ts';
import { PanelSeries } from '../panelSeries.ts';

/** Demography of all areas over the years; population on 1 January. */
export interface DemographicSeries {
  readonly areas: readonly string[];
  readonly population: PanelSeries;
  readonly births: PanelSeries;
  readonly deaths: PanelSeries;
  readonly netMigration: PanelSeries;
}

/** The series of the panel. */
export function demographicSeries(table: Areas, panel: Panel): DemographicSeries {
  const areas = areaCodes(table);
  return {
    areas,
    population: new PanelSeries(panel, 'population', areas),
    births: new PanelSeries(panel, 'births', areas),
    deaths: new PanelSeries(panel, 'deaths', areas),
    netMigration: new PanelSeries(panel, 'net_migration', areas),
  };
}
