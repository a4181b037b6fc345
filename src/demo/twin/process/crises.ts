import type { Random } from '../../../numerics/random.ts';
import { lognormal } from '../../world/sampling.ts';
import { type RealWorld, SIMULATED_YEARS } from '../real/realWorld.ts';

/** A crisis of an area in a year: who flees where, and whether refugees go back. */
export interface Crises {
  /** Native-born who flee, persons, [year - START_YEAR][pair]. */
  readonly fleeing: Float64Array;
  /** Yearly hazard of refugees to go home, [year - START_YEAR][origin]. */
  readonly repatriation: Float64Array;
}

/** Least share of the worst of five years that still counts as a crisis. */
const CALM_BELOW = 0.2;

/**
 * Crises where and when people were displaced in the real world, of another size: the twin's own factor of the area, the year and
 * the corridor. Refugees go home once it is calm, and in some years nearly all at once.
 */
export function drawCrises(random: Random, { areas, displaced }: RealWorld): Crises {
  const n = areas.length;
  const fleeing = new Float64Array(SIMULATED_YEARS * n * n);
  const repatriation = new Float64Array(SIMULATED_YEARS * n);
  areas.forEach(({ iso3 }, origin) => {
    const stream = random.fork(iso3);
    const totals = new Float64Array(SIMULATED_YEARS);
    const ofArea = lognormal(stream, 0.25);
    const ofCorridor = Float64Array.from({ length: n }, () => lognormal(stream, 0.4));
    for (let step = 0; step < SIMULATED_YEARS; step++) {
      const ofYear = lognormal(stream, 0.3);
      for (let asylum = 0; asylum < n; asylum++) {
        const cell = (step * n + origin) * n + asylum;
        fleeing[cell] = displaced[cell]! * ofArea * ofYear * ofCorridor[asylum]!;
        totals[step]! += fleeing[cell]!;
      }
    }
    for (let step = 0; step < SIMULATED_YEARS; step++) {
      const worst = Math.max(...totals.subarray(Math.max(0, step - 5), step + 1));
      const calm = totals[step]! <= CALM_BELOW * worst;
      repatriation[step * n + origin] = calm ? (stream.uniform() < 0.15 ? 0.5 : 0.1) : 0.02;
    }
  });
  return { fleeing, repatriation };
}
