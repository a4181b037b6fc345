import { exp, log, pow } from '../../numerics/elementary.ts';
import type { Random } from '../../numerics/random.ts';
import { AREAS, distanceKm } from './areas.ts';
import { admission } from './scenario.ts';
import { COUNTRY_COUNT, pair } from './world.ts';

/** Memory of the corridor noise from one year to the next, and sd of its yearly innovation. */
const NOISE_MEMORY = 0.85;
const NOISE_SD = 0.16;

/** Chance per year that a corridor changes its regime of admission, and the factors of the three regimes. */
const SWITCH = 0.025;
const REGIME_FACTORS = [0.35, 1, 2.2] as const;

/** Corridor-level state that changes over the years: regime of admission and autocorrelated noise, both countries x countries. */
export interface Corridors {
  readonly regime: Uint8Array;
  readonly noise: Float64Array;
}

/** Regimes and noise in the first year. */
export function firstCorridors(random: Random): Corridors {
  const regime = new Uint8Array(COUNTRY_COUNT * COUNTRY_COUNT);
  const noise = new Float64Array(COUNTRY_COUNT * COUNTRY_COUNT);
  const stationarySd = NOISE_SD / Math.sqrt(1 - NOISE_MEMORY * NOISE_MEMORY);
  for (let corridor = 0; corridor < COUNTRY_COUNT * COUNTRY_COUNT; corridor++) {
    const u = random.uniform();
    regime[corridor] = u < 0.3 ? 0 : u < 0.85 ? 1 : 2;
    noise[corridor] = stationarySd * random.normal();
  }
  return { regime, noise };
}

/** One year on: noise is autoregressive, regimes jump. */
export function nextCorridors(random: Random, { regime, noise }: Corridors): Corridors {
  return {
    regime: regime.map((state) => (random.uniform() < SWITCH ? random.integer(REGIME_FACTORS.length) : state)),
    noise: noise.map((value) => NOISE_MEMORY * value + NOISE_SD * random.normal()),
  };
}

/** Weight of each corridor in a year, countries x countries (origin, destination): distance, kinship of clusters, admission, noise. */
export function corridorWeights({ regime, noise }: Corridors, year: number): Float64Array {
  const weights = new Float64Array(COUNTRY_COUNT * COUNTRY_COUNT);
  AREAS.forEach((origin, i) => {
    AREAS.forEach((destination, j) => {
      if (i === j) return;
      const nearness = 1 / (1 + pow(distanceKm(origin, destination) / 700, 1.7));
      const kinship = origin.cluster === destination.cluster ? 1.8 : 1;
      const policy = REGIME_FACTORS[regime[pair(i, j)]!]! * admission(origin.iso3, destination.iso3, year);
      weights[pair(i, j)] = (nearness + 0.01) * kinship * policy * exp(noise[pair(i, j)]!);
    });
  });
  return weights;
}

/** Pull of income: a logistic curve of the log ratio, so that gaps beyond some point add nothing. countries x countries (origin, destination). */
export function incomePull(perHead: Float64Array): Float64Array {
  const pull = new Float64Array(COUNTRY_COUNT * COUNTRY_COUNT);
  for (let i = 0; i < COUNTRY_COUNT; i++) {
    for (let j = 0; j < COUNTRY_COUNT; j++) pull[pair(i, j)] = 1 / (1 + exp(-1.8 * (log(perHead[j]! / perHead[i]!) - 1.1)));
  }
  return pull;
}

/** How far those born in a country can draw on earlier movers: rises with the remembered arrivals and levels off at 1. */
export function network(memory: Float64Array, birth: number, destination: number, natives: number): number {
  const share = memory[pair(birth, destination)]! / (natives * 0.0006 + 50);
  return share / (1 + share);
}

/** Room for newcomers, growing less than in proportion to the population of the destination. */
export function attractionOfSize(population: number): number {
  return pow(population / 1e7, 0.6);
}
