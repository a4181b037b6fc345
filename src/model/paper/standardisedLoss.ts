import { mean, standardDeviation } from '../../numerics/statistics.ts';
import type { TargetGroup } from '../problem/targets.ts';
import { yeoJohnson, yeoJohnsonSlope } from '../problem/yeoJohnson.ts';

/** How one kind of target is compared: exponent of the transform, tolerance band, weight of the kind. */
export interface Comparison {
  readonly lambda: number;
  readonly band: number;
  readonly weight: number;
}

/** One target of one period, compared (docs/method.md 4.3). Arrays are by target, in the order of the groups. */
export interface StandardisedTerm {
  readonly mean: number;
  readonly sd: number;
  readonly target: Float64Array;
  readonly prediction: Float64Array;
  /** Values whose error the band swallows. */
  readonly insideBand: number;
  readonly loss: number;
}

/**
 * Loss of one kind of target in one period: target and prediction are transformed and standardised with mean and sample
 * standard deviation of the period's transformed targets, y and p; the loss is the weighted mean of max(0, (p - y)^2 - band y^2).
 * A period with fewer than two different values has no scale and no loss.
 *
 * @param groups targets, in as many groups as there are predicted tables.
 * @param predicted tables that the cells of each group point into, persons.
 * @param adjoints of the same sizes; the derivative of the loss is added to them.
 */
export function standardisedTerm(
  groups: readonly TargetGroup[],
  predicted: readonly Float64Array[],
  adjoints: readonly Float64Array[],
  { lambda, band, weight }: Comparison,
): StandardisedTerm | null {
  const transformed = groups.flatMap(({ persons }) => Array.from(persons, (value) => yeoJohnson(value, lambda)));
  const count = transformed.length;
  const sd = count < 2 ? 0 : standardDeviation(transformed, 'sample');
  if (!(sd > 0)) return null;
  const centre = mean(transformed);
  const target = Float64Array.from(transformed, (value) => (value - centre) / sd);
  const prediction = new Float64Array(count);
  let [row, insideBand, loss] = [0, 0, 0];
  groups.forEach(({ cells, weights }, group) => {
    const [table, adjoint] = [predicted[group]!, adjoints[group]!];
    cells.forEach((cell, of) => {
      const y = target[row]!;
      const p = (yeoJohnson(table[cell]!, lambda) - centre) / sd;
      const excess = (p - y) * (p - y) - band * y * y;
      const factor = (weight * weights[of]!) / count;
      if (excess > 0) {
        loss += factor * excess;
        adjoint[cell] = adjoint[cell]! + (factor * 2 * (p - y) * yeoJohnsonSlope(table[cell]!, lambda)) / sd;
      } else insideBand += 1;
      prediction[row++] = p;
    });
  });
  return { mean: centre, sd, target, prediction, insideBand, loss };
}
