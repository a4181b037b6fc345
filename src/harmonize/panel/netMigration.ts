import type { NetMigrationReports } from '../../../schemas/generated/types.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import type { AreaResolver } from '../areas/areaResolver.ts';
import type { AreaSelection } from '../areas/areas.ts';
import { DemographyIndex } from '../areas/demographyIndex.ts';
import { type ExclusionLog, OUTSIDE_YEARS } from '../lineage/exclusions.ts';
import { compareText } from '../lineage/order.ts';
import { ProvenanceBuilder, UNCHANGED } from '../lineage/provenance.ts';
import { type Calendar, isWithin, type RawTables, yearsOf } from '../lineage/rawTables.ts';
import { SOURCE } from '../lineage/sources.ts';

interface NetReport {
  readonly area: number;
  readonly year: number;
  readonly persons: number;
  readonly kind: 'reported' | 'model';
  readonly source: string;
  readonly file: string;
  readonly row: number;
  readonly operation: string;
}

/** Series that the compilers of the national file had already brought to calendar years (docs/method.md 4.1): not done twice. */
const CONVERTED: ReadonlyMap<string, string> = new Map([
  ['CAN', 'mid-year to mid-year, averaged to calendar years by the compilers'],
  ['IRL', 'April to April, shifted to calendar years by the compilers'],
  ['USA', 'several national series, combined by the compilers'],
]);

/** The compilers rounded WPP to thousands before they filled it in. */
const ROUNDING = 1000;

/**
 * Net migration of calendar years, sorted by area, year and source: reports of statistical offices, and WPP as a model of every
 * area. The file that the compilers completed repeats the offices and fills in WPP rounded to thousands (docs/data.md,
 * Targets: net migration); both go to the log, and what it has beyond them is kept as a model, because no office is known to report it.
 */
export function harmonizeNetMigration(
  selection: AreaSelection,
  tables: RawTables,
  calendar: Calendar,
  resolver: AreaResolver,
  log: ExclusionLog,
): NetMigrationReports {
  const demography = new DemographyIndex(tables.demography);
  const published = readReports(tables, calendar, resolver, log);
  const offices = published.filter(({ source }) => source !== SOURCE.filledNetMigration);
  const filled = published.filter(({ source }) => source === SOURCE.filledNetMigration);
  const rows = [...offices, ...rowsWithoutOffice(filled, offices, selection, demography, log), ...wppRows(selection, demography, calendar)];
  rows.sort((a, b) => a.area - b.area || a.year - b.year || compareText(a.source, b.source));
  const provenance = new ProvenanceBuilder(rows.length);
  for (const [at, { source, file, row, operation }] of rows.entries()) provenance.cite(at, source, file, row, operation);
  return {
    area: { levels: selection.codes, codes: Int32Array.from(rows, ({ area }) => area) },
    year: Int16Array.from(rows, ({ year }) => year),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    kind: categoryOf(rows.map(({ kind }) => kind)),
    ...provenance.finish(),
  };
}

function readReports({ netMigration }: RawTables, calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): NetReport[] {
  const rows: NetReport[] = [];
  for (let index = 0; index < netMigration.year.length; index++) {
    const source = categoryAt(netMigration.source, index)!;
    const code = categoryAt(netMigration.area, index)!;
    const year = netMigration.year[index]!;
    const persons = netMigration.persons[index]!;
    const file = categoryAt(netMigration.file, index)!;
    const row = netMigration.row[index]!;
    const { area, reason } = resolver.resolve(source, 'iso3', code, () => ({ file, field: 'area', row }));
    const operation = (source === SOURCE.nationalNetMigration ? CONVERTED.get(code) : undefined) ?? UNCHANGED;
    if (reason !== null) log.add({ source, reason, orig: code, dest: null, year, persons });
    else if (!isWithin(calendar, year)) log.add({ source, reason: OUTSIDE_YEARS, orig: null, dest: null, year, persons });
    else rows.push({ area, year, persons, kind: 'reported', source, file, row, operation });
  }
  return rows;
}

/** Rows of the completed file that neither an office reports nor WPP rounded to thousands explains. */
function rowsWithoutOffice(
  filled: readonly NetReport[],
  offices: readonly NetReport[],
  { codes, table }: AreaSelection,
  demography: DemographyIndex,
  log: ExclusionLog,
): NetReport[] {
  const reported = new Map(offices.map(({ area, year, persons }) => [`${area} ${year}`, persons]));
  return filled.flatMap((report) => {
    const { source, area, year, persons } = report;
    const wpp = demography.valueOf('net_migration', table.m49[area]!, year);
    const repeats = reported.get(`${area} ${year}`) === persons;
    const rounded = persons % ROUNDING === 0 && Math.abs(persons - wpp) <= ROUNDING / 2;
    if (!repeats && !rounded) return [{ ...report, kind: 'model', operation: 'filled in by the compilers' }];
    const reason = repeats
      ? `the same report as in ${SOURCE.nationalNetMigration}`
      : `no report: ${SOURCE.demography} rounded to thousands`;
    log.add({ source, reason, orig: codes[area]!, dest: null, year, persons });
    return [];
  });
}

function wppRows({ codes, table }: AreaSelection, demography: DemographyIndex, calendar: Calendar): NetReport[] {
  const { file, row, value } = demography.table;
  return codes.flatMap((_, area) =>
    yearsOf(calendar).map((year) => {
      const index = demography.rowOf('net_migration', table.m49[area]!, year);
      return {
        area,
        year,
        persons: value[index]!,
        kind: 'model',
        source: SOURCE.demography,
        file: categoryAt(file, index)!,
        row: row[index]!,
        operation: 'thousands to persons',
      };
    }),
  );
}
