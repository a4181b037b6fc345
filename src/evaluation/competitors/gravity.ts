import { exp } from '../../numerics/elementary.ts';
import { solvePositiveDefinite } from '../../numerics/linear.ts';
import { sum } from '../../numerics/statistics.ts';
import type { CorridorRows, Extent, LearntRows, Predictor } from './corridorRows.ts';
import { listedRows } from './corridorRows.ts';
import { featureScale, standardisedFeatures } from './standardised.ts';

/** Rounds of effects and one Newton step of the coefficients, at most. */
const ROUNDS = 200;
/** A round that changes no coefficient by more, in logs for each standard deviation, is the last. */
const TOLERANCE = 1e-5;
/** Renewals of the effects in a round. */
const RENEWALS = 3;
/** Longest change of a coefficient in one step. */
const LONGEST_STEP = 0.5;
/** Persons by which effects are drawn to those of their area in all years, and coefficients to 0. */
const PRIOR_PERSONS = 1;

/**
 * Gravity model with effects of origin-years and destination-years by Poisson pseudo-maximum likelihood (Santos Silva and Tenreyro
 * 2006; effects that stand for multilateral resistance: Anderson and van Wincoop 2003): E(report) = exp(a_it + b_jt + x'beta).
 * Effects have a closed form given the coefficients, as in Correia, Guimaraes and Zylkin (2020) they are renewed between steps
 * of iteratively reweighted least squares. An origin-year or destination-year without a report has the effect of its area over all
 * years.
 * @param chosen columns of the features that are x.
 */
export function gravityModel(learnt: LearntRows, extent: Extent, chosen: readonly number[]): Predictor {
  const reports = listedRows(learnt);
  if (reports.orig.length === 0) return ({ orig }) => new Float64Array(orig.length);
  const scale = featureScale(reports);
  const fit = new PoissonFit(reports, columnsOf(standardisedFeatures(reports, scale), reports.width, chosen), extent);
  for (let round = 0; round < ROUNDS; round++) if (fit.round() < TOLERANCE) break;
  return (wanted) => fit.predicted(wanted, columnsOf(standardisedFeatures(wanted, scale), wanted.width, chosen));
}

function columnsOf(features: Float64Array, width: number, chosen: readonly number[]): Float64Array {
  const rows = features.length / width;
  const columns = new Float64Array(rows * chosen.length);
  for (let row = 0; row < rows; row++) {
    for (const [at, feature] of chosen.entries()) columns[row * chosen.length + at] = features[row * width + feature]!;
  }
  return columns;
}

/** Effects and coefficients while they are fitted. Effects are factors; a factor of an area-year is that of the area times its own. */
class PoissonFit {
  readonly #persons: Float64Array;
  readonly #features: Float64Array;
  readonly #width: number;
  /** Area-year of each row, area * years + year, on both sides. */
  readonly #sides: readonly [Int32Array, Int32Array];
  readonly #years: number;
  readonly #effects: readonly [Float64Array, Float64Array];
  readonly #beta: Float64Array;
  readonly #level: number;

  constructor({ orig, dest, year, persons }: LearntRows, features: Float64Array, { areas, years }: Extent) {
    this.#persons = persons;
    this.#features = features;
    this.#width = features.length / persons.length;
    this.#years = years;
    this.#sides = [orig.map((area, row) => area * years + year[row]!), dest.map((area, row) => area * years + year[row]!)];
    this.#effects = [new Float64Array(areas * years).fill(1), new Float64Array(areas * years).fill(1)];
    this.#beta = new Float64Array(this.#width);
    this.#level = Math.max(1e-9, sum(persons) / persons.length);
  }

  /** Renews effects and coefficients once; the largest change of a coefficient. */
  round(): number {
    const factors = this.#factors(this.#features, this.#persons.length);
    for (let renewal = 0; renewal < RENEWALS; renewal++) for (const side of [0, 1] as const) this.#renew(side, factors);
    return this.#step(factors);
  }

  predicted({ orig, dest, year }: CorridorRows, features: Float64Array): Float64Array {
    const factors = this.#factors(features, orig.length);
    const [leaving, coming] = this.#effects;
    return factors.map((factor, row) => {
      const from = leaving[orig[row]! * this.#years + year[row]!]!;
      return this.#level * factor * from * coming[dest[row]! * this.#years + year[row]!]!;
    });
  }

  /** exp(x'beta) of each row. */
  #factors(features: Float64Array, rows: number): Float64Array {
    const width = this.#width;
    return Float64Array.from({ length: rows }, (_, row) => {
      let sumOfLogs = 0;
      for (let at = 0; at < width; at++) sumOfLogs += this.#beta[at]! * features[row * width + at]!;
      return exp(sumOfLogs);
    });
  }

  /** Each effect of one side such that expected persons are the reported ones, given the other side. */
  #renew(side: 0 | 1, factors: Float64Array): void {
    const effects = this.#effects[side];
    const [own, other] = [this.#sides[side], this.#sides[1 - side]!];
    const others = this.#effects[1 - side]!;
    const reported = new Float64Array(effects.length);
    const expected = new Float64Array(effects.length);
    for (const [row, place] of own.entries()) {
      reported[place] = reported[place]! + this.#persons[row]!;
      expected[place] = expected[place]! + this.#level * factors[row]! * others[other[row]!]!;
    }
    const years = this.#years;
    for (let area = 0; area < effects.length; area += years) {
      const ofArea = (values: Float64Array) => sum(values.subarray(area, area + years));
      const factor = (ofArea(reported) + PRIOR_PERSONS) / (ofArea(expected) + PRIOR_PERSONS);
      for (let at = area; at < area + years; at++) {
        effects[at] = (reported[at]! + PRIOR_PERSONS * factor) / (expected[at]! + PRIOR_PERSONS);
      }
    }
  }

  /** A Newton step of the coefficients with the effects as they are. */
  #step(factors: Float64Array): number {
    const width = this.#width;
    const information = new Float64Array(width * width);
    const score = this.#beta.map((beta) => -PRIOR_PERSONS * beta);
    const [leaving, coming] = this.#effects;
    const [origins, destinations] = this.#sides;
    for (const [row, persons] of this.#persons.entries()) {
      const expected = this.#level * factors[row]! * leaving[origins[row]!]! * coming[destinations[row]!]!;
      for (let one = 0; one < width; one++) {
        const x = this.#features[row * width + one]!;
        score[one] = score[one]! + x * (persons - expected);
        for (let other = 0; other <= one; other++) {
          information[one * width + other] = information[one * width + other]! + expected * x * this.#features[row * width + other]!;
        }
      }
    }
    for (let at = 0; at < width; at++) information[at * (width + 1)] = information[at * (width + 1)]! + PRIOR_PERSONS;
    if (width === 0) return 0;
    const step = solvePositiveDefinite(information, score).map((each) => Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, each)));
    for (const [at, each] of step.entries()) this.#beta[at] = this.#beta[at]! + each;
    return Math.max(...step.map((each) => Math.abs(each)));
  }
}
