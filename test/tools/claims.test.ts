import { expect, test } from 'vitest';
import { atMost, exactly, from, ranging, toDecimals, years } from '../../tools/data/claims.ts';

test('a count holds where it is the number stated', () => {
  expect(exactly('pairs', 9333, 9333)).toEqual({ what: 'pairs', stated: '9,333', found: '9,333', holds: true });
  expect(exactly('pairs', 9333, 9332)).toEqual({ what: 'pairs', stated: '9,333', found: '9,332', holds: false });
});

test('a rounded number holds where it rounds to the one stated', () => {
  expect(toDecimals('millions', 7851.4, 1, 7851.449).holds).toBe(true);
  expect(toDecimals('millions', 7851.4, 1, 7851.46)).toMatchObject({ found: '7,851.5', holds: false });
});

test('a range holds where both of its ends do', () => {
  expect(ranging('per cent', [7, 9], 0, [7.3, 8.2, 9.2]).holds).toBe(true);
  expect(ranging('per cent', [7, 9], 0, [7.3, 8.2])).toMatchObject({ found: '7 to 8', holds: false });
});

test('years hold where none is missing', () => {
  expect(years('years', from(1990, 2020, 5), [2020, 1995, 1990, 2000, 2005, 2010, 2015, 2015]).holds).toBe(true);
  expect(years('years', from(1990, 2023), from(1990, 2022))).toMatchObject({ found: '33 years, 1990 to 2022', holds: false });
});

test('a bound holds up to itself', () => {
  expect([atMost('persons', 200, 200).holds, atMost('persons', 200, 201).holds]).toEqual([true, false]);
});
