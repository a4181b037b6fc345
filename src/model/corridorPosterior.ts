import { exp } from '../numerics/elementary.ts';
import type { Edges } from './edges.ts';
import { countEdges, selectEdges } from './edges.ts';
import type { EffectPrior } from './effects.ts';
import { observerFactors } from './effects.ts';
import type { Objective } from './engine.ts';
import type { FlowTotals } from './kernel/population.ts';
import { addFlows, flowAdjoints, nextStock, stockAdjoints } from './kernel/population.ts';
import type { LossAdjoints } from './kernel/targetErrors.ts';
import { TargetErrors } from './kernel/targetErrors.ts';
import type { Weights } from './network.ts';
import type { Problem } from './problem.ts';

/** The edges of corridors with an effect. */
interface EffectEdges {
  /** Their numbers among all edges. */
  readonly positions: Int32Array;
  readonly edges: Edges;
  /** The corridor of each, as effects are numbered. */
  readonly corridors: Int32Array;
}

/** Flows of one year under some effects. */
interface EvaluatedYear {
  /** Of the edges of corridors with an effect, persons. */
  readonly persons: Float64Array;
  /** Totals of all other edges. */
  readonly others: FlowTotals;
}

/** Flows under some effects, from which those under others follow as multiples. */
export interface EvaluatedFlows {
  readonly effects: Float32Array;
  readonly years: readonly EvaluatedYear[];
}

/** The posterior of the effects of corridors, given a network, the factors of the observers, and all targets. */
export class CorridorPosterior {
  readonly #problem: Problem;
  readonly #prior: EffectPrior;
  readonly #unit: number;
  readonly #factors: Float32Array;
  readonly #errors: TargetErrors;
  readonly #withEffect: EffectEdges;

  /** @param unit loss of a report whose log is off by 1. */
  constructor(problem: Problem, objective: Objective, prior: EffectPrior, unit: number, weights: Weights) {
    this.#problem = problem;
    this.#prior = prior;
    this.#unit = unit;
    this.#factors = observerFactors(weights);
    this.#errors = new TargetErrors(problem.targets, objective, problem.areas);
    this.#withEffect = effectEdges(problem);
  }

  /** @param flows of all edges by year under the effects, persons. */
  evaluated(flows: readonly Float32Array[], effects: Float32Array): EvaluatedFlows {
    const { areas, edges } = this.#problem;
    const { positions } = this.#withEffect;
    const years = flows.map((all) => {
      const others = emptyTotals(areas);
      const rest = all.slice();
      for (const edge of positions) rest[edge] = 0;
      addFlows(others, edges, areas, rest);
      return { persons: Float64Array.from(positions, (edge) => all[edge]!), others };
    });
    return { effects, years };
  }

  /**
   * Derivatives of minus the log of the posterior, in units of the loss of a report whose log is off by 1: of years x corridors,
   * as the effects are. An effect multiplies the flows of its corridor; what else then changes is left to the next evaluation.
   */
  gradient(effects: Float64Array, evaluated: EvaluatedFlows): Float64Array {
    const { areas, initialStock, demography } = this.#problem;
    const { edges, corridors } = this.#withEffect;
    const multipliers = effects.map((effect, at) => exp(effect - evaluated.effects[at]!));
    const stocks = [initialStock];
    const [moved, totals]: [Float64Array[], Float64Array[]] = [[], []];
    evaluated.years.forEach(({ persons, others }, year) => {
      const from = year * this.#count;
      const flows = persons.map((flow, edge) => flow * multipliers[from + corridors[edge]!]!);
      const ofYear = { corridors: others.corridors.slice(), changes: others.changes.slice() };
      addFlows(ofYear, edges, areas, flows);
      moved.push(flows);
      totals.push(ofYear.corridors);
      stocks.push(nextStock(stocks[year]!, ofYear.changes, demography, year, areas));
    });
    const gradient = priorGradient(effects, this.#prior, this.#count);
    this.#addLoss(gradient, moved, this.#errors.evaluate(totals, stocks, this.#factors).adjoints);
    return gradient;
  }

  /** Adds the derivatives of the loss by the effects: the last year first, for stocks carry on what flows change. */
  #addLoss(gradient: Float64Array, flows: readonly Float64Array[], adjoints: LossAdjoints): void {
    const { areas, years, demography } = this.#problem;
    const { edges, corridors } = this.#withEffect;
    let ofStock = adjoints.stocks[years]!;
    for (let year = years - 1; year >= 0; year--) {
      const ofFlows = flowAdjoints({ corridors: adjoints.corridors[year]!, changes: ofStock }, edges, areas);
      const persons = flows[year]!;
      for (let edge = 0; edge < persons.length; edge++) {
        const effect = year * this.#count + corridors[edge]!;
        gradient[effect] = gradient[effect]! + (persons[edge]! * ofFlows[edge]!) / this.#unit;
      }
      const direct = adjoints.stocks[year]!;
      ofStock = stockAdjoints(ofStock, demography, year, areas).map((value, cell) => value + direct[cell]!);
    }
  }

  /** Number of corridors with an effect. */
  get #count(): number {
    return this.#problem.effects.corridors.length;
  }
}

function effectEdges({ areas, edges, effects }: Problem): EffectEdges {
  const numberOf = new Int32Array(areas * areas).fill(-1);
  effects.corridors.forEach((cell, at) => {
    numberOf[cell] = at;
  });
  const ofEdge = edges.orig.map((orig, edge) => numberOf[orig * areas + edges.dest[edge]!]!);
  const positions = Int32Array.from({ length: countEdges(edges) }, (_, edge) => edge).filter((edge) => ofEdge[edge]! >= 0);
  return { positions, edges: selectEdges(edges, positions), corridors: positions.map((edge) => ofEdge[edge]!) };
}

function emptyTotals(areas: number): FlowTotals {
  return { corridors: new Float64Array(areas * areas), changes: new Float64Array(areas * areas) };
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
