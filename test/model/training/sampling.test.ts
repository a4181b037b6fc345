import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listEdges } from '../../../src/model/problem/edges.ts';
import { LatestFlows } from '../../../src/model/training/latestFlows.ts';
import { inclusionProbabilities, systematicSample } from '../../../src/model/training/sampling.ts';
import { Random } from '../../../src/numerics/random.ts';

test('probabilities follow size, up to certainty', () => {
  expect(Array.from(inclusionProbabilities(Float64Array.of(1, 1, 2, 100), 2))).toEqual([0.25, 0.25, 0.5, 1]);
  expect(Array.from(inclusionProbabilities(Float64Array.of(1, 5), 2))).toEqual([1, 1]);
});

test('probabilities add up to the sample, and the sample has that many different positions', () => {
  const sizes = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 200 }), fc.integer(), (given, wanted, seed) => {
      const sample = Math.min(wanted, given.length);
      const probabilities = inclusionProbabilities(Float64Array.from(given), sample);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(sample, 6);
      const drawn = systematicSample(probabilities, new Random(seed));
      expect(Math.abs(drawn.length - sample)).toBeLessThanOrEqual(1);
      expect(new Set(drawn).size).toBe(drawn.length);
      probabilities.forEach((p, position) => {
        if (p === 1) expect(drawn).toContain(position);
      });
    }),
    { numRuns: 50 },
  );
});

test('every position is drawn about as often as its probability says', () => {
  const probabilities = Float64Array.of(0.1, 0.4, 0.9, 0.6);
  const random = new Random(5);
  const counts = [0, 0, 0, 0];
  for (let draw = 0; draw < 4000; draw++) for (const position of systematicSample(probabilities, random)) counts[position]! += 1;
  counts.forEach((count, position) => {
    expect(Math.abs(count / 4000 - probabilities[position]!)).toBeLessThan(0.03);
  });
});

test('edges join areas where the group is present, and every corridor has those of its natives and returns', () => {
  // Those born in 0 live in 1 as well, those born in 3 in 1 and 2.
  const present = Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0);
  const { birth, orig, dest } = listEdges(4, present);
  const edges = Array.from(birth, (b, edge) => `${b} ${orig[edge]} ${dest[edge]}`);
  const all = Array.from({ length: 64 }, (_, edge) => [Math.floor(edge / 16), Math.floor(edge / 4) % 4, edge % 4] as const);
  const natives = all.filter(([b, i, j]) => i !== j && (b === i || b === j)).map((edge) => edge.join(' '));
  expect(natives).toHaveLength(24);
  // Beyond natives and returns there are only the moves of those born in 3 between 1 and 2.
  expect(edges).toEqual([...natives.slice(0, 18), '3 0 3', '3 1 2', '3 1 3', '3 2 1', '3 2 3', '3 3 0', '3 3 1', '3 3 2']);
});

test('latest flows keep totals in step with what replaces them', () => {
  const edges = { birth: Int32Array.of(0, 0, 1), orig: Int32Array.of(0, 1, 0), dest: Int32Array.of(1, 0, 1) };
  const latest = new LatestFlows(edges, 2, [
    { unconstrained: Float32Array.of(5, 2, 7), shares: Float64Array.of(1, 1, 0.5, 1) },
    { unconstrained: Float32Array.of(1, 1, 1), shares: Float64Array.of(1, 1, 1, 1) },
  ]);
  expect(Array.from(latest.totals(0).corridors)).toEqual([0, 8.5, 2, 0]);
  expect(Array.from(latest.totals(0).arrivals)).toEqual([2, 5, 0, 3.5]);
  expect(Array.from(latest.totals(0).departures)).toEqual([5, 2, 3.5, 0]);
  expect(Array.from(latest.totals(0).outflows)).toEqual([5, 2, 7, 0]);
  latest.replace(0, Int32Array.of(0, 2), Float32Array.of(6, 3));
  expect(Array.from(latest.totals(0).corridors)).toEqual([0, 7.5, 2, 0]);
  expect(Array.from(latest.totals(0).arrivals)).toEqual([2, 6, 0, 1.5]);
  expect(Array.from(latest.totals(0).departures)).toEqual([6, 2, 1.5, 0]);
  expect(Array.from(latest.totals(0).outflows)).toEqual([6, 2, 3, 0]);
  expect(Array.from(latest.flowsOf(0, Int32Array.of(2, 0)))).toEqual([3, 6]);
  expect(Array.from(latest.means())).toEqual([3.5, 1.5, 2]);
});
