import { describe, expect, test } from 'vitest';
import type { ReportedFlowsReading } from '../../../schemas/generated/types.ts';
import { readDeclaredReports } from '../../../src/readers/declared/declaredReports.ts';
import { type RowAudit, type RowCounts, STOP } from '../../../src/readers/table/rowAudit.ts';
import { rowsOf } from '../columns.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

/** A fictional office: tidy, ISO3, one reporter. */
const READING: ReportedFlowsReading = {
  columns: { partner: 'Country', year: 'Year', persons: 'Persons' },
  codes: 'iso3',
  reporter: 'NZL',
  side: 'arrivals',
  definition: 'residence',
  measure: 'moves_12_months',
};

const TIDY = 'Country,Year,Persons\nAUS,2001,12\nFJI,2001,0\n';

function read(content: string, reading: Partial<ReportedFlowsReading> = {}, others: Readonly<Record<string, string>> = {}) {
  const source = { ...rawSource('office', { 'table.csv': content, ...others }), reading: { ...READING, ...reading } };
  const counts: RowCounts[] = [];
  const audit: RowAudit = { ...STOP, counted: (file) => counts.push(file) };
  return readDeclaredReports(source, audit).then((table) => ({ rows: rowsOf(table), counts }));
}

const refused = (content: string, reading: Partial<ReportedFlowsReading> = {}) => refusalOfReading(() => read(content, reading));

