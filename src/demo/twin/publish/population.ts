import { inDoubleQuotes, textFile } from '../../publish/formats/text.ts';
import type { WppLocation } from '../../publish/wpp.ts';
import { LAST_YEAR, populationOf, stocksAtMidYear, type TrueWorld } from '../../world/world.ts';
import type { RealWorld } from '../real/realWorld.ts';

/** The world, then each area: rows of the WPP files. */
export function twinLocations({ areas }: RealWorld): readonly WppLocation[] {
  const all = areas.map((_, index) => index);
  return [{ code: 900, name: 'World', members: all }, ...areas.map(({ m49, name }, index) => ({ code: m49, name, members: [index] }))];
}

/** population.csv of the World Bank: persons at mid-year. */
export function twinWorldBank(world: TrueWorld, { areas }: RealWorld): Uint8Array {
  const years = world.years.map(({ year }) => year).filter((year) => year <= LAST_YEAR);
  const middle = years.map((year) => populationOf(stocksAtMidYear(world, year)));
  const lines = areas.flatMap(({ iso3, name }, area) =>
    years.map((year, step) => [inDoubleQuotes(name), iso3, year, Math.round(middle[step]![area]!)].join(',')),
  );
  return textFile(['Country Name,Country Code,Year,Value', ...lines]);
}
