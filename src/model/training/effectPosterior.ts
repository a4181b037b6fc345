import { exp } from '../../numerics/elementary.ts';
import { solveTridiagonal } from '../../numerics/linearSystem.ts';
import { Loss, type ModelCourse } from '../dynamics/loss.ts';
import type { Objective } from '../dynamics/objective.ts';
import type { FlowTotals } from '../dynamics/stockFlowYear.ts';
import { addFlows, nextStock, noFlows, stockAdjoints, withStocks } from '../dynamics/stockFlowYear.ts';
import type { EffectPrior, WalkPrior } from '../problem/effects.ts';
import { reportingFactors } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import { countAllTargets } from '../problem/targets.ts';
import { lossCurvature } from './effectCurvature.ts';
import { walkGradient, walkPrecisions } from './effectPrior.ts';
import { addMoverSlopes, addMovers, type Movers, moversOf, nativeMoves } from './movers.ts';

/** Largest step of an effect, in logs: further away a loss of logs is nothing like a straight line. */
const LARGEST_STEP = 1;

/** Effects of areas, years x 2 x areas, and of corridors with a report, years x corridors. */
export interface FittedEffects<Values = Float64Array> {
  readonly areas: Values;
  readonly corridors: Values;
}

/** Flows of one year under some effects. */
interface EvaluatedYear {
  /** Of all corridors, areas x areas, persons. */
  readonly corridors: Float64Array;
  readonly movers: Movers;
  /** Those of them who leave their country of birth, and who return to it; areas x areas (orig, dest), persons. */
  readonly outward: Float64Array;
  readonly home: Float64Array;
  /** What all other edges change. */
  readonly others: FlowTotals;
}

/** Flows under some effects, from which those under others follow as multiples. */
export interface EvaluatedFlows {
  readonly effects: FittedEffects<Float32Array>;
  readonly years: readonly EvaluatedYear[];
}

/** The posterior of the effects, given a network, the reporting factors, and all targets. */
export class EffectPosterior {
  readonly #problem: Problem;
  readonly #prior: EffectPrior;
  readonly #count: number;
  readonly #logFactors: Float32Array;
  readonly #loss: Loss;
  readonly #objective: Objective;

  constructor(problem: Problem, objective: Objective, prior: EffectPrior, weights: Weights) {
    this.#problem = problem;
    this.#prior = prior;
    this.#objective = objective;
    this.#count = countAllTargets(problem.targets);
    this.#logFactors = reportingFactors(weights);
    this.#loss = new Loss(problem.targets, objective, problem.areas, 0);
  }

  /** @param flows of all edges by year under the effects, persons. */
  evaluated(flows: readonly Float32Array[], effects: FittedEffects<Float32Array>): EvaluatedFlows {
    const { areas, edges } = this.#problem;
    const years = flows.map((all) => {
      const totals = noFlows(areas);
      addFlows(totals, edges, areas, all);
      const { movers, rest } = moversOf(edges, all, areas);
      const others = noFlows(areas);
      addFlows(others, edges, areas, rest);
      return { corridors: totals.corridors, movers, ...nativeMoves(movers, areas), others };
    });
    return { effects, years };
  }

  /**
   * Derivatives of minus the log of the posterior by the effects, over the number of targets. An effect multiplies the flows of its
   * corridors; what else then changes is left to the next evaluation.
   */
  gradient(effects: FittedEffects, evaluated: EvaluatedFlows): FittedEffects {
    const multipliers = this.#multipliers(effects, evaluated.effects);
    return this.#gradientOf(effects, evaluated, multipliers, this.#course(evaluated, multipliers));
  }

