import type { DeclaredReports, Ingest, ReportedFlowsReading } from '../../../schemas/generated/types.ts';
import { type RawFile, refuseContent } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { TableRow } from '../table/tableRow.ts';
import { areaIn, checkColumns, countIn, isTaken, LEFT_OUT, refuseEmpty, termIn } from './declaredTable.ts';
import { type CoverageOf, readCoverage } from './reportCoverage.ts';

/** A source of reported flows with the declaration of how to read it. */
export type DeclaredFlows = Ingest['inputs']['reports'][number];

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
export async function readDeclaredReports(source: DeclaredFlows, audit: RowAudit = STOP): Promise<DeclaredReports> {
  const { reading } = source;
  const reports = new TableBuilder<DeclaredReports>(LAYOUT, KEY);
  const coverage = await readCoverage(source, reading.coverage, audit);
  for (const file of source.files) {
    if (file.name === reading.coverage?.file) continue;
    let years: readonly string[] | null = null;
    const visit = (row: TableRow) => {
      years ??= yearColumns(file, row.names, reading);
      const found = isTaken(row, reading) ? reportsOf(row, years, source, coverage) : null;
      if (found === null || found.length === 0) row.leaveOut(found === null ? LEFT_OUT.notTaken : LEFT_OUT.empty);
      else reports.add(row, ...found);
    };
    await readTable(file, { fields: namedColumns(reading), checksColumns: true }, visit, audit);
  }
  const table = reports.finish();
  return table.row.length === 0 ? refuseEmpty(source.id, source.files) : table;
}

/** Columns that the declaration names, and that must be there. */
function namedColumns({ columns, reporter, side, definition, measure, take }: ReportedFlowsReading): string[] {
  const byColumn = [reporter, side, definition, measure].flatMap((declared) => (typeof declared === 'string' ? [] : [declared.column]));
  return [...new Set([...Object.values(columns), ...byColumn, ...Object.keys(take ?? {})])];
}

/** The columns of years of a wide table; none of a tidy one. Refuses a column that the declaration does not name. */
function yearColumns(file: RawFile, names: readonly string[], reading: ReportedFlowsReading): readonly string[] {
  const years = reading.layout === 'wide' ? names.filter((name) => YEAR_COLUMN.test(name)) : [];
  if (reading.layout === 'wide' && years.length === 0) {
    refuseContent(file, 'has no column whose name is a year', {
      expected: 'columns such as 2010',
      hint: 'If each row holds one count, take `layout: wide` out of its declaration.',
    });
  }
  checkColumns(file, names, [...namedColumns(reading), ...years], reading);
  return years;
}

function reportsOf(row: TableRow, years: readonly string[], source: DeclaredFlows, coverage: CoverageOf) {
  const { id, reading } = source;
  const { columns, layout } = reading;
  const partner = areaIn(row, columns.partner, reading);
  const reporter = reporterOf(row, reading);
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
    layout === 'wide' ? years.map((name) => [Number(name), name] as const) : [[row.year(columns.year!), columns.persons!] as const];
  return cells.flatMap(([year, column]) => {
    const persons = countIn(row, column, reading);
    if (persons === null) return [];
    const where = { reporter: reporter.code, partner: partner.published, side: whole.side, year };
    const reason = partner.reason ?? reasonToLeaveOut(reading, where) ?? coverage(reporter.code, year);
    return [{ ...whole, year, persons, left_out: reason }];
  });
}

function reporterOf(row: TableRow, { reporter, codes }: ReportedFlowsReading) {
  return typeof reporter === 'string' ? { code: reporter, codes: 'iso3' } : { code: row.text(reporter.column), codes };
}

interface Counted {
  readonly reporter: string;
  readonly partner: string;
  readonly side: string;
  readonly year: number;
}

function reasonToLeaveOut({ leave_out = [] }: ReportedFlowsReading, { reporter, partner, side, year }: Counted): string | null {
  const found = leave_out.find(
    (rule) =>
      year >= rule.first &&
      year <= rule.last &&
      (rule.reporter ?? reporter) === reporter &&
      (rule.partner ?? partner) === partner &&
      (rule.side ?? side) === side,
  );
  return found?.because ?? null;
}
