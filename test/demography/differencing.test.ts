import { describe, expect, test } from 'vitest';
import { differenceFlows } from '../../src/demography/differencing.ts';
import { rateFlows } from '../../src/demography/rates.ts';
import { available, cases, flat, type RMatrix } from './migest.ts';
import { distance, table } from './tables.ts';

/** Case D of table 9.7 in method.md. */
const START = table('100 10 10 0; 20 55 25 10; 10 40 140 65; 20 25 20 200');
const END = table('75 25 5 15; 20 45 30 15; 30 40 150 35; 10 50 5 200');

test('negative changes are dropped', () => {
  expect([...differenceFlows(START, END, 4, 'drop')]).toEqual([...table('0 15 0 15; 0 0 5 5; 20 0 0 0; 0 25 0 0')]);
});

test('negative changes are reversed', () => {
  expect([...differenceFlows(START, END, 4, 'reverse')]).toEqual([...table('0 15 0 25; 0 0 5 5; 25 0 0 15; 0 25 30 0')]);
});

test('a total shared like the stocks', () => {
  const expected = table('0 2.353 2.353 0; 4.706 0 5.882 2.353; 2.353 9.412 0 15.294; 4.706 5.882 4.706 0');
  expect(distance(rateFlows(START, 60, 4), expected)).toBeLessThan(1e-3);
  expect(() => rateFlows(table('5 0; 0 7'), 60, 2)).toThrow('no foreign-born');
});

interface Args {
  readonly stock_start: RMatrix;
  readonly stock_end: RMatrix;
  readonly M: number;
  readonly decrease?: string;
  readonly include_native_born?: boolean;
  readonly method?: string;
}

describe.skipIf(!available)('migest', () => {
  const differences = cases<Args, RMatrix>('ffs_diff_rates', 'ffs_diff').filter(({ args }) => args.include_native_born !== true);
  test.each(differences.map((one) => [one.id, one] as const))('ffs_diff %s', (_, { args, result }) => {
    const n = args.stock_start.dim[0]!;
    const flows = differenceFlows(flat(args.stock_start), flat(args.stock_end), n, args.decrease === 'zero' ? 'drop' : 'reverse');
    expect(distance(flows, flat(result))).toBeLessThan(1e-9);
  });

  const rates = cases<Args, RMatrix>('ffs_diff_rates', 'ffs_rates').filter(({ args }) => (args.method ?? 'dennett') === 'dennett');
  test.each(rates.map((one) => [one.id, one] as const))('ffs_rates %s', (_, { args, result }) => {
    const flows = rateFlows(flat(args.stock_start), args.M, args.stock_start.dim[0]!);
    expect(distance(flows, flat(result))).toBeLessThan(1e-9);
  });
});
