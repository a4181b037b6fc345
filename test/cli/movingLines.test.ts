import { expect, test } from 'vitest';
import { MovingLines } from '../../src/cli/report/movingLines.ts';
import { FakeScreen } from './screen.ts';

test('lines are replaced, and what stands above them stays', () => {
  const screen = new FakeScreen(20, 6);
  const display = new MovingLines(screen);
  screen.write('above\n');
  display.draw(['one', 'two', 'three']);
  expect(screen.lines()).toEqual(['above', 'one', 'two', 'three']);
  display.draw(['four']);
  expect(screen.lines()).toEqual(['above', 'four']);
  display.erase();
  screen.write('below\n');
  display.draw(['five']);
  expect(screen.lines()).toEqual(['above', 'below', 'five']);
});

test('a terminal that became narrower has wrapped them: all their rows go', () => {
  const screen = new FakeScreen(20, 10);
  const display = new MovingLines(screen);
  screen.write('above\n');
  display.draw(['x'.repeat(19), 'y'.repeat(12), 'z']);
  screen.columns = 8;
  expect(display.width).toBe(7);
  display.draw(['x'.repeat(7), 'z']);
  expect(screen.lines()).toEqual(['above', 'xxxxxxx', 'z']);
});

test('colours take no columns', () => {
  const screen = new FakeScreen(10, 10);
  const display = new MovingLines(screen);
  screen.write('above\n');
  display.draw(['\u001b[36mcyan\u001b[39m 1234']);
  display.erase();
  expect(screen.lines()).toEqual(['above']);
});

test('never more lines than the terminal has, less the one of the cursor', () => {
  const screen = new FakeScreen(20, 4);
  const display = new MovingLines(screen);
  expect(display.height).toBe(3);
  display.draw(['1', '2', '3', '4', '5']);
  expect(screen.lines()).toEqual(['1', '2', '3']);
  screen.rows = 2;
  display.draw(['1', '2', '3']);
  expect(screen.lines().at(-1)).toBe('1');
});

test('^C in the last row does not leave the beginning of a line behind', () => {
  const screen = new FakeScreen(20, 6);
  const display = new MovingLines(screen);
  display.draw(['[====   ] 1 of 2']);
  screen.write('^C');
  display.erase();
  screen.write('stopping\n');
  expect(screen.lines()).toEqual(['stopping']);
});
