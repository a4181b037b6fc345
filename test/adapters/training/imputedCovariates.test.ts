import { expect, test } from 'vitest';
import type { Panel, Trade } from '../../../schemas/generated/types.ts';
import { imputedCovariates } from '../../../src/adapters/training/covariates/imputedCovariates.ts';
import { categoryOf } from '../../../src/tables/columns.ts';

const AREAS = ['AAA', 'BBB'];

/** What every table of provenance has beside its values. */
function provenance(rows: number) {
  return {
    source: categoryOf(new Array(rows).fill('who')),
    file: categoryOf(new Array(rows).fill('what.csv')),
    row: new Int32Array(rows),
    operation: categoryOf(new Array(rows).fill('none')),
  };
}

test('imputed values and those that are missing are told from reported ones', () => {
  const panel: Panel = {
    area: categoryOf(['AAA', 'AAA', 'BBB', 'BBB']),
    year: Int16Array.of(2000, 2001, 2000, 2001),
    indicator: categoryOf(['gdp_per_capita', 'gdp_per_capita', 'gdp_per_capita', 'gdp_growth']),
    value: Float64Array.of(10, 11, 20, 3),
    imputed: Uint8Array.of(0, 1, 0, 0),
    ...provenance(4),
  };
  const trade: Trade = {
    orig: categoryOf(['AAA', 'BBB', 'AAA']),
    dest: categoryOf(['BBB', 'AAA', 'BBB']),
    year: Int16Array.of(2000, 2000, 2001),
    value: Float64Array.of(5, 6, 7),
    imputed: Uint8Array.of(1, 0, 0),
    ...provenance(3),
  };
  const flags = imputedCovariates({ panel, trade }, AREAS, { first: 2000, last: 2001 });
  // By year, then area: AAA and BBB in 2000, AAA and BBB in 2001.
  expect(Array.from(flags.gdp_per_capita)).toEqual([0, 0, 1, 1]);
  expect(Array.from(flags.gdp_growth)).toEqual([1, 1, 1, 0]);
  // By year, then AAA-AAA, AAA-BBB, BBB-AAA, BBB-BBB; nobody trades with themselves.
  expect(Array.from(flags.trade)).toEqual([1, 1, 0, 1, 1, 0, 1, 1]);
});
