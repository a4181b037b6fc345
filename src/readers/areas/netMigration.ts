import type { ReportedNetMigration } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { gridAreas, gridYears, openGrid } from '../grids/grid.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';

const LAYOUT = { source: 'category', area: 'category', year: 'int16', persons: 'float64', file: 'category', row: 'int32' } as const;

const VALUE = 'Net Number of Migrants';

/** National_statistics.nc: persons over (Country ISO, Year); cells without a report are NaN there and absent here. `row` is the position of the area. */
export async function readNationalNetMigration(source: RawSource, audit: RowAudit = STOP): Promise<ReportedNetMigration> {
  const grid = await openGrid(onlyFile(source));
  const years = gridYears(grid);
  const areas = gridAreas(grid);
  const values = grid.numbers('Net migration', ['Country ISO', 'Year']);
  const reports = new TableBuilder<ReportedNetMigration>(LAYOUT, ['area', 'year']);
  values.forEach((persons, cell) => {
    if (Number.isNaN(persons)) return;
    const position = Math.floor(cell / years.length);
    const at = { file: grid.file.name, row: position + 1 };
    reports.add(at, { source: source.id, area: areas[position]!, year: years[cell % years.length]!, persons });
  });
  audit.counted({ file: grid.file.name, rows: values.length, leftOut: new Map([['no value', values.filter(Number.isNaN).length]]) });
  return reports.finish();
}

/** Net_migration_data.csv: the same countries, gaps filled from WPP. An empty value is no report. */
export async function readFilledNetMigration(source: RawSource, audit: RowAudit = STOP): Promise<ReportedNetMigration> {
  const reports = new TableBuilder<ReportedNetMigration>(LAYOUT, ['area', 'year']);
  await readTable(
    onlyFile(source),
    { fields: ['Year', 'Country ISO', VALUE] },
    (row) => {
      const persons = row.optionalBalance(VALUE);
      if (persons === null) row.leaveOut('no value');
      else reports.add(row, { source: source.id, area: row.iso3('Country ISO'), year: row.year('Year'), persons });
    },
    audit,
  );
  return reports.finish();
}
