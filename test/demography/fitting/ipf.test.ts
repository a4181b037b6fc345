import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipf } from '../../../src/demography/fitting/ipf.ts';
import { columnTotals, rowTotals, scaleColumns } from '../../../src/demography/tableTotals.ts';
import { PipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { available, cases, flat, type RMatrix, type RVector } from '../migest.ts';
import { distance, scaledDistance, table } from '../tables.ts';

interface IpfpArgs {
  readonly seed: RMatrix;
  readonly 'target.list': readonly number[];
  readonly 'target.data': readonly RVector[];
  readonly tol?: number;
}

function randomMargins(n: number) {
  const cell = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e5, noNaN: true }));
  const cells = fc.array(cell, { minLength: n * n, maxLength: n * n });
  return fc.tuple(cells, cells).map(([seed, like]) => {
    // Margins of a table with the zeros of the seed, so that they can be met exactly.
    const other = Float64Array.from(like, (value, position) => (seed[position] === 0 ? 0 : value + 1));
    return { seed: Float64Array.from(seed), rows: rowTotals(other, n), columns: columnTotals(other, n) };
  });
}

test('two by two: the root of the quadratic that the cross ratio leaves', () => {
  const fit = ipf(table('1 2; 3 4'), table('5 5'), table('2 8'));
  const first = (Math.sqrt(609) - 23) / 2;
  expect(fit.converged).toBe(true);
  expect(distance(fit.table, [first, 5 - first, 2 - first, 3 + first])).toBeLessThan(1e-9);
});

describe.skipIf(!available)('mipfp', () => {
  const twoMargins = cases<IpfpArgs, { 'x.hat': RMatrix }>('ipf', 'Ipfp').filter(
    ({ id, args }) => args['target.list'].join() === '1,2' && !id.includes('inconsistent'),
  );

  test('there are cases', () => expect(twoMargins.length).toBeGreaterThan(3));

  test.each(twoMargins.map((one) => [one.id, one] as const))('%s', (_, { args, result, ipf_calls }) => {
    const [rows, columns] = args['target.data'].map(({ values }) => Float64Array.from(values));
    const fit = ipf(flat(args.seed), rows!, columns!, { rule: 'change', tolerance: args.tol ?? 0.001 });
    expect(distance(fit.table, flat(result['x.hat']))).toBeLessThan(1e-9);
    expect(fit.cycles).toBe(ipf_calls[0]!.iterations);
  });
});

