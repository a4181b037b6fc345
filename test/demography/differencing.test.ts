import { describe, expect, test } from 'vitest';
import { differenceFlows } from '../../src/demography/differencing.ts';
import { rateFlows, transitionFlows } from '../../src/demography/rates.ts';
import { available, cases, flat, type RMatrix } from './migest.ts';
import { areaNames, distance, scaledDistance, table } from './tables.ts';

/** Case D of the table of docs/method.md 9.7. */
const START = table('100 10 10 0; 20 55 25 10; 10 40 140 65; 20 25 20 200');
const END = table('75 25 5 15; 20 45 30 15; 30 40 150 35; 10 50 5 200');

test('negative changes are dropped', () => {
  expect([...differenceFlows(START, END, areaNames(4), 'drop')]).toEqual([...table('0 15 0 15; 0 0 5 5; 20 0 0 0; 0 25 0 0')]);
});

test('negative changes are reversed', () => {
  expect([...differenceFlows(START, END, areaNames(4), 'reverse')]).toEqual([...table('0 15 0 25; 0 0 5 5; 25 0 0 15; 0 25 30 0')]);
});

test('a total shared like the stocks', () => {
  const expected = table('0 2.353 2.353 0; 4.706 0 5.882 2.353; 2.353 9.412 0 15.294; 4.706 5.882 4.706 0');
  expect(distance(rateFlows(START, 60, areaNames(4)), expected)).toBeLessThan(1e-3);
  expect(() => rateFlows(table('5 0; 0 7'), 60, areaNames(2))).toThrow('no foreign-born');
});

test('transitions between stocks: nobody moves between equal stocks, and a known matrix comes back', () => {
  expect(distance(transitionFlows(START, START, areaNames(4)), new Float64Array(16))).toBeLessThan(1e-12);
  // Residents of A0 go to A1 at a rate of 0.2, all others stay: 110 x 0.2.
  const flows = transitionFlows(table('100 10; 10 50'), table('80 30; 8 52'), areaNames(2));
  expect(distance(flows, table('0 22; 0 0'))).toBeLessThan(1e-12);
});

test('bad input is refused with the areas', () => {
  const areas = areaNames(4);
  const start = (cell: number, value: number) => START.map((old, index) => (index === cell ? value : old));
  expect(() => differenceFlows(start(1, -2), END, areas, 'drop')).toThrow(
    'stocks at the start: persons born in A0 and living in A1 are -2',
  );
  expect(() => differenceFlows(START, start(4, Number.NaN), areas, 'reverse')).toThrow(
    'stocks at the end: persons born in A1 and living in A0',
  );
  expect(() => rateFlows(start(7, -1), 60, areas)).toThrow('persons born in A1 and living in A3 are -1');
  expect(() => rateFlows(START, Number.NaN, areas)).toThrow('migration rates: NaN people move');
  expect(() => transitionFlows(start(0, -1), END, areas)).toThrow('persons born in A0 and living in A0 are -1');
  expect(() => transitionFlows(table('1 2; 2 4'), table('1 2; 2 4'), areaNames(2))).toThrow('have no inverse, residents of A1 mix others');
  // Natives do not matter to a difference of foreign-born.
  expect(differenceFlows(start(0, Number.NaN), END, areas, 'drop')[1]).toBe(15);
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
  const differences = cases<Args, RMatrix>('ffs_diff_rates', 'ffs_diff');
  const rates = cases<Args, RMatrix>('ffs_diff_rates', 'ffs_rates');
  test('there are cases', () => expect([differences.length, rates.length]).toEqual([9, 5]));

  test.each(differences.map((one) => [one.id, one] as const))('ffs_diff %s', (_, { args, result }) => {
    const negative = args.decrease === 'zero' ? 'drop' : 'reverse';
    const [start, end] = [flat(args.stock_start), flat(args.stock_end)];
    const flows = differenceFlows(start, end, areaNames(args.stock_start.dim[0]!), negative, args.include_native_born ?? false);
    expect(scaledDistance(flows, flat(result))).toBeLessThan(1e-15);
  });

  test.each(rates.map((one) => [one.id, one] as const))('ffs_rates %s', (_, { args, result, error }) => {
    const areas = areaNames(args.stock_start.dim[0]!);
    const estimate = () =>
      args.method === 'rogers-von-rabenau'
        ? transitionFlows(flat(args.stock_start), flat(args.stock_end), areas)
        : rateFlows(flat(args.stock_start), args.M, areas);
    if (error === undefined) expect(scaledDistance(estimate(), flat(result))).toBeLessThan(1e-12);
    else expect(estimate).toThrow('residents of A3 mix others');
  });
});
