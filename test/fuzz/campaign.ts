import { expect } from 'vitest';
import { type CaseForm, TIMES } from './plan.ts';
import { fuzz } from './supervisor.ts';

/** Most memory of a process that reads small files one after the other, libraries and all. */
const MOST_BYTES = 600 * 2 ** 20;

/** Far more than all cases of a campaign take: single cases that hang are ended long before. */
export const LONGEST_CAMPAIGN_MS = 300_000 * TIMES;

/** Runs all cases of these forms, prints how many each reader had, and expects that every one ended as it must. */
export async function expectNoFailure(forms: readonly CaseForm[]): Promise<void> {
  const { cases, planned, failures, peakBytes } = await fuzz(forms);
  const total = [...cases.values()].reduce((sum, count) => sum + count, 0);
  const byReader = [...cases].map(([reader, count]) => `${reader} ${count}`).join(', ');
  console.log(`${forms.join(' and ')}: ${total} cases, at most ${Math.round(peakBytes / 2 ** 20)} MiB (${byReader})`);
  expect(failures.slice(0, 10).join('\n')).toBe('');
  if (process.env['FUZZ_CASE'] === undefined) expect(total).toBe(planned);
  expect(peakBytes).toBeLessThan(MOST_BYTES);
}
