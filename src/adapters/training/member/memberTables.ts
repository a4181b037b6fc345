import type {
  History,
  MemberFlows,
  MemberNetMigration,
  MemberStocks,
  Weights as WeightColumns,
} from '../../../../schemas/generated/types.ts';
import type { Weights } from '../../../model/problem/network.ts';
import type { Spread } from '../../../model/simulation/runs.ts';
import type { EpochLoss } from '../../../model/training/trainer.ts';

/** Weights as rows: the array by name, the position in it, and the value. */
export function weightColumns(weights: Weights): WeightColumns {
  return {
    layer: {
      codes: Int32Array.from(weights.flatMap(({ values }, layer) => Array.from(values, () => layer))),
      levels: weights.map(({ name }) => name),
    },
    index: Int32Array.from(weights.flatMap(({ values }) => Array.from(values.keys()))),
    value: Float32Array.from(weights.flatMap(({ values }) => Array.from(values))),
  };
}

/** Losses by epoch; `inner` is NaN in epochs without one. */
export function historyColumns(history: readonly EpochLoss[]): History {
  return {
    epoch: Int32Array.from(history, ({ epoch }) => epoch),
    loss: Float64Array.from(history, ({ loss }) => loss),
    stock: Float64Array.from(history, ({ stock }) => stock),
    flow: Float64Array.from(history, ({ flow }) => flow),
    arrivals: Float64Array.from(history, ({ arrivals }) => arrivals),
    departures: Float64Array.from(history, ({ departures }) => departures),
    net: Float64Array.from(history, ({ net }) => net),
    effects: Float64Array.from(history, ({ effects }) => effects),
    inner: Float64Array.from(history, ({ inner }) => inner ?? Number.NaN),
  };
}

/** Flows of all corridors. @param spread years x areas x areas (orig, dest). */
export function memberFlowColumns({ central, moments }: Spread, areas: readonly string[], first: number): MemberFlows {
  const n = areas.length;
  const offDiagonal = (_: number, position: number) => Math.floor(position / n) % n !== position % n;
  const positions = Int32Array.from(central.keys()).filter((_, position) => offDiagonal(_, position));
  const at = (values: Float64Array) => values.filter(offDiagonal);
  return {
    year: Int16Array.from(positions, (position) => first + Math.floor(position / (n * n))),
    orig: { codes: positions.map((position) => Math.floor(position / n) % n), levels: areas },
    dest: { codes: positions.map((position) => position % n), levels: areas },
    flow: at(central),
    runs_mean: at(moments.mean),
    runs_variance: at(moments.variance),
  };
}

/** Stocks of all pairs on every 1 January. @param spread (years + 1) x areas x areas (birth, residence). */
export function memberStockColumns({ central, moments }: Spread, areas: readonly string[], first: number): MemberStocks {
  const n = areas.length;
  const positions = Int32Array.from(central.keys());
  return {
    year: Int16Array.from(positions, (position) => first + Math.floor(position / (n * n))),
    birth: { codes: positions.map((position) => Math.floor(position / n) % n), levels: areas },
    residence: { codes: positions.map((position) => position % n), levels: areas },
    stock: central,
    runs_mean: moments.mean,
    runs_variance: moments.variance,
  };
}

/** @param spread years x areas. */
export function memberNetMigrationColumns({ central, moments }: Spread, areas: readonly string[], first: number): MemberNetMigration {
  const positions = Int32Array.from(central.keys());
  return {
    year: Int16Array.from(positions, (position) => first + Math.floor(position / areas.length)),
    area: { codes: positions.map((position) => position % areas.length), levels: areas },
    net: central,
    runs_mean: moments.mean,
    runs_variance: moments.variance,
  };
}
