import { AREAS } from '../../world/areas.ts';
import { floatText, gzippedLines, textFile } from './text.ts';

/** Lines of a csv file as pandas writes a data frame: the first column is a row number without a name. */
function frame(names: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return [['', ...names].join(','), ...rows.map((row, number) => [number, ...row].join(','))];
}

/** All ordered pairs of countries with one value each, the diagonal included; gzipped. `value` takes positions in AREAS. */
export function pairFrame(name: string, value: (origin: number, destination: number) => number): Uint8Array {
  const rows = AREAS.flatMap((origin, i) => AREAS.map((destination, j) => [origin.iso3, destination.iso3, floatText(value(i, j))]));
  return gzippedLines(frame(['Origin ISO', 'Destination ISO', name], rows));
}

/** What the two first columns of a frame of years and countries hold. */
export interface YearFrame {
  readonly years: readonly number[];
  readonly codes: readonly string[];
  readonly yearText?: (year: number) => string;
}

/** One value for each year and country, in this order. A country whose value is null has no row. */
export function yearFrame(
  name: string,
  { years, codes, yearText = String }: YearFrame,
  value: (country: number, year: number) => number | null,
): Uint8Array {
  const rows = years.flatMap((year) =>
    codes.flatMap((iso3, area) => {
      const found = value(area, year);
      return found === null ? [] : [[yearText(year), iso3, floatText(found)]];
    }),
  );
  return textFile(frame(['Year', 'Country ISO', name], rows));
}

/** Several values for each year and country, NaN as an empty field; gzipped. `columns` are [year][area], by name. */
export function indicatorFrame(years: Int32Array, columns: readonly (readonly [string, Float64Array])[]): Uint8Array {
  const rows = Array.from(years).flatMap((year, row) =>
    AREAS.map(({ iso3 }, area) => {
      const values = columns.map(([, data]) => data[row * AREAS.length + area]!);
      return [year, iso3, ...values.map((value) => (Number.isNaN(value) ? '' : floatText(value)))];
    }),
  );
  return gzippedLines(frame(['Year', 'Country ISO', ...columns.map(([name]) => name)], rows));
}