test('margins are met, zeros stay, and cross ratios are those of the seed', () => {
  fc.assert(
    fc.property(randomMargins(5), ({ seed, rows, columns }) => {
      const fit = ipf(seed, rows, columns);
      expect(fit.converged).toBe(true);
      expect(distance(rowTotals(fit.table, 5), rows)).toBeLessThan(1e-8 * Math.max(1, ...rows));
      expect(distance(columnTotals(fit.table, 5), columns)).toBeLessThan(1e-8 * Math.max(1, ...columns));
      for (let cell = 0; cell < 25; cell++) expect(fit.table[cell] === 0).toBe(seed[cell] === 0);
      const [a, b, c, d] = [0, 1, 5, 6].map((cell) => [seed[cell]!, fit.table[cell]!] as const);
      expect(a![1] * d![1] * b![0] * c![0]).toBeCloseTo(b![1] * c![1] * a![0] * d![0], -12);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('Newton steps reach the fixed point of the plain cycles', () => {
  // Nearly diagonal, like native-born in stock tables: plain cycles need hundreds of times more of them.
  const n = 12;
  const seed = Float64Array.from({ length: n * n }, (_, cell) => (cell % (n + 1) === 0 ? 1e6 : 1 + ((cell * 7919) % 101)));
  const columns = columnTotals(seed, n);
  const rows = rowTotals(seed, n).map((total, row) => total + (row % 2 === 0 ? 500 : -500));
  const plain = ipf(seed, rows, columns, { accelerate: false, tolerance: 1e-13 });
  const fast = ipf(seed, rows, columns, { tolerance: 1e-13 });
  expect(plain.converged && fast.converged).toBe(true);
  expect(plain.newtonSteps).toBe(0);
  expect(plain.cycles).toBeGreaterThan(1000);
  expect(fast.cycles).toBeLessThan(60);
  expect(distance(plain.table, fast.table)).toBeLessThan(1e-4);
});

test('accelerated fits are plain fits iterated to convergence', () => {
  const n = 6;
  const cell = fc.oneof(fc.constant(0), fc.integer({ min: 20, max: 300 }));
  const tables = fc.array(cell, { minLength: n * n, maxLength: n * n });
  const natives = fc.array(fc.integer({ min: 1_000, max: 5_000 }), { minLength: n, maxLength: n });
  fc.assert(
    fc.property(tables, natives, tables, (abroad, home, moved) => {
      const seed = Float64Array.from(abroad, (value, position) => (position % (n + 1) === 0 ? home[position / (n + 1)]! : value));
      const like = seed.map((value, position) => (value === 0 ? 0 : value + moved[position]!));
      const margins = [rowTotals(like, n), columnTotals(like, n)] as const;
      const plain = ipf(seed, ...margins, { accelerate: false, tolerance: 1e-15, maximumCycles: 40_000 });
      const fast = ipf(seed, ...margins, { tolerance: 1e-13 });
      expect(fast.converged).toBe(true);
      expect(fast.cycles).toBeLessThan(60);
      expect(scaledDistance(fast.table, plain.table)).toBeLessThan(1e-9);
    }),
    { numRuns: 25, seed: 1 },
  );
});

test('the absolute rule is one of persons, the change rule says nothing of margins', () => {
  const n = 12;
  const seed = Float64Array.from({ length: n * n }, (_, cell) => (cell % (n + 1) === 0 ? 1e6 : 1 + ((cell * 7919) % 101)));
  const columns = columnTotals(seed, n);
  const rows = rowTotals(seed, n).map((total, row) => total + (row % 2 === 0 ? 500 : -500));
  const byPersons = ipf(seed, rows, columns, { rule: 'absolute', tolerance: 0.5 });
  expect(byPersons.converged).toBe(true);
  expect(distance(rowTotals(byPersons.table, n), rows)).toBeLessThan(0.5);
  const byChange = ipf(seed, rows, columns, { rule: 'change', tolerance: 0.5 });
  expect(byChange).toMatchObject({ converged: true, newtonSteps: 0 });
  expect(distance(rowTotals(byChange.table, n), rows)).toBeGreaterThan(100);
});

test('totals that differ become shares, or are kept, where asked for', () => {
  const [seed, rows, columns] = [table('1 2; 3 4'), table('5 5'), table('4 8')];
  const shares = ipf(seed, rows, columns, { unequalTotals: 'shares' });
  expect(shares.converged).toBe(true);
  expect(distance(rowTotals(shares.table, 2), [0.5, 0.5])).toBeLessThan(1e-9);
  expect(distance(columnTotals(shares.table, 2), [1 / 3, 2 / 3])).toBeLessThan(1e-9);
  const kept = ipf(seed, rows, columns, { unequalTotals: 'keep', maximumCycles: 200 });
  expect(kept).toMatchObject({ converged: false, newtonSteps: 0, unmetRows: [0, 1], unmetColumns: [] });
  expect(distance(columnTotals(kept.table, 2), columns)).toBeLessThan(1e-9);
});

test('a cut-off fit says so', () => {
  const fit = ipf(table('1 2; 3 4'), table('5 5'), table('2 8'), { maximumCycles: 2, accelerate: false });
  expect(fit.converged).toBe(false);
  expect(fit.cycles).toBe(2);
  expect(fit.residual).toBeGreaterThan(1e-10);
});

test('margins without anything in the seed are named, and the rest is fitted', () => {
  const fit = ipf(table('0 0 0; 1 2 0; 3 4 0'), table('10 20 30'), table('15 35 10'));
  expect(fit).toMatchObject({ converged: false, unreachableRows: [0], unreachableColumns: [2] });
  expect(fit.residual).toBe(1);
  expect(distance(columnTotals(fit.table, 3), [15, 35, 0])).toBeLessThan(1e-8);
  expect(distance(rowTotals(fit.table, 3), [0, 20, 30])).toBeLessThan(1e-8);
});

test('zeros that no scaling can satisfy end without convergence', () => {
  // Both rows can only be filled from column 1, which is too small for them.
  const fit = ipf(table('1 0; 1 0'), table('4 4'), table('2 6'));
  expect(fit.converged).toBe(false);
  expect(fit.unreachableColumns).toEqual([1]);
  const zeros = ipf(table('1 0 0; 1 0 0; 1 1 1'), table('4 4 4'), table('2 5 5'));
  expect(zeros.converged).toBe(false);
  expect(zeros.residual).toBeGreaterThan(0.1);
  expect(zeros.unmetRows).toEqual([0, 1, 2]);
});

test('bad input is refused in words', () => {
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof PipelineError) return `${error.diagnostics[0]!.code} ${error.message}`;
    }
    return 'nothing refused';
  };
  expect(message(() => ipf(table('1 2; -3 4'), table('1 1'), table('1 1')))).toBe('E505 proportional fitting: cell of the seed 3 is -3');
  expect(message(() => ipf(table('1 2; 3 4'), table('1 NaN'), table('1 1')))).toContain('row target 2 is NaN');
  expect(message(() => ipf(table('1 2; 3 4'), table('1 1'), table('1 2')))).toContain('row targets add up to 2, column targets to 3');
});

test('columns alone', () => {
  expect([...scaleColumns(table('1 0 5; 3 0 5'), table('8 4 0'))]).toEqual([2, 0, 0, 6, 0, 0]);
});
