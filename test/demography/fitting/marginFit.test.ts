import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipf } from '../../../src/demography/fitting/ipf.ts';
import { fitMargins } from '../../../src/demography/fitting/marginFit.ts';
import {
  blockMargin,
  columnMargin,
  diagonalMargin,
  type Margin,
  rowMargin,
  stripeMargin,
} from '../../../src/demography/fitting/margins.ts';
import { columnTotals, rowTotals } from '../../../src/demography/tableTotals.ts';
import { available, cases, flat, flatArray, type RArray, type RMatrix, type RVector, vector } from '../migest.ts';
import { distance, scaledDistance, table } from '../tables.ts';

/** Groups of the cells of an array [a][b][c] by the dimensions kept, of 1, 2 and 3. */
function faceMargin(dim: readonly number[], kept: readonly number[], targets: Float64Array): Margin {
  const sizes = dim.map((size, index) => (kept.includes(index + 1) ? size : 1));
  const cells = dim.reduce((product, size) => product * size, 1);
  const groupOf = Int32Array.from({ length: cells }, (_, cell) => {
    const indices = dim.map((size, index) => Math.floor(cell / dim.slice(index + 1).reduce((p, s) => p * s, 1)) % size);
    return indices.reduce((group, index, k) => group * sizes[k]! + (sizes[k] === 1 ? 0 : index), 0);
  });
  return { groupOf, targets };
}

interface IpfpArgs {
  readonly seed: RMatrix & RArray;
  readonly 'target.list': readonly number[] | readonly RVector[];
  readonly 'target.data': readonly (RVector & RMatrix)[];
  readonly tol?: number;
  readonly iter?: number;
}

function numbers(value: { readonly dim?: readonly number[]; readonly values: unknown }): Float64Array {
  return Float64Array.from((value.values as readonly unknown[]).flat(3) as number[]);
}

describe.skipIf(!available)('the reference engine', () => {
  test('there are cases', () => expect(cases('ipf', 'Ipfp').length).toBe(9));

  test.each(cases<IpfpArgs, { 'x.hat': RMatrix; conv: boolean }>('ipf', 'Ipfp').map((one) => [one.id, one] as const))(
    'Ipfp %s',
    (_, { args, result, ipf_calls }) => {
      const margins = args['target.list'].map((kept, index) => {
        const dimensions = typeof kept === 'number' ? [kept] : kept.values;
        return faceMargin(args.seed.dim, dimensions, numbers(args['target.data'][index]!));
      });
      const fit = fitMargins(numbers(args.seed), margins, {
        rule: 'change',
        tolerance: args.tol ?? 0.001,
        maximumCycles: args.iter ?? 1000,
        unequalTotals: 'shares',
      });
      expect(scaledDistance(fit.table, numbers(result['x.hat']))).toBeLessThan(1e-12);
      expect(fit.cycles).toBe(ipf_calls[0]!.iterations);
      expect(fit.converged).toBe(ipf_calls[0]!.converged);
    },
  );
});

interface Ipf2Args {
  readonly row_tot: RVector;
  readonly col_tot?: RVector;
  readonly m: RMatrix;
  readonly tol?: number;
  readonly maxit?: number;
}

interface Older<Mu> {
  readonly mu: Mu;
  readonly it: number;
  readonly tol: number;
}

/** The rule of ipf2 and its kin. */
function olderRule({ tol = 1e-5, maxit = 500 }: { readonly tol?: number; readonly maxit?: number }) {
  return { rule: 'absolute', tolerance: tol, maximumCycles: maxit, unequalTotals: 'keep' } as const;
}

