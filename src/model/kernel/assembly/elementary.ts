import { CONSTANTS } from './record';

/*
 * Elementary functions of four float32 numbers from + - * / alone, so that every machine returns the same bits.
 * Coefficients are minimax fits rounded to float32. Errors are bounded in test/model/kernelElementary.test.ts.
 *
 * Constants are read from memory: V8 builds a vector constant anew at each use, in three or four instructions, which makes
 * these functions almost half as slow again.
 */

/** Places of the constants, by their order in `writeConstants`. */
const ROUNDER: usize = CONSTANTS;
const LARGEST: usize = CONSTANTS + 4;
const MAGNITUDE: usize = CONSTANTS + 8;
const RATE: usize = CONSTANTS + 12;
const STEP: usize = CONSTANTS + 16;
const EXPONENT_OF_ONE: usize = CONSTANTS + 20;
const EXPONENT_OF_HALF: usize = CONSTANTS + 24;
const HALF: usize = CONSTANTS + 28;
const CELU_RATE: usize = CONSTANTS + 32;
const CELU_FACTOR: usize = CONSTANTS + 36;
const CELU_LARGEST: usize = CONSTANTS + 40;
/** (exp(2 r) - 1) / 2 = r + r^2 (S2 + S3 r + ...). */
const S2: usize = CONSTANTS + 44;
const S3: usize = CONSTANTS + 48;
const S4: usize = CONSTANTS + 52;
const S5: usize = CONSTANTS + 56;
const S6: usize = CONSTANTS + 60;
const ONE: usize = CONSTANTS + 64;
/** tanh(x) = x + x^3 (T3 + T5 x^2 + ...). */
const T3: usize = CONSTANTS + 68;
const T5: usize = CONSTANTS + 72;
const T7: usize = CONSTANTS + 76;
/** Where this series ends. */
const SMALL: usize = CONSTANTS + 80;

/** Must be called once on a memory before anything else is computed on it. */
export function writeConstants(): void {
  // 1.5 * 2^23: adding it rounds a number below 2^22 to a whole one, which then stands in the low bits of the sum.
  store<f32>(ROUNDER, 12582912);
  // Beyond +-10 tanh is +-1 in float32.
  store<f32>(LARGEST, 10);
  store<u32>(MAGNITUDE, 0x7fffffff);
  // 2 / ln 2 and ln 2 / 2.
  store<f32>(RATE, 2.885390043258667);
  store<f32>(STEP, 0.3465735912322998);
  store<u32>(EXPONENT_OF_ONE, 0x3f800000);
  store<u32>(EXPONENT_OF_HALF, 0x3f000000);
  store<f32>(HALF, 0.5);
  // CELU with alpha -12 (method.md 3.2) is -24 (exp(2 z) - 1) / 2 with z = -x / 24; it overflows at z = 43.
  store<f32>(CELU_RATE, -0.0416666679084301);
  store<f32>(CELU_FACTOR, -24);
  store<f32>(CELU_LARGEST, 43.5);
  store<f32>(S2, 0.9999999403953552);
  store<f32>(S3, 0.6666617393493652);
  store<f32>(S4, 0.3333376348018646);
  store<f32>(S5, 0.13386614620685577);
  store<f32>(S6, 0.04442400112748146);
  store<f32>(ONE, 1);
  store<f32>(T3, -0.3333318829536438);
  store<f32>(T5, 0.13321088254451752);
  store<f32>(SMALL, 0.27);
  store<f32>(T7, -0.05102794989943504);
}

@inline
function constant(place: usize): v128 {
  return v128.load32_splat(place);
}

/*
 * With k the whole number nearest to 2 x / ln 2 and r = x - k ln 2 / 2,
 * (exp(2 x) - 1) / 2 = 2^k s + (2^(k - 1) - 1/2) with s = (exp(2 r) - 1) / 2 = r + r^2 (...),
 * which is accurate near 0 too. The series is summed in pairs, so that few operations wait for each other.
 */

/** k + ROUNDER. */
@inline
function nearest(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, constant(RATE)), constant(ROUNDER));
}

/** 2^k s. @param k `nearest` of x. */
@inline
function scaledSeries(x: v128, k: v128): v128 {
  const r = f32x4.sub(x, f32x4.mul(f32x4.sub(k, constant(ROUNDER)), constant(STEP)));
  const square = f32x4.mul(r, r);
  const first = f32x4.add(constant(S2), f32x4.mul(r, constant(S3)));
  const second = f32x4.add(f32x4.add(constant(S4), f32x4.mul(r, constant(S5))), f32x4.mul(square, constant(S6)));
  const series = f32x4.add(f32x4.mul(square, first), f32x4.mul(f32x4.mul(square, square), second));
  return f32x4.mul(f32x4.add(r, series), i32x4.add(i32x4.shl(k, 23), constant(EXPONENT_OF_ONE)));
}

/** 2^(k - 1). */
@inline
function halfPower(k: v128): v128 {
  return i32x4.add(i32x4.shl(k, 23), constant(EXPONENT_OF_HALF));
}

