import { expect, test } from 'vitest';
import { readNamedCases } from '../../../src/adapters/plausibility/caseFile.ts';
import { rawSource, refusalOfReading } from '../../readers/scratch.ts';

const HEADER = 'kind,name,origins,destinations,first,last,persons,reason,note';
const AREAS = ['AAA', 'BBB', 'CCC'];
const YEARS = { first: 1990, last: 2000 };
const source = (...rows: readonly string[]) => rawSource('plausibility-cases', { 'plausibility.csv': `${[HEADER, ...rows].join('\n')}\n` });
const read = (...rows: readonly string[]) => readNamedCases(source(...rows), AREAS, YEARS);

test('areas are named one by one, or all by a star; years are cut to those of the estimates', async () => {
  expect(await read('exodus,flight,CCC,*,1985,1991,4000,a war,of the office', 'labour,later,AAA,BBB,2001,2003,,,')).toEqual([
    { kind: 'exodus', name: 'flight', origins: [2], destinations: [0, 1, 2], first: 1990, last: 1991, stated: 4000, reason: 'a war' },
  ]);
});

test('a name alone can be explained, by several rows', async () => {
  const rows = await read('explained,all corridors,,,1991,1991,,new borders,', 'explained,all corridors,,,1993,1993,,a pandemic,');
  expect(rows.map(({ origins, reason }) => [origins, reason])).toEqual([
    [[], 'new borders'],
    [[], 'a pandemic'],
  ]);
});

test.each([
  ['mirror,rich,AAA,ZZZ,1990,1991,,,', 'names "ZZZ"'],
  ['mirror,rich,AAA,AAA  BBB,1990,1991,,,', 'names ""'],
  ['flood,rich,AAA,BBB,1990,1991,,,', 'is "flood"'],
  ['explained,why,*,*,1990,1991,,because,', 'is *, as destinations is'],
  ['explained,why,AAA,,1990,1991,,because,', 'or destinations is empty'],
  ['exodus,flight,,,1990,1991,,,', 'or destinations is empty'],
  ['exodus,flight,AAA,BBB,1992,1991,,,', 'before the first year 1992'],
  ['exodus,flight,AAA,BBB,1990,1991,many,,', 'is "many"'],
])('a row that cannot be meant is refused: %s', async (row, problem) => {
  const refusal = await refusalOfReading(() => read(row));
  expect(refusal.code).toBe('E303');
  expect(refusal.message).toContain(problem);
});

test('two cases of one name are refused', async () => {
  const twice = 'exodus,flight,AAA,BBB,1990,1991,,,';
  expect((await refusalOfReading(() => read(twice, twice))).message).toContain('is "flight" again');
});
