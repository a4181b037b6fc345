import { exp } from '../../numerics/elementary.ts';
import type { LossAdjoints } from '../dynamics/loss.ts';
import { Loss } from '../dynamics/loss.ts';
import type { Objective } from '../dynamics/objective.ts';
import type { FlowTotals } from '../dynamics/stockFlowYear.ts';
import { addFlows, nextStock, stockAdjoints } from '../dynamics/stockFlowYear.ts';
import { countEdges } from '../problem/edges.ts';
import type { EffectPrior } from '../problem/effects.ts';
import { reportingFactors } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';

/** Edges whose flows no year sees reach this, in persons, change no stock to speak of: between two evaluations they stay. */
const LEAST_PERSONS = 1;

/** Flows of one year under some effects. */
interface EvaluatedYear {
  /** Of each corridor with an effect, persons. */
  readonly corridors: Float64Array;
  /** Of the edges of those corridors that change stocks, persons. */
  readonly movers: Float64Array;
  /** Totals of all other corridors, and what all other edges change. */
  readonly others: FlowTotals;
}

/** The edges that change stocks as the effects of their corridors have it. */
interface MovingEdges {
  /** Their numbers among all edges. */
  readonly positions: Int32Array;
  /** The corridor of each, as effects are numbered. */
  readonly corridors: Int32Array;
  /** The stock cells, areas x areas (birth, residence), that each adds to and takes from. */
  readonly arrivals: Int32Array;
  readonly departures: Int32Array;
}

/** Flows under some effects, from which those under others follow as multiples. */
export interface EvaluatedFlows {
  readonly effects: Float32Array;
  readonly movers: MovingEdges;
  readonly years: readonly EvaluatedYear[];
}

/** The posterior of the effects of corridors, given a network, the reporting factors, and all targets. */
export class CorridorPosterior {
  readonly #problem: Problem;
  readonly #prior: EffectPrior;
  readonly #unit: number;
  readonly #logFactors: Float32Array;
  readonly #loss: Loss;
  /** Of every edge the corridor, as effects are numbered; -1 for those without an effect. */
  readonly #corridorOf: Int32Array;

  /** @param unit loss of a report whose log is off by 1. */
  constructor(problem: Problem, objective: Objective, prior: EffectPrior, unit: number, weights: Weights) {
    this.#problem = problem;
    this.#prior = prior;
    this.#unit = unit;
    this.#logFactors = reportingFactors(weights);
    this.#loss = new Loss(problem.targets, objective, problem.areas);
    this.#corridorOf = effectsOfEdges(problem);
  }