describe('readDeclaredReports', () => {
  test('reads a tidy table as it is declared, a listed zero too', async () => {
    const whole = {
      source: 'office',
      file: 'folder/table.csv',
      code_system: 'iso3',
      reporter: 'NZL',
      reporter_code_system: 'iso3',
      side: 'arrivals',
      definition: 'residence',
      measure: 'moves_12_months',
      year: 2001,
      year_ends: 12,
      threshold: 0,
      left_out: null,
    };
    expect((await read(TIDY)).rows).toEqual([
      { ...whole, row: 1, partner: 'AUS', persons: 12 },
      { ...whole, row: 2, partner: 'FJI', persons: 0 },
    ]);
  });

  test('reads a wide table: each column named by a year; empty cells and those declared as missing are no report', async () => {
    const wide = 'Country,2001,2002,2003\nAustralia,1,,3\nFiji,..,5,0\nTonga,,..,\n';
    const reading = { layout: 'wide', columns: { partner: 'Country' }, codes: 'name', missing: ['..'] } as const;
    const { rows, counts } = await read(wide, reading);
    expect(rows.map(({ partner, year, persons, row }) => [partner, year, persons, row])).toEqual([
      ['Australia', 2001, 1, 1],
      ['Australia', 2003, 3, 1],
      ['Fiji', 2002, 5, 2],
      ['Fiji', 2003, 0, 2],
    ]);
    expect(counts).toEqual([{ file: 'folder/table.csv', rows: 3, leftOut: new Map([['no count', 1]]) }]);
  });

  test('takes reporter, side and measure from columns, by the terms that the declaration gives for their values', async () => {
    const content = 'Country,Year,Persons,Who,Way,What\nAUS,2001,12,FJI,out,visas of students\n';
    const { rows } = await read(content, {
      reporter: { column: 'Who' },
      side: { column: 'Way', values: { in: 'arrivals', out: 'departures' } },
      measure: { column: 'What', values: { 'visas of students': 'study_visas' } },
    });
    expect(rows).toMatchObject([{ reporter: 'FJI', side: 'departures', measure: 'study_visas' }]);
  });

  test('NA is Namibia', async () => {
    const { rows } = await read('Country,Year,Persons\nNA,2001,12\n', { codes: 'iso2' });
    expect(rows).toMatchObject([{ partner: 'NA', code_system: 'iso2', persons: 12 }]);
  });

  test('leaves out rows with other values of a column that splits the counts, and counts them', async () => {
    const content = 'Country,Year,Persons,Sex\nAUS,2001,12,Total\nAUS,2001,5,Female\nAUS,2001,7,Male\n';
    const { rows, counts } = await read(content, { take: { Sex: ['Total'] } });
    expect(rows.map(({ persons }) => persons)).toEqual([12]);
    expect(counts).toEqual([
      { file: 'folder/table.csv', rows: 3, leftOut: new Map([['not among the values that its declaration takes', 2]]) },
    ]);
  });

  test('does not look at a column that the declaration ignores, even one that often splits the counts', async () => {
    const { rows } = await read('Country,Year,Persons,Direction\nAUS,2001,12,inward\n', { ignore: ['Direction'] });
    expect(rows).toMatchObject([{ partner: 'AUS', persons: 12 }]);
  });

  test('refuses points that separate thousands', async () => {
    const content = 'Country,Year,Persons\nAUS,2001,2.991\nFJI,2001,1.204\n';
    expect(await refused(content)).toMatchObject({ code: 'E305', expected: 'persons, without separators of thousands' });
  });

  test('keeps what the declaration leaves out, with the reason', async () => {
    const content = 'Country,Year,Persons\nAUS,2001,12\nFJI,2001,3\nAUS,2002,13\n';
    const leaveOut = [{ first: 2001, last: 2001, partner: 'AUS', side: 'arrivals', because: 'a strike' }] as const;
    const { rows } = await read(content, { leave_out: leaveOut });
    expect(rows.map(({ left_out }) => left_out)).toEqual(['a strike', null, null]);
    const { rows: others } = await read(content, { leave_out: [{ ...leaveOut[0], side: 'departures' }] });
    expect(others.map(({ left_out }) => left_out)).toEqual([null, null, null]);
    const { rows: elsewhere } = await read(content, { leave_out: [{ ...leaveOut[0], reporter: 'FJI' }] });
    expect(elsewhere.map(({ left_out }) => left_out)).toEqual([null, null, null]);
  });

  test('leaves out years of a reporter that the table of coverage lacks or does not cover', async () => {
    const coverage = { file: 'folder/coverage.csv', reporter: 'who', year: 'when', share: 'share', from: 0.97, to: 1.03 };
    const content = 'Country,Year,Persons\nAUS,2001,1\nAUS,2002,2\nAUS,2003,3\n';
    const { rows } = await read(content, { coverage }, { 'coverage.csv': 'who,when,share\nNZL,2001,0.99\nNZL,2002,0.5\n' });
    const reason = 'the listed partners are not 0.97 to 1.03 of the total';
    expect(rows.map(({ year, left_out }) => [year, left_out])).toEqual([
      [2001, null],
      [2002, reason],
      [2003, reason],
    ]);
    expect(await refused(content, { coverage })).toMatchObject({
      code: 'E301',
      message: 'source "office" does not list folder/coverage.csv, the table of its coverage',
    });
  });

  test('translates names that the file has of its own; null stands for no single country', async () => {
    const content = 'Country,Year,Persons\nBrush,2001,1\nFormer USSR,2001,2\nFiji,2001,3\n';
    const { rows } = await read(content, { codes: 'name', areas: { Brush: 'BDI', 'Former USSR': null } });
    expect(rows.map(({ partner, code_system, left_out }) => [partner, code_system, left_out])).toEqual([
      ['BDI', 'iso3', null],
      ['Former USSR', 'name', 'its declaration takes it for no single country'],
      ['Fiji', 'name', null],
    ]);
  });

  test.each([
    [
      'a column that the declaration does not name: it may split the counts',
      'Country,Year,Persons,Sex\nAUS,2001,12,Total\n',
      {},
      { code: 'E305', message: 'the file has columns that its declaration does not name: "Sex"' },
    ],
    ['a column that is not there', 'Land,Year,Persons\nAUS,2001,12\n', {}, { code: 'E305' }],
    ['a wide table without years', 'Country\nAUS\n', { layout: 'wide', columns: { partner: 'Country' } }, { code: 'E305' }],
    [
      'a year with a note, which would be lost',
      'Country,2001,2002 (p)\nAUS,1,2\n',
      { layout: 'wide', columns: { partner: 'Country' } },
      { code: 'E305', message: 'the file has columns that its declaration does not name: "2002 (p)"' },
    ],
    [
      'a value without a term',
      'Country,Year,Persons,Way\nAUS,2001,12,net\n',
      { side: { column: 'Way', values: { in: 'arrivals' } } },
      { code: 'E303', message: 'Way is "net"', expected: 'in' },
    ],
    [
      'a value that is the name of something every object has',
      'Country,Year,Persons,Way\nAUS,2001,12,constructor\n',
      { side: { column: 'Way', values: { in: 'arrivals' } } },
      { code: 'E303', message: 'Way is "constructor"' },
    ],
    ['a text in the place of a count', 'Country,Year,Persons\nAUS,2001,x\n', {}, { code: 'E303', message: 'Persons is "x"' }],
    ['one flow twice', `${TIDY}AUS,2001,13\n`, {}, { code: 'E303', place: { file: 'folder/table.csv', row: 3 } }],
    ['no count at all', 'Country,Year,Persons\nAUS,2001,\n', {}, { code: 'E305' }],
  ] as const)('refuses %s', async (_, content, reading, expected) => {
    expect(await refused(content, reading as Partial<ReportedFlowsReading>)).toMatchObject(expected);
  });
});
