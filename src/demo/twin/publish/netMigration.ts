import type { Random } from '../../../numerics/random.ts';
import type { OfficeReports } from '../../publish/netMigration.ts';
import { FIRST_YEAR, LAST_YEAR } from '../../world/world.ts';
import { heavy } from '../process/shocks.ts';
import type { RealWorld } from '../real/realWorld.ts';
import type { TrueFlows } from './trueFlows.ts';

const YEARS = LAST_YEAR - FIRST_YEAR + 1;

/**
 * Net migration as offices give it, for the years of the real files. Arrivals are counted better than departures, some offices
 * publish a residual of the population's balance, so that figures contradict the reports of the same country.
 */
export function twinOffices(
  random: Random,
  flows: TrueFlows,
  { areas, offices }: RealWorld,
): OfficeReports & { readonly positions: readonly number[] } {
  const positions = [...new Set(offices.map(({ area }) => area))].sort((one, other) => one - other);
  const values = new Float64Array(positions.length * YEARS).fill(Number.NaN);
  const styles = positions.map((area) => styleOf(random.fork(areas[area]!.iso3)));
  for (const { area, year } of offices) {
    if (year < FIRST_YEAR || year > LAST_YEAR) continue;
    const { arrivals, departures } = flows.moves(area, year);
    const style = styles[positions.indexOf(area)]!;
    const error = style.error * heavy(random.fork(`${areas[area]!.iso3} ${year}`)) * (arrivals + departures);
    const counted = style.residual ? arrivals - departures : arrivals * style.arrivals - departures * style.departures;
    values[positions.indexOf(area) * YEARS + year - FIRST_YEAR] = Math.round(counted + error);
  }
  return { codes: positions.map((area) => areas[area]!.iso3), values, positions };
}

function styleOf(random: Random) {
  const residual = random.uniform() < 0.4;
  const arrivals = 0.85 + 0.15 * random.uniform();
  return { residual, arrivals, departures: 0.5 + 0.45 * random.uniform(), error: residual ? 0.06 : 0.015 };
}
