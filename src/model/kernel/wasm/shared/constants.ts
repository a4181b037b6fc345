/** Addresses of the constants of the elementary functions (`elementary.ts`), float32 one after the other, and of what follows them. */

/** Address of the first one. Below it lies what the compiler may keep. */
const CONSTANTS = 512;

export const LARGEST = CONSTANTS;
export const MAGNITUDE = LARGEST + 4;
export const RATE = MAGNITUDE + 4;
export const STEP = RATE + 4;
export const EXPONENT = STEP + 4;
export const HALF = EXPONENT + 4;
export const ONE = HALF + 4;
/** tanh(r) = r + TANH_SCALE r^3 ((r^2 + TANH_SHIFT)^2 + TANH_REST) from 0 to ln 2 / 2, within 4e-8: a step fewer in a row than Horner's. */
export const TANH_SHIFT = ONE + 4;
export const TANH_REST = TANH_SHIFT + 4;
export const TANH_SCALE = TANH_REST + 4;
export const CELU_RATE = TANH_SCALE + 4;
export const CELU_SMALLEST = CELU_RATE + 4;
export const CELU_STEP = CELU_SMALLEST + 4;
/** Of `exp`; ln 2 is in two parts, the first of 9 bits: times an exponent it is exact. */
export const ROUNDER = CELU_STEP + 4;
export const EXPONENT_OF_ONE = ROUNDER + 4;
export const EXP_LARGEST = EXPONENT_OF_ONE + 4;
export const EXP_SMALLEST = EXP_LARGEST + 4;
export const LOG2_E = EXP_SMALLEST + 4;
export const LN2_HIGH = LOG2_E + 4;
export const LN2_LOW = LN2_HIGH + 4;
/** exp(r) = 1 + r + r^2 (E2 + E3 r + ...). */
export const E2 = LN2_LOW + 4;
export const E3 = E2 + 4;
export const E4 = E3 + 4;
export const E5 = E4 + 4;
export const E6 = E5 + 4;
/** 24 tanh(y / 24) = y + y^3 (C3 + C5 y^2) up to y = 6 ln 2, within 6e-8. */
export const C3 = E6 + 4;
export const C5 = C3 + 4;
export const CELU_SHARE = C5 + 4;
export const CELU_FACTOR = CELU_SHARE + 4;

/** Address of the record (`record.ts`): the first multiple of 64 after the constants. */
export const RECORD = (CELU_FACTOR + 4 + 63) & ~63;
