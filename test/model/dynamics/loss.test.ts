import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Loss } from '../../../src/model/dynamics/loss.ts';
import { type FlowTotals, noFlows } from '../../../src/model/dynamics/stockFlowYear.ts';
import type { TargetGroup, Targets } from '../../../src/model/problem/targets.ts';
import { costOf, LIKELIHOOD, NO_TARGETS, reportedBy, targetsAt } from '../likelihood.ts';

const AREAS = 2;
/** The corridors of two areas. */
const [THERE, BACK] = [1, 2];
/** Loss at two standard errors, 2^2 / 2; its slope there is 2 by error in standard errors. */
const AT_TWO = 2;
const NORMAL = { ...LIKELIHOOD, bend: 1e9 };
/** With these a value of 4/3 of its own error has an error of 1 in all: 0.8^2 + 1 / (1 + (4/3)^2) = 1. */
const RELATIVE = { ...LIKELIHOOD, relative: { stock: 0.8, net: 0.8 } };

/** Tables of one year, of the cells that are given. */
function year(tables: Partial<Record<keyof FlowTotals, Readonly<Record<number, number>>>>): FlowTotals {
  const totals = noFlows(AREAS);
  for (const [name, cells] of Object.entries(tables)) {
    for (const [cell, persons] of Object.entries(cells)) totals[name as keyof FlowTotals][Number(cell)] = persons;
  }
  return totals;
}

interface Given {
  readonly objective?: typeof LIKELIHOOD;
  readonly level?: number;
  readonly logFactors?: readonly number[];
  readonly stocks?: readonly Float64Array[];
}

function evaluated(
  targets: Partial<Targets>,
  totals: readonly FlowTotals[],
  { objective = LIKELIHOOD, level = 0, logFactors = [], stocks = [] }: Given = {},
) {
  return new Loss({ ...NO_TARGETS, ...targets }, objective, AREAS, level).evaluate({ totals, stocks }, Float32Array.from(logFactors));
}

/** Persons whose log(1 + y) is above that of others by so much. */
function above(persons: number, error: number): number {
  return (1 + persons) * Math.exp(error) - 1;
}

