import { expect, test } from 'vitest';
import { harmonize } from '../../../src/harmonize/harmonize.ts';
import { rowsOf } from '../../readers/columns.ts';
import { CALENDAR, smallWorld } from '../smallWorld.ts';

test('stocks of other editions stand beside the combined ones, which do not change', () => {
  const stocks = [[2024, 1995, 'GRC', 'DEU', 300]] as const;
  const alone = harmonize(smallWorld({ stocks }), CALENDAR, 'apart');
  const { stockWitnesses, exclusions, ...beside } = harmonize(
    smallWorld({
      stocks,
      stockTables: [
        ['earlier', 2017, 1995, 'GRC', 'DEU', 280],
        ['earlier', 2015, 1995, 'GRC', 'DEU', 310],
        ['earlier', 2017, 1997, 'USA', 'DEU', 0],
        ['earlier', 2017, 1998, 'USA', 'DEU', 5],
        ['earlier', 2017, 1995, 'XXX', 'DEU', 6],
        ['earlier', 2017, 1995, 'DEU', 'DEU', 7],
      ],
    }),
    CALENDAR,
    'apart',
  );
  expect(rowsOf(stockWitnesses).map(({ year, birth, residence, edition, persons }) => [year, birth, residence, edition, persons])).toEqual([
    [1995, 'GRC', 'DEU', 2015, 310],
    [1995, 'GRC', 'DEU', 2017, 280],
    [1997, 'USA', 'DEU', 2017, 0],
  ]);
  expect(rowsOf(beside.stocks)).toEqual(rowsOf(alone.stocks));
  const unused = rowsOf(exclusions).filter(({ source }) => source === 'earlier');
  expect(unused.map(({ reason, orig, persons }) => [reason, orig, persons])).toEqual([
    ['no known country', 'XXX', 6],
    ['outside the years of the estimates', null, 5],
    ['within one area', null, 7],
  ]);
});
