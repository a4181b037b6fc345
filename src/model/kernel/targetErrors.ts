import { exp } from '../../numerics/elementary.ts';
import type { Objective } from '../engine.ts';
import type { LossTerms } from '../loss.ts';
import type { StockTargetGroup, TargetGroup, TargetKind, Targets } from '../targets.ts';
import { countTargets, targetScale } from '../targets.ts';
import { yeoJohnson, yeoJohnsonSlope } from '../yeoJohnson.ts';

interface PreparedGroup {
  readonly cells: Int32Array;
  readonly transformed: Float64Array;
  /** w / (N sd^2): the sum over all groups of a kind is the weighted mean of the squared standardised errors. */
  readonly coefficients: Float64Array;
  readonly observers: Int32Array | null;
}

/** Derivatives of the loss by what the model says. */
export interface LossAdjoints {
  /** By year, areas x areas (orig, dest); net migration is in them. */
  readonly corridors: readonly Float64Array[];
  /** By 1 January, areas x areas (birth, residence). */
  readonly stocks: readonly Float64Array[];
  /** By log factor of an observer. */
  readonly observers: Float64Array;
}

/** The loss of `loss.ts` in double precision, with its derivatives written out. */
export class TargetErrors {
  readonly #objective: Objective;
  readonly #areas: number;
  readonly #stock: readonly (PreparedGroup & { readonly start: number; readonly end: number })[];
  readonly #flow: readonly PreparedGroup[];
  readonly #net: readonly PreparedGroup[];

  constructor(targets: Targets, objective: Objective, areas: number) {
    this.#objective = objective;
    this.#areas = areas;
    const { lambdas } = objective;
    const stock: readonly StockTargetGroup[] = targets.stock.filter(({ cells }) => cells.length > 0);
    this.#stock = preparedGroups(stock, lambdas.stock).map((group, at) => ({ ...group, start: stock[at]!.start, end: stock[at]!.end }));
    this.#flow = preparedGroups(targets.flow, lambdas.flow);
    this.#net = preparedGroups(targets.net, lambdas.net);
  }

  /**
   * Loss and derivatives of one run.
   * @param corridors by year, areas x areas (orig, dest).
   * @param stocks by 1 January, areas x areas (birth, residence).
   * @param factors log of what each observer counts of the true flow; empty if all count the same.
   */
  evaluate(
    corridors: readonly Float64Array[],
    stocks: readonly Float64Array[],
    factors: Float32Array,
  ): { terms: LossTerms; adjoints: LossAdjoints } {
    const zeros = (tables: readonly Float64Array[]) => tables.map(({ length }) => new Float64Array(length));
    const adjoints = { corridors: zeros(corridors), stocks: zeros(stocks), observers: new Float64Array(factors.length) };
    const counted = { factors: factors.map((factor) => exp(factor)), adjoints: adjoints.observers };
    const terms: Record<TargetKind, number> = { stock: 0, flow: 0, net: 0 };
    for (const group of this.#stock) {
      const start = stocks[group.start]!;
      const change = stocks[group.end]!.map((persons, cell) => persons - start[cell]!);
      const ofChange = new Float64Array(change.length);
      terms.stock += this.#error('stock', group, change, ofChange);
      addScaled(adjoints.stocks[group.end]!, ofChange, 1);
      addScaled(adjoints.stocks[group.start]!, ofChange, -1);
    }
    corridors.forEach((flows, year) => {
      const ofFlows = adjoints.corridors[year]!;
      terms.flow += this.#error('flow', this.#flow[year], flows, ofFlows, counted);
      const ofNet = new Float64Array(this.#areas);
      terms.net += this.#error('net', this.#net[year], netMigration(flows, this.#areas), ofNet);
      for (let orig = 0, cell = 0; orig < this.#areas; orig++) {
        for (let dest = 0; dest < this.#areas; dest++, cell++) ofFlows[cell] = ofFlows[cell]! + ofNet[dest]! - ofNet[orig]!;
      }
    });
    return { terms, adjoints };
  }

  /** Loss of a group; adds the derivative of its weighted part of the whole to the adjoint of what was predicted. */
  #error(
    kind: TargetKind,
    group: PreparedGroup | undefined,
    predicted: Float64Array,
    adjoint: Float64Array,
    counted?: { readonly factors: Float32Array; readonly adjoints: Float64Array },
  ): number {
    if (group === undefined) return 0;
    const lambda = this.#objective.lambdas[kind];
    const weight = this.#objective.weights[kind];
    let loss = 0;
    group.cells.forEach((cell, row) => {
      const observer = group.observers?.[row] ?? -1;
      const factor = counted?.factors[observer] ?? 1;
      const persons = factor * predicted[cell]!;
      const error = yeoJohnson(persons, lambda) - group.transformed[row]!;
      const coefficient = group.coefficients[row]!;
      loss += coefficient * error * error;
      const slope = weight * 2 * coefficient * error * yeoJohnsonSlope(persons, lambda);
      adjoint[cell] = adjoint[cell]! + factor * slope;
      if (counted !== undefined && observer >= 0) counted.adjoints[observer] = counted.adjoints[observer]! + persons * slope;
    });
    return loss;
  }
}

function preparedGroups(groups: readonly TargetGroup[], lambda: number): PreparedGroup[] {
  const sd = targetScale(groups, lambda);
  const divisor = countTargets(groups) * sd * sd;
  return groups.map(({ cells, persons, weights, observers }) => ({
    cells,
    observers: observers ?? null,
    transformed: persons.map((value) => yeoJohnson(value, lambda)),
    coefficients: weights.map((weight) => weight / divisor),
  }));
}

/** Arrivals less departures by area. @param corridors areas x areas (orig, dest). */
export function netMigration(corridors: Float64Array, areas: number): Float64Array {
  const net = new Float64Array(areas);
  for (let orig = 0, cell = 0; orig < areas; orig++) {
    for (let dest = 0; dest < areas; dest++, cell++) {
      const persons = corridors[cell]!;
      net[dest] = net[dest]! + persons;
      net[orig] = net[orig]! - persons;
    }
  }
  return net;
}

function addScaled(sum: Float64Array, values: Float64Array, factor: number): void {
  values.forEach((value, at) => {
    sum[at] = sum[at]! + factor * value;
  });
}
