import { exp } from '../../numerics/elementary.ts';
import type { Random } from '../../numerics/random.ts';

/** Above this mean or variance a normal deviate, rounded, stands for a count. */
const NORMAL_ABOVE = 25;

/** A Poisson count. Inversion for small means; a rounded normal deviate above. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > NORMAL_ABOVE) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  const u = random.uniform();
  let probability = exp(-mean);
  let cumulative = probability;
  let count = 0;
  while (u > cumulative && probability > 1e-18) {
    count += 1;
    probability *= mean / count;
    cumulative += probability;
  }
  return count;
}

/** A binomial count of `n` trials. Poisson where successes (or failures) are rare, a rounded normal deviate elsewhere. */
export function binomial(random: Random, n: number, probability: number): number {
  if (n <= 0 || probability <= 0) return 0;
  if (probability >= 1) return n;
  if (probability > 0.5) return n - binomial(random, n, 1 - probability);
  const mean = n * probability;
  const variance = mean * (1 - probability);
  if (variance > NORMAL_ABOVE) return clamp(Math.round(mean + Math.sqrt(variance) * random.normal()), n);
  if (n > 60) return clamp(poisson(random, mean), n);
  let count = 0;
  for (let trial = 0; trial < n; trial++) if (random.uniform() < probability) count += 1;
  return count;
}

function clamp(count: number, n: number): number {
  return Math.min(n, Math.max(0, count));
}

/**
 * Departures of `n` persons by destination under competing hazards (per person and year).
 * A person leaves at most once: with probability 1 - exp(-sum of hazards), to one destination in proportion to its hazard.
 * Adds to `out`, returns how many left.
 */
export function depart(random: Random, n: number, hazards: Float64Array, out: Int32Array): number {
  let total = 0;
  for (const hazard of hazards) total += hazard;
  const leavers = binomial(random, n, 1 - exp(-total));
  let waiting = leavers;
  for (let to = 0; to < hazards.length && waiting > 0; to++) {
    const hazard = hazards[to]!;
    if (hazard <= 0) continue;
    const moved = binomial(random, waiting, hazard / total);
    out[to] = out[to]! + moved;
    waiting -= moved;
    total -= hazard;
  }
  return leavers - waiting;
}

/** A factor with median 1: exp(sd * normal). */
export function lognormal(random: Random, sd: number): number {
  return exp(sd * random.normal());
}
