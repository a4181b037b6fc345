import { categoryAt } from '../tables/columns.ts';
import type { AreaResolver } from './areas/areaResolver.ts';
import { isWorldBankSum } from './areas/nonAreas.ts';
import { type ExclusionLog, OUTSIDE_YEARS } from './lineage/exclusions.ts';
import { type Calendar, isWithin, type RawTables } from './lineage/rawTables.ts';
import { SOURCE } from './lineage/sources.ts';

/** Notes every row of area tables (WPP, GDP, yearly measures) that neither the panel nor the population check takes. */
export function noteUnusedAreaRows(tables: RawTables, calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): void {
  noteDemography(tables.demography, calendar, resolver, log);
  noteGdp(tables.gdp, calendar, resolver, log);
  noteMeasures(tables.areaMeasures, calendar, resolver, log);
}

function noteDemography(table: RawTables['demography'], calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): void {
  const population = table.indicator.levels.indexOf('population_end');
  const change = table.indicator.levels.indexOf('change');
  for (let row = 0; row < table.value.length; row++) {
    const code = String(table.m49[row]);
    const year = table.year[row]!;
    const place = () => ({ file: categoryAt(table.file, row)!, row: table.row[row]!, field: 'country_code' });
    const indicator = table.indicator.codes[row];
    // Population on 1 January is that of 31 December of the year before.
    const within = isWithin(calendar, year) || (indicator === population && year === calendar.first - 1);
    const { reason } = resolver.resolve(SOURCE.demography, 'm49', code, place);
    if (reason !== null) log.add(noted(SOURCE.demography, reason, code, year));
    else if (!within) log.add(noted(SOURCE.demography, OUTSIDE_YEARS, null, year));
    else if (indicator === change) log.add(noted(SOURCE.demography, 'contained in the population, which is chained by it', null, year));
  }
}

function noteGdp({ area, year, file, row }: RawTables['gdp'], calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): void {
  for (let index = 0; index < year.length; index++) {
    const code = categoryAt(area, index)!;
    const when = year[index]!;
    const place = () => ({ file: categoryAt(file, index)!, row: row[index]!, field: 'Country ISO' });
    const { reason } = resolver.resolve(SOURCE.gdp, 'iso3', code, place);
    if (reason !== null) log.add(noted(SOURCE.gdp, reason, code, when));
    else if (!isWithin(calendar, when)) log.add(noted(SOURCE.gdp, OUTSIDE_YEARS, null, when));
  }
}

/** The World Bank mixes sums over several countries into its list, under codes that no country has. Refuses any other code (E304). */
function noteMeasures(table: RawTables['areaMeasures'], calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): void {
  for (let row = 0; row < table.value.length; row++) {
    const source = categoryAt(table.source, row)!;
    const code = categoryAt(table.area, row)!;
    const year = table.year[row]!;
    const place = () => ({ file: categoryAt(table.file, row)!, row: table.row[row]! });
    const { reason } =
      source === SOURCE.worldBank && isWorldBankSum(code) && !resolver.knows('iso3', code)
        ? { reason: 'in no code list: an aggregate of the World Bank' }
        : resolver.resolve(source, 'iso3', code, place);
    if (reason !== null) log.add(noted(source, reason, code, year));
    else if (!isWithin(calendar, year)) log.add(noted(source, OUTSIDE_YEARS, null, year));
  }
}

function noted(source: string, reason: string, orig: string | null, year: number) {
  return { source, reason, orig, dest: null, year, persons: Number.NaN };
}