describe.skipIf(!available)('the older routines', () => {
  const two = cases<Ipf2Args, Older<RMatrix>>('ipf', 'ipf2');

  test('there are cases', () => expect(two.length).toBe(8));

  test.each(two.filter(({ error }) => error === undefined).map((one) => [one.id, one] as const))('ipf2 %s', (_, { args, result }) => {
    const rows = rowMargin(vector(args.row_tot), args.m.dim[1]!);
    const margins = args.col_tot === undefined ? [rows] : [columnMargin(vector(args.col_tot), args.m.dim[0]!), rows];
    const fit = fitMargins(flat(args.m), margins, olderRule(args));
    expect(scaledDistance(fit.table, flat(result.mu))).toBeLessThan(1e-12);
    expect(fit.cycles).toBe(result.it);
    expect(Math.abs(fit.measure - result.tol)).toBeLessThan(1e-10);
  });

  test.each(two.filter(({ error }) => error !== undefined).map((one) => [one.id, one] as const))('ipf2 %s is refused', (_, { args }) => {
    const margins = [columnMargin(vector(args.col_tot!), args.m.dim[0]!), rowMargin(vector(args.row_tot), args.m.dim[1]!)];
    expect(() => fitMargins(flat(args.m), margins)).toThrow(/the targets of one margin add up to 2450\.57.*, of another to 2456\.57/);
  });

  interface BlockArgs {
    readonly row_tot: RVector;
    readonly col_tot: RVector;
    readonly block_tot: RMatrix;
  }
  test.each(cases<BlockArgs, Older<RMatrix>>('ipf', 'ipf2_block').map((one) => [one.id, one] as const))('ipf2_block %s', (_, one) => {
    const { row_tot, col_tot, block_tot } = one.args;
    const groups = Int32Array.of(0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3);
    const margins = [columnMargin(vector(col_tot), 12), rowMargin(vector(row_tot), 12), blockMargin(groups, groups, flat(block_tot))];
    const fit = fitMargins(new Float64Array(144).fill(1), margins, olderRule({}));
    expect(scaledDistance(fit.table, flat(one.result.mu))).toBeLessThan(1e-12);
    expect(fit.cycles).toBe(one.result.it);
    expect(fit.converged).toBe(true);
  });

  interface StripeArgs {
    readonly row_tot: RVector;
    readonly stripe_tot: RMatrix;
  }
  test.each(cases<StripeArgs, Older<RMatrix>>('ipf', 'ipf2_stripe').map((one) => [one.id, one] as const))('ipf2_stripe %s', (_, one) => {
    const groups = Int32Array.of(0, 0, 1, 1, 2, 2, 2);
    const margins = [rowMargin(vector(one.args.row_tot), 7), stripeMargin(groups, flat(one.args.stripe_tot))];
    const fit = fitMargins(new Float64Array(49).fill(1), margins, olderRule({}));
    expect(scaledDistance(fit.table, flat(one.result.mu))).toBeLessThan(1e-12);
    expect(fit.cycles).toBe(one.result.it);
  });

  interface FaceArgs {
    /** [residence][birth]. */
    readonly row_tot: RMatrix;
    /** [birth][residence]. */
    readonly col_tot: RMatrix;
    readonly m?: RMatrix;
    readonly speed?: boolean;
    readonly tol?: number;
    readonly maxit?: number;
  }
  function seedOf({ row_tot, m }: FaceArgs): Float64Array {
    const n = row_tot.dim[0]!;
    const pattern = m === undefined ? new Float64Array(n * n).fill(1) : flat(m);
    return Float64Array.from({ length: n ** 3 }, (_, cell) => pattern[Math.floor(cell / n)]!);
  }
  function facesOf({ row_tot, col_tot }: FaceArgs): [Float64Array, Float64Array] {
    const n = row_tot.dim[0]!;
    return [flat(row_tot), Float64Array.from({ length: n * n }, (_, cell) => col_tot.values[cell % n]![Math.floor(cell / n)]!)];
  }

  test.each(cases<FaceArgs, Older<RArray>>('ipf', 'ipf3').map((one) => [one.id, one] as const))('ipf3 %s', (_, { args, result }) => {
    const n = args.row_tot.dim[0]!;
    const [origins, destinations] = facesOf(args);
    const margins = [faceMargin([n, n, n], [1, 3], origins), faceMargin([n, n, n], [2, 3], destinations)];
    const fit = fitMargins(seedOf(args), margins, olderRule(args));
    expect(scaledDistance(fit.table, flatArray(result.mu))).toBeLessThan(1e-12);
    expect(fit.cycles).toBe(result.it);
  });

  test.each(cases<FaceArgs, Older<RArray>>('ipf', 'ipf3_qi').map((one) => [one.id, one] as const))('ipf3_qi %s', (_, { args, result }) => {
    const n = args.row_tot.dim[0]!;
    const [origins, destinations] = facesOf(args);
    const stayers = origins.map((persons, cell) => Math.min(persons, destinations[cell]!));
    const isDiagonal = (cell: number): boolean => Math.floor(cell / (n * n)) === Math.floor(cell / n) % n;
    const fixed = Int32Array.from({ length: n ** 3 }, (_, cell) => (isDiagonal(cell) ? Math.floor(cell / (n * n)) * n + (cell % n) : -1));
    const speed = args.speed !== false;
    const rest = (face: Float64Array): Float64Array => (speed ? face.map((persons, cell) => persons - stayers[cell]!) : face);
    const faces = [faceMargin([n, n, n], [1, 3], rest(origins)), faceMargin([n, n, n], [2, 3], rest(destinations))];
    // With the smaller of both faces as stayers, one rest of each area is 0, which empties the diagonal in the first cycle.
    const fit = fitMargins(seedOf(args), speed ? faces : [...faces, { groupOf: fixed, targets: stayers }], olderRule(args));
    const all = fit.table.map((persons, cell) => (speed && isDiagonal(cell) ? stayers[fixed[cell]!]! : persons));
    expect(scaledDistance(all, flatArray(result.mu))).toBeLessThan(1e-12);
    expect(fit.cycles).toBe(result.it);
  });
});

