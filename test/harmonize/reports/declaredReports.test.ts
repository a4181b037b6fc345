import { describe, expect, test } from 'vitest';
import { harmonize } from '../../../src/harmonize/harmonize.ts';
import { rowsOf } from '../../readers/columns.ts';
import { refusalOf } from '../../readers/scratch.ts';
import { CALENDAR, type Declared, type Flow, smallWorld } from '../smallWorld.ts';

/** Germany counts who comes from the United States. */
const ARRIVAL: Declared = { source: 'office', reporter: 'DEU', side: 'arrivals', partner: 'USA', year: 1995, persons: 100 };
const EUROSTAT: Flow = {
  source: 'flows-eurostat',
  reporter: 'destination',
  system: 'iso3',
  orig: 'USA',
  dest: 'DEU',
  year: 1995,
  persons: 1,
};

function harmonized(declared: readonly Declared[], flows: readonly Flow[] = []) {
  const { observations, groupReports, exclusions } = harmonize(smallWorld({ declared, flows }), CALENDAR, 'apart');
  const excluded = rowsOf(exclusions).filter(({ source }) => source === 'office');
  return { observations: rowsOf(observations), groups: rowsOf(groupReports), excluded };
}

describe('moves by residence of declared sources', () => {
  test('are observations: the reporter is the destination of arrivals and the origin of departures', () => {
    const departure: Declared = { ...ARRIVAL, side: 'departures', persons: 30, measure: 'registrations' };
    const { observations, groups } = harmonized([ARRIVAL, departure]);
    expect(observations).toMatchObject([
      {
        orig: 'DEU',
        dest: 'USA',
        year: 1995,
        source: 'office',
        reporter: 'origin',
        persons: 30,
        definition: 'residence',
        measure: 'registrations',
        mirror: -1,
        file: 'reports.csv',
        row: 2,
        operation: 'as published',
      },
      { orig: 'USA', dest: 'DEU', reporter: 'destination', persons: 100, measure: 'moves', row: 1 },
    ]);
    expect(groups).toEqual([]);
  });

  test('mirror the report of another source on the other side', () => {
    const { observations } = harmonized(
      [ARRIVAL],
      [{ ...EUROSTAT, source: 'flows-eurostat-both-reports', reporter: 'origin', persons: 80 }],
    );
    expect(observations.map(({ source, mirror }) => [source, mirror])).toEqual([
      ['flows-eurostat-both-reports', 1],
      ['office', 0],
    ]);
  });

  test.each([
    [105, 100, 'kept once', ['flows-eurostat']],
    [106, 100, 'kept', ['flows-eurostat', 'office']],
    [10_000, 10_100, 'kept once', ['flows-eurostat']],
    [10_000, 10_102, 'kept', ['flows-eurostat', 'office']],
    [0, 5, 'kept once', ['flows-eurostat']],
    [0, 6, 'kept', ['flows-eurostat', 'office']],
  ])('of %d persons, where Eurostat has %d of the same office, are %s', (persons, published, _, sources) => {
    const { observations, excluded } = harmonized([{ ...ARRIVAL, persons }], [{ ...EUROSTAT, persons: published }]);
    expect(observations.map(({ source }) => source)).toEqual(sources);
    expect(excluded.map(({ reason }) => reason)).toEqual(sources.length === 2 ? [] : ['the same report as in flows-eurostat']);
  });

  test('are never the same report as an estimate, the other side, another year or another flow', () => {
    const others: readonly Flow[] = [
      { ...EUROSTAT, source: 'flows-meta', reporter: 'model', persons: 100 },
      { ...EUROSTAT, source: 'flows-eurostat-both-reports', reporter: 'origin', persons: 100 },
      { ...EUROSTAT, year: 1996, persons: 100 },
      { ...EUROSTAT, orig: 'GRC', persons: 100 },
    ];
    expect(harmonized([ARRIVAL], others).excluded).toEqual([]);
  });

  test('within one area are left out', () => {
    const { observations, excluded } = harmonized([{ ...ARRIVAL, partner: 'DEU' }]);
    expect(observations).toEqual([]);
    expect(excluded).toMatchObject([{ reason: 'within one area', orig: 'DEU', dest: 'DEU', year: 1995, rows: 1, persons: 100 }]);
  });
});

