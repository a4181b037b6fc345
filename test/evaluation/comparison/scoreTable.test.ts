import { expect, test } from 'vitest';
import { differenceTable, scoreTable } from '../../../src/evaluation/comparison/scoreTable.ts';

test('prints a table for each collection: methods as rows, undefined values as n/a and scores that do not exist as nothing', () => {
  const table = scoreTable([
    { collection: 'all', measure: 'log_count', method: 'closed', n: 12, value: 0.6149 },
    { collection: 'all', measure: 'log_count', method: 'heldout', n: 12, value: Number.NaN },
    { collection: 'all', measure: 'median_percentage_error', method: 'closed', n: 10, value: 61.25 },
    { collection: 'office origin', measure: 'within_corridor', method: 'ensemble', n: 4, value: -0.5 },
    { collection: 'office origin', measure: 'within_corridor', method: 'pseudo_bayes', n: 3, value: 1 },
  ]);
  expect(table).toBe(
    `all:

| method | n | log count | median percentage error |
| --- | ---: | ---: | ---: |
| closed | 12 | 0.61 | 61.3 % |
| heldout | 12 | n/a |  |

office origin:

| method | n | within corridor |
| --- | ---: | ---: |
| ensemble | 4 | -0.50 |
| pseudo bayes | 3 | 1.00 |
`,
  );
});

test('prints differences with their intervals, in bold where 0 is outside', () => {
  const rest = { collection: 'all', reference: 'heldout', n: 12 };
  const table = differenceTable([
    { ...rest, measure: 'count', method: 'open', difference: -0.2, low: -0.31, high: -0.1 },
    { ...rest, measure: 'count', method: 'closed', difference: 0.05, low: -0.01, high: 0.1 },
    { ...rest, measure: 'median_percentage_error', method: 'open', difference: 12.5, low: 10, high: 14 },
    { ...rest, measure: 'median_percentage_error', method: 'closed', difference: Number.NaN, low: Number.NaN, high: Number.NaN },
  ]);
  expect(table).toBe(
    `all:

| method | n | count | median percentage error |
| --- | ---: | ---: | ---: |
| open | 12 | **-0.20 (-0.31 to -0.10)** | **12.5 % (10.0 % to 14.0 %)** |
| closed | 12 | 0.05 (-0.01 to 0.10) | n/a |
`,
  );
});
