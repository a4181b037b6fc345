import type { Random } from '../../../numerics/random.ts';
import { AREAS, CLUSTERS } from '../../world/areas.ts';
import { BRANCHES } from '../../world/facts.ts';
import { COUNTRY_COUNT, pair } from '../../world/world.ts';
import { pairFrame } from '../formats/dataFrames.ts';

/**
 * lang.csv.gz: index of common language, high inside a cluster. It is no share: it passes 1 on the diagonal and for a few pairs.
 * The two directions differ in the last digit, as in the real file.
 */
export function languages(random: Random): Uint8Array {
  const index = new Float64Array(COUNTRY_COUNT * COUNTRY_COUNT);
  for (let one = 0; one < COUNTRY_COUNT; one++) {
    index[pair(one, one)] = 0.9 + 1.6 * random.uniform();
    for (let other = one + 1; other < COUNTRY_COUNT; other++) {
      const kin = AREAS[one]!.cluster === AREAS[other]!.cluster;
      const similarity = kin ? 0.35 + 0.8 * random.uniform() : 0.25 * random.uniform();
      index[pair(one, other)] = similarity;
      index[pair(other, one)] = 1 - (1 - similarity);
    }
  }
  return pairFrame('csl', (origin, destination) => index[pair(origin, destination)]!);
}

/**
 * relig.csv.gz: dot product of shares that hold each family beside its branches, so that persons count twice: a country of one
 * branch has nearly 2 with itself.
 */
export function religions(random: Random): Uint8Array {
  const shares = AREAS.map(({ cluster }) => shareVector(random, CLUSTERS.indexOf(cluster)));
  return pairFrame('Religious similarity', (origin, destination) => dot(shares[origin]!, shares[destination]!));
}

/** Shares of all branches, then of their families. The branch of the cluster prevails; a tenth or less follows none. */
function shareVector(random: Random, cluster: number): readonly number[] {
  const weights = BRANCHES.map((_, branch) => (branch === cluster ? 1 + random.uniform() : 0.25 * random.uniform()));
  const total = sum(weights) / (0.9 + 0.1 * random.uniform());
  const branches = weights.map((weight) => Math.round((1e4 * weight) / total) / 1e4);
  const families = [...new Set(BRANCHES.map(({ family }) => family))];
  return [...branches, ...families.map((family) => sum(branches.filter((_, branch) => BRANCHES[branch]!.family === family)))];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, share, position) => sum + share * other[position]!, 0);
}