describe('errors, normal up to 2.5 standard errors and exponential beyond', () => {
  // The inverse hyperbolic sine of 4/3 is log 3.
  test('of a change of a stock, by the inverse hyperbolic sine of persons over their error', () => {
    const stock = [{ ...targetsAt([THERE], [100 / 3], 25), start: 0, end: 1 }];
    const change = 25 * Math.sinh(Math.log(3) + 2);
    const stocks = [Float64Array.of(0, 30, 0, 0), Float64Array.of(0, 30 + change, 0, 0)];
    const { loss, terms, adjoints } = evaluated({ stock }, [year({})], { stocks, objective: RELATIVE });
    expect(loss).toBeCloseTo(AT_TWO, 12);
    expect(terms).toEqual({ stock: loss, flow: 0, arrivals: 0, departures: 0, net: 0 });
    const slope = 2 / (25 * Math.cosh(Math.log(3) + 2));
    expect(adjoints.stocks.map((table) => table[THERE])).toEqual([expect.closeTo(-slope, 12), expect.closeTo(slope, 12)]);
  });

  test('of net migration, in the same way', () => {
    const net = 20 * Math.sinh(2 - Math.log(3));
    const totals = [year({ corridors: { [THERE]: 100, [BACK]: 100 + net } })];
    const { loss, adjoints } = evaluated({ net: [targetsAt([0], [-80 / 3], 20)] }, totals, { objective: RELATIVE });
    expect(loss).toBeCloseTo(AT_TWO, 12);
    const slope = 2 / (20 * Math.cosh(2 - Math.log(3)));
    expect(adjoints.totals[0]!.corridors[THERE]).toBeCloseTo(-slope, 12);
    expect(adjoints.totals[0]!.corridors[BACK]).toBeCloseTo(slope, 12);
  });

  test('of net migration, in persons where it is small, and relative to it where it is large', () => {
    const lossOf = (report: number, net: number) =>
      evaluated({ net: [targetsAt([1], [report], 100)] }, [year({ corridors: { [THERE]: net } })], {
        objective: { ...LIKELIHOOD, relative: { stock: 0, net: 0.1 } },
      }).loss;
    expect(lossOf(1, 3)).toBeCloseTo(0.02 ** 2 / 2 / 1.01, 6);
    expect(lossOf(1e7, 1.2e7)).toBeCloseTo(Math.log(1.2) ** 2 / 0.02, 6);
  });

  test('of a flow, in logs', () => {
    const { loss, adjoints } = evaluated({ flow: [targetsAt([THERE], [99], 0.5)] }, [year({ corridors: { [THERE]: above(99, 1) } })]);
    expect(loss).toBeCloseTo(AT_TWO, 12);
    expect(adjoints.totals[0]!.corridors[THERE]).toBeCloseTo(4 / (100 * Math.E), 12);
  });

  test.each(['arrivals', 'departures'] as const)('of %s of a group, in logs, and no other table has a slope', (side) => {
    const { loss, terms, adjoints } = evaluated({ [side]: [targetsAt([BACK], [99], 0.5)] }, [year({ [side]: { [BACK]: above(99, -1) } })]);
    expect(loss).toBeCloseTo(AT_TWO, 12);
    expect(terms[side]).toBe(loss);
    expect(adjoints.totals[0]![side][BACK]).toBeCloseTo((-4 * Math.E) / 100, 12);
    const { [side]: _, ...others } = adjoints.totals[0]!;
    for (const table of Object.values(others)) expect([...table]).toEqual([0, 0, 0, 0]);
  });

  test('that are far off pull as much as those at the bend, and never less', () => {
    const slopeAt = (error: number) =>
      evaluated({ flow: [targetsAt([THERE], [9], 1)] }, [year({ corridors: { [THERE]: above(9, error) } })]).adjoints.totals[0]!.corridors[
        THERE
      ]! *
      (1 + above(9, error));
    expect([1, 2, 2.5, 4, 20].map(slopeAt)).toEqual([1, 2, 2.5, 2.5, 2.5].map((slope) => expect.closeTo(slope, 12)));
  });

  test('count in a mean over all targets, each kind with its weight', () => {
    const weights = { stock: 2, flow: 3, arrivals: 5, departures: 7, net: 11 };
    const off = [targetsAt([THERE], [99], 0.5)];
    const totals = [year({ corridors: { [THERE]: above(99, 1) }, arrivals: { [THERE]: above(99, 1) }, departures: { [THERE]: 99 } })];
    const targets = { flow: off, arrivals: off, departures: off, net: [targetsAt([1], [above(99, 1)], 0.5)] };
    const { loss, terms } = evaluated(targets, totals, { objective: { ...LIKELIHOOD, weights } });
    expect(terms.flow).toBeCloseTo(AT_TWO / 4, 12);
    expect(terms.departures).toBe(0);
    expect(terms.net).toBe(0);
    expect(loss).toBeCloseTo((8 * AT_TWO) / 4, 12);
  });

  test('compare on the scale of the reporter', () => {
    const flow = [reportedBy(1, targetsAt([THERE], [99], 0.5))];
    const totals = [year({ corridors: { [THERE]: 2 * above(99, 1) } })];
    const { loss, adjoints } = evaluated({ flow }, totals, { logFactors: [5, Math.log(0.5)] });
    expect(loss).toBeCloseTo(AT_TWO, 6);
    expect(adjoints.totals[0]!.corridors[THERE]).toBeCloseTo(2 / (100 * Math.E), 8);
    expect([...adjoints.reportingFactors]).toEqual([0, expect.closeTo(4 * (1 - 1 / (100 * Math.E)), 6)]);
  });
});

/** Reports of one corridor in so many years, whose flows are above them by so much. */
function years(errors: readonly number[], scale: number): { targets: Partial<Targets>; totals: FlowTotals[] } {
  return {
    targets: { flow: errors.map(() => targetsAt([THERE], [999], scale)) },
    totals: errors.map((error) => year({ corridors: { [THERE]: above(999, error) } })),
  };
}

/** Sum of the derivatives by the logs of the flows of a corridor: how much the loss pulls all of them at once, times the targets. */
function pullOf(totals: readonly FlowTotals[], adjoints: readonly FlowTotals[]): number {
  const slopes = totals.map(({ corridors }, at) => (1 + corridors[THERE]!) * adjoints[at]!.corridors[THERE]!);
  return totals.length * slopes.reduce((sum, slope) => sum + slope, 0);
}

