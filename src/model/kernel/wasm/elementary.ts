import {
  C3,
  C5,
  CELU_FACTOR,
  CELU_RATE,
  CELU_SHARE,
  CELU_SMALLEST,
  CELU_STEP,
  E2,
  E3,
  E4,
  E5,
  E6,
  EXP_LARGEST,
  EXP_SMALLEST,
  EXPONENT,
  EXPONENT_OF_ONE,
  HALF,
  LARGEST,
  LN2_HIGH,
  LN2_LOW,
  LOG2_E,
  MAGNITUDE,
  ONE,
  RATE,
  ROUNDER,
  STEP,
  TANH_REST,
  TANH_SCALE,
  TANH_SHIFT,
} from './shared/constants.ts';

/*
 * Elementary functions of four float32 numbers from + - * / alone, so that every machine returns the same bits.
 * Coefficients are minimax fits rounded to float32. Errors are bounded in test/model/kernel/kernelElementary.e2e.test.ts.
 *
 * Constants are read from memory: V8 builds a vector constant anew at each use, in three or four instructions, which makes
 * these functions almost half as slow again.
 */

/** Must be called once on a memory before anything else is computed on it. */
export function writeConstants(): void {
  // Beyond +-10 tanh is +-1 in float32.
  store<f32>(LARGEST, 10);
  store<u32>(MAGNITUDE, 0x7fffffff);
  // 2 / ln 2 and ln 2 / 2.
  store<f32>(RATE, 2.885390043258667);
  store<f32>(STEP, 0.3465735912322998);
  // 1.5 * 2^23 + 126: the low bits of its sum with k are the exponent field of 2^(k - 1).
  store<f32>(EXPONENT, 12583038);
  store<f32>(HALF, 0.5);
  store<f32>(ONE, 1);
  store<f32>(TANH_SHIFT, -1.3507319688796997);
  store<f32>(TANH_REST, 4.945439338684082);
  store<f32>(TANH_SCALE, -0.04923650249838829);
  // CELU with alpha -12 (docs/method.md 3.2) is -24 E(-x / 24); its steps of ln 2 / 2 are 12 ln 2 of x, and E takes 125 of them.
  store<f32>(CELU_RATE, -0.12022458761930466);
  store<f32>(CELU_SMALLEST, -1043.8796);
  store<f32>(CELU_STEP, 8.317766189575195);
  // 1.5 * 2^23: adding it rounds a number below 2^22 to a whole one, which then stands in the low bits of the sum.
  store<f32>(ROUNDER, 12582912);
  store<u32>(EXPONENT_OF_ONE, 0x3f800000);
  store<f32>(EXP_LARGEST, 90);
  store<f32>(EXP_SMALLEST, -105);
  store<f32>(LOG2_E, 1.4426950216293335);
  store<f32>(LN2_HIGH, 0.693359375);
  store<f32>(LN2_LOW, -2.1219444e-4);
  store<f32>(E2, 0.4999999403953552);
  store<f32>(E3, 0.1666652113199234);
  store<f32>(E4, 0.04166838899254799);
  store<f32>(E5, 0.008368715643882751);
  store<f32>(E6, 0.0013814602280035615);
  store<f32>(C3, -5.786680267192423e-4);
  store<f32>(C5, 3.951712131765817e-7);
  store<f32>(CELU_SHARE, 0.0416666679084301);
  store<f32>(CELU_FACTOR, 24);
}

// @inline
function constant(place: usize): v128 {
  return v128.load32_splat(place);
}

/*
 * For x >= 0 let k = floor(2 x / ln 2), r = x - k ln 2 / 2 and t = tanh(r). Then exp(2 r) = (1 + t) / (1 - t), and
 * E(x) = (exp(2 x) - 1) / 2 = n / (1 - t) with n = (2^(k - 1) + 1/2) t + (2^(k - 1) - 1/2), where no two large numbers
 * cancel; near 0, where k is 0, n is t.
 */

// @inline
function steps(x: v128): v128 {
  return f32x4.floor(f32x4.mul(x, constant(RATE)));
}

