import { exp } from '../../numerics/elementary.ts';
import { Loss, type ModelCourse } from '../dynamics/loss.ts';
import type { Objective } from '../dynamics/objective.ts';
import type { FlowTotals } from '../dynamics/stockFlowYear.ts';
import { addFlows, nextStock, noFlows, stockAdjoints, withStocks } from '../dynamics/stockFlowYear.ts';
import type { EffectPrior, WalkPrior } from '../problem/effects.ts';
import { reportingFactors } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import { countAllTargets } from '../problem/targets.ts';
import { walkGradient } from './effectPrior.ts';

/** Edges whose flow in a year is less than this, in persons, change no stock to speak of: between two evaluations they stay. */
const LEAST_PERSONS = 2;

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
  /** What all other edges change. */
  readonly others: FlowTotals;
}

/** Those on the edges that change the stocks of a year, as the effects have it. */
interface Movers {
  readonly persons: Float32Array;
  /** Their corridors, orig * areas + dest. */
  readonly corridors: Int32Array;
  /** The stock cells, areas x areas (birth, residence), that each adds to and takes from. */
  readonly arrivals: Int32Array;
  readonly departures: Int32Array;
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

  constructor(problem: Problem, objective: Objective, prior: EffectPrior, weights: Weights) {
    this.#problem = problem;
    this.#prior = prior;
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
      const others = noFlows(areas);
      addFlows(
        others,
        edges,
        areas,
        all.map((persons) => (persons < LEAST_PERSONS ? persons : 0)),
      );
      return { corridors: totals.corridors, movers: this.#moversOf(all), others };
    });
    return { effects, years };
  }

  #moversOf(flows: Float32Array): Movers {
    const { areas, edges } = this.#problem;
    const positions = positionsFrom(flows, LEAST_PERSONS);
    return {
      persons: Float32Array.from(positions, (edge) => flows[edge]!),
      corridors: positions.map((edge) => edges.orig[edge]! * areas + edges.dest[edge]!),
      arrivals: positions.map((edge) => edges.birth[edge]! * areas + edges.dest[edge]!),
      departures: positions.map((edge) => edges.birth[edge]! * areas + edges.orig[edge]!),
    };
  }

  /**
   * Derivatives of minus the log of the posterior by the effects. An effect multiplies the flows of its corridors; what else then
   * changes is left to the next evaluation.
   */
  gradient(effects: FittedEffects, evaluated: EvaluatedFlows): FittedEffects {
    const { areas, initialStock, demography } = this.#problem;
    const multipliers = this.#multipliers(effects, evaluated.effects);
    const stocks = [initialStock];
    const totals = evaluated.years.map(({ corridors, movers, others }, year) => {
      const ofYear = {
        corridors: corridors.map((flow, cell) => flow * multipliers[year]![cell]!),
        arrivals: others.arrivals.slice(),
        departures: others.departures.slice(),
      };
      addMovers(ofYear, movers, multipliers[year]!);
      stocks.push(nextStock(stocks[year]!, ofYear, demography, year, areas));
      return ofYear;
    });
    const { adjoints } = this.#loss.evaluate({ totals, stocks }, this.#logFactors);
    const slopes = this.#slopes(evaluated, multipliers, adjoints);
    return this.#withPrior(effects, slopes);
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

  /** Derivatives of the loss by the log of the flow of each corridor, by year: the last year first, for stocks carry on what flows change. */
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
    const prior = (values: Float64Array, walks: number, walk: WalkPrior, jumps?: Uint8Array) =>
      walk.level === 0 ? new Float64Array(values.length) : walkGradient(values, walks, walk, jumps).map((slope) => slope / this.#count);
    const ofAreas = prior(effects.areas, 2 * areas, area);
    const ofCorridors = prior(effects.corridors, count, corridor, design.witnessed);
    slopes.forEach((ofYear, year) => {
      if (area.level > 0) addToAreas(ofAreas.subarray(2 * areas * year, 2 * areas * (year + 1)), ofYear, areas);
      design.corridors.forEach((cell, at) => {
        ofCorridors[year * count + at] = ofCorridors[year * count + at]! + ofYear[cell]!;
      });
    });
    return { areas: ofAreas, corridors: ofCorridors };
  }
}

/** Positions of the values that are at least so great, ascending. */
function positionsFrom(values: Float32Array, least: number): Int32Array {
  const positions = new Int32Array(values.length);
  let count = 0;
  for (let at = 0; at < values.length; at++) if (values[at]! >= least) positions[count++] = at;
  return positions.slice(0, count);
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

/** Adds those who move to arrivals and departures. @param multipliers of the corridors. */
function addMovers(totals: FlowTotals, { persons, corridors, arrivals, departures }: Movers, multipliers: Float64Array): void {
  for (let mover = 0; mover < persons.length; mover++) {
    const moved = persons[mover]! * multipliers[corridors[mover]!]!;
    const arrival = arrivals[mover]!;
    const departure = departures[mover]!;
    totals.arrivals[arrival] = totals.arrivals[arrival]! + moved;
    totals.departures[departure] = totals.departures[departure]! + moved;
  }
}

/** Adjoint of `addMovers`: adds the derivatives of the loss by the multipliers, from those by arrivals and departures. */
function addMoverSlopes(slopes: Float64Array, { persons, corridors, arrivals, departures }: Movers, ofTotals: FlowTotals): void {
  for (let mover = 0; mover < persons.length; mover++) {
    const corridor = corridors[mover]!;
    slopes[corridor] =
      slopes[corridor]! + persons[mover]! * (ofTotals.arrivals[arrivals[mover]!]! + ofTotals.departures[departures[mover]!]!);
  }
}
