import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CASE_FORMS, LEAST_CASES, TIMES } from './plan.ts';
import { ingestTargets } from './targets.ts';
import { plannedCases } from './work.ts';

const ROOT = join(import.meta.dirname, '../..');

test('plans enough cases over all readers, and some for every file', async () => {
  const targets = await ingestTargets(ROOT);
  const planned = CASE_FORMS.flatMap((form) => plannedCases(targets, form));
  const total = planned.reduce((sum, { count }) => sum + count, 0);
  console.log(`${total} cases in all`);
  expect(total).toBeGreaterThanOrEqual(TIMES * LEAST_CASES);
  for (const target of targets) {
    const ofTarget = planned.filter((each) => each.target === target).reduce((sum, { count }) => sum + count, 0);
    expect(ofTarget, target.name).toBeGreaterThanOrEqual(40);
  }
});