describe('reports of groups and of other things than moves', () => {
  test('stand apart, by who reports and whom it counts; none overwrites another', () => {
    const { observations, groups } = harmonized([
      { ...ARRIVAL, definition: 'citizenship', persons: 1 },
      { ...ARRIVAL, definition: 'birth', persons: 2 },
      { ...ARRIVAL, definition: 'birth', measure: 'status_grants', persons: 3, threshold: 5 },
      { ...ARRIVAL, definition: 'birth', source: 'office-2', persons: 4 },
      { ...ARRIVAL, side: 'departures', measure: 'registered_emigrants', persons: 5 },
    ]);
    expect(observations).toEqual([]);
    expect(
      groups.map(({ side, definition, measure, source, persons, threshold }) => [side, definition, measure, source, persons, threshold]),
    ).toEqual([
      ['arrivals', 'birth', 'moves', 'office', 2, 0],
      ['arrivals', 'birth', 'moves', 'office-2', 4, 0],
      ['arrivals', 'birth', 'status_grants', 'office', 3, 5],
      ['arrivals', 'citizenship', 'moves', 'office', 1, 0],
      ['departures', 'residence', 'registered_emigrants', 'office', 5, 0],
    ]);
    expect(groups[0]).toMatchObject({ year: 1995, area: 'DEU', group: 'USA', last_month: 12, row: 2, operation: 'as published' });
  });

  test('count own citizens who come back', () => {
    expect(harmonized([{ ...ARRIVAL, partner: 'DEU', definition: 'citizenship' }]).groups).toMatchObject([{ area: 'DEU', group: 'DEU' }]);
  });

  test.each([
    [1995, 12, 1995, 12],
    [1995, 9, 1995, 9], // October 1994 to September 1995
    [1996, 6, 1996, 6], // July 1995 to June 1996
    [1995, 18, 1996, 6], // the same, named by its first year
    [1996, 3, 1995, 15], // April 1995 to March 1996
    [1995, 15, 1995, 15], // the same, named by its first year
  ])('a year %d that ends in month %d is that of %d', (year, yearEnds, calendarYear, lastMonth) => {
    const { groups } = harmonized([{ ...ARRIVAL, definition: 'birth', year, yearEnds }]);
    expect(groups.map((row) => [row['year'], row['last_month']])).toEqual([[calendarYear, lastMonth]]);
    const changed = `year to month ${yearEnds % 12} of the office, as the calendar year with most of its months`;
    expect(groups[0]?.['operation']).toBe(yearEnds === 12 ? 'as published' : changed);
  });
});

describe('what is not used is counted with the reason', () => {
  test('other years, what the declaration leaves out, and partners that are no area', () => {
    const { observations, groups, excluded } = harmonized([
      { ...ARRIVAL, year: 1980, persons: 1 },
      { ...ARRIVAL, leftOut: 'a strike', persons: 2 },
      { ...ARRIVAL, partner: 'XXX', persons: 4 },
      { ...ARRIVAL, partner: 'ANT', side: 'departures', persons: 8 },
      { ...ARRIVAL, partner: 'XKX', definition: 'birth', persons: 16 },
      { ...ARRIVAL, partner: 'VAT', persons: 32 },
    ]);
    expect([observations, groups]).toEqual([[], []]);
    expect(excluded.map(({ reason, orig, dest, year, persons }) => [reason, orig, dest, year, persons])).toEqual([
      ['Kosovo is not an area of its own in the stocks', 'XKX', null, 1995, 16],
      ['Netherlands Antilles, not divided between its successors', null, 'ANT', 1995, 8],
      ['a strike', null, null, 1995, 2],
      ['no known country', 'XXX', null, 1995, 4],
      ['no stock is published', 'VAT', null, 1995, 32],
      ['outside the years of the estimates', null, null, 1980, 1],
    ]);
  });

  test('an unknown code is refused with file and row (E304)', () => {
    expect(refusalOf(() => harmonized([ARRIVAL, { ...ARRIVAL, partner: 'QQQ' }]))).toMatchObject({
      code: 'E304',
      message: '"QQQ" in the partner is in no code list',
      place: { file: 'reports.csv', row: 2 },
    });
  });
});
