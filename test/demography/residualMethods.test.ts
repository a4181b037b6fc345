import { describe, expect, test } from 'vitest';
import { childrenNetMigration, survivalRatioNetMigration, vitalStatisticsNetMigration } from '../../src/demography/residualMethods.ts';
import { available, cases } from './migest.ts';
import { relativeDistance, table } from './tables.ts';

interface Frame {
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

interface Args {
  readonly '': Frame;
  readonly pop0_col: string;
  readonly pop1_col: string;
  readonly survival_ratio_col?: string;
  readonly net_children?: boolean;
}

function column(frame: Frame, name: string): Float64Array {
  return Float64Array.from(frame.columns[name]!, (value) => value ?? Number.NaN);
}

function names(frame: Frame): string[] {
  return Object.values(frame.columns)[0]!.map(String);
}

describe.skipIf(!available)('migest', () => {
  const ratios = cases<Args, Frame>('net', 'net_sr');
  test('there are cases', () => expect(ratios.length + cases('net', 'net_vs').length).toBe(3));

  test.each(ratios.map((one) => [one.id, one] as const))('net_sr %s', (_, { args, result }) => {
    const frame = args[''];
    const after = column(frame, args.pop1_col);
    const estimate = survivalRatioNetMigration(
      column(frame, args.pop0_col),
      after,
      column(frame, args.survival_ratio_col ?? 'sr'),
      names(frame),
    );
    expect(relativeDistance(estimate.expectedAfter, column(result, 'pop1_forward'))).toBeLessThan(1e-12);
    expect(relativeDistance(estimate.impliedBefore, column(result, 'pop0_reverse'))).toBeLessThan(1e-12);
    for (const direction of ['forward', 'reverse', 'average'] as const) {
      const net = estimate[direction];
      if (args.net_children === true) {
        // R knows mothers by row: the fourth to ninth age group, one older for the children born first.
        for (const [row, exposure] of [0.25, 0.75].entries()) {
          const mothers = [row + 3, row + 9] as const;
          const cohort = { children: after[row]!, exposure, women: after.slice(...mothers), womenNetMigration: net.slice(...mothers) };
          net[row] = childrenNetMigration(cohort);
        }
      }
      expect(relativeDistance(net, column(result, `net_${direction}`))).toBeLessThan(1e-12);
    }
  });

  test.each(cases<Args, Frame>('net', 'net_vs').map((one) => [one.id, one] as const))('net_vs %s', (_, { args, result }) => {
    const frame = args[''];
    const [before, after] = [column(frame, args.pop0_col), column(frame, args.pop1_col)];
    const estimate = vitalStatisticsNetMigration(before, after, column(frame, 'births'), column(frame, 'deaths'), names(frame));
    expect([...estimate.change]).toEqual(result.columns['pop_change']);
    expect([...estimate.naturalIncrease]).toEqual(result.columns['natural_inc']);
    expect([...estimate.net]).toEqual(result.columns['net']);
  });
});

test('what is unknown stays unknown, where R says 0', () => {
  const { forward, reverse, average } = survivalRatioNetMigration(table('NaN 100'), table('50 90'), table('0.9 0.8'), ['0-9', '10-19']);
  expect([...forward]).toEqual([Number.NaN, 10]);
  expect([...reverse]).toEqual([Number.NaN, 12.5]);
  expect([...average]).toEqual([Number.NaN, 11.25]);
  expect(childrenNetMigration({ children: 5, exposure: 0.25, women: table('0 0'), womenNetMigration: table('0 0') })).toBeNaN();
});

test('without migration there is none', () => {
  const { forward, reverse } = survivalRatioNetMigration(table('200'), table('150'), table('0.75'), ['all']);
  expect([forward[0], reverse[0]]).toEqual([0, 0]);
});

test('impossible numbers are refused by name', () => {
  const groups = ['men', 'women'];
  expect(() => survivalRatioNetMigration(table('1 2'), table('1 2'), table('0.5 0'), groups)).toThrow('survival ratio of women is 0');
  expect(() => survivalRatioNetMigration(table('1 2'), table('-1 2'), table('0.5 1'), groups)).toThrow('second census of men is -1');
  expect(() => vitalStatisticsNetMigration(table('1 2'), table('1 2'), table('0 NaN'), table('0 0'), groups)).toThrow(
    'births of women are missing',
  );
});
