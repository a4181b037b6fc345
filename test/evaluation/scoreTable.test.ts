import { expect, it } from 'vitest';
import { scoreTable } from '../../src/evaluation/scoreTable.ts';

it('prints methods as columns, undefined values as n/a and scores that do not exist as nothing', () => {
  const table = scoreTable([
    { collection: 'all', measure: 'log_count', method: 'closed', n: 12, value: 0.6149 },
    { collection: 'all', measure: 'log_count', method: 'heldout', n: 12, value: Number.NaN },
    { collection: 'all', measure: 'median_percentage_error', method: 'closed', n: 10, value: 61.25 },
    { collection: 'all', measure: 'median_percentage_error', method: 'heldout', n: 10, value: 5 },
    { collection: 'office origin', measure: 'within_corridor', method: 'ensemble', n: 4, value: -0.5 },
    { collection: 'office origin', measure: 'within_corridor', method: 'heldout', n: 3, value: 1 },
  ]);
  expect(table).toBe(
    `| collection | measure | n | closed | heldout | ensemble |
| --- | --- | ---: | ---: | ---: | ---: |
| all | log count | 12 | 0.61 | n/a |  |
| all | median percentage error | 10 | 61.3 % | 5.0 % |  |
| office origin | within corridor | 3 to 4 |  | 1.00 | -0.50 |
`,
  );
});
