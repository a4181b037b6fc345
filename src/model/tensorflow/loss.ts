import * as tf from '@tensorflow/tfjs-core';
import type { Objective } from '../dynamics/objective.ts';
import type { StockTargetGroup, TargetGroup, TargetKind, Targets } from '../problem/targets.ts';
import { lossDivisor, NOT_COVERED } from '../problem/targets.ts';
import { yeoJohnson } from '../problem/yeoJohnson.ts';
import { gatherCells } from './scatter.ts';
import { yeoJohnsonTensor } from './yeoJohnson.ts';

/** A group of targets on the device. */
interface PreparedGroup {
  readonly cells: tf.Tensor1D;
  readonly transformed: tf.Tensor1D;
  /** w / (N sd^2): the sum over all groups of a kind is the weighted mean of the squared standardised errors. */
  readonly coefficients: tf.Tensor1D;
  readonly reporters: tf.Tensor1D | null;
  /** Largest error that counts, from 0, of reports that a flow is smaller; null where an error counts in full and on either side. */
  readonly limits: tf.Tensor1D | null;
}

/**
 * Squared error of psi-transformed, globally standardised targets (docs/method.md 4.3 without its tolerance band). Groups are
 * looked up by the index of the year in which they become known; `null` where a year has none.
 */
export class DeviceLoss {
  readonly #lambdas: Objective['lambdas'];
  readonly #stock: readonly (PreparedGroup & { readonly start: number; readonly end: number })[];
  readonly #flow: readonly (PreparedGroup | null)[];
  readonly #censored: readonly (PreparedGroup | null)[];
  readonly #net: readonly (PreparedGroup | null)[];

  constructor(targets: Targets, lambdas: Objective['lambdas']) {
    this.#lambdas = lambdas;
    const divisorOfStock = lossDivisor(targets.stock, lambdas.stock);
    this.#stock = targets.stock
      .filter(({ cells }) => cells.length > 0)
      .map((group: StockTargetGroup) => ({
        ...preparedGroup(group, lambdas.stock, divisorOfStock),
        start: group.start,
        end: group.end,
      }));
    this.#flow = preparedYears(targets.flow, lambdas.flow, targets.flow);
    this.#net = preparedYears(targets.net, lambdas.net, targets.net);
    this.#censored = preparedYears(targets.censored ?? [], lambdas.flow, targets.flow).map((group, year) =>
      group === null ? null : { ...group, limits: limitsOf(targets.censored![year]!, lambdas.flow) },
    );
  }

  /**
   * Loss of the flows of a year.
   * @param corridors length areas^2.
   * @param factors logs of the reporting factors; null where there are none.
   */
  flow(year: number, corridors: tf.Tensor1D, factors: tf.Tensor1D | null): tf.Scalar {
    const groups = [this.#flow[year] ?? null, this.#censored[year] ?? null];
    return sumOf(groups.map((group) => this.#error('flow', group, corridors, factors)));
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
    const { cells, reporters, transformed, limits } = group;
    const persons = gatherCells(predicted, cells);
    const onReportersScale =
      factors === null || reporters === null
        ? persons
        : (tf.mul(persons, gatherCells(tf.exp(factors) as tf.Tensor1D, reporters)) as tf.Tensor1D);
    const off = tf.sub(yeoJohnsonTensor(onReportersScale, this.#lambdas[kind]), transformed);
    const errors = limits === null ? off : tf.minimum(tf.relu(off), limits);
    return tf.sum(tf.mul(group.coefficients, tf.square(errors)));
  }

  dispose(): void {
    for (const group of [...this.#stock, ...this.#flow, ...this.#censored, ...this.#net]) {
      if (group === null) continue;
      const { cells, transformed, coefficients, reporters, limits } = group;
      tf.dispose([cells, transformed, coefficients, reporters, limits].filter((tensor) => tensor !== null));
    }
  }
}

/** Sum of scalars; 0 of none. */
export function sumOf(scalars: readonly tf.Scalar[]): tf.Scalar {
  return scalars.reduce((sum, scalar) => tf.add(sum, scalar), tf.scalar(0));
}

/** Groups by year on the device, null where a year has no rows. @param scaledBy the groups whose number and scale they are held in. */
function preparedYears(groups: readonly TargetGroup[], lambda: number, scaledBy: readonly TargetGroup[]): (PreparedGroup | null)[] {
  const divisor = lossDivisor(scaledBy, lambda);
  return groups.map((group) => (group.cells.length === 0 ? null : preparedGroup(group, lambda, divisor)));
}

function preparedGroup({ cells, persons, weights, reporters }: TargetGroup, lambda: number, divisor: number): PreparedGroup {
  return {
    cells: tf.tensor1d(cells, 'int32'),
    reporters: reporters === undefined ? null : tf.tensor1d(reporters, 'int32'),
    transformed: tf.tensor1d(Float32Array.from(persons, (value) => yeoJohnson(value, lambda))),
    coefficients: tf.tensor1d(Float32Array.from(weights, (weight) => weight / divisor)),
    limits: null,
  };
}

function limitsOf({ persons }: TargetGroup, lambda: number): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from(persons, (value) => yeoJohnson(NOT_COVERED * value, lambda) - yeoJohnson(value, lambda)));
}