  /** @param flows of all edges by year under the effects, persons. */
  evaluated(flows: readonly Float32Array[], effects: Float32Array): EvaluatedFlows {
    const { areas, edges } = this.#problem;
    const movers = this.#moversOf(flows);
    const years = flows.map((all) => {
      const corridors = new Float64Array(this.#count);
      this.#corridorOf.forEach((corridor, edge) => {
        if (corridor >= 0) corridors[corridor] = corridors[corridor]! + all[edge]!;
      });
      const rest = all.slice();
      for (const edge of movers.positions) rest[edge] = 0;
      const others = { corridors: new Float64Array(areas * areas), changes: new Float64Array(areas * areas) };
      addFlows(others, edges, areas, rest);
      return { corridors, movers: Float64Array.from(movers.positions, (edge) => all[edge]!), others };
    });
    return { effects, movers, years };
  }

  #moversOf(flows: readonly Float32Array[]): MovingEdges {
    const { areas, edges } = this.#problem;
    const moves = (edge: number) => this.#corridorOf[edge]! >= 0 && flows.some((all) => all[edge]! >= LEAST_PERSONS);
    const positions = Int32Array.from({ length: countEdges(edges) }, (_, edge) => edge).filter(moves);
    return {
      positions,
      corridors: positions.map((edge) => this.#corridorOf[edge]!),
      arrivals: positions.map((edge) => edges.birth[edge]! * areas + edges.dest[edge]!),
      departures: positions.map((edge) => edges.birth[edge]! * areas + edges.orig[edge]!),
    };
  }

  /**
   * Derivatives of minus the log of the posterior, in units of the loss of a report whose log is off by 1: of years x corridors,
   * as the effects are. An effect multiplies the flows of its corridor; what else then changes is left to the next evaluation.
   */
  gradient(effects: Float64Array, evaluated: EvaluatedFlows): Float64Array {
    const { areas, initialStock, demography, effects: design } = this.#problem;
    const { movers, years } = evaluated;
    const multipliers = effects.map((effect, at) => exp(effect - evaluated.effects[at]!));
    const stocks = [initialStock];
    const totals = years.map(({ corridors, movers: persons, others }, year) => {
      const ofYear = multipliers.subarray(year * this.#count, (year + 1) * this.#count);
      const total = others.corridors.slice();
      corridors.forEach((flow, corridor) => {
        total[design.corridors[corridor]!] = flow * ofYear[corridor]!;
      });
      const changes = others.changes.slice();
      addMovers(changes, movers, persons, ofYear);
      stocks.push(nextStock(stocks[year]!, changes, demography, year, areas));
      return total;
    });
    const gradient = priorGradient(effects, this.#prior, this.#count);
    this.#addLoss(gradient, evaluated, multipliers, this.#loss.evaluate(totals, stocks, this.#logFactors).adjoints);
    return gradient;
  }

  /** Adds the derivatives of the loss by the effects: the last year first, for stocks carry on what flows change. */
  #addLoss(gradient: Float64Array, { movers, years: evaluated }: EvaluatedFlows, multipliers: Float64Array, adjoints: LossAdjoints): void {
    const { areas, years, demography, effects: design } = this.#problem;
    let ofStock = adjoints.stocks[years]!;
    for (let year = years - 1; year >= 0; year--) {
      const { corridors, movers: persons } = evaluated[year]!;
      const ofCorridor = adjoints.corridors[year]!;
      const slopes = corridors.map((flow, corridor) => flow * ofCorridor[design.corridors[corridor]!]!);
      addMoverSlopes(slopes, movers, persons, ofStock);
      slopes.forEach((slope, corridor) => {
        const effect = year * this.#count + corridor;
        gradient[effect] = gradient[effect]! + (slope * multipliers[effect]!) / this.#unit;
      });
      const direct = adjoints.stocks[year]!;
      ofStock = stockAdjoints(ofStock, demography, year, areas).map((value, cell) => value + direct[cell]!);
    }
  }

  /** Number of corridors with an effect. */
  get #count(): number {
    return this.#problem.effects.corridors.length;
  }
}

/** Adds what those who move change in the stocks. @param multipliers of the corridors. */
function addMovers(
  changes: Float64Array,
  { corridors, arrivals, departures }: MovingEdges,
  persons: Float64Array,
  multipliers: Float64Array,
): void {
  for (let mover = 0; mover < persons.length; mover++) {
    const moved = persons[mover]! * multipliers[corridors[mover]!]!;
    const arrival = arrivals[mover]!;
    const departure = departures[mover]!;
    changes[arrival] = changes[arrival]! + moved;
    changes[departure] = changes[departure]! - moved;
  }
}

/** Adjoint of `addMovers`: adds the derivatives of the loss by the multipliers, from those by the stocks after the year. */
function addMoverSlopes(
  slopes: Float64Array,
  { corridors, arrivals, departures }: MovingEdges,
  persons: Float64Array,
  ofStock: Float64Array,
): void {
  for (let mover = 0; mover < persons.length; mover++) {
    const corridor = corridors[mover]!;
    slopes[corridor] = slopes[corridor]! + persons[mover]! * (ofStock[arrivals[mover]!]! - ofStock[departures[mover]!]!);
  }
}

function effectsOfEdges({ areas, edges, effects }: Problem): Int32Array {
  const numberOf = new Int32Array(areas * areas).fill(-1);
  effects.corridors.forEach((cell, at) => {
    numberOf[cell] = at;
  });
  return edges.orig.map((orig, edge) => numberOf[orig * areas + edges.dest[edge]!]!);
}

/** Derivatives of minus the log of the prior, in units of the loss of a report whose log is off by 1. */
function priorGradient(effects: Float64Array, { corridor, report }: EffectPrior, count: number): Float64Array {
  const [ofLevel, ofStep] = [(2 * report * report) / corridor.level ** 2, (2 * report * report) / corridor.step ** 2];
  const gradient = new Float64Array(effects.length);
  for (let at = 0; at < effects.length; at++) {
    if (at < count) gradient[at] = ofLevel * effects[at]!;
    else {
      const pull = ofStep * (effects[at]! - effects[at - count]!);
      gradient[at] = gradient[at]! + pull;
      gradient[at - count] = gradient[at - count]! - pull;
    }
  }
  return gradient;
}
