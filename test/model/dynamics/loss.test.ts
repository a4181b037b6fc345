import { describe, expect, test } from 'vitest';
import { Loss } from '../../../src/model/dynamics/loss.ts';
import { log } from '../../../src/numerics/elementary.ts';

/** Errors are in persons: with exponent 1 nothing is transformed. */
const OBJECTIVE = { lambdas: { stock: 1, flow: 1, net: 1 }, weights: { stock: 1, flow: 3, net: 1 } };
const STOCKS = [new Float64Array(4), new Float64Array(4)];
const NO_FACTORS = new Float32Array(0);

/** Two reports of one year, whose variance is 20,000, and a flow from 1 to 0 that is said to be below 50. */
const ERRORS = new Loss(
  {
    stock: [],
    flow: [
      { cells: Int32Array.of(1, 1), persons: Float64Array.of(100, 300), weights: Float64Array.of(1, 1), reporters: Int32Array.of(0, 0) },
    ],
    net: [],
    censored: [{ cells: Int32Array.of(2), persons: Float64Array.of(50), weights: Float64Array.of(2), reporters: Int32Array.of(0) }],
  },
  OBJECTIVE,
  2,
);

/** Loss and slope of the flow that is said to be small. Both reports together are off by the same on either side. */
function ofSmallFlow(persons: number, factors = NO_FACTORS): { loss: number; slope: number; ofReportingFactor: number } {
  const { terms, adjoints } = ERRORS.evaluate([Float64Array.of(0, 200, persons, 0)], STOCKS, factors);
  const reports = factors.length === 0 ? 0.5 : ERRORS.evaluate([Float64Array.of(0, 200, 0, 0)], STOCKS, factors).terms.flow;
  return { loss: terms.flow - reports, slope: adjoints.corridors[0]![2]!, ofReportingFactor: adjoints.reportingFactors[0] ?? 0 };
}

describe('a report that a flow is below 50 persons', () => {
  test('costs nothing where it is', () => {
    for (const persons of [0, 30, 50]) expect(ofSmallFlow(persons)).toEqual({ loss: 0, slope: 0, ofReportingFactor: 0 });
  });

  test('costs as a report of 50 would where it is not, in the scale of the reports', () => {
    // w e^2 / (N sd^2) = 2 * 30^2 / (2 * 20,000), and its derivative 2 e / (...) three times, as flows count.
    const { loss, slope } = ofSmallFlow(80);
    expect(loss).toBeCloseTo(0.045, 12);
    expect(slope).toBeCloseTo(0.009, 12);
  });

  test('costs no more, and pulls no more, beyond ten times that', () => {
    const limit = (2 * 450 * 450) / 40_000;
    expect(ofSmallFlow(500).loss).toBeCloseTo(limit, 12);
    expect(ofSmallFlow(499).slope).toBeGreaterThan(0);
    expect(ofSmallFlow(501).loss).toBeCloseTo(limit, 12);
    expect(ofSmallFlow(90_000).loss).toBeCloseTo(limit, 12);
    expect(ofSmallFlow(501).slope).toBe(0);
  });

  test('compares on the scale of its reporter', () => {
    const half = Float32Array.of(log(0.5));
    expect(ofSmallFlow(80, half).slope).toBe(0);
    const { loss, slope } = ofSmallFlow(160, half);
    expect(loss).toBeCloseTo(0.045, 6);
    expect(slope).toBeCloseTo(0.0045, 6);
  });
});
