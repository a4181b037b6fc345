import { describe, expect, test } from 'vitest';
import { refuse } from '../../../src/diagnostics/diagnostic.ts';
import { readCowTrade } from '../../../src/readers/pairs/trade.ts';
import { Quarantine } from '../../../src/readers/table/quarantine.ts';
import { rowsOf } from '../columns.ts';
import { rawSource, refusalOf, refusalOfReading } from '../scratch.ts';

const HEADER = 'ccode1,ccode2,year,flow1,flow2\n';
const source = (rows: string) => rawSource('trade-cow', { 'trade.csv': HEADER + rows });

describe('quarantine', () => {
  test('takes broken rows of the sources that its rule names, each once and nothing of it into the table', async () => {
    const quarantine = new Quarantine(['trade-cow'], ['trade-cow', 'gdp']);
    const rows = '2,20,1990,1,2\n2,20,1990,3,4\n2,31,1990,5,-7\n2,31,1991\n2,31,1992,6,7\n2,2,1993,8,9\n';
    const trade = await readCowTrade(source(rows), quarantine.of('trade-cow'));
    expect(rowsOf(trade).map(({ exporter, importer, year, value }) => [exporter, importer, year, value])).toEqual([
      ['20', '2', 1990, 1e6],
      ['2', '20', 1990, 2e6],
      ['31', '2', 1992, 6e6],
      ['2', '31', 1992, 7e6],
    ]);
    const rest = { source: 'trade-cow', file: 'folder/trade.csv' };
    const once = 'expected each combination once';
    expect(rowsOf(quarantine.finish())).toEqual([
      {
        ...rest,
        row: 2,
        column: 'exporter, importer, year',
        reason: `exporter, importer, year 20 2 1990 is there already, in data row 1; ${once}`,
      },
      { ...rest, row: 3, column: 'flow2', reason: 'flow2 is "-7"; expected a number that is not negative, or -9' },
      { ...rest, row: 4, column: null, reason: 'has 3 fields; expected 5 fields, as in the header' },
      {
        ...rest,
        row: 6,
        column: 'exporter, importer, year',
        reason: `exporter, importer, year 2 2 1993 is there already, in data row 6; ${once}`,
      },
    ]);
  });

  test('stops at a broken row of any other source', async () => {
    const quarantine = new Quarantine(['gdp'], ['trade-cow', 'gdp']);
    const refusal = await refusalOfReading(() => readCowTrade(source('2,20,1990,1,2\n2,20,1990,1,2\n'), quarantine.of('trade-cow')));
    expect(refusal).toMatchObject({
      code: 'E303',
      message: 'exporter, importer, year 20 2 1990 is there already, in data row 1',
    });
  });

  test('stops at a file that is broken as a whole, and at our own errors', async () => {
    const allowing = new Quarantine(['trade-cow'], ['trade-cow']).of('trade-cow');
    expect((await refusalOfReading(() => readCowTrade(source('2,20,1990,1'), allowing))).code).toBe('E305');
    expect(refusalOf(() => allowing.broken(catchOf(() => refuse('E305', 'broken', { place: { file: 'x', row: 1 } })))).message).toBe(
      'broken',
    );
    expect(() => allowing.broken(new TypeError('bug'))).toThrow('bug');
  });

  test('refuses a rule for a source that there is not', () => {
    expect(refusalOf(() => new Quarantine(['trade-cov'], ['trade-cow', 'gdp']))).toMatchObject({
      code: 'E204',
      message: 'ingest.quarantine names an unknown source "trade-cov"',
      hint: 'did you mean "trade-cow"?',
    });
  });
});

function catchOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