describe('the level of a corridor', () => {
  test('is the mode: no other makes the loss smaller', () => {
    const [errors, scale, sd] = [[0.9, 0.4, -0.1, 3], 0.2, 0.7];
    const { targets, totals } = years(errors, scale);
    const at = (level: number) => errors.reduce((sum, error) => sum + costOf((error - level) / scale), level ** 2 / (2 * sd ** 2));
    const least = Math.min(...Array.from({ length: 20_001 }, (_, step) => at(-1 + step / 5000)));
    const { loss } = evaluated(targets, totals, { level: sd });
    expect(errors.length * loss).toBeCloseTo(least, 6);
    expect(errors.length * loss).toBeLessThanOrEqual(least + 1e-12);
  });

  test('takes what normal errors have in common: n of e count as one with the variance level^2 + error^2 / n', () => {
    const { targets, totals } = years([0.5, 0.5, 0.5, 0.5], 0.2);
    const { loss, adjoints } = evaluated(targets, totals, { objective: NORMAL, level: 0.3 });
    expect(4 * loss).toBeCloseTo(0.125 / 0.1, 6);
    expect(pullOf(totals, adjoints.totals)).toBeCloseTo(0.5 / 0.1, 6);
  });

  test('of a corridor with 26 reports is pulled no more than its prior allows', () => {
    const pull = (count: number, level: number) => {
      const { targets, totals } = years(new Array<number>(count).fill(1), 0.2);
      return pullOf(totals, evaluated(targets, totals, { level }).adjoints.totals);
    };
    // 1 / 0.7^2 at most, which 26 reports all but reach, as does one; without a level each pulls as at the bend, by 2.5 / 0.2.
    expect(pull(26, 0.7)).toBeGreaterThan(0.99 / 0.49);
    expect(pull(26, 0.7)).toBeLessThan(1 / 0.49);
    expect(pull(1, 0.7)).toBeGreaterThan(0.9 / 0.49);
    expect(pull(26, 0)).toBeCloseTo(26 * 12.5, 9);
  });

  test('leaves changes over the years to be learnt', () => {
    const { targets, totals } = years([0.6, 0.4], 0.2);
    const { adjoints } = evaluated(targets, totals, { objective: NORMAL, level: 100 });
    // Off by 0.1 on either side of a level that is free.
    const [first, second] = adjoints.totals.map(({ corridors }, at) => (1 + totals[at]!.corridors[THERE]!) * corridors[THERE]!);
    expect(first).toBeCloseTo(0.1 / 0.04 / 2, 4);
    expect(second).toBeCloseTo(-0.1 / 0.04 / 2, 4);
  });

  test('is shared by all who report a flow, and each corridor has its own', () => {
    const totals = [year({ corridors: { [THERE]: above(999, 1), [BACK]: above(999, 1) } })];
    const reports = (cells: readonly number[]): TargetGroup => ({ ...targetsAt(cells, [999, 999], 0.5), reporters: Int32Array.of(0, 1) });
    const lossOf = (cells: readonly number[]) => 2 * evaluated({ flow: [reports(cells)] }, totals, { objective: NORMAL, level: 0.5 }).loss;
    expect(lossOf([THERE, THERE])).toBeCloseTo(0.5 / (0.25 + 0.125), 6);
    expect(lossOf([THERE, BACK])).toBeCloseTo((2 * 0.5) / (0.25 + 0.25), 6);
  });

  test('of a group is that of each reporter where reporters have their own, beside that of all', () => {
    const totals = [year({ arrivals: { [THERE]: 999 } }), year({ arrivals: { [THERE]: 999 } })];
    const above1 = above(999, 1);
    const arrivals = (levels?: Float64Array): TargetGroup[] =>
      totals.map(() => ({
        ...targetsAt([THERE, THERE], [above1, 1000 / Math.E - 1], 0.5),
        reporters: Int32Array.of(0, 1),
        ...(levels === undefined ? {} : { levels }),
      }));
    const lossOf = (groups: TargetGroup[], level: number) => 4 * evaluated({ arrivals: groups }, totals, { objective: NORMAL, level }).loss;
    // One level for both, who are off by 1 on either side, is 0: four errors of two standard errors each.
    expect(lossOf(arrivals(), 0.5)).toBeCloseTo(4 * 2, 6);
    // A level each, of the variance 0.5^2 + 1.2^2: two means of two reports.
    expect(lossOf(arrivals(Float64Array.of(1.2, 1.2)), 0.5)).toBeCloseTo((2 * 0.5) / (0.25 + 1.44 + 0.125), 6);
    // As one stands among the effects, that of the reporter is left; a reporter without one has no level at all.
    expect(lossOf(arrivals(Float64Array.of(1.2, 0)), 0)).toBeCloseTo(0.5 / (1.44 + 0.125) + 2 * 2, 6);
  });

  test('is followed by the gradient of the loss, by flows and by reporting factors', () => {
    const report = fc.record({
      error: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      scale: fc.double({ min: 0.2, max: 1, noNaN: true }),
      reporter: fc.integer({ min: 0, max: 1 }),
    });
    const level = fc.double({ min: 0.1, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 6 }), level, (reports, sd) => {
        const group = ({ scale, reporter }: (typeof reports)[number]): TargetGroup => ({
          ...reportedBy(reporter, targetsAt([THERE], [99], scale)),
          levels: Float64Array.of(0.3),
        });
        const loss = new Loss({ ...NO_TARGETS, flow: reports.map(group) }, LIKELIHOOD, AREAS, sd);
        const flows = reports.map(({ error }) => above(99, error));
        const at = (moved: readonly number[], logs: readonly number[]) =>
          loss.evaluate({ totals: moved.map((flow) => year({ corridors: { [THERE]: flow } })), stocks: [] }, Float32Array.from(logs));
        const logs = [0.25, -0.5];
        const { adjoints } = at(flows, logs);
        flows.forEach((flow, row) => {
          const by = (step: number) =>
            at(
              flows.map((other, of) => (of === row ? flow + step : other)),
              logs,
            ).loss;
          const step = 1e-4 * (1 + flow);
          expect((by(step) - by(-step)) / (2 * step)).toBeCloseTo(adjoints.totals[row]!.corridors[THERE]!, 6);
        });
        logs.forEach((log, reporter) => {
          // Steps that float32 holds exactly.
          const by = (step: number) =>
            at(
              flows,
              logs.map((other, of) => (of === reporter ? log + step : other)),
            ).loss;
          expect((by(2 ** -12) - by(-(2 ** -12))) / 2 ** -11).toBeCloseTo(adjoints.reportingFactors[reporter]!, 4);
        });
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe('a report that a flow is below 50 persons', () => {
  const targets = {
    flow: [targetsAt([THERE, THERE], [99, 99], 0.5)],
    censored: [reportedBy(0, targetsAt([BACK], [50], 0.1))],
  };
  const objective = { ...LIKELIHOOD, weights: { ...LIKELIHOOD.weights, flow: 3 } };

  /** What it adds to the loss, as two reports of flows count, and its slopes. */
  function ofFlow(persons: number, logFactors: readonly number[] = []) {
    const { terms, adjoints } = evaluated(targets, [year({ corridors: { [THERE]: 99, [BACK]: persons } })], { objective, logFactors });
    return { loss: terms.flow, slope: adjoints.totals[0]!.corridors[BACK]!, ofReportingFactor: adjoints.reportingFactors[0] ?? 0 };
  }

  test('costs nothing where it is', () => {
    for (const persons of [0, 30, 50]) expect(ofFlow(persons)).toEqual({ loss: 0, slope: 0, ofReportingFactor: 0 });
  });

  test('costs as a report of 50 would where it is not, and is no target of its own in the mean', () => {
    const persons = above(50, 0.2);
    const { loss, slope } = ofFlow(persons);
    expect(loss).toBeCloseTo(AT_TWO / 2, 12);
    expect(slope).toBeCloseTo((3 * 20) / (2 * (1 + persons)), 12);
  });

  test('costs no more, and pulls no more, from ten times that on', () => {
    const limit = (2.5 * (Math.log(501 / 51) / 0.1 - 1.25)) / 2;
    expect(ofFlow(500)).toEqual({ loss: expect.closeTo(limit, 12), slope: 0, ofReportingFactor: 0 });
    expect(ofFlow(499).loss).toBeLessThan(limit);
    expect(ofFlow(499).slope).toBeGreaterThan(0);
    expect(ofFlow(90_000)).toEqual({ loss: expect.closeTo(limit, 12), slope: 0, ofReportingFactor: 0 });
  });

  test('compares on the scale of its reporter', () => {
    const half = [Math.log(0.5)];
    expect(ofFlow(80, half)).toEqual({ loss: 0, slope: 0, ofReportingFactor: 0 });
    const persons = above(50, 0.2);
    const { loss, slope, ofReportingFactor } = ofFlow(2 * persons, half);
    expect(loss).toBeCloseTo(AT_TWO / 2, 5);
    expect(slope).toBeCloseTo((3 * 20) / (4 * (1 + persons)), 6);
    expect(ofReportingFactor).toBeCloseTo((3 * 20 * persons) / (2 * (1 + persons)), 4);
  });
});

describe('a report that at least 50 persons arrive', () => {
  const targets = {
    arrivals: [targetsAt([THERE, THERE], [99, 99], 0.5)],
    floors: [targetsAt([BACK], [50], 0.1)],
  };
  const objective = { ...LIKELIHOOD, weights: { ...LIKELIHOOD.weights, arrivals: 3 } };

  /** What it adds to the loss, as two reports of arrivals count, and its slope. */
  function ofArrivals(persons: number) {
    const { terms, adjoints } = evaluated(targets, [year({ arrivals: { [THERE]: 99, [BACK]: persons } })], { objective });
    return { loss: terms.arrivals, slope: adjoints.totals[0]!.arrivals[BACK]! };
  }

  test('costs nothing where they do', () => {
    for (const persons of [50, 51, 90_000]) expect(ofArrivals(persons)).toEqual({ loss: 0, slope: 0 });
  });

  test('costs as a report of 50 would where fewer do, and is no target of its own in the mean', () => {
    const persons = above(50, -0.2);
    const { loss, slope } = ofArrivals(persons);
    expect(loss).toBeCloseTo(AT_TWO / 2, 12);
    expect(slope).toBeCloseTo((-3 * 20) / (2 * (1 + persons)), 12);
    expect(ofArrivals(0).loss).toBeCloseTo((2.5 * (Math.log(51) / 0.1 - 1.25)) / 2, 12);
  });
});
