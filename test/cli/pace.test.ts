import { expect, test } from 'vitest';
import { Pace } from '../../src/cli/report/pace.ts';
import { progressLine } from '../../src/cli/report/progress.ts';

const at = (done: number, unit = 'epoch') => ({ done, total: 300, unit });

test('what is left follows from the units since the first report, not from those of an earlier run', () => {
  const pace = new Pace();
  expect(pace.left(0)).toBeNull();
  pace.note(at(200), 5_000);
  expect(pace.left(5_000)).toBeNull();
  pace.note(at(220), 7_000);
  expect(pace.left(7_000)).toBe(8_000);
  expect(pace.left(7_500)).toBe(7_500);
  expect(pace.left(60_000)).toBe(0);
});

test('another unit begins anew', () => {
  const pace = new Pace();
  pace.note(at(1), 0);
  pace.note(at(300), 30_000);
  expect(pace.left(30_000)).toBe(0);
  pace.note({ done: 0, total: 4, unit: 'run' }, 31_000);
  expect(pace.left(31_000)).toBeNull();
  pace.note({ done: 1, total: 4, unit: 'run' }, 33_000);
  expect(pace.left(33_000)).toBe(6_000);
});

test('a line of a log has the loss terms and the time left', () => {
  const progress = { ...at(20), terms: { loss: 1.25, flow: 0.123456789 } };
  expect(progressLine('train[member=1]', progress, 125_000)).toBe(
    '...  train[member=1]: epoch 20 of 300  loss 1.25  flow 0.123457  about 2 min 5 s left',
  );
  expect(progressLine('train[member=1]', progress, 0)).toBe('...  train[member=1]: epoch 20 of 300  loss 1.25  flow 0.123457');
  expect(progressLine('harmonize', { done: 1, total: 3, unit: 'file' }, null)).toBe('...  harmonize: file 1 of 3');
});
