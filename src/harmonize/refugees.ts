import type { RefugeeStocks, Refugees } from '../../schemas/types.ts';
import { categoryAt } from '../tables/columns.ts';
import type { PairReports } from './pairReports.ts';
import { SOURCE } from './sources.ts';
import type { Calendar } from './tables.ts';

/** Year-end refugees of the calendar years and one year to each side: [year][origin][asylum]. */
export interface RefugeeGrid {
  readonly years: readonly number[];
  readonly areaCount: number;
  /** Persons; NaN where nothing is published. */
  readonly persons: Float64Array;
  /** 1 for the years of which the source has any figure. */
  readonly published: Uint8Array;
}

/** Translates the published pairs to areas. */
export function gridRefugees(refugees: Refugees, calendar: Calendar, reports: PairReports): RefugeeGrid {
  const years = Array.from({ length: calendar.last - calendar.first + 3 }, (_, index) => calendar.first - 1 + index);
  const cells = reports.areaCount * reports.areaCount;
  const persons = new Float64Array(years.length * cells).fill(Number.NaN);
  const published = new Uint8Array(years.length);
  for (let row = 0; row < refugees.year.length; row++) {
    const year = refugees.year[row] as number;
    const value = refugees.persons[row] as number;
    const position = year - (calendar.first - 1);
    if (position < 0 || position >= years.length) {
      reports.noteOutsideYears(SOURCE.refugees, year, value);
      continue;
    }
    const cell = reports.cellOf({
      source: SOURCE.refugees,
      system: 'iso3',
      orig: categoryAt(refugees.origin, row) as string,
      dest: categoryAt(refugees.asylum, row) as string,
      year,
      persons: value,
      fields: ['coo_iso', 'coa_iso'],
    });
    if (cell < 0) continue;
    persons[position * cells + cell] = value;
    published[position] = 1;
  }
  return { years, areaCount: reports.areaCount, persons, published };
}

/** Rows of the calendar years, sorted by year, origin and asylum. */
export function refugeeStocks(grid: RefugeeGrid, codes: readonly string[], calendar: Calendar): RefugeeStocks {
  const { areaCount, years, persons } = grid;
  const cells = areaCount * areaCount;
  const begin = years.indexOf(calendar.first) * cells;
  const end = (years.indexOf(calendar.last) + 1) * cells;
  const present: number[] = [];
  for (let position = begin; position < end; position++) if (!Number.isNaN(persons[position])) present.push(position);
  return {
    year: Int16Array.from(present, (position) => years[Math.floor(position / cells)] as number),
    origin: { levels: codes, codes: Int32Array.from(present, (position) => Math.floor((position % cells) / areaCount)) },
    asylum: { levels: codes, codes: Int32Array.from(present, (position) => position % areaCount) },
    persons: Float64Array.from(present, (position) => persons[position] as number),
  };
}
