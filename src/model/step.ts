import * as tf from '@tensorflow/tfjs-core';
import type { StockScale } from './covariates.ts';
import type { DeviceWeights } from './network.ts';
import { evaluate } from './network.ts';
import { scaleByData } from './operations.ts';
import { scatterAdd } from './scatter.ts';

/** Demography of one calendar year on the device, each of length areas. */
export interface DeviceYear {
  readonly population: tf.Tensor1D;
  readonly births: tf.Tensor1D;
  /** 1 - deaths per person. */
  readonly survival: tf.Tensor1D;
}

/** Where m edges stand in the tables, int32. Cells of stocks are birth * areas + residence, of corridors orig * areas + dest. */
export interface EdgeCells {
  /** 2 m: stock cell of the origin, then of the destination, of each edge. */
  readonly ends: tf.Tensor1D;
  readonly origin: tf.Tensor1D;
  readonly destination: tf.Tensor1D;
  readonly corridor: tf.Tensor1D;
}

/** Some edges in one year. */
export interface EdgeYear {
  readonly cells: EdgeCells;
  /** m x INPUTS; called once, so that a block's inputs need not outlive it. */
  readonly covariates: () => tf.Tensor2D;
  readonly latent: tf.Tensor2D;
  /** Flows of these edges that the base totals already hold; null where there are none. */
  readonly counted: tf.Tensor1D | null;
}

/** Sums of flows over edges, length areas^2: by corridor, and arrivals minus departures by stock cell. */
export type Totals = {
  readonly corridors: tf.Tensor1D;
  readonly changes: tf.Tensor1D;
};

/** What does not change over the years. */
export interface StepConstants {
  readonly areas: number;
  readonly stockScale: StockScale;
  /** areas x areas. */
  readonly identity: tf.Tensor2D;
}

/** State of the model after a year. */
export type Advanced = {
  /** Stocks on the next 1 January, areas x areas, and the same before negative ones were set to zero. */
  readonly stock: tf.Tensor2D;
  readonly unclipped: tf.Tensor2D;
  readonly totals: Totals;
  /** Flow and latent state of each block of edges. */
  readonly flows: tf.Tensor1D[];
  readonly latents: tf.Tensor2D[];
};

/**
 * One year of the stock-flow model, the same for training and inference (method.md 11.2 nr 1 and 2):
 *
 * T_bij = S_bi sigmoid(v_bij), F_ij = sum_b T_bij,
 * S_bj(next) = max(0, (1 - delta_j) S_bj + [b = j] B_j + sum_i T_bij - sum_k T_bjk).
 *
 * @param stock stocks on 1 January, areas x areas.
 * @param base totals of the edges that are not evaluated here.
 */
export function advance(
  constants: StepConstants,
  weights: DeviceWeights,
  year: DeviceYear,
  stock: tf.Tensor2D,
  blocks: readonly EdgeYear[],
  base: Totals,
): Advanced {
  const size = constants.areas * constants.areas;
  const exposed = tf.reshape(exposedStock(stock, year.population, constants.identity), [size]) as tf.Tensor1D;
  const flows: tf.Tensor1D[] = [];
  const latents: tf.Tensor2D[] = [];
  let totals = base;
  for (const block of blocks) {
    const moved = tf.tidy(() => {
      const { flow, latent } = edgeFlows(constants.stockScale, weights, block, exposed);
      return { flow, latent, totals: addFlows(totals, block, flow, size) };
    });
    flows.push(moved.flow);
    latents.push(moved.latent);
    totals = moved.totals;
  }
  const survivors = tf.add(tf.mul(stock, year.survival), tf.mul(constants.identity, year.births)) as tf.Tensor2D;
  const unclipped = tf.add(survivors, tf.reshape(totals.changes, stock.shape)) as tf.Tensor2D;
  return { stock: tf.relu(unclipped), unclipped, totals, flows, latents };
}

/** Stocks that people leave from: the native-born are population less foreign-born, however the stocks drift (method.md 3.4). */
export function exposedStock(stock: tf.Tensor2D, population: tf.Tensor1D, identity: tf.Tensor2D): tf.Tensor2D {
  const foreign = tf.mul(stock, tf.sub(1, identity)) as tf.Tensor2D;
  const natives = tf.relu(tf.sub(population, tf.sum(foreign, 0)));
  return tf.add(foreign, tf.mul(identity, natives)) as tf.Tensor2D;
}

/**
 * Flows of a block, length m, and its latent state of the next year. The stocks enter as data: no gradient goes through
 * what people see of them, as inputs or as the number at risk (method.md 3.4).
 */
function edgeFlows(scale: StockScale, weights: DeviceWeights, { cells, covariates, latent }: EdgeYear, exposed: tf.Tensor1D) {
  const ends = tf.reshape(tf.gather(exposed, cells.ends), [-1, 2]) as tf.Tensor2D;
  const stocks = tf.div(tf.sub(tf.log1p(ends), scale.mean), scale.sd) as tf.Tensor2D;
  const next = evaluate(weights, covariates(), stocks, latent);
  const flow = scaleByData(tf.gather(exposed, cells.origin), tf.sigmoid(next.logit));
  return { flow, latent: next.latent };
}

function addFlows(totals: Totals, { cells, counted }: EdgeYear, flow: tf.Tensor1D, size: number): Totals {
  const change = counted === null ? flow : (tf.sub(flow, counted) as tf.Tensor1D);
  const arrivals = scatterAdd(change, cells.destination, size);
  const departures = scatterAdd(change, cells.origin, size);
  return {
    corridors: tf.add(totals.corridors, scatterAdd(change, cells.corridor, size)),
    changes: tf.add(totals.changes, tf.sub(arrivals, departures)),
  };
}

/** Arrivals minus departures of each area. @param corridors areas^2 (orig, dest). */
export function netMigration(corridors: tf.Tensor1D, areas: number): tf.Tensor1D {
  const table = tf.reshape(corridors, [areas, areas]);
  return tf.sub(tf.sum(table, 0), tf.sum(table, 1));
}
