import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transpose } from '../../../src/demography/flowTable.ts';
import { minimumEntropyFlows, minimumEntropyFlowsWithTotal } from '../../../src/demography/netMatrix/entropy.ts';
import { leastAbsoluteFlows } from '../../../src/demography/netMatrix/leastAbsolute.ts';
import { leastSquaresFlows } from '../../../src/demography/netMatrix/leastSquares.ts';
import type { NetProblem } from '../../../src/demography/netMatrix/problem.ts';
import { columnTotals, rowTotals } from '../../../src/demography/tableTotals.ts';
import { sum } from '../../../src/numerics/statistics.ts';
import { available, cases, flat, type RMatrix, type RVector } from '../migest.ts';
import { areaNames, distance, relativeDistance, table } from '../tables.ts';
import { scaleToNetTotals } from './conditionalMaximization.ts';

interface Args {
  readonly net_tot: RVector;
  readonly m: RMatrix;
  readonly tot?: number;
  readonly alpha_constrained?: boolean;
  readonly zero_mask?: { readonly values: readonly (readonly boolean[])[] };
}

interface Result {
  readonly n: RMatrix;
  readonly theta?: RVector;
  readonly it: number;
  readonly value: number;
}

/** Where R stops: no factor changes by more than 1e-6, or 500 passes. */
const R = { tolerance: 1e-6, maximumPasses: 500 };
const METHODS = { minimumEntropyFlows, leastSquaresFlows, leastAbsoluteFlows };

/** The cells of R, of which `zero_mask` are structural zeros: none if `open`, by default the diagonal. */
function problemOf({ net_tot, m, zero_mask }: Args, open = false): NetProblem {
  const n = net_tot.values.length;
  const zeros = Uint8Array.from(zero_mask?.values.flat() ?? Array.from({ length: n * n }, (_, cell) => cell % (n + 1) === 0), Number);
  return {
    areas: areaNames(n),
    prior: flat(m),
    net: Float64Array.from(net_tot.values),
    structuralZeros: open ? new Uint8Array(n * n) : zeros,
  };
}

function netOf(flows: Float64Array, n: number): Float64Array {
  const out = rowTotals(flows, n);
  return columnTotals(flows, n).map((into, area) => into - out[area]!);
}

function deviation(flows: Float64Array, prior: Float64Array, power: 1 | 2): number {
  return sum(flows.map((flow, cell) => Math.abs(flow - prior[cell]!) ** power));
}

