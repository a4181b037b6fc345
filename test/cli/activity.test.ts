import { expect, test } from 'vitest';
import { type Activity, activityLines, totalLine } from '../../src/cli/report/activity.ts';
import { visibleColumns } from '../../src/cli/report/format.ts';

const PLAIN = { colour: false };

const TRAIN: Activity = {
  instance: 'train[member=1]',
  share: 0.5,
  unit: 'epoch 150/300',
  terms: ['loss 1.25', 'flow 0.123457', 'stock 0.7'],
  elapsed: '2 min 5 s',
  left: 'about 2 min 5 s left',
};

test.each([
  [120, '[=========         ] train[member=1]  epoch 150/300  loss 1.25  flow 0.123457  2 min 5 s, about 2 min 5 s left'],
  [90, '[=====     ] train[member=1]  epoch 150/300  loss 1.25  2 min 5 s, about 2 min 5 s left'],
  [79, '[=====     ] train[member=1]  epoch 150/300  2 min 5 s, about 2 min 5 s left'],
  [70, '[=====     ] train[member=1]  2 min 5 s, about 2 min 5 s left'],
  [50, 'train[member=1]  2 min 5 s, about 2 min 5 s left'],
  [39, 'train[member=1]  about 2 min 5 s left'],
  [30, 'trai…=1]  about 2 min 5 s left'],
  [22, 'about 2 min 5 s left'],
  [5, 'about'],
])('in %i columns, name and time left survive longest', (width, line) => {
  expect(activityLines([TRAIN], width, PLAIN)).toEqual([line]);
});

test('all lines leave out the same, so that bars stand below each other', () => {
  const short: Activity = { instance: 'note', share: null, unit: null, terms: [], elapsed: '3 ms', left: null };
  expect(activityLines([TRAIN, short], 70, PLAIN)).toEqual([
    '[=====     ] train[member=1]  2 min 5 s, about 2 min 5 s left',
    '             note  3 ms',
  ]);
  expect(activityLines([TRAIN, short], 39, PLAIN)).toEqual(['train[member=1]  about 2 min 5 s left', 'note  3 ms']);
});

test('escape sequences do not count as columns', () => {
  const [plain] = activityLines([TRAIN], 79, PLAIN);
  const [coloured] = activityLines([TRAIN], 79, { colour: true });
  expect(coloured).toBe(plain!.replace('train[member=1]', '\u001b[36mtrain[member=1]\u001b[39m'));
  expect(visibleColumns(coloured!)).toBe(plain!.length);
});

test('the first line gives up its bar where there is no room', () => {
  expect(totalLine(3, 6, '2 min 5 s', 79)).toBe('[=====     ] 3 of 6 instances, 2 min 5 s');
  expect(totalLine(3, 6, '2 min 5 s', 39)).toBe('3 of 6 instances, 2 min 5 s');
});
