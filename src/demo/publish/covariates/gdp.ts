import { exp, pow } from '../../../numerics/elementary.ts';
import { AREAS, type Income } from '../../world/areas.ts';
import { type Economy, gdpPerHead } from '../../world/economy.ts';
import { LAST_YEAR, populationOf, stocksAtMidYear, type TrueWorld } from '../../world/world.ts';
import { GDP_IMPUTED_TO, GDP_MISSING_BEFORE_1990 } from '../defects/defects.ts';
import { indicatorFrame } from '../formats/dataFrames.ts';
import { type Dimension, netcdf, type Variable } from '../formats/netcdfWriter.ts';

const FIRST_YEAR = 1985;

/** Yearly rise of prices, as a rate of exponential growth. */
const INFLATION: Readonly<Record<Income, number>> = { high: 0.019, upper: 0.045, lower: 0.06, low: 0.08 };

const YEARS = Int32Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, step) => FIRST_YEAR + step);

/** GDP_data.nc and its twin GDP_data.csv.gz: eight indicators over (Year, Country ISO), NaN or an empty field for missing values. */
export function gdpFiles(world: TrueWorld, economy: Economy): { readonly netcdf: Uint8Array; readonly csv: Uint8Array } {
  const columns = indicators(world, economy, YEARS);
  return { netcdf: netcdfFile(columns), csv: indicatorFrame(YEARS, columns.map(withoutImputed)) };
}

function netcdfFile(columns: readonly [string, Float64Array][]): Uint8Array {
  const dimensions: Dimension[] = [
    { name: 'Year', size: YEARS.length },
    { name: 'Country ISO', size: AREAS.length },
    { name: 'string3', size: 3 },
  ];
  return netcdf(dimensions, [
    { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], data: AREAS.map(({ iso3 }) => iso3).join('') },
    ...columns.map(([name, data]): Variable => ({ name, dimensions: ['Year', 'Country ISO'], data })),
    { name: 'Year', dimensions: ['Year'], data: YEARS },
  ]);
}

/** A column of [year][area] without the values that the compilers filled in. */
function withoutImputed([name, data]: [string, Float64Array]): [string, Float64Array] {
  const kept = data.map((value, cell) => {
    const lastImputed = GDP_IMPUTED_TO[AREAS[cell % AREAS.length]!.iso3] ?? 0;
    return YEARS[Math.floor(cell / AREAS.length)]! <= lastImputed ? Number.NaN : value;
  });
  return [name, kept];
}

/** Prices of a year, 2015 = 1, by which values in USD of 2015 become current USD. */
export function deflatorOf(area: number, year: number): number {
  return exp(INFLATION[AREAS[area]!.income] * (year - 2015));
}

function indicators(world: TrueWorld, economy: Economy, years: Int32Array): [string, Float64Array][] {
  const population = new Map(Array.from(years, (year) => [year, populationOf(stocksAtMidYear(world, year))]));
  const table = (value: (index: number, year: number) => number) => {
    const values = new Float64Array(years.length * AREAS.length);
    years.forEach((year, row) => {
      AREAS.forEach((area, index) => {
        const missing = year < 1990 && GDP_MISSING_BEFORE_1990.includes(area.iso3);
        values[row * AREAS.length + index] = missing ? Number.NaN : value(index, year);
      });
    });
    return values;
  };
  const perHead = (index: number, year: number) => gdpPerHead(economy, index, year);
  const total = (index: number, year: number) => perHead(index, year) * population.get(year)![index]!;
  const deflator = (index: number, year: number) => 100 * deflatorOf(index, year);
  const growth = (index: number, year: number) => 100 * (perHead(index, year) / perHead(index, year - 1) - 1);
  const exchange = (index: number, year: number) => (index + 1) * exp((INFLATION[AREAS[index]!.income] - 0.019) * (year - 2015));
  return [
    ['GDP (current USD)', table((index, year) => (total(index, year) * deflator(index, year)) / 100)],
    ['GDP (2015 USD)', table(total)],
    ['GDP/capita (current USD)', table((index, year) => (perHead(index, year) * deflator(index, year)) / 100)],
    ['GDP/capita (2015 USD)', table(perHead)],
    ['GDP % annual growth', table(growth)],
    ['GDP/capita (2021 PPP)', table((index, year) => 9 * pow(perHead(index, year), 0.83))],
    ['GDP deflator', table(deflator)],
    ['Exchange rate', table(exchange)],
  ];
}