describe.skipIf(!available)('migest', () => {
  const balanced = [...cases<Args, Result>('cm', 'cm_net'), ...cases<Args, Result>('cm', 'cm_net_tot')].filter(
    ({ id }) => id !== 'not-balanced',
  );
  test('there are cases', () => expect(balanced.length).toBe(5));

  // The order of updates and the rule of R, so its unfinished factors as well.
  test.each(balanced.map((one) => [one.id, one.args.tot, one] as const))('cm_net %s with total %s', (_, total, { args, result }) => {
    const options = total === undefined ? R : { ...R, total, firstFactorOne: args.alpha_constrained !== false };
    const fit = scaleToNetTotals(problemOf(args, true), options);
    expect(relativeDistance(fit.flows, flat(result.n))).toBeLessThan(1e-12);
    const factors = total === undefined ? [...fit.factors] : [...fit.factors, fit.scale];
    expect(relativeDistance(factors, result.theta!.values)).toBeLessThan(1e-12);
  });

  // R meets the net totals to 1e-3; Newton's method meets them to rounding, so the two differ as much as R is off.
  test.each(balanced.map((one) => [one.id, one.args.tot, one] as const))(
    'cm_net %s with total %s, solved',
    (_, total, { args, result }) => {
      const problem = problemOf(args, true);
      const exact = total === undefined ? minimumEntropyFlows(problem) : minimumEntropyFlowsWithTotal(problem, total);
      const n = problem.areas.length;
      expect(distance(netOf(exact.flows, n), problem.net)).toBeLessThan(1e-9);
      if (total !== undefined) expect(sum(exact.flows)).toBeCloseTo(total, 9);
      expect(distance(netOf(flat(result.n), n), problem.net)).toBeGreaterThan(1e-9);
      expect(relativeDistance(exact.flows, flat(result.n))).toBeLessThan(1e-5);
    },
  );

  test('cm_net not-balanced: R answers with a table that misses its net totals', () => {
    const { args, result } = cases<Args, Result>('cm', 'cm_net').find(({ id }) => id === 'not-balanced')!;
    expect(distance(netOf(flat(result.n), 5), args.net_tot.values)).toBeGreaterThan(0.1);
    expect(() => minimumEntropyFlows(problemOf(args))).toThrow('adds up to 1.5');
  });

  const masked = cases<Args, Result>('cm', 'net_matrix_ipf');
  test.each(masked.map((one) => [one.id, one] as const))('net_matrix_ipf %s', (_, { args, result }) => {
    const fit = scaleToNetTotals(problemOf(args), R);
    expect(relativeDistance(fit.flows, flat(result.n))).toBeLessThan(1e-12);
    expect(fit.passes).toBe(result.it);
    expect(relativeDistance(minimumEntropyFlows(problemOf(args)).flows, flat(result.n))).toBeLessThan(1e-5);
  });

  // R's interior-point solver is good to 1e-4 by its own description, and leaves 1e-9 where nothing may be.
  test('net_matrix_entropy', () => {
    const [{ args, result } = expect.fail('no case')] = cases<Args, Result>('cm', 'net_matrix_entropy');
    const { flows } = minimumEntropyFlows(problemOf(args));
    const between = (values: Float64Array): Float64Array => values.filter((_, cell) => cell % 6 !== 0);
    expect(relativeDistance(between(flows), between(flat(result.n)))).toBeLessThan(1e-4);
    expect(flows.filter((_, cell) => cell % 6 === 0).every((flow) => flow === 0)).toBe(true);
  });

  // R does not use the prior: what it finds is the least deviation from no flows at all, and not unique.
  test.each(cases<Args, Result>('cm', 'net_matrix_lp').map((one) => [one.id, one] as const))('net_matrix_lp %s', (_, { args, result }) => {
    const problem = problemOf(args);
    const theirs = flat(result.n);
    const nothing = leastAbsoluteFlows({ ...problem, prior: new Float64Array(theirs.length) });
    expect(nothing.distance).toBeCloseTo(sum(theirs), 9);
    expect(distance(netOf(theirs, problem.areas.length), problem.net)).toBe(0);
    // The value that R reports is the deviation of its solution from the prior; ours is smaller.
    expect(deviation(theirs, problem.prior, 1)).toBe(result.value);
    const nearest = leastAbsoluteFlows(problem);
    const missing = netOf(problem.prior, problem.areas.length).map((net, area) => problem.net[area]! - net);
    expect(nearest.distance).toBeCloseTo(sum(missing.map(Math.abs)) / 2, 9);
    expect(nearest.distance).toBeLessThan(result.value / 2);
  });

  // R minimises the deviation of the net totals, and stops at the first table that has them: not the nearest.
  test('net_matrix_optim', () => {
    const [{ args, result } = expect.fail('no case')] = cases<Args, Result>('cm', 'net_matrix_optim');
    const problem = problemOf(args);
    const nearest = leastSquaresFlows(problem);
    expect(distance(netOf(nearest.flows, 5), netOf(flat(result.n), 5))).toBeLessThan(1e-2);
    expect(nearest.distance).toBeCloseTo(deviation(nearest.flows, problem.prior, 2), 6);
    expect(nearest.distance).toBeLessThan(deviation(flat(result.n), problem.prior, 2));
  });
});

test('one person more from A0 to A1', () => {
  const problem = { areas: areaNames(2), prior: table('0 3; 3 0'), net: table('-2 2') };
  expect(distance(leastSquaresFlows(problem).flows, table('0 4; 2 0'))).toBeLessThan(1e-12);
  expect(distance(leastAbsoluteFlows(problem).flows, table('0 4; 2 0'))).toBeLessThan(1e-12);
  const root = 1 + Math.sqrt(10);
  expect(distance(minimumEntropyFlows(problem).flows, [0, root, 9 / root, 0])).toBeLessThan(1e-12);
});

test('where only a detour is open, it is taken', () => {
  const zeros = Uint8Array.from([1, 0, 1, 1, 1, 0, 1, 1, 1]);
  const problem = { areas: areaNames(3), prior: table('0 1 0; 0 0 1; 0 0 0'), net: table('-5 0 5'), structuralZeros: zeros };
  for (const solve of Object.values(METHODS)) expect(distance(solve(problem).flows, table('0 5 0; 0 0 5; 0 0 0'))).toBeLessThan(1e-9);
});

interface Drawn {
  readonly prior: readonly number[];
  readonly like: readonly number[];
}

const SIZE = 5;
const cellsOf = (cell: fc.Arbitrary<number>) => fc.array(cell, { minLength: SIZE * SIZE, maxLength: SIZE * SIZE });
const positive = fc.double({ min: 0.5, max: 1000, noNaN: true });

/** A prior, and net totals of other flows that are zero in the same cells. */
function drawn({ prior, like }: Drawn): NetProblem & { readonly reference: Float64Array } {
  const reference = Float64Array.from(like, (flow, cell) => (cell % (SIZE + 1) === 0 || prior[cell] === 0 ? 0 : flow));
  const open = Float64Array.from(prior, (flow, cell) => (cell % (SIZE + 1) === 0 ? 0 : flow));
  return { areas: areaNames(SIZE), prior: open, net: netOf(reference, SIZE), reference };
}

const problems = fc.record({ prior: cellsOf(fc.oneof(fc.constant(0), positive)), like: cellsOf(positive) }).map(drawn);

