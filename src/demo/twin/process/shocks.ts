import { log } from '../../../numerics/elementary.ts';
import type { Random } from '../../../numerics/random.ts';

/** Most that one draw may be, in units of its scale: three degrees of freedom would give a few that no history knows. */
const FARTHEST = 8;

/** A deviate of Student's t with three degrees of freedom, cut off at FARTHEST. */
export function heavy(random: Random): number {
  const normal = random.normal();
  let square = 0;
  for (let degree = 0; degree < 3; degree++) square += random.normal() ** 2;
  return Math.max(-FARTHEST, Math.min(FARTHEST, normal / Math.sqrt(square / 3)));
}

/** How a log intensity moves over the years. */
export interface ShockLaw {
  /** Share of last year's deviation that stays. */
  readonly memory: number;
  /** Scale of the yearly, heavy-tailed innovation. */
  readonly scale: number;
  /** Chance per year of a jump, its scale, and the share of it that stays from year to year. */
  readonly jumpChance: number;
  readonly jumpScale: number;
  readonly jumpMemory: number;
}

/** Of all who leave an area, of all who come to it, of one corridor, and of how readily guests go home. */
export const ORIGIN_SHOCKS: ShockLaw = { memory: 0.75, scale: 0.07, jumpChance: 0.03, jumpScale: 0.35, jumpMemory: 0.8 };
export const DESTINATION_SHOCKS: ShockLaw = { memory: 0.75, scale: 0.08, jumpChance: 0.04, jumpScale: 0.35, jumpMemory: 0.85 };
export const CORRIDOR_SHOCKS: ShockLaw = { memory: 0.7, scale: 0.12, jumpChance: 0.02, jumpScale: 0.6, jumpMemory: 0.9 };
export const RETURN_SHOCKS: ShockLaw = { memory: 0.6, scale: 0.1, jumpChance: 0.03, jumpScale: 0.4, jumpMemory: 0.5 };

/** A path of log deviations: autoregressive with heavy tails, and jumps that fade. */
export function shockPath(random: Random, years: number, law: ShockLaw): Float64Array {
  let deviation = law.scale * heavy(random);
  let jump = 0;
  return Float64Array.from({ length: years }, () => {
    deviation = law.memory * deviation + law.scale * heavy(random);
    jump = law.jumpMemory * jump + (random.uniform() < law.jumpChance ? law.jumpScale * heavy(random) : 0);
    return deviation + jump;
  });
}

/** Log factors of the recession of 2009 and the pandemic of 2020 by destination: borders closed to different degrees and for different times. */
export function commonShock(random: Random): (year: number) => number {
  const closed = Math.min(1.2, 0.22 * (1 + 0.8 * random.uniform()) + 0.12 * Math.abs(random.normal()));
  const recession = 0.05 + 0.15 * random.uniform();
  const reopening = random.uniform();
  return (year) => {
    if (year === 2009) return -recession;
    if (year === 2010) return -0.6 * recession;
    if (year === 2020) return -closed;
    if (year === 2021) return -closed * (1 - reopening) * 0.8;
    return year === 2022 ? 0.1 * reopening : 0;
  };
}

/** A positive value limited from below, in logs. */
export function logOf(value: number, least: number): number {
  return log(Math.max(value, least));
}
