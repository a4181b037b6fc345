import type { Area, Income } from './areas.ts';
import { crisisOf } from './scenario.ts';

/** Values in 1970 and 2025; straight in between. Rates per 1000 persons, life expectancy in years. */
interface Path {
  readonly births: readonly [number, number];
  readonly deaths: readonly [number, number];
  readonly life: readonly [number, number];
}

const PATHS: Readonly<Record<Income, Path>> = {
  high: { births: [14.5, 10], deaths: [10.5, 9.6], life: [71.5, 82.5] },
  upper: { births: [20.5, 9.5], deaths: [10, 11], life: [66, 76.5] },
  lower: { births: [36, 17.5], deaths: [14.5, 6.8], life: [53, 71.5] },
  low: { births: [46, 32], deaths: [20, 8.2], life: [43, 62.5] },
};

/** Rates move in single years: a fixed variation of a few per cent keeps them from being straight lines. */
function yearlyVariation(area: Area, year: number): number {
  return 1 + 0.01 * (((area.m49 * 7 + year * 3) % 11) / 5 - 1);
}

function interpolated([from, to]: readonly [number, number], year: number): number {
  return from + ((to - from) * (year - 1970)) / 55;
}

/** Births per person and year. */
export function birthRate(area: Area, year: number): number {
  return (interpolated(PATHS[area.income].births, year) / 1000) * yearlyVariation(area, year);
}

/** Deaths per person and year, those of a crisis included. */
export function deathRate(area: Area, year: number): number {
  const quiet = (interpolated(PATHS[area.income].deaths, year) / 1000) * yearlyVariation(area, year + 5);
  const pandemic = year === 2020 || year === 2021 ? 1.12 : 1;
  return quiet * pandemic + (crisisOf(area.iso3, year)?.deathRate ?? 0);
}

/** Life expectancy at birth, years; it falls by half a year for each further death per 1000. */
export function lifeExpectancy(area: Area, year: number): number {
  const quiet = interpolated(PATHS[area.income].life, year) + ((area.m49 % 7) - 3) * 0.4;
  const crisis = (crisisOf(area.iso3, year)?.deathRate ?? 0) * 500;
  return quiet - crisis - (year === 2020 || year === 2021 ? 0.8 : 0);
}

/** Share of the native-born in the ages that move most, relative to 1: large where many were born some 25 years ago. */
export function youth(area: Area, year: number): number {
  return 0.55 + birthRate(area, year - 25) * 20;
}
