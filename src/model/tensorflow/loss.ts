import * as tf from '@tensorflow/tfjs-core';
import type { Objective } from '../engine.ts';
import type { StockTargetGroup, TargetGroup, TargetKind, Targets } from '../targets.ts';
import { countTargets, targetScale } from '../targets.ts';
import { yeoJohnson } from '../yeoJohnson.ts';
import { gatherCells } from './scatter.ts';
import { yeoJohnsonTensor } from './yeoJohnson.ts';

/** A group of targets on the device. */
interface PreparedGroup {
  readonly cells: tf.Tensor1D;
  readonly transformed: tf.Tensor1D;
  /** w / (N sd^2): the sum over all groups of a kind is the weighted mean of the squared standardised errors. */
  readonly coefficients: tf.Tensor1D;
  readonly observers: tf.Tensor1D | null;
}

/**
 * Squared error of psi-transformed, globally standardised targets (method.md 4.3 without its tolerance band). Groups are
 * looked up by the index of the year in which they become known; `null` where a year has none.
 */
export class Loss {
  readonly #lambdas: Objective['lambdas'];
  readonly #stock: readonly (PreparedGroup & { readonly start: number; readonly end: number })[];
  readonly #flow: readonly (PreparedGroup | null)[];
  readonly #net: readonly (PreparedGroup | null)[];

  constructor(targets: Targets, lambdas: Objective['lambdas']) {
    this.#lambdas = lambdas;
    const prepareStock = preparer(lambdas.stock);
    this.#stock = targets.stock
      .filter(({ cells }) => cells.length > 0)
      .map((group: StockTargetGroup) => ({ ...prepareStock(group, targets.stock), start: group.start, end: group.end }));
    const prepareYears = (groups: readonly TargetGroup[], lambda: number) => {
      const prepare = preparer(lambda);
      return groups.map((group) => (group.cells.length === 0 ? null : prepare(group, groups)));
    };
    this.#flow = prepareYears(targets.flow, lambdas.flow);
    this.#net = prepareYears(targets.net, lambdas.net);
  }

  /**
   * Loss of the flows of a year.
   * @param corridors length areas^2.
   * @param factors log of what each observer counts of the true flow; null if all count the same.
   */
  flow(year: number, corridors: tf.Tensor1D, factors: tf.Tensor1D | null): tf.Scalar {
    return this.#error('flow', this.#flow[year] ?? null, corridors, factors);
  }

  /** Loss of the net migration of a year; `net` has length areas. */
  net(year: number, net: tf.Tensor1D): tf.Scalar {
    return this.#error('net', this.#net[year] ?? null, net);
  }

  /** Loss of the changes of stocks; `stocks` holds a vector of length areas^2 for each 1 January. */
  stock(stocks: readonly tf.Tensor1D[]): tf.Scalar {
    return sumOf(this.#stock.map((group) => this.#error('stock', group, tf.sub(stocks[group.end]!, stocks[group.start]!))));
  }

  #error(kind: TargetKind, group: PreparedGroup | null, predicted: tf.Tensor1D, factors: tf.Tensor1D | null = null): tf.Scalar {
    if (group === null) return tf.scalar(0);
    const { cells, observers, transformed } = group;
    const persons = gatherCells(predicted, cells);
    const counted =
      factors === null || observers === null
        ? persons
        : (tf.mul(persons, gatherCells(tf.exp(factors) as tf.Tensor1D, observers)) as tf.Tensor1D);
    const errors = tf.sub(yeoJohnsonTensor(counted, this.#lambdas[kind]), transformed);
    return tf.sum(tf.mul(group.coefficients, tf.square(errors)));
  }

  dispose(): void {
    for (const group of [...this.#stock, ...this.#flow, ...this.#net]) {
      if (group !== null)
        tf.dispose([group.cells, group.transformed, group.coefficients, ...(group.observers === null ? [] : [group.observers])]);
    }
  }
}

/** Sum of scalars; 0 of none. */
export function sumOf(scalars: readonly tf.Scalar[]): tf.Scalar {
  return scalars.reduce((sum, scalar) => tf.add(sum, scalar), tf.scalar(0));
}

function preparer(lambda: number): (group: TargetGroup, all: readonly TargetGroup[]) => PreparedGroup {
  const scales = new Map<readonly TargetGroup[], number>();
  return (group, all) => {
    const sd = scales.get(all) ?? targetScale(all, lambda);
    scales.set(all, sd);
    const divisor = countTargets(all) * sd * sd;
    return {
      cells: tf.tensor1d(group.cells, 'int32'),
      observers: group.observers === undefined ? null : tf.tensor1d(group.observers, 'int32'),
      transformed: tf.tensor1d(Float32Array.from(group.persons, (value) => yeoJohnson(value, lambda))),
      coefficients: tf.tensor1d(Float32Array.from(group.weights, (weight) => weight / divisor)),
    };
  };
}
