import { exp, expm1, log1p } from '../../../../src/numerics/elementary.ts';
import { tanh } from '../../../numerics/tanh.ts';

/** An activation, and its slope as a function of its own value, so that a backward pass needs the outputs of a layer alone. */
export interface Activation {
  value(x: number): number;
  slope(y: number): number;
}

/** Where PyTorch takes the softplus as the identity. */
const SOFTPLUS_LIMIT = 20;
/** Of the output activation (docs/method.md 3.2). */
const CELU_ALPHA = -12;

export const HIDDEN_ACTIVATIONS = {
  tanh: { value: tanh, slope: (y) => 1 - y * y },
  softplus: {
    value: (x) => (x > SOFTPLUS_LIMIT ? x : Math.max(x, 0) + log1p(exp(-Math.abs(x)))),
    // With y = log(1 + exp(x)), the logistic function of x is 1 - exp(-y).
    slope: (y) => (y > SOFTPLUS_LIMIT ? 1 : -expm1(-y)),
  },
} as const satisfies Readonly<Record<string, Activation>>;
export type HiddenActivation = keyof typeof HIDDEN_ACTIVATIONS;

/** CELU with alpha = -12: x above 0, and alpha (exp(x / alpha) - 1) below, which has no lower bound (docs/method.md 3.2). */
export const CELU: Activation = {
  value: (x) => (x > 0 ? x : CELU_ALPHA * expm1(x / CELU_ALPHA)),
  slope: (y) => (y > 0 ? 1 : 1 + y / CELU_ALPHA),
};
