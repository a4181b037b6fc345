import type {
  Areas,
  Demography,
  Exclusions,
  Gdp,
  NetMigrationReports,
  Observations,
  Pairs,
  Panel,
  RefugeeStocks,
  StocksMidYear,
} from '../../schemas/types.ts';
import { categoryAt } from '../tables/columns.ts';
import { AreaResolver } from './areaResolver.ts';
import { selectAreas } from './areas.ts';
import { ExclusionLog } from './exclusions.ts';
import { harmonizeNetMigration } from './netMigration.ts';
import { harmonizeFlows } from './observations.ts';
import { PairReports } from './pairReports.ts';
import { buildPairs } from './pairs.ts';
import { buildPanel } from './panel.ts';
import { gridRefugees, refugeeStocks } from './refugees.ts';
import { SOURCE } from './sources.ts';
import { harmonizeStocks, type UnknownOrigin } from './stocks.ts';
import { type Calendar, isWithin, type RawTables } from './tables.ts';

export interface Harmonized {
  readonly areas: Areas;
  readonly panel: Panel;
  readonly stocks: StocksMidYear;
  readonly pairs: Pairs;
  readonly refugees: RefugeeStocks;
  readonly observations: Observations;
  readonly netMigration: NetMigrationReports;
  readonly exclusions: Exclusions;
}

/**
 * One code list and one calendar for all sources. Every value that is read and not used is in `exclusions`,
 * except indicators of WPP and GDP outside the calendar.
 * Refuses codes that are in no code list (E304), missing distances (E303) and fewer than two complete areas (E505).
 */
export function harmonize(raw: RawTables, calendar: Calendar, unknownOrigin: UnknownOrigin): Harmonized {
  const selection = selectAreas(raw, calendar);
  const { codes } = selection;
  const resolver = new AreaResolver(raw.areaCodes, selection);
  const log = new ExclusionLog();
  const reports = new PairReports(resolver, log, codes.length);
  noteOtherDemography(raw.demography, calendar, resolver, log);
  noteOtherGdp(raw.gdp, calendar, resolver, log);
  const refugees = gridRefugees(raw.refugees, calendar, reports);
  return {
    areas: selection.table,
    panel: buildPanel(selection, raw.demography, raw.gdp, calendar),
    stocks: harmonizeStocks(raw.stocks, codes, calendar, unknownOrigin, refugees, reports, log),
    pairs: buildPairs(raw.distance, codes, resolver, log, calendar),
    refugees: refugeeStocks(refugees, codes, calendar),
    observations: harmonizeFlows(raw.flows, codes, calendar, reports, log),
    netMigration: harmonizeNetMigration(raw.netMigration, codes, calendar, resolver, log),
    exclusions: log.finish(),
  };
}

/** Notes the WPP areas that are not among the areas, with their population at the end of the year. */
function noteOtherDemography(demography: Demography, calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): void {
  for (let row = 0; row < demography.m49.length; row++) {
    const year = demography.year[row] as number;
    if (!isWithin(calendar, year)) continue;
    const code = String(demography.m49[row]);
    const { reason } = resolver.resolve('m49', code, () => ({ file: SOURCE.demography, field: 'country_code' }));
    const persons = demography.population_end[row] as number;
    if (reason !== null) log.add({ source: SOURCE.demography, reason, orig: code, dest: null, year, persons });
  }
}

/** Notes GDP of codes that are not among the areas; it is no number of persons. */
function noteOtherGdp(gdp: Gdp, calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): void {
  for (let row = 0; row < gdp.year.length; row++) {
    const year = gdp.year[row] as number;
    if (!isWithin(calendar, year)) continue;
    const code = categoryAt(gdp.area, row) as string;
    const { reason } = resolver.resolve('iso3', code, () => ({ file: SOURCE.gdp, field: 'Country ISO' }));
    if (reason !== null) log.add({ source: SOURCE.gdp, reason, orig: code, dest: null, year, persons: Number.NaN });
  }
}
