import type { Panel } from '../../../schemas/generated/types.ts';
import { categoryOf } from '../../tables/columns.ts';
import type { AreaSelection } from '../areas/areas.ts';
import { ProvenanceBuilder } from '../lineage/provenance.ts';
import { type Calendar, type RawTables, yearsOf } from '../lineage/rawTables.ts';
import { indicatorsOf } from './indicators.ts';
import { assertBalanced } from './populationBalance.ts';
import { assertRange } from './ranges.ts';

/**
 * The panel, sorted by area, year and indicator: every calendar year, and population on 1 January of the year after the last.
 * Stock accounting rests on P(t+1) = P(t) + B(t) - D(t) + M(t): P on 1 January, B, D and M over the calendar year.
 * Refuses values outside the range of their indicator, and years in which this does not hold (E303).
 */
export function buildPanel(selection: AreaSelection, tables: RawTables, calendar: Calendar): Panel {
  assertBalanced(selection, tables, calendar);
  const indicators = indicatorsOf(tables);
  const population = indicators.filter(({ name }) => name === 'population');
  const years = [...yearsOf(calendar), calendar.last + 1];
  const rows = selection.codes.flatMap((_, area) =>
    years.flatMap((year) => (year > calendar.last ? population : indicators).map((indicator) => ({ area, year, indicator }))),
  );
  const value = new Float64Array(rows.length);
  const imputed = new Uint8Array(rows.length);
  const provenance = new ProvenanceBuilder(rows.length);
  for (const [row, { area, year, indicator }] of rows.entries()) {
    const code = selection.codes[area]!;
    const cell = indicator.at(selection.table.m49[area]!, code, year);
    assertRange(indicator.name, code, year, cell);
    value[row] = cell.value;
    imputed[row] = cell.imputed;
    if (cell.source === null) provenance.derive(row, cell.operation);
    else provenance.cite(row, cell.source, cell.file, cell.row, cell.operation);
  }
  return {
    area: { levels: selection.codes, codes: Int32Array.from(rows, ({ area }) => area) },
    year: Int16Array.from(rows, ({ year }) => year),
    indicator: categoryOf(rows.map(({ indicator }) => indicator.name)),
    value,
    imputed,
    ...provenance.finish(),
  };
}
