import type { Random } from '../../../numerics/random.ts';
import { AREAS } from '../../world/areas.ts';
import { lognormal } from '../../world/sampling.ts';
import { crisisOf } from '../../world/scenario.ts';
import { FIRST_YEAR, LAST_YEAR, populationOf, stocksOn, type TrueWorld } from '../../world/world.ts';
import { CONFLICT_DEFECTS } from '../defects/defects.ts';
import { gzippedLines } from '../formats/text.ts';

/** Deaths in armed conflict that became known, by country and year; 0 in peace. One country is in no row. */
export function conflictDeaths(random: Random, world: TrueWorld): Uint8Array {
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, step) => FIRST_YEAR + step);
  const population = new Map(years.map((year) => [year, populationOf(stocksOn(world, year))]));
  const deathsIn = (area: number, year: number): number => {
    const { iso3 } = AREAS[area]!;
    const crisis = crisisOf(iso3, year);
    if (!crisis) return 0;
    const known = CONFLICT_DEFECTS.known * lognormal(random.fork(`${iso3} ${year}`), CONFLICT_DEFECTS.sd);
    return Math.round(population.get(year)![area]! * crisis.deathRate * known);
  };
  const rows = AREAS.flatMap(({ iso3 }, area) =>
    iso3 === CONFLICT_DEFECTS.notCovered ? [] : years.map((year) => [iso3, year, deathsIn(area, year)].join(',')),
  );
  return gzippedLines(['country,year,deaths', ...rows]);
}
