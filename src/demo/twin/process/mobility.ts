import { exp, log } from '../../../numerics/elementary.ts';
import type { Random } from '../../../numerics/random.ts';
import { lognormal } from '../../world/sampling.ts';
import { type RealWorld, SIMULATED_YEARS, START_YEAR } from '../real/realWorld.ts';
import { CORRIDOR_SHOCKS, commonShock, DESTINATION_SHOCKS, heavy, logOf, ORIGIN_SHOCKS, RETURN_SHOCKS, shockPath } from './shocks.ts';
import { drawStays, richAreas, type Stays } from './stays.ts';

/** Native-born who leave their country in 2019, persons in all, but for contract labour. It sets the level of all corridors. */
const OUTWARD_2019 = 8.1e6;
/** Yearly rise of all intensities, in logs, and its part for contract labour alone. */
const TREND = 0.012;
const CONTRACT_TREND = 0.018;

/** Persons abroad beyond whom a larger network draws no more. */
const LARGEST_NETWORK = 1.5e6;
/** Yearly arrivals under contract, as a share of those who live there. */
const CONTRACT_TURNOVER = 0.15;

const MOST_MOVED = 1.2;

/** How much people move on each corridor, and for what stay; tables are areas x areas (birth, residence). */
export interface Mobility extends Stays {
  /** Native-born who would leave in a year, persons, [year - START_YEAR][pair]. */
  readonly outward: Float64Array;
  /** Log deviation of all hazards of going home, [year - START_YEAR][pair]. */
  readonly homeward: Float64Array;
}

/** Draws the intensities of all corridors and years. They follow ties, sizes and real stocks in their middle, and nothing in their tails. */
export function drawMobility(random: Random, real: RealWorld): Mobility {
  const n = real.areas.length;
  const rich = richAreas(real);
  const stays = drawStays(random.fork('stays'), real, rich);
  const level = drawLevels(random.fork('levels'), real, rich, stays.isContract);
  const outward = new Float64Array(SIMULATED_YEARS * n * n);
  const homeward = new Float64Array(SIMULATED_YEARS * n * n);
  const leaving = real.areas.map(({ iso3 }) => shockPath(random.fork(`origin ${iso3}`), SIMULATED_YEARS, ORIGIN_SHOCKS));
  const coming = real.areas.map(({ iso3 }) => shockPath(random.fork(`destination ${iso3}`), SIMULATED_YEARS, DESTINATION_SHOCKS));
  const common = real.areas.map(({ iso3 }) => commonShock(random.fork(`common ${iso3}`)));
  for (let cell = 0; cell < n * n; cell++) {
    const [i, j] = [Math.floor(cell / n), cell % n];
    if (i === j) continue;
    const stream = random.fork(`corridor ${real.areas[i]!.iso3} ${real.areas[j]!.iso3}`);
    const own = shockPath(stream, SIMULATED_YEARS, CORRIDOR_SHOCKS);
    const home = shockPath(stream, SIMULATED_YEARS, RETURN_SHOCKS);
    for (let step = 0; step < SIMULATED_YEARS; step++) {
      const year = START_YEAR + step;
      const moved = limited(leaving[i]![step]! + coming[j]![step]! + own[step]!) + common[j]!(year) + 0.4 * common[i]!(year);
      outward[step * n * n + cell] =
        level[cell]! * exp(moved + changesSince2010(real, i, j, step) + (stays.isContract[cell] ? CONTRACT_TREND * (year - 2010) : 0));
      const inPandemic = year === 2020 ? (stays.isContract[cell] ? 0.35 : -0.4) : 0;
      homeward[step * n * n + cell] = home[step]! + inPandemic;
    }
  }
  return { outward, homeward, ...stays };
}

/** Shocks together move a corridor by at most some three times, up or down. */
function limited(log: number): number {
  return Math.max(-MOST_MOVED, Math.min(MOST_MOVED, log));
}

/** Slow changes of a corridor, in logs, 0 in 2010: the common trend, relative incomes, size of the origin, and free movement. */
function changesSince2010({ panel: { gdp, union }, areas: { length: n } }: RealWorld, i: number, j: number, step: number): number {
  const base = (2010 - START_YEAR) * n;
  const now = step * n;
  const income = logOf(gdp[now + j]! / gdp[base + j]!, 0.2) - logOf(gdp[now + i]! / gdp[base + i]!, 0.2);
  const both = union[now + i]! * union[now + j]!;
  const before5 = Math.max(0, step - 5) * n;
  const justJoined = both > 0 && union[before5 + i]! * union[before5 + j]! === 0 && step > 5;
  const bothLater = union[base + i]! * union[base + j]!;
  const freedom = (both > 0 ? 1 : 0) - (bothLater > 0 ? 1 : 0) + (justJoined ? 0.5 : 0);
  return TREND * (START_YEAR + step - 2010) + 0.35 * income + 0.9 * freedom;
}

/** Persons a year on each corridor in 2010. Elasticities are near those of a regression of log flows of 2019 on the same covariates. */
function drawLevels(random: Random, real: RealWorld, rich: readonly boolean[], isContract: Uint8Array): Float64Array {
  const { areas, pairs, panel } = real;
  const n = areas.length;
  const stock = typicalStocks(random.fork('unlisted'), real);
  const ofOrigin = areas.map(() => 0.25 * heavy(random));
  const ofDestination = areas.map(() => 0.25 * heavy(random));
  const gdp = (area: number) => log(panel.gdp[(2015 - START_YEAR) * n + area]! / 1e4);
  const level = new Float64Array(n * n);
  let total = 0;
  for (let cell = 0; cell < n * n; cell++) {
    const [i, j] = [Math.floor(cell / n), cell % n];
    if (i === j) continue;
    if (isContract[cell]) {
      level[cell] = CONTRACT_TURNOVER * stock[cell]! * lognormal(random, 0.3);
      continue;
    }
    const size = 0.35 * log(areas[i]!.population / 1e7) + 0.3 * log(areas[j]!.population / 1e7);
    const ties = 0.5 * pairs.language[cell]! + 0.4 * pairs.colony[cell]! + 0.15 * pairs.colony[j * n + i]! + 0.3 * pairs.border[cell]!;
    const money = 0.1 * gdp(i) + 0.25 * gdp(j) + (rich[i] && rich[j] ? -0.45 : 0);
    const far = -0.35 * logOf(pairs.distance[cell]! / 3000, 0.02);
    const noise = 0.5 * heavy(random) + ofOrigin[i]! + ofDestination[j]!;
    level[cell] = exp(0.5 * log(Math.min(stock[cell]!, LARGEST_NETWORK) + 10) + size + ties + money + far + noise);
    total += level[cell]!;
  }
  return level.map((persons, cell) => (isContract[cell] ? persons : (persons * OUTWARD_2019) / (total * exp(9 * TREND))));
}

/** Mean of the published stocks from 2000 on; where none is listed, few, with a long tail. */
function typicalStocks(random: Random, { areas: { length: n }, stocks }: RealWorld): Float64Array {
  const sum = new Float64Array(n * n);
  const count = new Float64Array(n * n);
  for (const { birth, residence, year, persons } of stocks) {
    if (birth < 0 || year < 2000) continue;
    sum[birth * n + residence]! += persons;
    count[birth * n + residence]! += 1;
  }
  return sum.map((persons, cell) => (count[cell]! > 0 ? persons / count[cell]! : 5 * exp(1.3 * heavy(random))));
}
