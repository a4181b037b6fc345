import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomial, depart, poisson } from '../../src/demo/world/sampling.ts';
import { Random } from '../../src/numerics/random.ts';

function moments(draws: readonly number[]): { mean: number; variance: number } {
  const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length;
  return { mean, variance: draws.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws.length };
}

describe('counts', () => {
  test.each([0.3, 4, 20, 400])('poisson of mean %d has that mean and variance', (mean) => {
    const random = new Random(`poisson ${mean}`);
    const found = moments(Array.from({ length: 20_000 }, () => poisson(random, mean)));
    expect(found.mean / mean).toBeCloseTo(1, 1);
    expect(found.variance / mean).toBeCloseTo(1, 1);
  });

  test.each([
    [10, 0.3],
    [50, 0.9],
    [1000, 0.002],
    [1000, 0.4],
    [100_000, 0.97],
  ])('binomial of %d trials with probability %d has the right mean, and variance within a tenth', (n, probability) => {
    const random = new Random(`binomial ${n} ${probability}`);
    const found = moments(Array.from({ length: 20_000 }, () => binomial(random, n, probability)));
    expect(found.mean / (n * probability)).toBeCloseTo(1, 1);
    expect(Math.abs(found.variance / (n * probability * (1 - probability)) - 1)).toBeLessThan(0.1);
  });

  test('a binomial count lies between 0 and n', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (n, probability, seed) => {
        const count = binomial(new Random(seed), n, probability);
        return Number.isInteger(count) && count >= 0 && count <= n;
      }),
    );
  });
});

describe('depart', () => {
  test('sends each person to one destination at most, and to none without hazard', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (n, hazards, seed) => {
          const out = new Int32Array(hazards.length);
          const left = depart(new Random(seed), n, Float64Array.from(hazards), out);
          expect(out.reduce((sum, each) => sum + each, 0)).toBe(left);
          expect(left).toBeLessThanOrEqual(n);
          expect(out.every((each, to) => each >= 0 && (hazards[to]! > 0 || each === 0))).toBe(true);
        },
      ),
    );
  });

  test('divides movers in proportion to the hazards and adds to what is there', () => {
    const out = new Int32Array([7, 0, 0]);
    const left = depart(new Random('depart'), 1_000_000, Float64Array.from([0.01, 0, 0.03]), out);
    expect(left / 1_000_000).toBeCloseTo(0.0392, 3);
    expect((out[0]! - 7) / left).toBeCloseTo(0.25, 2);
    expect(out[0]! + out[2]!).toBe(left + 7);
  });
});
