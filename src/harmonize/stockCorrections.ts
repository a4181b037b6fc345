import type { ExclusionLog } from './exclusions.ts';
import { SOURCE } from './sources.ts';
import { cellOf, noteOperation, noteReplaced, type StockGrid, type StockRevision, takeFrom } from './stockGrid.ts';

/** Stocks of a pair that are wrong as published, with the value to take in their place. method.md 5.1. */
interface StockCorrection {
  readonly birth: string;
  readonly residence: string;
  /** Persons by year; `swap` takes what the other revision says. */
  readonly values: Readonly<Record<number, number | 'swap'>>;
  /** What is wrong, by comparison with the neighbouring dates and the other revision. */
  readonly reason: string;
}

export const STOCK_CORRECTIONS: readonly StockCorrection[] = [
  {
    birth: 'SYC',
    residence: 'CAN',
    values: { 1990: 2248, 1995: 1160 },
    reason: '22,486 and 11,622 before 1,035 in 2000: ten times too many',
  },
  { birth: 'CUW', residence: 'CAN', values: { 2010: 399 }, reason: '40,015 between 368 in 2005 and 467 in 2015' },
  { birth: 'BES', residence: 'CAN', values: { 2010: 40, 2015: 40, 2020: 44 }, reason: 'about 4,100 from 2010 on after 52 in 2005' },
  { birth: 'SXM', residence: 'CAN', values: { 2010: 105 }, reason: '1,605 between 105 in 2005 and 104 in 2015' },
  {
    birth: 'DEU',
    residence: 'USA',
    values: { 1995: 1_335_539 },
    reason: '2.3 million between 1.5 million in 1990 and 1.4 million in 2000',
  },
  { birth: 'AIA', residence: 'FRA', values: { 2005: 12 }, reason: '123 between 9 in 2000 and 9 in 2010' },
  {
    birth: 'VNM',
    residence: 'MYS',
    values: { 1990: 'swap', 1995: 'swap', 2000: 'swap', 2005: 'swap', 2010: 'swap', 2015: 'swap', 2020: 'swap', 2024: 109_000 },
    reason: 'the 2024 revision falls from 17,668 to almost none, the 2020 revision rises to 101,220',
  },
  { birth: 'TKM', residence: 'GRC', values: { 1990: 96, 1995: 82 }, reason: '40,196 and 19,982 before 97 in 2000' },
  {
    birth: 'BGD',
    residence: 'EGY',
    values: { 2010: 557, 2015: 1015, 2020: 1173, 2024: 762 },
    reason: '1,557 in 2010 and 15 in 2015 after 343 in 2005',
  },
  { birth: 'RUS', residence: 'SRB', values: { 1995: 810 }, reason: '18 between 1,083 in 1990 and 975 in 2000' },
  { birth: 'RUS', residence: 'EGY', values: { 2015: 23_462 }, reason: '100 between 19,242 in 2010 and 27,682 in 2020' },
  { birth: 'UKR', residence: 'EGY', values: { 2015: 2349 }, reason: '0 between 2,562 in 2010 and 2,135 in 2020' },
  { birth: 'LBN', residence: 'EGY', values: { 2015: 2045 }, reason: '5 between 2,299 in 2010 and 2,015 in 2020' },
  { birth: 'MKD', residence: 'HUN', values: { 1990: 460, 1995: 230 }, reason: '46,027 and 23,063 before 98 in 2000' },
  { birth: 'COM', residence: 'ZAF', values: { 2005: 71 }, reason: '571 between 130 in 2000 and 72 in 2010' },
  { birth: 'ABW', residence: 'FRA', values: { 2005: 7 }, reason: '67 between 10 in 2000 and 10 in 2010' },
];

/**
 * Applies the corrections to the cells that have a published value; a correction invents none. Replaced values go to the log.
 * @param second the revision that fills the first one, for corrections that prefer it.
 */
export function correctStocks(grid: StockGrid, second: StockRevision, corrections: readonly StockCorrection[], log: ExclusionLog): void {
  for (const { birth, residence, values, reason } of corrections) {
    const [from, to] = [grid.codes.indexOf(birth), grid.codes.indexOf(residence)];
    if (from < 0 || to < 0) continue;
    for (const [year, value] of Object.entries(values)) {
      const position = grid.years.indexOf(Number(year));
      if (position < 0) continue;
      const cell = cellOf(grid.codes.length, position, from, to);
      if (value === 'swap') swap(grid, second, cell, reason);
      else replace(grid, cell, value, `corrected: ${reason}`, log);
    }
  }
}

function replace(grid: StockGrid, cell: number, value: number, reason: string, log: ExclusionLog): void {
  const published = grid.persons[cell] as number;
  if (Number.isNaN(published) || published === value) return;
  noteReplaced(grid, cell, reason, log);
  takeFrom(grid, cell, SOURCE.corrections, value, { file: null, row: -1 });
  noteOperation(grid, cell, reason);
}

/** Prefers the second revision; leaves a cell alone that the first does not list. */
function swap(grid: StockGrid, second: StockRevision, cell: number, reason: string): void {
  const first = grid.persons[cell] as number;
  if (Number.isNaN(grid.alternative[cell])) return;
  grid.persons[cell] = grid.alternative[cell] as number;
  grid.alternative[cell] = first;
  grid.source[cell] = 1;
  grid.citizenship[cell] = second.citizenship[cell] as number;
  grid.imputed[cell] = second.imputed[cell] as number;
  grid.row[cell] = second.row[cell] as number;
  noteOperation(grid, cell, `preferred to the first revision: ${reason}`);
}
