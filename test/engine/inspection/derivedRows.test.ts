import { describe, expect, test } from 'vitest';
import { derivedRows } from '../../../src/engine/inspection/derivedRows.ts';
import type { TableDerivation } from '../../../src/engine/types.ts';
import { type Columns, categoryOf } from '../../../src/tables/columns.ts';

const TABLE: Columns = {
  area: categoryOf(['DEU', 'DEU', 'DEU', 'POL', 'POL', null]),
  kind: categoryOf(['births', 'deaths', 'births', 'births', 'deaths', 'births']),
  year: Int16Array.of(2000, 2005, 2010, 2005, 2010, 2010),
  end: Int16Array.of(2005, 2010, 2015, 2010, 2015, 2015),
};

function found(conditions: Partial<TableDerivation>, of: Record<string, number | string | null>): number[] {
  const derivation: TableDerivation = {
    kind: 'table',
    table: 'other',
    about: 'rows',
    none: null,
    rows: {},
    only: {},
    nearest: null,
    around: null,
    within: null,
    spanning: null,
    show: null,
    ...conditions,
  };
  return derivedRows(derivation, TABLE, 6, of).map(({ row }) => row);
}

describe('rows that a row was computed from', () => {
  test.each<[string, Partial<TableDerivation>, Record<string, number | string | null>, number[]]>([
    ['no condition: all', {}, {}, [0, 1, 2, 3, 4, 5]],
    ['one value', { rows: { area: ['orig'] } }, { orig: 'POL' }, [3, 4]],
    ['the value of one of several fields', { rows: { area: ['orig', 'dest'] } }, { orig: 'POL', dest: 'DEU' }, [0, 1, 2, 3, 4]],
    ['every condition', { rows: { area: ['orig'], year: ['at'] } }, { orig: 'DEU', at: 2010 }, [2]],
    ['a value that the table does not hold', { rows: { area: ['orig'] } }, { orig: 'USA' }, []],
    ['a missing value finds missing ones alone', { rows: { area: ['orig'] } }, { orig: null }, [5]],
    ['values named in the contract', { only: { kind: ['deaths'] } }, {}, [1, 4]],
    ['both', { rows: { area: ['orig'] }, only: { kind: ['births'] } }, { orig: 'DEU' }, [0, 2]],
    ['the nearest first, ties in the order of the table', { nearest: { field: 'year', to: 'at' } }, { at: 2006 }, [1, 3, 2, 4, 5, 0]],
    ['around: the last at or before, the first after', { around: { field: 'year', to: 'at' } }, { at: 2005 }, [1, 2, 3, 4, 5]],
    ['around, before all', { around: { field: 'year', to: 'at' } }, { at: 1999 }, [0]],
    ['around, after all', { around: { field: 'year', to: 'at' } }, { at: 2011 }, [2, 4, 5]],
    ['both of them', { around: { field: 'year', to: 'at' }, nearest: { field: 'year', to: 'at' } }, { at: 2007 }, [1, 3, 2, 4, 5]],
    ['around a missing value: none', { around: { field: 'year', to: 'at' } }, { at: null }, []],
    [
      'within: from the one up to, not including, the other',
      { within: { field: 'year', from: 'start', to: 'stop' } },
      { start: 2000, stop: 2010 },
      [0, 1, 3],
    ],
    ['spanning: theirs hold ours, the end not included', { spanning: { field: 'at', from: 'year', to: 'end' } }, { at: 2005 }, [1, 3]],
  ])('%s', (_, conditions, of, rows) => {
    expect(found(conditions, of)).toEqual(rows);
  });
});