test.each(Object.entries(METHODS))('%s: net totals are met, nothing is negative, and no other flows are nearer', (name, solve) => {
  fc.assert(
    fc.property(problems, (problem) => {
      const { flows } = solve(problem);
      const size = sum(problem.prior) + sum(problem.net.map(Math.abs));
      expect(distance(netOf(flows, SIZE), problem.net)).toBeLessThanOrEqual(1e-9 * size);
      expect(flows.every((flow) => flow >= 0)).toBe(true);
      const distanceOf = (other: Float64Array): number => {
        if (name !== 'minimumEntropyFlows') return deviation(other, problem.prior, name === 'leastSquaresFlows' ? 2 : 1);
        return sum(
          other.map((flow, cell) => problem.prior[cell]! - flow + (flow === 0 ? 0 : flow * Math.log(flow / problem.prior[cell]!))),
        );
      };
      // All tables with these net totals between this one and the reference are feasible, and none may be nearer.
      const towards = (share: number) => flows.map((flow, cell) => flow + share * (problem.reference[cell]! - flow));
      const least = distanceOf(flows);
      for (const share of [1e-3, 0.1, 1]) expect(distanceOf(towards(share))).toBeGreaterThanOrEqual(least * (1 - 1e-9) - 1e-9 * size);
    }),
    { numRuns: 60, seed: 2 },
  );
});

test.each(Object.entries(METHODS))('%s does not depend on the order of the areas, and reversed totals reverse the flows', (_, solve) => {
  const order = [3, 0, 4, 1, 2];
  fc.assert(
    fc.property(problems, (problem) => {
      const permute = (flows: Float64Array) =>
        flows.map((__, cell) => flows[order[Math.floor(cell / SIZE)]! * SIZE + order[cell % SIZE]!]!);
      const { flows } = solve(problem);
      const size = sum(problem.prior) + sum(problem.net.map(Math.abs));
      const other = solve({ ...problem, prior: permute(problem.prior), net: problem.net.map((__, area) => problem.net[order[area]!]!) });
      expect(distance(other.flows, permute(flows))).toBeLessThan(1e-8 * size);
      const back = solve({ ...problem, prior: transpose(problem.prior, SIZE), net: problem.net.map((net) => -net) });
      expect(distance(back.flows, transpose(flows, SIZE))).toBeLessThan(1e-8 * size);
    }),
    { numRuns: 30, seed: 3 },
  );
});

test.each(Object.entries(METHODS))('%s keeps flows that have the net totals already', (_, solve) => {
  fc.assert(
    fc.property(problems, ({ areas, reference }) => {
      const { flows } = solve({ areas, prior: reference, net: netOf(reference, SIZE) });
      expect(relativeDistance(flows, reference)).toBeLessThan(1e-9);
    }),
    { numRuns: 20, seed: 4 },
  );
});

test('conditional maximization and Newton steps end at the same flows', () => {
  const problem = drawn({
    prior: [...table('0 52 89 74 36 64 0 17 36 43 96 43 0 68 62 56 49 85 0 69 9 39 86 60 0')],
    like: new Array(25).fill(1),
  });
  const net = table('-80 -25 35 69 1');
  const slow = scaleToNetTotals({ ...problem, net });
  expect(slow.converged).toBe(true);
  expect(relativeDistance(slow.flows, minimumEntropyFlows({ ...problem, net }).flows)).toBeLessThan(1e-9);
});

test('a grand total below what the net totals need is refused, one above is met', () => {
  const problem = { areas: areaNames(3), prior: table('0 1 1; 1 0 1; 1 1 0'), net: table('-10 4 6') };
  expect(() => minimumEntropyFlowsWithTotal(problem, 10)).toThrow('too small for these net totals');
  for (const total of [10.5, 40, 1e6]) {
    const { flows } = minimumEntropyFlowsWithTotal(problem, total);
    expect(relativeDistance([sum(flows)], [total])).toBeLessThan(1e-11);
    expect(distance(netOf(flows, 3), problem.net)).toBeLessThan(1e-7);
  }
});

test('a grand total that the zeros do not allow is refused', () => {
  const line = { areas: areaNames(3), prior: table('0 1 0; 0 0 1; 0 0 0'), net: table('-5 0 5') };
  expect(() => minimumEntropyFlowsWithTotal(line, 40)).toThrow('add up to 40');
});

test.each(Object.entries(METHODS))('%s refuses what cannot be', (_, solve) => {
  const areas = ['Here', 'There'];
  expect(() => solve({ areas, prior: table('0 1; 1 0'), net: table('1 2') })).toThrow('adds up to 3');
  expect(() => solve({ areas, prior: table('0 -1; 1 0'), net: table('1 -1') })).toThrow('from Here to There there are -1');
  expect(() => solve({ areas, prior: table('0 1; 1 0'), net: table('NaN 1') })).toThrow('net migration of Here is NaN');
  const shut = Uint8Array.from([1, 0, 1, 1]);
  expect(() => solve({ areas, prior: table('0 1; 0 0'), net: table('4 -4'), structuralZeros: shut })).toThrow('from There too few');
});
