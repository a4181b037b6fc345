import { describe, expect, test } from 'vitest';
import { type AccountingInput, type AccountingOptions, accountStocks } from '../../../src/demography/accounting/accountedStocks.ts';
import { birthplaceFlows } from '../../../src/demography/accounting/birthplaceFlows.ts';
import { E5 } from '../publishedCases.ts';
import { areaNames, table } from '../tables.ts';

describe('bad input is refused with the area and the rule', () => {
  const changed = (change: Partial<AccountingInput>, options?: AccountingOptions) => () => accountStocks({ ...E5, ...change }, options);
  const start = (position: number, value: number): Partial<AccountingInput> => {
    return { start: E5.start.map((old, cell) => (cell === position ? value : old)) };
  };

  test('negative stocks', () => expect(changed(start(1, -3))).toThrow('stocks at the start: persons born in A0 and living in A1 are -3'));
  test('missing stocks', () => expect(changed(start(6, Number.NaN))).toThrow('persons born in A1 and living in A2 are NaN'));
  test('fewer than no people', () => expect(changed(start(0, -1000))).toThrow('the stocks of A0 add up to -845'));
  test('negative births', () => expect(changed({ births: table('1 -2 3 4') })).toThrow('births of A1 are -2'));
  test('missing births', () => expect(changed({ births: table('1 2 NaN 4') })).toThrow('births of A2 are missing'));
  test('infinite deaths', () => expect(changed({ deaths: table('1 2 3 Infinity') })).toThrow('deaths of A3 are Infinity'));
  test('more deaths than people', () => {
    expect(changed({ deaths: table('1 2 3000 4') }, { largestGap: 2 })).toThrow(/3000 deaths in A2, which has \d/);
  });
  test('more births than people', () => {
    expect(changed({ births: table('80 2000 60 60') }, { largestGap: 2 })).toThrow(/2000 births in A1, which has \d/);
  });
  test('more births than natives, where they are not to be spread', () => {
    expect(changed({ births: table('80 560 60 60') }, { nonNegativeBirths: false, match: 'open' })).toThrow(
      '560 births among the 540 people born in A1 and living in A1',
    );
  });
  test('totals that differ', () => {
    expect(changed({ births: table('80 520 60 60') })).toThrow(
      expect.objectContaining({
        message: 'the stocks miss births minus deaths by 500 persons, more than 10 % of the 3000 at the start',
        diagnostics: [
          expect.objectContaining({
            code: 'E505',
            details: expect.arrayContaining(['A1: 720, then 705 people; 505 missing']),
          }),
        ],
      }),
    );
  });
  test('totals that natives cannot absorb', () => {
    const few = (natives: number) => table(`${natives} 900; 900 ${natives}`);
    const input = { areas: areaNames(2), start: few(10), end: few(10), births: table('0 0'), deaths: table('60 60') };
    expect(() => accountStocks(input, { largestGap: 1 })).toThrow('by -120, more than 20 and 20 native-born can absorb');
  });
  test('a place of birth without people at the start', () => {
    const input = { areas: areaNames(3), births: table('0 0 0'), deaths: table('0 0 0') };
    const [before, after] = [table('0 0 0; 10 90 0; 5 5 80'), table('8 2 0; 0 90 0; 5 5 80')];
    expect(() => accountStocks({ ...input, start: before, end: after })).toThrow(
      'the stocks at the start have nobody born in A0, but should have 5',
    );
  });
  test('an area without foreign-born and without people abroad whose people vanish', () => {
    const input = { areas: areaNames(3), births: table('0 0 0'), deaths: table('0 0 0') };
    const [before, after] = [table('100 0 0; 0 90 10; 0 5 80'), table('90 0 0; 0 95 10; 0 5 85')];
    expect(() => accountStocks({ ...input, start: before, end: after })).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ code: 'E504', details: expect.arrayContaining(['missed: people born in A0']) })],
      }),
    );
  });
  test('deaths that stocks cannot explain', () => {
    expect(changed({ births: table('0 20 60 140') }, { deaths: 'accounting' })).toThrow(/imply -\d+.* deaths of people born in A0/);
  });
  test('deaths by accounting where totals are not balanced', () => {
    expect(() => accountStocks({ ...E5, births: table('80 20 40 60') }, { deaths: 'accounting', match: 'open-dr' })).toThrow(
      /row targets add up to .*, column targets to 160/,
    );
  });
  test('a seed that keeps people from moving', () => {
    const seed = table('1 1 1 1; 0 1 0 0; 1 1 1 1; 1 1 1 1');
    expect(() => birthplaceFlows(accountStocks(E5), 'minimum', { seed })).toThrow(
      /the seed is 0 wherever they could move: people born in A\d who leave A1/,
    );
  });
});
