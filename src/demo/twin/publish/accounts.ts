import type { Random } from '../../../numerics/random.ts';
import { trueAccounts, type WppAccounts } from '../../publish/wpp.ts';
import { LAST_SIMULATED_YEAR, type TrueWorld } from '../../world/world.ts';
import { heavy } from '../process/shocks.ts';
import { type RealWorld, SIMULATED_YEARS, START_YEAR } from '../real/realWorld.ts';

/** Years on both sides that an estimate of net migration without registers smooths over. */
const SMOOTHED = 2;
/** Its error beside that, as a share of its own yearly size. */
const ERROR = 0.15;

/**
 * What WPP says: true births and deaths; true net migration where registers or good surveys count it, else a smooth one with errors;
 * and populations that follow from these. So the published accounts close, and shocks of single years are missing in most areas.
 */
export function publishedAccounts(random: Random, world: TrueWorld, { areas, offices }: RealWorld): WppAccounts {
  const truth = trueAccounts(world);
  const counted = new Set(offices.map(({ area }) => area));
  const lastOf = (year: number) => Math.min(LAST_SIMULATED_YEAR, Math.max(START_YEAR, year));
  const net = Array.from({ length: SIMULATED_YEARS }, (_, step) =>
    Int32Array.from(areas, ({ iso3 }, area) => {
      const year = START_YEAR + step;
      if (counted.has(area)) return truth.net(year)[area]!;
      const around = Array.from({ length: 2 * SMOOTHED + 1 }, (_, shift) => truth.net(lastOf(year + shift - SMOOTHED))[area]!);
      const smooth = around.reduce((sum, each) => sum + each, 0) / around.length;
      return Math.round(smooth * (1 + ERROR * heavy(random.fork(`${iso3} ${year}`))));
    }),
  );
  const population: Int32Array[] = [Int32Array.from(truth.january(START_YEAR))];
  for (let step = 0; step < SIMULATED_YEARS; step++) {
    const [births, deaths] = [truth.births(START_YEAR + step), truth.deaths(START_YEAR + step)];
    population.push(population[step]!.map((persons, area) => persons + births[area]! - deaths[area]! + net[step]![area]!));
  }
  return { ...truth, january: (year) => population[year - START_YEAR]!, net: (year) => net[year - START_YEAR]! };
}
