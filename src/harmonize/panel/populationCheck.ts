import type { AreaMeasures, PopulationCheck } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { AreaSelection } from '../areas/areas.ts';
import { DemographyIndex } from '../areas/demographyIndex.ts';
import { type Calendar, isWithin, type RawTables } from '../lineage/rawTables.ts';

/** Relative difference from which two mid-year populations are told apart (docs/data.md, A second opinion on population). */
const TOLERANCE = 0.05;

/**
 * Mid-year population of WPP, which is births over crude birth rate, beside that of the World Bank: every area and calendar
 * year that the World Bank has, sorted by area and year. A check only; the panel never takes the World Bank's value.
 */
export function checkPopulation(selection: AreaSelection, tables: RawTables, calendar: Calendar): PopulationCheck {
  const demography = new DemographyIndex(tables.demography);
  const { areaMeasures } = tables;
  const rows = rowsOfAreas(areaMeasures, selection.codes, calendar).map(({ area, year, row }) => {
    const m49 = selection.table.m49[area]!;
    const wpp = (demography.valueOf('births', m49, year) / demography.valueOf('crude_birth_rate', m49, year)) * 1000;
    const worldBank = areaMeasures.value[row]!;
    return { area, year, wpp, worldBank, differs: Math.abs(worldBank - wpp) > TOLERANCE * wpp ? 1 : 0 };
  });
  return {
    area: { levels: selection.codes, codes: Int32Array.from(rows, ({ area }) => area) },
    year: Int16Array.from(rows, ({ year }) => year),
    wpp: Float64Array.from(rows, ({ wpp }) => wpp),
    world_bank: Float64Array.from(rows, ({ worldBank }) => worldBank),
    differs: Uint8Array.from(rows, ({ differs }) => differs),
  };
}

function rowsOfAreas({ measure, area, year }: AreaMeasures, codes: readonly string[], calendar: Calendar) {
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const rows: { area: number; year: number; row: number }[] = [];
  for (let row = 0; row < year.length; row++) {
    const index = indexOf.get(categoryAt(area, row)!);
    const counts = categoryAt(measure, row) === 'population_mid_year' && isWithin(calendar, year[row]!);
    if (counts && index !== undefined) rows.push({ area: index, year: year[row]!, row });
  }
  return rows.sort((a, b) => a.area - b.area || a.year - b.year);
}
