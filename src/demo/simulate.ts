import { Random } from '../numerics/random.ts';
import { type Economy, simulateEconomy } from './world/economy.ts';
import { simulateWorld } from './world/process.ts';
import { FIRST_SIMULATED_YEAR, LAST_SIMULATED_YEAR, type TrueWorld } from './world/world.ts';

/** Seed of the committed world. */
export const SEED = 'demo world 1';

/** The truth behind the published files. */
export interface Demo {
  readonly world: TrueWorld;
  readonly economy: Economy;
}

/** Simulates the true world; its streams are forks of SEED. */
export function simulateDemo(): Demo {
  const random = new Random(SEED);
  const economy = simulateEconomy(random.fork('economy'), FIRST_SIMULATED_YEAR, LAST_SIMULATED_YEAR);
  return { world: simulateWorld(random.fork('process'), economy), economy };
}
