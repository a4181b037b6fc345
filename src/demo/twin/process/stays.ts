import type { Random } from '../../../numerics/random.ts';
import { lognormal } from '../../world/sampling.ts';
import { type RealWorld, START_YEAR } from '../real/realWorld.ts';

/** Income per head in 2015, USD of 2015, above which an area counts as rich. */
export const RICH = 20_000;
/** Destinations of contract labour. */
const CONTRACT = ['ARE', 'SAU', 'KWT', 'QAT', 'BHR', 'OMN', 'MYS', 'SGP'];

/** For what stay people come; tables are areas x areas (birth, residence). */
export interface Stays {
  /** Share of newcomers who come for a time. */
  readonly temporary: Float64Array;
  /** Yearly hazard of those to go home, in an ordinary year. */
  readonly goingHome: Float64Array;
  readonly isContract: Uint8Array;
}

/** Whether people go from one area to another under contract: from poorer areas that are no such destination themselves. */
export function isContractCorridor(codes: readonly string[], rich: readonly boolean[], from: number, to: number): boolean {
  return CONTRACT.includes(codes[to]!) && !CONTRACT.includes(codes[from]!) && !rich[from];
}

export function richAreas({ areas, panel }: RealWorld): readonly boolean[] {
  const row = (2015 - START_YEAR) * areas.length;
  return areas.map((_, area) => panel.gdp[row + area]! > RICH);
}

/** Odds that a newcomer comes for a time, and yearly hazards of going home: contract labour, exchange among the rich, free movement, others. */
const KINDS = {
  contract: { odds: 40, goingHome: 0.15 },
  exchange: { odds: 3, goingHome: 0.4 },
  free: { odds: 1.6, goingHome: 0.3 },
  other: { odds: 0.6, goingHome: 0.3 },
} as const;

export function drawStays(random: Random, { areas, panel }: RealWorld, rich: readonly boolean[]): Stays {
  const n = areas.length;
  const codes = areas.map(({ iso3 }) => iso3);
  const union = panel.union.subarray((2015 - START_YEAR) * n);
  const stays = { temporary: new Float64Array(n * n), goingHome: new Float64Array(n * n), isContract: new Uint8Array(n * n) };
  for (let cell = 0; cell < n * n; cell++) {
    const [b, i] = [Math.floor(cell / n), cell % n];
    stays.isContract[cell] = isContractCorridor(codes, rich, b, i) ? 1 : 0;
    const unpaid = rich[b] && rich[i] ? 'exchange' : union[b]! * union[i]! > 0 ? 'free' : 'other';
    const { odds, goingHome } = KINDS[stays.isContract[cell] === 1 ? 'contract' : unpaid];
    const drawn = odds * lognormal(random, 0.5);
    stays.temporary[cell] = drawn / (1 + drawn);
    stays.goingHome[cell] = goingHome * lognormal(random, 0.2);
  }
  return stays;
}
