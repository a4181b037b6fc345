import * as tf from '@tensorflow/tfjs-core';
import type { StockScale } from '../problem/covariates.ts';
import type { DeviceWeights } from './network.ts';
import { evaluate } from './network.ts';
import { scaleByData, weightGradient } from './operations.ts';
import { populationAtRiskTensor } from './populationAtRisk.ts';
import { gatherCells, scatterAdd } from './scatter.ts';

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
  /** Unconstrained and realised flows of these edges that the base totals already hold; null where there are none. */
  readonly inBase: { readonly unconstrained: tf.Tensor1D; readonly realised: tf.Tensor1D } | null;
  /** How many times the gradient through each edge counts; null for once. */
  readonly gradientWeights: tf.Tensor1D | null;
}

/** Sums of flows over edges, length areas^2: realised ones by corridor and by the stock cells they reach and leave; unconstrained ones by the cell they leave. */
export type Totals = {
  readonly corridors: tf.Tensor1D;
  readonly arrivals: tf.Tensor1D;
  readonly departures: tf.Tensor1D;
  readonly outflows: tf.Tensor1D;
};

/** The edges of a year: those that are evaluated, and what stands for the others. */
export interface YearEdges {
  readonly blocks: readonly EdgeYear[];
  /** Totals of the edges that are not evaluated here. */
  readonly base: Totals;
  /** Added to the log odds of each corridor, areas^2. */
  readonly offsets: tf.Tensor1D;
}

/** What does not change over the years. */
export interface StepConstants {
  readonly areas: number;
  readonly stockScale: StockScale;
  /** areas x areas. */
  readonly identity: tf.Tensor2D;
}

/** State of the model after a year. */
export type Advanced = {
  /** Stocks on the next 1 January, areas x areas. */
  readonly stock: tf.Tensor2D;
  readonly totals: Totals;
  /** Share of the unconstrained flows of each stock cell that is realised. */
  readonly shares: tf.Tensor1D;
  /** Unconstrained flow, realised flow and latent state of each block of edges. */
  readonly flows: tf.Tensor1D[];
  readonly realised: tf.Tensor1D[];
  readonly latents: tf.Tensor2D[];
};

/**
 * One year of the stock-flow model, the same for training and inference (docs/method.md 3.5 and 3.6):
 *
 * U_bij = S_bi sigmoid(v_bij), A_bi = (1 - delta_i) S_bi, T_bij = U_bij A_bi / (A_bi + sum_k U_bik), F_ij = sum_b T_bij,
 * S_bj(next) = A_bj + [b = j] B_j + sum_i T_bij - sum_k T_bjk.
 *
 * @param stock stocks on 1 January, areas x areas.
 */
export function advance(
  constants: StepConstants,
  weights: DeviceWeights,
  year: DeviceYear,
  stock: tf.Tensor2D,
  { blocks, base, offsets }: YearEdges,
): Advanced {
  const size = constants.areas * constants.areas;
  const atRisk = tf.reshape(populationAtRiskTensor(stock, year.population, constants.identity), [size]) as tf.Tensor1D;
  const evaluated = blocks.map((block) => tf.tidy(() => unconstrainedFlows(constants.stockScale, weights, block, atRisk, offsets)));
  const outflows = blocks.reduce((sum, { cells, inBase }, at) => {
    const { flow } = evaluated[at]!;
    const change = inBase === null ? flow : (tf.sub(flow, inBase.unconstrained) as tf.Tensor1D);
    return tf.add(sum, scatterAdd(change, cells.origin, size)) as tf.Tensor1D;
  }, base.outflows);
  const survivors = tf.mul(stock, year.survival) as tf.Tensor2D;
  const shares = realisedShares(tf.relu(tf.reshape(survivors, [size])) as tf.Tensor1D, outflows);
  const realised = blocks.map(({ cells }, at) => tf.mul(evaluated[at]!.flow, gatherCells(shares, cells.origin)) as tf.Tensor1D);
  const totals = blocks.reduce((sum, block, at) => addFlows(sum, block, realised[at]!, size), { ...base, outflows });
  const stayed = tf.add(survivors, tf.mul(constants.identity, year.births));
  return {
    stock: tf.add(stayed, tf.reshape(tf.sub(totals.arrivals, totals.departures), stock.shape)) as tf.Tensor2D,
    totals,
    shares,
    flows: evaluated.map(({ flow }) => flow),
    realised,
    latents: evaluated.map(({ latent }) => latent),
  };
}

/**
 * Unconstrained flows of a block, length m, and its latent state of the next year. The stocks enter as data: no gradient goes
 * through what people see of them, as inputs or as the number at risk (docs/method.md 3.4).
 */
function unconstrainedFlows(
  scale: StockScale,
  weights: DeviceWeights,
  { cells, covariates, latent, gradientWeights }: EdgeYear,
  atRisk: tf.Tensor1D,
  offsets: tf.Tensor1D,
) {
  const ends = tf.reshape(tf.gather(atRisk, cells.ends), [-1, 2]) as tf.Tensor2D;
  const stocks = tf.div(tf.sub(tf.log1p(ends), scale.mean), scale.sd) as tf.Tensor2D;
  const next = evaluate(weights, covariates(), stocks, latent);
  const logit = tf.add(next.logit, gatherCells(offsets, cells.corridor)) as tf.Tensor1D;
  const flow = scaleByData(tf.gather(atRisk, cells.origin), tf.sigmoid(logit) as tf.Tensor1D);
  return { flow: gradientWeights === null ? flow : weightGradient(flow, gradientWeights), latent: next.latent };
}

/**
 * A / (A + U), 0 where nobody is left: what is realised of unconstrained flows U when moving competes with staying and with
 * other destinations, so that no stock loses more people than it has (docs/method.md 3.5).
 * @param survivors A by stock cell, to which no gradient goes.
 */
function realisedShares(survivors: tf.Tensor1D, outflows: tf.Tensor1D): tf.Tensor1D {
  const operation = tf.customGrad((...given) => {
    const [unconstrained, save] = given as unknown as [tf.Tensor1D, tf.GradSaveFunc];
    const all = tf.add(survivors, tf.relu(unconstrained));
    const value = tf.divNoNan(survivors, all);
    const slope = tf.neg(tf.divNoNan(value, all));
    save([slope]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!) };
  });
  return operation(outflows) as tf.Tensor1D;
}

function addFlows(totals: Totals, { cells, inBase }: EdgeYear, realised: tf.Tensor1D, size: number): Totals {
  const change = inBase === null ? realised : (tf.sub(realised, inBase.realised) as tf.Tensor1D);
  const arrivals = scatterAdd(change, cells.destination, size);
  const departures = scatterAdd(change, cells.origin, size);
  return {
    ...totals,
    corridors: tf.add(totals.corridors, scatterAdd(change, cells.corridor, size)),
    arrivals: tf.add(totals.arrivals, arrivals),
    departures: tf.add(totals.departures, departures),
  };
}
