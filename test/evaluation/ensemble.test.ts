import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ensemble, type MemberMoments } from '../../src/evaluation/ensemble.ts';

/** One row; the first run is the central one. */
function memberOf(...runs: number[]): MemberMoments {
  const mean = runs.reduce((sum, run) => sum + run, 0) / runs.length;
  const variance = runs.reduce((sum, run) => sum + (run - mean) * (run - mean), 0) / runs.length;
  return {
    keys: [[1990]],
    central: Float64Array.of(runs[0]!),
    runsMean: Float64Array.of(mean),
    runsVariance: Float64Array.of(variance),
  };
}

function finish(members: readonly MemberMoments[]) {
  const ensemble = new Ensemble(members[0]!);
  for (const member of members.slice(1)) ensemble.add(member);
  return ensemble.finish();
}

describe('Ensemble', () => {
  test('takes the mean of central runs and the spread of all runs', () => {
    // Runs 1, 3 and 5, 7: central runs 1 and 5; all runs have mean 4 and squared deviations 9, 1, 1, 9.
    const { mean, sd } = finish([memberOf(1, 3), memberOf(5, 7)]);
    expect([...mean]).toEqual([3]);
    expect(sd[0]).toBeCloseTo(Math.sqrt(5), 14);
  });

  test('gives one member its own spread', () => {
    const { mean, sd } = finish([memberOf(10, 14, 18)]);
    expect([...mean]).toEqual([10]);
    expect(sd[0]).toBeCloseTo(Math.sqrt(32 / 3), 14);
  });

  test('stays exact where a difference of second moments would cancel', () => {
    const { sd } = finish([memberOf(1e9 + 1, 1e9 + 3), memberOf(1e9 + 5, 1e9 + 7)]);
    expect(sd[0]).toBeCloseTo(Math.sqrt(5), 12);
  });

  test('equals the direct computation over all runs, whatever the members', () => {
    const persons = fc.double({ min: 0, max: 1e7, noNaN: true });
    const members = fc
      .integer({ min: 1, max: 5 })
      .chain((runs) => fc.array(fc.array(persons, { minLength: runs, maxLength: runs }), { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(members, (runs) => {
        const all = runs.flat();
        const centre = all.reduce((sum, run) => sum + run, 0) / all.length;
        const direct = Math.sqrt(all.reduce((sum, run) => sum + (run - centre) * (run - centre), 0) / all.length);
        const { mean, sd } = finish(runs.map((member) => memberOf(...member)));
        expect(sd[0]).toBeGreaterThanOrEqual(0);
        expect(Math.abs(sd[0]! - direct)).toBeLessThanOrEqual(1e-9 * Math.max(1, centre));
        const central = runs.reduce((sum, member) => sum + member[0]!, 0) / runs.length;
        expect(Math.abs(mean[0]! - central)).toBeLessThanOrEqual(1e-9 * Math.max(1, central));
      }),
    );
  });

  test('keeps net migration summing to zero', () => {
    const net = (values: number[]): MemberMoments => ({
      keys: [[0, 1, 2]],
      central: Float64Array.from(values),
      runsMean: Float64Array.from(values),
      runsVariance: new Float64Array(3),
    });
    const { mean } = finish([net([0.1, 0.2, -0.30000000000000004]), net([1e6, -7e5, -3e5]), net([1 / 3, 1 / 3, -2 / 3])]);
    expect(Math.abs(mean.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
  });

  test('refuses rows in another order, and says which', () => {
    const rows = (keys: number[]): MemberMoments => ({
      keys: [keys],
      central: new Float64Array(keys.length),
      runsMean: new Float64Array(keys.length),
      runsVariance: new Float64Array(keys.length),
    });
    expect(() => finish([rows([1, 2, 3]), rows([1, 2, 3]), rows([1, 3, 2])])).toThrow(
      'row 2 of member 3 of the ensemble has another key than that row of the first member',
    );
    expect(() => finish([rows([1, 2]), rows([1])])).toThrow('member 2 of the ensemble has 1 rows, the first one has 2');
  });
});
