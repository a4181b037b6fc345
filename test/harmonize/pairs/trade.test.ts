import { describe, expect, test } from 'vitest';
import { harmonize } from '../../../src/harmonize/harmonize.ts';
import { rowsOf } from '../../readers/columns.ts';
import { refusalOf } from '../../readers/scratch.ts';
import { CALENDAR, smallWorld, type TradeRow } from '../smallWorld.ts';

const run = (...trade: readonly TradeRow[]) => harmonize(smallWorld({ trade }), CALENDAR, 'apart');
/** Year, value and operation of one pair. A dollar of 1995 is worth two of 2015, real GDP grows by 21 per cent a year. */
function seriesOf(orig: string, dest: string, ...trade: readonly TradeRow[]) {
  return rowsOf(run(...trade).trade)
    .filter((row) => row['orig'] === orig && row['dest'] === dest)
    .map(({ year, value, imputed, source, row, operation }) => ({ year, value, imputed, source, row, operation }));
}

const REAL = 'current USD to USD of 2015 by the US deflator';
const FILLED = { imputed: 1, source: null, row: -1 };

describe('trade', () => {
  test('has every ordered pair and year, in USD of 2015', () => {
    expect(rowsOf(run().trade)).toHaveLength(6 * 2);
    expect(seriesOf('USA', 'GRC', ['cow', '2', '350', 1995, 100], ['cow', '2', '350', 1996, 120])).toEqual([
      { year: 1995, value: 200, imputed: 0, source: 'trade-cow', row: 1, operation: `million USD to USD; ${REAL}` },
      { year: 1996, value: 240, imputed: 0, source: 'trade-cow', row: 2, operation: `million USD to USD; ${REAL}` },
    ]);
  });

  test('that is listed without a value is no report, and is counted', () => {
    const trade: TradeRow[] = [
      ['cow', '2', '350', 1995, Number.NaN],
      ['cow', '2', '350', 1996, 120],
      ['cow', '2', '350', 1997, Number.NaN],
    ];
    expect(seriesOf('USA', 'GRC', ...trade).map(({ value, imputed }) => [value, imputed])).toEqual([
      [240, 1],
      [240, 0],
    ]);
    expect(rowsOf(run(...trade).exclusions).filter(({ source }) => source === 'trade-cow')).toMatchObject([
      { reason: 'listed without a value', orig: null, dest: null, year: 1995, rows: 1 },
      { reason: 'listed without a value', orig: null, dest: null, year: 1997, rows: 1 },
    ]);
  });

  test('that is never reported is 0, and flagged', () => {
    expect(seriesOf('GRC', 'USA', ['cow', '2', '350', 1995, 100])).toEqual([
      { ...FILLED, year: 1995, value: 0, operation: 'never reported: 0' },
      { ...FILLED, year: 1996, value: 0, operation: 'never reported: 0' },
    ]);
  });

  test('keeps its share in both economies after the last report, and its value before the first', () => {
    const grown = 'after the last report: its value scaled by the root of the real GDP growth of both ends';
    const back = 'before the first report: its value carried back';
    expect(seriesOf('USA', 'GRC', ['cow', '2', '350', 1995, 100])[1]).toMatchObject({ ...FILLED, year: 1996, operation: grown });
    expect(seriesOf('USA', 'GRC', ['cow', '2', '350', 1995, 100])[1]?.value).toBeCloseTo(242, 9);
    expect(seriesOf('USA', 'GRC', ['cow', '2', '350', 1996, 100])[0]).toEqual({ ...FILLED, year: 1995, value: 200, operation: back });
  });

  test('lies on a line between two reports, of which one may stand before the calendar', () => {
    const trade: TradeRow[] = [
      ['comtrade', 'USA', 'GRC', 1994, 100],
      ['comtrade', 'USA', 'GRC', 1996, 120],
    ];
    expect(seriesOf('USA', 'GRC', ...trade)).toEqual([
      { ...FILLED, year: 1995, value: 220, operation: 'between two reports: linear interpolation' },
      { year: 1996, value: 240, imputed: 0, source: 'trade-comtrade', row: 2, operation: REAL },
    ]);
    expect(rowsOf(run(...trade).exclusions).filter(({ source }) => source === 'trade-comtrade')).toMatchObject([
      { reason: 'outside the years of the estimates, but used for interpolation', year: 1994, rows: 1 },
    ]);
  });

  test('of a pair comes from one source, the one that reports it more often', () => {
    const trade: TradeRow[] = [
      ['comtrade', 'USA', 'GRC', 1995, 100],
      ['comtrade', 'GRC', 'USA', 1995, 70],
      ['cow', '2', '350', 1996, 120],
    ];
    expect(seriesOf('USA', 'GRC', ...trade).map(({ value, source }) => [value, source])).toEqual([
      [240, null],
      [240, 'trade-cow'],
    ]);
    expect(seriesOf('GRC', 'USA', ...trade)[0]).toMatchObject({ value: 140, source: 'trade-comtrade' });
    expect(rowsOf(run(...trade).exclusions).filter(({ source }) => source === 'trade-comtrade')).toMatchObject([
      { reason: 'the pair is taken from trade-cow, which reports it more often', year: 1995, rows: 1 },
    ]);
    expect(seriesOf('USA', 'GRC', ...trade, ['comtrade', 'USA', 'GRC', 1996, 80]).map(({ value, source }) => [value, source])).toEqual([
      [200, 'trade-comtrade'],
      [160, 'trade-comtrade'],
    ]);
  });

  test('of a former state goes to a successor only where the rule says so', () => {
    const trade: TradeRow[] = [
      ['cow', '2', '255', 1995, 100],
      ['cow', '2', '260', 1995, 60],
      ['cow', '2', '260', 1996, 61],
      ['cow', '2', '265', 1995, 3],
      ['cow', '2', '315', 1995, 4],
      ['cow', '2', '347', 1995, 5],
      ['comtrade', 'USA', 'SVU', 1995, 6],
      ['comtrade', 'UNS', 'GRC', 1995, 7],
    ];
    expect(seriesOf('USA', 'DEU', ...trade)).toMatchObject([
      { value: 200, operation: `million USD to USD; ${REAL}` },
      { value: 122, operation: `West Germany taken for Germany; million USD to USD; ${REAL}` },
    ]);
    const excluded = rowsOf(run(...trade).exclusions).filter(({ source }) => String(source).startsWith('trade'));
    expect(excluded.map(({ source, reason, orig, dest }) => [source, reason, orig, dest])).toEqual([
      ['trade-comtrade', 'Soviet Union, not divided between its successors', null, 'SVU'],
      ['trade-comtrade', 'no known country', 'UNS', null],
      ['trade-cow', 'Czechoslovakia, not divided between its successors', null, '315'],
      ['trade-cow', 'German Democratic Republic, before unification', null, '265'],
      ['trade-cow', 'Kosovo is not an area of its own in the stocks', null, '347'],
      ['trade-cow', 'a second report of the same flow and year', '2', '260'],
    ]);
  });

  test('is refused where a code is in no list, or the year has no deflator', () => {
    expect(refusalOf(() => run(['cow', '2', '998', 1995, 1]))).toMatchObject({
      code: 'E304',
      message: '"998" in importer is in no code list',
      place: { file: 'trade.csv', row: 1, field: 'importer' },
      expected: 'a country or area of the source area-codes, by its cow code',
    });
    const world = smallWorld({ trade: [['cow', '2', '350', 1996, 1]] });
    const gdp = { ...world.gdp, deflator: new Float64Array(world.gdp.deflator.length).fill(Number.NaN) };
    expect(refusalOf(() => harmonize({ ...world, gdp }, CALENDAR, 'apart'))).toMatchObject({
      code: 'E307',
      message: 'there is no deflator of the US dollar in 1996, in which trade is reported',
    });
  });
});
