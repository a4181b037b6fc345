import { expect, test } from 'vitest';
import { plausibilityTables } from '../../tools/plausibilityTables.ts';
import type { ShownRow } from '../../tools/shownRows.ts';

const caseRow = (check: string, name: string, value: number, verdict: string, reason: string | null = null): ShownRow => ({
  ...{ check, case: name, first: 2000, last: 2000, corridor_years: 1, value, verdict, reason },
  per_thousand: check === 'change' ? null : 1.5,
});
const said = (check: string, name: string, witness: string, theirs: number, ours: number): ShownRow => ({
  ...{ check, case: name, first: 2000, last: 2000, witness, corridor_years: 1, theirs, ours, ratio: ours / theirs },
});

/** The table under a heading. */
function section(text: string, heading: string): string[] {
  const lines = text.slice(text.indexOf(`#### ${heading}`)).split('\n');
  return lines.slice(
    2,
    lines.findIndex((line, at) => at > 2 && line === ''),
  );
}

const tables = plausibilityTables(
  [
    caseRow('world', 'all corridors', 1234567, 'witnessed'),
    caseRow('exodus', 'flight', 300, 'contradicted', 'a war | and more'),
    caseRow('large_flow', 'AAA to BBB', 9000, 'contradicted'),
    caseRow('large_flow', 'BBB to AAA', 8000, 'unwitnessed', 'known'),
    caseRow('change', 'all corridors', 0.72, 'witnessed'),
    caseRow('collection', 'offices', 50, 'witnessed'),
  ],
  [
    said('world', 'all corridors', 'reports', 1000, 2500),
    said('exodus', 'flight', 'refugees', 1200, 300),
    said('change', 'all corridors', 'gaskin_abel', 0.77, 0.75),
    said('collection', 'offices', 'offices', 100, 50),
    said('collection', 'offices', 'gaskin_abel', 80, 50),
  ],
);

test('flows stand beside the witnesses that say anything, with our ratio to them', () => {
  expect(section(tables, 'All corridors, by year')).toEqual([
    '| flows | years | ours | per thousand | reports | verdict | reason |',
    '| --- | --- | ---: | ---: | ---: | --- | --- |',
    '| all corridors | 2000 | 1,234,567 | 1.50 | 1,000 (2.50) | witnessed |  |',
  ]);
  expect(section(tables, 'Exodus')[2]).toBe('| flight | 2000 | 300 | 1.50 | 1,200 (0.25) | contradicted | a war \\| and more |');
});

test('changes stand beside ours on the same corridors, totals of a collection beside it', () => {
  expect(section(tables, 'Change from the year before')[2]).toBe('| all corridors | 2000 | 0.72 | 0.77 (ours 0.75) | witnessed |');
  expect(section(tables, 'Collections, on what they list')[2]).toBe('| offices | 2000 | 100 | 0.50 | 0.80 |');
});

test('large flows far from all witnesses are counted and listed where nobody gave a reason', () => {
  expect(tables).toContain('#### Large flows far from all witnesses, without a reason: 1\n');
  expect(section(tables, 'Large flows far').slice(2)).toEqual(['| AAA to BBB | 2000 | 9,000 | 1.50 | contradicted |  |']);
  expect(section(tables, 'Verdicts')[4]).toBe('| large flow | 2 | 0 | 1 | 1 | 1 |');
});
