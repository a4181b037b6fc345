import type { NetMigrationReports, ReportedNetMigration } from '../../schemas/types.ts';
import { categoryAt, categoryOf } from '../tables/columns.ts';
import type { AreaResolver } from './areaResolver.ts';
import type { ExclusionLog } from './exclusions.ts';
import { compareText } from './order.ts';
import { type Calendar, isWithin } from './tables.ts';

/** Reports of the calendar years, sorted by area, year and source. */
export function harmonizeNetMigration(
  reports: ReportedNetMigration,
  codes: readonly string[],
  calendar: Calendar,
  resolver: AreaResolver,
  log: ExclusionLog,
): NetMigrationReports {
  const rows: { area: number; year: number; source: string; persons: number }[] = [];
  for (let row = 0; row < reports.year.length; row++) {
    const source = categoryAt(reports.source, row) as string;
    const code = categoryAt(reports.area, row) as string;
    const year = reports.year[row] as number;
    const persons = reports.persons[row] as number;
    const { area, reason } = resolver.resolve('iso3', code, () => ({ file: source, field: 'area' }));
    if (reason !== null) log.add({ source, reason, orig: code, dest: null, year, persons });
    else if (isWithin(calendar, year)) rows.push({ area, year, source, persons });
    else log.add({ source, reason: 'outside the years of the estimates', orig: null, dest: null, year, persons });
  }
  rows.sort((a, b) => a.area - b.area || a.year - b.year || compareText(a.source, b.source));
  return {
    area: { levels: codes, codes: Int32Array.from(rows, ({ area }) => area) },
    year: Int16Array.from(rows, ({ year }) => year),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    source: categoryOf(rows.map(({ source }) => source)),
  };
}
