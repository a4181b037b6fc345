import type { DeclaredReports, Ingest, ReportedFlowsReading } from '../../../schemas/generated/types.ts';
import { oneOf } from '../../diagnostics/suggest.ts';
import { type RawFile, refuseBroken } from '../formats/rawFile.ts';
import { type BrokenRow, readTable, STOP } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { TableRow } from '../table/tableRow.ts';
import { type CoverageOf, readCoverage } from './reportCoverage.ts';

/** A source of reported flows with the declaration of how to read it. */
export type DeclaredFlows = Ingest['inputs']['reports'][number];

/** What of a declared source is no report. */
export interface PassedOver {
  /** Rows with another value in a column of `take`. */
  rows: number;
  /** Cells without a count. */
  empty: number;
}

const LAYOUT = {
  source: 'category',
  file: 'category',
  row: 'int32',
  code_system: 'category',
  reporter: 'category',
  reporter_code_system: 'category',
  side: 'category',
  partner: 'category',
  definition: 'category',
  measure: 'category',
  year: 'int16',
  year_ends: 'int16',
  persons: 'float64',
  threshold: 'float64',
  left_out: 'category',
} as const;

const KEY = ['source', 'reporter', 'side', 'partner', 'year', 'definition', 'measure'] as const;

/** A column of a wide table that holds the counts of one year. */
const YEAR_COLUMN = /^(19|20)\d\d$/;

const CALENDAR_YEAR = 12;

/** A table of reports without rows. */
export function noReports(): DeclaredReports {
  return new TableBuilder<DeclaredReports>(LAYOUT, KEY).finish();
}

/**
 * Reads the tables of any office as its declaration in the manifest says (schemas/reported-flows.schema.json); codes stay the
 * publisher's own. Reports that the declaration leaves out are kept, with the reason.
 * Refuses columns that the declaration does not name, terms that it does not list (E303), and files without any count (E305).
 */
export async function readDeclaredReports(
  source: DeclaredFlows,
  broken: BrokenRow = STOP,
  passedOver: PassedOver = { rows: 0, empty: 0 },
): Promise<DeclaredReports> {
  const { reading } = source;
  const reports = new TableBuilder<DeclaredReports>(LAYOUT, KEY);
  const coverage = await readCoverage(source, reading.coverage, broken);
  for (const file of source.files) {
    if (file.name === reading.coverage?.file) continue;
    let years: readonly string[] | null = null;
    const visit = (row: TableRow) => {
      years ??= yearColumns(file, row.names, reading);
      if (isTaken(row, reading)) reports.add(row, ...reportsOf(row, years, source, coverage, passedOver));
      else passedOver.rows += 1;
    };
    await readTable(file, { fields: namedColumns(reading) }, visit, broken);
  }
  const table = reports.finish();
  if (table.row.length === 0)
    refuseBroken(source.files[0]!, `gives no count to source "${source.id}"`, 'rows that `take` does not pass over');
  return table;
}

/** Columns that the declaration names, and that must be there. */
function namedColumns({ columns, reporter, side, definition, measure, take }: ReportedFlowsReading): string[] {
  const byColumn = [reporter, side, definition, measure].flatMap((declared) => (typeof declared === 'string' ? [] : [declared.column]));
  return [...new Set([...Object.values(columns), ...byColumn, ...Object.keys(take ?? {})])];
}

/** The columns of years of a wide table; none of a tidy one. Refuses a column that the declaration does not name. */
function yearColumns(file: RawFile, names: readonly string[], reading: ReportedFlowsReading): readonly string[] {
  const years = reading.layout === 'wide' ? names.filter((name) => YEAR_COLUMN.test(name)) : [];
  if (reading.layout === 'wide' && years.length === 0) refuseBroken(file, 'has no column whose name is a year', 'columns such as 2010');
  const known = new Set([...namedColumns(reading), ...(reading.ignore ?? []), ...years]);
  const others = names.filter((name) => !known.has(name));
  if (others.length === 0) return years;
  return refuseBroken(
    file,
    `has columns that its declaration does not name: ${others.map((name) => `"${name}"`).join(', ')}`,
    'each column under `columns`; under `take` with the values of totals, if it splits the counts; or under `ignore`',
  );
}

function isTaken(row: TableRow, { take }: ReportedFlowsReading): boolean {
  return Object.entries(take ?? {}).every(([column, values]) => values.includes(row.optionalText(column) ?? ''));
}

function reportsOf(row: TableRow, years: readonly string[], source: DeclaredFlows, coverage: CoverageOf, passedOver: PassedOver) {
  const { id, reading } = source;
  const { columns, codes } = reading;
  const partner = partnerOf(row, reading);
  const reporter =
    typeof reading.reporter === 'string' ? { code: reading.reporter, codes: 'iso3' } : { code: row.text(reading.reporter.column), codes };
  const whole = {
    source: id,
    code_system: partner.codes,
    reporter: reporter.code,
    reporter_code_system: reporter.codes,
    side: termIn(row, reading.side),
    partner: partner.code,
    definition: termIn(row, reading.definition),
    measure: termIn(row, reading.measure),
    year_ends: reading.year_ends ?? CALENDAR_YEAR,
    threshold: reading.threshold ?? 0,
  };
  const cells =
    reading.layout === 'wide'
      ? years.map((name) => ({ year: Number(name), column: name }))
      : [{ year: row.year(columns.year!), column: columns.persons! }];
  return cells.flatMap(({ year, column }) => {
    const text = row.optionalText(column);
    if (text === null || reading.missing?.includes(text)) {
      passedOver.empty += 1;
      return [];
    }
    const reason = partner.reason ?? reasonToLeaveOut(reading, whole.side, partner.published, year) ?? coverage(reporter.code, year);
    return [{ ...whole, year, persons: row.amount(column), left_out: reason }];
  });
}

/** The partner as the file calls it, or as `areas` of the declaration translates that. */
function partnerOf(row: TableRow, { columns, codes, areas = {} }: ReportedFlowsReading) {
  const published = row.text(columns.partner);
  if (!Object.hasOwn(areas, published)) return { published, code: published, codes, reason: null };
  const code = areas[published];
  if (code == null) return { published, code: published, codes, reason: 'its declaration takes it for no single country' };
  return { published, code, codes: 'iso3', reason: null };
}

/** A term that the declaration fixes, or the one that it gives for the value of a column. */
function termIn<T extends string>(
  row: TableRow,
  declared: T | { readonly column: string; readonly values: Readonly<Record<string, T>> },
): T {
  if (typeof declared === 'string') return declared;
  const { column, values } = declared;
  const text = row.text(column);
  if (Object.hasOwn(values, text)) return values[text]!;
  return row.refuse(column, `is "${text}"`, oneOf(Object.keys(values)) ?? 'a value that the declaration lists');
}

function reasonToLeaveOut({ leave_out = [] }: ReportedFlowsReading, side: string, partner: string, year: number): string | null {
  const found = leave_out.find(
    (rule) => year >= rule.first && year <= rule.last && (rule.side ?? side) === side && (rule.partner ?? partner) === partner,
  );
  return found?.because ?? null;
}
