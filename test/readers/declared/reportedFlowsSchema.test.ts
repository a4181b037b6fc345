import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaProblems } from '../../../src/engine/config/schema/schema.ts';
import type { Json } from '../../../src/engine/types.ts';

const SCHEMA = JSON.parse(readFileSync(resolve('schemas/reported-flows.schema.json'), 'utf8')) as Parameters<typeof schemaProblems>[0];

const WHOLE = `
columns: { partner: Country, year: Year, persons: Persons }
codes: name
reporter: NZL
side: arrivals
definition: residence
measure: moves
`;

async function problemsOf(text: string): Promise<string[]> {
  const problems = await schemaProblems(SCHEMA, parse(text) as Json, (pointer) => ({ place: { file: pointer } }));
  return problems.map(({ message, place, expected }) => `${place?.file} ${message}; ${expected}`);
}

describe('the declaration of a table of reported flows', () => {
  test('takes six lines', async () => {
    expect(await problemsOf(WHOLE)).toEqual([]);
  });

  test.each([
    [
      'measure: moves',
      'measure: people',
      '/measure "measure" cannot be "people"; moves, moves_12_months, registrations, status_grants, immigrant_visas, study_visas, work_visas, long_stay_visas, registered_emigrants, asylum_applications, asylum_cases, resettlement, returns, or { column: NAME, values: { TEXT: moves } }',
    ],
    ['codes: name', 'codes: iso4', '/codes "codes" cannot be "iso4"; one of iso3, iso2, m49, eurostat, name'],
    ['reporter: NZL', 'reporter: New Zealand', '/reporter "reporter" cannot be "New Zealand"; an ISO3 code, or { column: NAME }'],
    ['reporter: NZL\n', '', ' the file lacks "reporter"; undefined'],
    [', year: Year', '', '/columns "columns" lacks "year"; undefined'],
    [
      'side: arrivals',
      'side: { column: Way, values: { in: come } }',
      '/side "side" cannot be a mapping; arrivals or departures, or { column: NAME, values: { TEXT: arrivals } }',
    ],
    [
      ', year: Year, persons: Persons }',
      ', year: Year }\nlayout: wide',
      '/columns/year "year" cannot be "Year"; nothing: columns of a wide table are named by their years',
    ],
    ['measure: moves', 'measure: moves\nyear_ends: 24', '/year_ends "year_ends" cannot be 24; at most 23'],
    ['measure: moves', 'measure: moves\nareas: { Brush: Burundi }', '/areas/Brush "Brush" cannot be "Burundi"; an ISO3 code or null'],
  ])('%j as %j is refused', async (piece, by, message) => {
    expect(await problemsOf(WHOLE.replace(piece, by))).toEqual([message]);
  });
});