test('two margins: the fixed point of ipf, whatever the order', () => {
  const cells = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 12, maxLength: 12 }).map((values) => Float64Array.from(values));
  fc.assert(
    fc.property(cells, cells, (seed, like) => {
      const [rows, columns] = [rowTotals(like, 4), columnTotals(like, 4)];
      const margins = [rowMargin(rows, 4), columnMargin(columns, 3)];
      const expected = ipf(seed, rows, columns, { tolerance: 1e-13 }).table;
      for (const ordered of [margins, margins.toReversed()]) {
        expect(scaledDistance(fitMargins(seed, ordered, { tolerance: 1e-13 }).table, expected)).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('quasi-independence: fixed diagonals, rows and columns are met together', () => {
  const like = table('50 3 4 1; 2 60 5 3; 7 1 70 2; 1 1 8 80');
  const stayers = table('50 60 70 80');
  const margins = [rowMargin(rowTotals(like, 4), 4), columnMargin(columnTotals(like, 4), 4), diagonalMargin(stayers)];
  const fit = fitMargins(new Float64Array(16).fill(1), margins);
  expect(fit.converged).toBe(true);
  expect([0, 5, 10, 15].map((cell) => Math.round(fit.table[cell]! * 1e6) / 1e6)).toEqual([50, 60, 70, 80]);
  expect(distance(rowTotals(fit.table, 4), rowTotals(like, 4))).toBeLessThan(1e-7);
});

test('groups that cannot be met are named', () => {
  const margins = [rowMargin(table('4 4'), 2), columnMargin(table('2 6'), 2)];
  const fit = fitMargins(table('1 0; 1 0'), margins, { maximumCycles: 50 });
  expect(fit).toMatchObject({ converged: false, unreachable: [{ margin: 1, group: 1 }] });
  expect(fit.unmet).toEqual([
    { margin: 0, group: 0 },
    { margin: 0, group: 1 },
    { margin: 1, group: 1 },
  ]);
  expect(() => fitMargins(table('1 -1'), [])).toThrow('cell of the seed 2 is -1');
  expect(() => fitMargins(table('1 1'), [rowMargin(table('1 NaN'), 1)])).toThrow('target 2 is NaN');
});
