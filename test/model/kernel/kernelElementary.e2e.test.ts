import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../../src/model/kernel/workerPool.ts';
import { exp, expm1 } from '../../../src/numerics/elementary.ts';
import { tanh } from '../../numerics/tanh.ts';
import { haveVectors, vectorsOf } from '../sharedVectors.ts';

const memory = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true });
const kernel = instantiateKernel(memory);
const ADDRESS = 65536;
const COUNT = 65536;

type InPlace = (address: number, count: number) => void;

/** Values of a function of the kernel at up to 65,536 float32 numbers. */
function valuesOf(inPlace: InPlace, x: Float32Array): Float32Array {
  const numbers = new Float32Array(memory.buffer, ADDRESS, COUNT).fill(0);
  numbers.set(x);
  inPlace(ADDRESS, 8 * Math.ceil(x.length / 8));
  return numbers.slice(0, x.length);
}

/** Distance between neighbouring float32 numbers at x. */
function unitAt(x: number): number {
  const bits = new Uint32Array(Float32Array.of(Math.abs(x)).buffer);
  const next = new Float32Array(Uint32Array.of(bits[0]! + 1).buffer)[0]!;
  return next - Math.abs(Math.fround(x));
}

/** Every `step`-th float32 number from `low` to `high`, both positive, and their negatives. */
function numbersBetween(low: number, high: number): Float32Array {
  const [from, to] = new Uint32Array(Float32Array.of(low, high).buffer);
  const step = Math.ceil((to! - from!) / (COUNT / 2));
  const bits = Uint32Array.from({ length: COUNT / 2 }, (_, k) => Math.min(to!, from! + k * step));
  const positive = new Float32Array(bits.buffer);
  return Float32Array.from([...positive, ...positive.map((x) => -x)]);
}

/** Largest error in units in the last place. */
function largestError(inPlace: InPlace, exact: (x: number) => number, x: Float32Array): number {
  const values = valuesOf(inPlace, x);
  return values.reduce((largest, value, k) => Math.max(largest, Math.abs(value - exact(x[k]!)) / unitAt(exact(x[k]!))), 0);
}

/** Binades of float32 from 2^-126; tanh is 1 and exp leaves the range at the end. */
const TANH_RANGES = [1e-38, 1e-12, 1e-3, 0.0625, 0.125, 0.25, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 9, 12, 3e38];
const EXP_RANGES = [1e-38, 1e-6, 0.01, 0.34, 0.36, 1, 5, 20, 60, 86, 87.3];

/** Its steps of ln 2 / 2 end at x = -2.08, -6.24 and so on; it is -infinity beyond -1,060. */
const CELU_RANGES = [1e-30, 1e-6, 0.01, 1, 2.0, 2.2, 4, 6.2, 10, 20, 60, 200, 1000];

describe('against double precision, over the whole range', () => {
  test.each(TANH_RANGES.slice(1).map((high, k) => [TANH_RANGES[k]!, high]))('tanh within 1.8 units from %f to %f', (low, high) => {
    expect(largestError(kernel.tanhInPlace, tanh, numbersBetween(low!, high!))).toBeLessThan(1.8);
  });

  test.each(EXP_RANGES.slice(1).map((high, k) => [EXP_RANGES[k]!, high]))('exp within 1.1 units from %f to %f', (low, high) => {
    expect(largestError(kernel.expInPlace, exp, numbersBetween(low!, high!))).toBeLessThan(1.1);
  });

  test.each(CELU_RANGES.slice(1).map((high, k) => [CELU_RANGES[k]!, high]))(
    'CELU within 2.5 units and x / 12 from %f to %f',
    (low, high) => {
      const celu = (x: number) => (x >= 0 ? x : -12 * expm1(-x / 12));
      // Half a unit of x moves exp(-x / 12) by half of x / 12 units.
      expect(largestError(kernel.celuInPlace, celu, numbersBetween(low!, high!))).toBeLessThan(2.5 + high! / 12);
    },
  );

  test('exp of what is subnormal, infinite or zero', () => {
    const x = Float32Array.of(-90, -100, -103.5, -110, -Infinity, 88.7, 89, Infinity, 0, Number.NaN);
    const values = valuesOf(kernel.expInPlace, x);
    x.slice(0, 3).forEach((argument, k) => {
      expect(Math.abs(values[k]! - exp(argument))).toBeLessThanOrEqual(1.5e-45);
    });
    expect(values[5]! / exp(x[5]!)).toBeCloseTo(1, 6);
    expect(Array.from(values.slice(3, 5))).toEqual([0, 0]);
    expect(Array.from(values.slice(6))).toEqual([Infinity, Infinity, 1, Number.NaN]);
  });

  test('tanh and CELU pass on what is not a number, and tanh is odd', () => {
    const x = Float32Array.of(Number.NaN, Infinity, -Infinity, 0, 0.3, -0.3, 2, -2);
    const values = valuesOf(kernel.tanhInPlace, x);
    expect(Array.from(values.slice(0, 4))).toEqual([Number.NaN, 1, -1, 0]);
    expect([values[4], values[6]]).toEqual([-values[5]!, -values[7]!]);
    expect(valuesOf(kernel.celuInPlace, Float32Array.of(Number.NaN))[0]).toBeNaN();
  });
});

interface ActivationCase {
  readonly name: string;
  readonly alpha?: number;
  readonly x: readonly number[];
  readonly exact_forward: readonly number[];
}

describe.skipIf(!haveVectors)('reference vectors', () => {
  test.each([
    ['celu', kernel.celuInPlace],
    ['tanh', kernel.tanhInPlace],
  ] as const)('%s', (name, inPlace) => {
    const { cases } = vectorsOf<{ cases: readonly ActivationCase[] }>('activations.json');
    const chosen = cases.find((one) => one.name === name)!;
    const values = valuesOf(inPlace, Float32Array.from(chosen.x));
    chosen.exact_forward.forEach((expected, k) => {
      expect(Math.abs(values[k]! - expected), `at ${chosen.x[k]}`).toBeLessThanOrEqual(2e-6 * Math.abs(expected) + 1e-30);
    });
    expect(values.length).toBeGreaterThan(10);
  });
});
