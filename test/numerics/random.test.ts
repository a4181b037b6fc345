import { expect, test } from 'vitest';
import { Random } from '../../src/numerics/random.ts';
import { mean, pearson, standardDeviation } from '../../src/numerics/statistics.ts';

function draw(count: number, next: () => number): Float64Array {
  return Float64Array.from({ length: count }, next);
}

/** Values of an implementation in Python with whole numbers of any size. */
test('bits are those of the reference implementation', () => {
  const expected: readonly [number | string, number[]][] = [
    [7, [0.20251773124340078, 0.5609045624603122, 0.33650210342414233]],
    ['7/noise', [0.17550058950498504, 0.08878979855025126, 0.03098817671791121]],
    ['', [0.9104809907852257, 0.35489611588319425, 0.6829374350553052]],
  ];
  for (const [seed, values] of expected) {
    const random = new Random(seed);
    expect([...draw(3, () => random.uniform())]).toEqual(values);
  }
});

test('uniform has the moments of [0, 1) and no correlation with the next draw', () => {
  const random = new Random('moments');
  const values = draw(100_000, () => random.uniform());
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.004);
  expect(Math.abs(standardDeviation(values, 'population') ** 2 - 1 / 12)).toBeLessThan(0.001);
  expect(Math.abs(pearson(values.subarray(1), values.subarray(0, -1)))).toBeLessThan(0.013);
});

test('normal has mean 0, variance 1 and the tails of the normal distribution', () => {
  const random = new Random('normal');
  const values = draw(100_000, () => random.normal());
  expect(Math.abs(mean(values))).toBeLessThan(0.013);
  expect(Math.abs(standardDeviation(values, 'sample') ** 2 - 1)).toBeLessThan(0.018);
  const outside = values.filter((value) => Math.abs(value) > 1.959964).length / values.length;
  expect(Math.abs(outside - 0.05)).toBeLessThan(0.003);
});

test('integer is uniform and refuses what it cannot draw', () => {
  const random = new Random('integers');
  const counts = new Int32Array(7);
  for (let i = 0; i < 70_000; i++) counts[random.integer(7)]!++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  expect(random.integer(1)).toBe(0);
  for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1]) expect(() => random.integer(n)).toThrow(RangeError);
});

test('shuffle keeps the values and reaches all orders equally', () => {
  const random = new Random('orders');
  const counts = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const values = Int32Array.of(0, 1, 2, 3);
    random.shuffle(values);
    const order = values.join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(140);
});

test('a fork depends on name and label alone, and leaves its parent where it was', () => {
  const parent = new Random(3);
  const early = parent.fork('a').uniform();
  const first = parent.uniform();
  expect(first).toBe(new Random(3).uniform());
  expect(parent.fork('a').uniform()).toBe(early);
  expect(parent.fork('b').uniform()).not.toBe(early);
  expect(early).not.toBe(first);

  const a = parent.fork('a');
  const b = parent.fork('b');
  const correlation = pearson(
    draw(20_000, () => a.uniform()),
    draw(20_000, () => b.uniform()),
  );
  expect(Math.abs(correlation)).toBeLessThan(0.03);
});

test('streams of neighbouring seeds are not alike', () => {
  const firsts = Float64Array.from({ length: 5000 }, (_, seed) => new Random(seed).uniform());
  expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(0.017);
  expect(Math.abs(pearson(firsts.subarray(1), firsts.subarray(0, -1)))).toBeLessThan(0.06);
});
