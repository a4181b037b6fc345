import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipf } from '../../../src/demography/fitting/ipf.ts';
import { type Auxiliary, fitBiproportional } from '../../../src/demography/spatialInteraction/biproportional.ts';
import { columnTotals, rowTotals } from '../../../src/demography/tableTotals.ts';
import { available, cases, flat, type RMatrix, type RVector } from '../migest.ts';
import { areaNames, relativeDistance, table } from '../tables.ts';

interface Args {
  readonly row_tot: RVector;
  readonly col_tot: RVector;
  readonly m: RMatrix;
}

interface Result {
  readonly n: RMatrix;
  readonly theta: RVector;
}

function auxiliary(cells: Float64Array, rows: number, columns: number, types = 1): Auxiliary {
  return { cells, origins: areaNames(rows), destinations: areaNames(columns), types };
}

/** Where R stops: no factor changes by more than 1e-6 within a pass, or 499 passes. */
const R = { tolerance: 1e-6, maximumPasses: 499 };

describe.skipIf(!available)('migest', () => {
  const all = [...cases<Args, Result>('cm', 'cm2'), ...cases<Args, Result>('cm', 'cm3')];
  test('there are cases', () => expect(all.length).toBe(4));

  // The same order of updates and the same rule, so the same factors before convergence as well.
  test.each(all.map((one) => [one.id, one.args.m.dim.length, one] as const))('%s with %i dimensions', (_, __, { args, result }) => {
    const [rows, columns, types = 1] = args.m.dim as [number, number, number?];
    const [out, into] = [Float64Array.from(args.row_tot.values), Float64Array.from(args.col_tot.values)];
    const cells = Float64Array.from((args.m.values as unknown as number[][]).flat(2));
    const fit = fitBiproportional(auxiliary(cells, rows, columns, types), out, into, R);
    expect(relativeDistance(fit.flows, (result.n.values as unknown as number[][]).flat(2))).toBeLessThan(1e-12);
    expect(relativeDistance([...fit.originFactors, ...fit.destinationFactors], result.theta.values)).toBeLessThan(1e-12);
    expect(fit.converged).toBe(true);
  });

  test('iterated on, the table is that of proportional fitting', () => {
    const { args } = cases<Args, Result>('cm', 'cm2')[1]!;
    const [out, into] = [Float64Array.from(args.row_tot.values), Float64Array.from(args.col_tot.values)];
    const fit = fitBiproportional(auxiliary(flat(args.m), 5, 5), out, into);
    expect(relativeDistance(fit.flows, ipf(flat(args.m), out, into, { tolerance: 1e-12 }).table)).toBeLessThan(1e-9);
  });
});

test('totals over all types are met, and types keep their proportions', () => {
  const cell = fc.double({ min: 0.1, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 24, maxLength: 24 }), fc.array(cell, { minLength: 12, maxLength: 12 }), (cells, like) => {
      const [out, into] = [rowTotals(Float64Array.from(like), 4), columnTotals(Float64Array.from(like), 4)];
      const fit = fitBiproportional(auxiliary(Float64Array.from(cells), 3, 4, 2), out, into);
      expect(fit.converged).toBe(true);
      const overTypes = Float64Array.from({ length: 12 }, (_, pair) => fit.flows[2 * pair]! + fit.flows[2 * pair + 1]!);
      expect(relativeDistance(rowTotals(overTypes, 4), out)).toBeLessThan(1e-9);
      expect(relativeDistance(columnTotals(overTypes, 4), into)).toBeLessThan(1e-9);
      expect(fit.flows[0]! * cells[1]!).toBeCloseTo(fit.flows[1]! * cells[0]!, 6);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('an area with nothing to give and nothing to place has factor 0', () => {
  const fit = fitBiproportional(auxiliary(table('1 2; 0 0'), 2, 2), table('6 0'), table('2 4'));
  expect([...fit.flows]).toEqual([2, 4, 0, 0]);
  expect(fit.originFactors[1]).toBe(0);
});

test.each([
  ['1 2; 3 -1', '3 2', '4 1', 'auxiliary data from A1 to A1 are -1'],
  ['1 2; 3 4', '3 2', '4 2', 'origin totals add up to 5, destination totals to 6'],
  ['1 2; 0 0', '3 2', '4 1', 'origin A1 has the total 2, but no positive auxiliary cell'],
  ['1 0; 1 0', '3 2', '4 1', 'destination A1 has the total 1, but no positive auxiliary cell'],
  ['1 2; 3 4', '3 -2', '1 0', 'origin total of A1 is -2'],
])('refuses cells %s with totals %s and %s', (cells, out, into, message) => {
  expect(() => fitBiproportional(auxiliary(table(cells), 2, 2), table(out), table(into))).toThrow(message);
});