/**
 * tanh of |x| is E / (E + 1) with E = (exp(2 |x|) - 1) / 2, and |x| + |x|^3 (...) below 0.27, where the quotient would be
 * off by more than 2 units in the last place; the sign of x is put back.
 */
@inline
function tanh(x: v128): v128 {
  const size = f32x4.pmin(v128.and(x, constant(MAGNITUDE)), constant(LARGEST));
  const k = nearest(size);
  const e = f32x4.add(scaledSeries(size, k), f32x4.sub(halfPower(k), constant(HALF)));
  const quotient = f32x4.div(e, f32x4.add(e, constant(ONE)));
  const square = f32x4.mul(size, size);
  const odd = f32x4.add(constant(T3), f32x4.mul(square, f32x4.add(constant(T5), f32x4.mul(square, constant(T7)))));
  const series = f32x4.add(size, f32x4.mul(f32x4.mul(size, square), odd));
  const positive = v128.bitselect(series, quotient, f32x4.lt(size, constant(SMALL)));
  return v128.or(positive, v128.andnot(x, constant(MAGNITUDE)));
}

/** CELU with alpha = -12: x for x >= 0, -12 (exp(-x / 12) - 1) below (method.md 3.2). */
@inline
function celu(x: v128): v128 {
  const zero = v128.xor(x, x);
  const z = f32x4.pmax(f32x4.pmin(f32x4.mul(x, constant(CELU_RATE)), constant(CELU_LARGEST)), zero);
  const k = nearest(z);
  const below = f32x4.add(scaledSeries(z, k), f32x4.sub(halfPower(k), constant(HALF)));
  return v128.bitselect(f32x4.mul(constant(CELU_FACTOR), below), x, f32x4.lt(x, zero));
}

/** Slope of CELU at the point where its value is y: 1 for y >= 0, exp(-x / 12) = 1 - y / 12 below. */
export function celuSlope(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.pmin(y, f32x4.splat(0)), f32x4.splat(1.0 / 12.0)));
}

/** 2^k for the whole number k in the low bits of k + 1.5 * 2^23, from -126 to 127. */
function powerOfTwo(rounded: v128): v128 {
  return i32x4.add(i32x4.shl(rounded, 23), i32x4.splat(0x3f800000));
}

/** The constants of `exp`, which only the one output of an edge goes through. ln 2 in two parts, the first of 9 bits: times an exponent it is exact. */
const EXP_ROUNDER: f32 = 12582912;
const LOG2_E: f32 = 1.4426950216293335;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/**
 * exp(x); infinite above 88.73, 0 below -104. With k the whole number nearest to x / ln 2 and r = x - k ln 2,
 * exp(x) = 2^k (1 + r + r^2 q(r)), scaled in two halves so that subnormal results come out.
 */
export function exp(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(90)), f32x4.splat(-105));
  const rounded = f32x4.add(f32x4.mul(bounded, f32x4.splat(LOG2_E)), f32x4.splat(EXP_ROUNDER));
  const k = f32x4.sub(rounded, f32x4.splat(EXP_ROUNDER));
  const r = f32x4.sub(f32x4.sub(bounded, f32x4.mul(k, f32x4.splat(LN2_HIGH))), f32x4.mul(k, f32x4.splat(LN2_LOW)));
  let series = f32x4.add(f32x4.splat(0.008368715643882751), f32x4.mul(r, f32x4.splat(0.0013814602280035615)));
  series = f32x4.add(f32x4.splat(0.04166838899254799), f32x4.mul(r, series));
  series = f32x4.add(f32x4.splat(0.1666652113199234), f32x4.mul(r, series));
  series = f32x4.add(f32x4.splat(0.4999999403953552), f32x4.mul(r, series));
  const mantissa = f32x4.add(f32x4.splat(1), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), series)));
  const half = f32x4.add(f32x4.mul(k, f32x4.splat(0.5)), f32x4.splat(EXP_ROUNDER));
  const rest = f32x4.add(f32x4.sub(k, f32x4.sub(half, f32x4.splat(EXP_ROUNDER))), f32x4.splat(EXP_ROUNDER));
  return f32x4.mul(f32x4.mul(mantissa, powerOfTwo(half)), powerOfTwo(rest));
}

/** 1 / (1 + exp(-x)). */
export function sigmoid(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(f32x4.neg(x))));
}

/** tanh in place. @param count of float32 numbers from address `at`, a multiple of 8. */
export function tanhInPlace(at: usize, count: i32): void {
  for (const end = at + ((<usize>count) << 2); at < end; at += 16) v128.store(at, tanh(v128.load(at)));
}

/** CELU in place. @param count of float32 numbers from address `at`, a multiple of 8. */
export function celuInPlace(at: usize, count: i32): void {
  for (const end = at + ((<usize>count) << 2); at < end; at += 32) {
    const a = celu(v128.load(at));
    const b = celu(v128.load(at, 16));
    v128.store(at, a);
    v128.store(at, b, 16);
  }
}

/** exp in place. @param count of float32 numbers from address `at`, a multiple of 4. */
export function expInPlace(at: usize, count: i32): void {
  for (const end = at + ((<usize>count) << 2); at < end; at += 16) v128.store(at, exp(v128.load(at)));
}