/** t. @param k `steps` of x. */
// @inline
function tanhOfRest(x: v128, k: v128): v128 {
  const r = f32x4.sub(x, f32x4.mul(k, constant(STEP)));
  const square = f32x4.mul(r, r);
  const shifted = f32x4.add(square, constant(TANH_SHIFT));
  const series = f32x4.add(f32x4.mul(shifted, shifted), constant(TANH_REST));
  return f32x4.add(r, f32x4.mul(f32x4.mul(constant(TANH_SCALE), f32x4.mul(r, square)), series));
}

/** 2^(k - 1). */
// @inline
function halfPower(k: v128): v128 {
  return i32x4.shl(f32x4.add(k, constant(EXPONENT)), 23);
}

/** n. */
// @inline
function numerator(k: v128, t: v128): v128 {
  const power = halfPower(k);
  return f32x4.add(f32x4.mul(f32x4.add(power, constant(HALF)), t), f32x4.sub(power, constant(HALF)));
}

/**
 * tanh of |x| is E / (E + 1) = n / (n + (1 - t)), in which an error of n hardly shows where the result is near 1; the sign of x
 * is put back. Within 1.8 units in the last place of every float32 number.
 */
// @inline
function tanh(x: v128): v128 {
  const size = f32x4.pmin(v128.and(x, constant(MAGNITUDE)), constant(LARGEST));
  const k = steps(size);
  const t = tanhOfRest(size, k);
  const n = numerator(k, t);
  return v128.or(f32x4.div(n, f32x4.add(n, f32x4.sub(constant(ONE), t))), v128.andnot(x, constant(MAGNITUDE)));
}

/** Derivative of tanh where its value is y. */
// @inline
export function tanhSlope(y: v128): v128 {
  return f32x4.sub(constant(ONE), f32x4.mul(y, y));
}

/**
 * CELU with alpha = -12: x for x >= 0, -12 (exp(-x / 12) - 1) below (docs/method.md 3.2), which is -24 n / (1 - t). With the rest
 * y = x + 12 ln 2 k it is ((2^(k - 1) + 1/2) v + (1/2 - 2^(k - 1)) 24) / (1 + v / 24), v = 24 tanh(y / 24): near 0, where k is 0, v differs
 * from x by little, and so do their errors.
 */
// @inline
function celu(x: v128): v128 {
  const zero = v128.xor(x, x);
  const low = f32x4.pmax(f32x4.pmin(x, zero), constant(CELU_SMALLEST));
  const k = f32x4.nearest(f32x4.mul(low, constant(CELU_RATE)));
  const y = f32x4.add(low, f32x4.mul(k, constant(CELU_STEP)));
  const square = f32x4.mul(y, y);
  const series = f32x4.add(constant(C3), f32x4.mul(square, constant(C5)));
  const v = f32x4.add(y, f32x4.mul(f32x4.mul(y, square), series));
  const power = halfPower(k);
  const above = f32x4.mul(f32x4.add(power, constant(HALF)), v);
  const sum = f32x4.add(above, f32x4.mul(f32x4.sub(constant(HALF), power), constant(CELU_FACTOR)));
  const below = f32x4.div(sum, f32x4.add(constant(ONE), f32x4.mul(v, constant(CELU_SHARE))));
  return f32x4.add(f32x4.pmax(x, zero), below);
}

/** Slope of CELU at the point where its value is y: 1 for y >= 0, exp(-x / 12) = 1 - y / 12 below. */
export function celuSlope(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.pmin(y, f32x4.splat(0)), f32x4.splat(1.0 / 12.0)));
}

/** 2^k for the whole number k in the low bits of k + 1.5 * 2^23, from -126 to 127. */
// @inline
function powerOfTwo(rounded: v128): v128 {
  return i32x4.add(i32x4.shl(rounded, 23), constant(EXPONENT_OF_ONE));
}

/** exp(x); infinite above 88.73, 0 below -104. */
function exp(x: v128): v128 {
  return scaledExp(x, constant(ONE));
}

