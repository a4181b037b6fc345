import type { Random } from '../../numerics/random.ts';

/**
 * Errors of mean 0 and variance 1 that follow a stationary AR(1) process in every series:
 * e(0) ~ N(0, 1), e(t) = a e(t - 1) + sqrt(1 - a^2) N(0, 1), so that e(t) and e(t + k) have the covariance a^k.
 * @returns years x series.
 */
export function autoregressiveErrors(years: number, series: number, autocorrelation: number, random: Random): Float64Array {
  const errors = new Float64Array(years * series);
  const fresh = Math.sqrt(1 - autocorrelation * autocorrelation);
  for (let at = 0; at < errors.length; at++) {
    const innovation = random.normal();
    errors[at] = at < series ? innovation : autocorrelation * errors[at - series]! + fresh * innovation;
  }
  return errors;
}
