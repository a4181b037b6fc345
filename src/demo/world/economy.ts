import { exp } from '../../numerics/elementary.ts';
import type { Random } from '../../numerics/random.ts';
import { AREAS, type Area, type Income } from './areas.ts';
import { crisisOf } from './scenario.ts';

const TREND: Readonly<Record<Income, number>> = { high: 0.014, upper: 0.03, lower: 0.033, low: 0.013 };

/** Gross domestic product per head, USD of 2015: `perHead[year - first][area]`. */
export interface Economy {
  readonly first: number;
  readonly perHead: readonly Float64Array[];
}

/** Growth with memory (0.4), common shocks of 2009 and 2020, and losses in a crisis; anchored at gdp1990. */
export function simulateEconomy(random: Random, first: number, last: number): Economy {
  const count = last - first + 1;
  const perHead = Array.from({ length: count }, () => new Float64Array(AREAS.length));
  AREAS.forEach((area, index) => {
    const logs = logPath(random.fork(area.iso3), area, first, count);
    const anchor = logs[1990 - first]!;
    for (let step = 0; step < count; step++) perHead[step]![index] = area.gdp1990 * exp(logs[step]! - anchor);
  });
  return { first, perHead };
}

function logPath(random: Random, area: Area, first: number, count: number): Float64Array {
  const logs = new Float64Array(count);
  let deviation = 0;
  for (let step = 1; step < count; step++) {
    deviation = 0.4 * deviation + 0.014 * random.normal();
    logs[step] = logs[step - 1]! + TREND[area.income] + deviation + growthShock(area, first + step);
  }
  return logs;
}

function growthShock(area: Area, year: number): number {
  const common = year === 2009 ? -0.045 : year === 2020 ? -0.06 : year === 2021 ? 0.035 : 0;
  return common - (crisisOf(area.iso3, year) ? 0.045 : 0);
}

/** Value of a country in a year. */
export function gdpPerHead(economy: Economy, index: number, year: number): number {
  return economy.perHead[year - economy.first]![index]!;
}