/**
 * c exp(x). With k the whole number nearest to x / ln 2 and r = x - k ln 2 it is 2^k (c + c (r + r^2 q(r))), whose sum is rounded
 * once; scaled in two halves so that subnormal results come out.
 */
// @inline
export function scaledExp(x: v128, c: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, constant(EXP_LARGEST)), constant(EXP_SMALLEST));
  const rounded = f32x4.add(f32x4.mul(bounded, constant(LOG2_E)), constant(ROUNDER));
  const k = f32x4.sub(rounded, constant(ROUNDER));
  const r = f32x4.sub(f32x4.sub(bounded, f32x4.mul(k, constant(LN2_HIGH))), f32x4.mul(k, constant(LN2_LOW)));
  let series = f32x4.add(constant(E5), f32x4.mul(r, constant(E6)));
  series = f32x4.add(constant(E4), f32x4.mul(r, series));
  series = f32x4.add(constant(E3), f32x4.mul(r, series));
  series = f32x4.add(constant(E2), f32x4.mul(r, series));
  const mantissa = f32x4.add(c, f32x4.mul(c, f32x4.add(r, f32x4.mul(f32x4.mul(r, r), series))));
  const half = f32x4.add(f32x4.mul(k, constant(HALF)), constant(ROUNDER));
  const rest = f32x4.add(f32x4.sub(k, f32x4.sub(half, constant(ROUNDER))), constant(ROUNDER));
  return f32x4.mul(f32x4.mul(mantissa, powerOfTwo(half)), powerOfTwo(rest));
}

/** 1 / (1 + exp(-x)). */
export function sigmoid(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(f32x4.neg(x))));
}

/** tanh in place. @param count of float32 numbers from address `at`, a multiple of 4. */
export function tanhInPlace(at: usize, count: i32): void {
  tanhTo(at, at, count);
}

/** tanh of numbers from one address to another. @param count of float32 numbers, a multiple of 4. */
export function tanhTo(from: usize, to: usize, count: i32): void {
  const end = from + ((<usize>count) << 2);
  // Four at a time, of which none waits for another.
  for (; from + 64 <= end; from += 64, to += 64) {
    const a = tanh(v128.load(from));
    const b = tanh(v128.load(from, 16));
    const c = tanh(v128.load(from, 32));
    const d = tanh(v128.load(from, 48));
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; from < end; from += 16, to += 16) v128.store(to, tanh(v128.load(from)));
}

/** CELU in place. @param count of float32 numbers from address `at`, a multiple of 4. */
export function celuInPlace(at: usize, count: i32): void {
  celuTo(at, at, count);
}

/** CELU of numbers from one address to another. @param count of float32 numbers, a multiple of 4. */
export function celuTo(from: usize, to: usize, count: i32): void {
  const end = from + ((<usize>count) << 2);
  // Four at a time, of which none waits for another.
  for (; from + 64 <= end; from += 64, to += 64) {
    const a = celu(v128.load(from));
    const b = celu(v128.load(from, 16));
    const c = celu(v128.load(from, 32));
    const d = celu(v128.load(from, 48));
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; from < end; from += 16, to += 16) v128.store(to, celu(v128.load(from)));
}

/** Multiplies adjoints by the slope of tanh where its values are these. @param count of float32 numbers of each, a multiple of 8. */
export function multiplyByTanhSlope(adjoints: usize, values: usize, count: i32): void {
  for (const end = adjoints + ((<usize>count) << 2); adjoints < end; adjoints += 32, values += 32) {
    const a = f32x4.mul(v128.load(adjoints), tanhSlope(v128.load(values)));
    const b = f32x4.mul(v128.load(adjoints, 16), tanhSlope(v128.load(values, 16)));
    v128.store(adjoints, a);
    v128.store(adjoints, b, 16);
  }
}

/** exp in place. @param count of float32 numbers from address `at`, a multiple of 4. */
export function expInPlace(at: usize, count: i32): void {
  for (const end = at + ((<usize>count) << 2); at < end; at += 16) v128.store(at, exp(v128.load(at)));
}