  /**
   * A step towards the mode: all effects of a walk at once, by the gradient and the curvature of loss and prior. Where an effect of the
   * area of origin, one of the destination and one of the corridor act on a flow, each has three times the curvature, so that they do
   * not go too far together.
   */
  step(effects: FittedEffects, evaluated: EvaluatedFlows): FittedEffects {
    const { areas, years, effects: design, targets } = this.#problem;
    const { area, corridor } = this.#prior;
    const multipliers = this.#multipliers(effects, evaluated.effects);
    const course = this.#course(evaluated, multipliers);
    const gradient = this.#gradientOf(effects, evaluated, multipliers, course);
    const scaled = (table: 'outward' | 'home') =>
      evaluated.years.map((ofYear, year) => ofYear[table].map((persons, cell) => persons * multipliers[year]![cell]!));
    const curvature = lossCurvature(targets, this.#objective, course, { outward: scaled('outward'), home: scaled('home') }, this.#count);
    const shared = area.level > 0 ? 3 : 1;
    const ofAreas = new Float64Array(effects.areas.length);
    const ofCorridors = new Float64Array(effects.corridors.length);
    curvature.forEach((ofYear, year) => {
      addToAreas(ofAreas.subarray(2 * areas * year, 2 * areas * (year + 1)), ofYear, areas);
      design.corridors.forEach((cell, at) => {
        ofCorridors[year * design.corridors.length + at] = shared * ofYear[cell]!;
      });
    });
    const moved = (values: Float64Array, slopes: Float64Array, ofLoss: Float64Array, walk: WalkPrior, reported: Uint8Array) => {
      if (walk.level === 0) return values;
      const { diagonal, beside } = walkPrecisions(values, values.length / years, walk, reported);
      const whole = diagonal.map((precision, at) => precision / this.#count + ofLoss[at]!);
      return descended(
        values,
        slopes,
        whole,
        beside.map((precision) => precision / this.#count),
        years,
      );
    };
    return {
      areas: moved(
        effects.areas,
        gradient.areas,
        ofAreas.map((value) => shared * value),
        area,
        design.reported.areas,
      ),
      corridors: moved(effects.corridors, gradient.corridors, ofCorridors, corridor, design.reported.corridors),
    };
  }

  /** Flows and stocks where those of corridors are so many times what they were when they were evaluated. */
  #course({ years }: EvaluatedFlows, multipliers: readonly Float64Array[]): ModelCourse {
    const { areas, initialStock, demography } = this.#problem;
    const stocks = [initialStock];
    const totals = years.map(({ corridors, movers, others }, year) => {
      const ofYear = {
        corridors: corridors.map((flow, cell) => flow * multipliers[year]![cell]!),
        arrivals: others.arrivals.slice(),
        departures: others.departures.slice(),
      };
      addMovers(ofYear, movers, multipliers[year]!);
      stocks.push(nextStock(stocks[year]!, ofYear, demography, year, areas));
      return ofYear;
    });
    return { totals, stocks };
  }

  #gradientOf(effects: FittedEffects, evaluated: EvaluatedFlows, multipliers: readonly Float64Array[], course: ModelCourse): FittedEffects {
    const { adjoints } = this.#loss.evaluate(course, this.#logFactors);
    return this.#withPrior(effects, this.#slopes(evaluated, multipliers, adjoints));
  }

  /** By year, areas x areas: how many times the flow of a corridor is what it was when it was evaluated. */
  #multipliers(effects: FittedEffects, before: FittedEffects<Float32Array>): Float64Array[] {
    const { areas, years, effects: design } = this.#problem;
    const moved = effects.areas.map((effect, at) => effect - before.areas[at]!);
    return Array.from({ length: years }, (_, year) => {
      const shift = new Float64Array(areas * areas);
      const ofYear = moved.subarray(2 * areas * year, 2 * areas * (year + 1));
      for (let orig = 0, cell = 0; orig < areas; orig++) {
        for (let dest = 0; dest < areas; dest++, cell++) shift[cell] = ofYear[orig]! + ofYear[areas + dest]!;
      }
      design.corridors.forEach((cell, at) => {
        const effect = year * design.corridors.length + at;
        shift[cell] = shift[cell]! + (effects.corridors[effect]! - before.corridors[effect]!);
      });
      return shift.map(exp);
    });
  }

  /** Derivatives of the loss by the logs of the flows of corridors: the last year first, for stocks carry on what flows change. */
  #slopes({ years: evaluated }: EvaluatedFlows, multipliers: readonly Float64Array[], { totals, stocks }: ModelCourse): Float64Array[] {
    const { areas, years, demography } = this.#problem;
    const slopes: Float64Array[] = [];
    let ofStock = stocks[years]!;
    for (let year = years - 1; year >= 0; year--) {
      const { corridors, movers } = evaluated[year]!;
      const ofTotals = withStocks(totals[year]!, ofStock);
      const ofYear = corridors.map((flow, cell) => flow * ofTotals.corridors[cell]!);
      addMoverSlopes(ofYear, movers, ofTotals);
      slopes[year] = ofYear.map((slope, cell) => slope * multipliers[year]![cell]!);
      const direct = stocks[year]!;
      ofStock = stockAdjoints(ofStock, demography, year, areas).map((value, cell) => value + direct[cell]!);
    }
    return slopes;
  }

  /** Derivatives by the effects, with those of the prior. */
  #withPrior(effects: FittedEffects, slopes: readonly Float64Array[]): FittedEffects {
    const { areas, effects: design } = this.#problem;
    const { area, corridor } = this.#prior;
    const count = design.corridors.length;
    const prior = (values: Float64Array, walks: number, walk: WalkPrior, reported: Uint8Array) =>
      walk.level === 0 ? new Float64Array(values.length) : walkGradient(values, walks, walk, reported).map((slope) => slope / this.#count);
    const ofAreas = prior(effects.areas, 2 * areas, area, design.reported.areas);
    const ofCorridors = prior(effects.corridors, count, corridor, design.reported.corridors);
    slopes.forEach((ofYear, year) => {
      if (area.level > 0) addToAreas(ofAreas.subarray(2 * areas * year, 2 * areas * (year + 1)), ofYear, areas);
      design.corridors.forEach((cell, at) => {
        ofCorridors[year * count + at] = ofCorridors[year * count + at]! + ofYear[cell]!;
      });
    });
    return { areas: ofAreas, corridors: ofCorridors };
  }
}

/** Effects after a step by gradient and curvature, walk by walk. @param years number of rows of all tables. */
function descended(values: Float64Array, slopes: Float64Array, diagonal: Float64Array, beside: Float64Array, years: number): Float64Array {
  const walks = values.length / years;
  const moved = values.slice();
  const column = (table: Float64Array, walk: number) => Float64Array.from({ length: years }, (_, year) => table[year * walks + walk]!);
  for (let walk = 0; walk < walks; walk++) {
    const step = solveTridiagonal(column(diagonal, walk), column(beside, walk), column(slopes, walk));
    for (let year = 0; year < years; year++) {
      const at = year * walks + walk;
      moved[at] = moved[at]! - Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step[year]!));
    }
  }
  return moved;
}

/** Sums over corridors by origin, then by destination. @param ofAreas 2 x areas. */
function addToAreas(ofAreas: Float64Array, ofCorridors: Float64Array, areas: number): void {
  for (let orig = 0, cell = 0; orig < areas; orig++) {
    for (let dest = 0; dest < areas; dest++, cell++) {
      ofAreas[orig] = ofAreas[orig]! + ofCorridors[cell]!;
      ofAreas[areas + dest] = ofAreas[areas + dest]! + ofCorridors[cell]!;
    }
  }
}
