import type { PaperWeights } from '../../../src/model/paper/network/edgeNetwork.ts';
import type { PaperObjective, PaperProblem } from '../../../src/model/paper/problem/paperProblem.ts';
import { groupTargets } from '../../../src/model/problem/targets.ts';
import { NO_TARGETS } from '../likelihood.ts';
import { vectorsOf } from '../sharedVectors.ts';

type Matrix = readonly (readonly number[])[];
type Cube = readonly Matrix[];
type Masks = readonly (readonly (readonly boolean[])[])[];

interface LayerVectors {
  readonly weight: Matrix;
  readonly bias: readonly number[];
}

export interface TermVectors {
  readonly n: number;
  readonly target_mean: number;
  readonly target_std: number;
  readonly target_standardised: readonly number[];
  readonly prediction_standardised: readonly number[];
  readonly inside_band: number;
  readonly loss: number;
}

interface ResultVectors {
  readonly total_loss: number;
  readonly batches: readonly {
    readonly outflow_penalty: number;
    readonly terms: Readonly<Record<'net_migration' | 'stock' | 'flow', TermVectors>>;
    readonly loss: number;
  }[];
  readonly years: readonly {
    readonly stock_input_used: Matrix;
    readonly flow_by_edge: readonly number[];
    readonly flow: Matrix;
    readonly net_migration: readonly number[];
    readonly stock_end: Matrix;
    readonly outflow_excess_mean: number;
    readonly outflow_penalty: number;
    readonly next_stock_input_if_same_batch: Matrix;
  }[];
  readonly gradients: readonly LayerVectors[];
  readonly adam_steps: readonly {
    readonly loss_before: number;
    readonly gradient_norm_before_clipping: number;
    readonly layers_after: readonly LayerVectors[];
  }[];
  readonly prediction_mode: { readonly stock: Cube; readonly flow: Cube; readonly net_migration: Matrix };
  readonly input_gradient_first_year: Matrix;
}

interface ForwardVectors {
  readonly problem: {
    readonly N: number;
    readonly years: number;
    readonly stock_range: readonly number[];
    readonly activation: 'tanh' | 'softplus';
    readonly edges: Matrix;
    readonly input: Cube;
    readonly initial_stock: Matrix;
    readonly population: Matrix;
    readonly births: Matrix;
    readonly death_rate: Matrix;
    readonly flow: Cube;
    readonly flow_mask: Masks;
    readonly flow_weights: Cube;
    readonly net_migration: Matrix;
    readonly net_migration_mask: Masks[number];
    readonly net_migration_weights: Matrix;
    readonly stock_difference: Cube;
    readonly stock_difference_mask: Masks;
    readonly stock_difference_weights: Cube;
    readonly stock_transform: { readonly lambda: number; readonly mean: number; readonly std: number };
    readonly target_lambda: Readonly<Record<'net_migration' | 'stock' | 'flow', number>>;
    readonly weight_factors: Readonly<Record<'net_migration' | 'stock' | 'flow' | 'regulariser', number>>;
    readonly confidence_band: Readonly<Record<'net_migration' | 'stock' | 'flow', number>>;
    readonly layers: readonly LayerVectors[];
    readonly with_gradient: Matrix;
  };
  readonly result: { readonly float64: ResultVectors; readonly float32: ResultVectors };
}

/** A reference problem in our shapes, with its results. */
export interface PublishedCase {
  readonly problem: PaperProblem;
  readonly objective: PaperObjective;
  readonly activation: 'tanh' | 'softplus';
  readonly weights: PaperWeights;
  readonly samples: Int32Array[];
  readonly result: ForwardVectors['result'];
}

export function publishedCase(file: string): PublishedCase {
  const { problem: given, result } = vectorsOf<ForwardVectors>(file);
  const areas = given.N;
  const [birth, orig, dest] = given.edges.map((ends) => Int32Array.from(ends)) as [Int32Array, Int32Array, Int32Array];
  const flat = (matrix: Matrix) => Float64Array.from(matrix.flat());
  const kinds = <T>(of: Readonly<Record<'net_migration' | 'stock' | 'flow', T>>) => ({
    stock: of.stock,
    flow: of.flow,
    net: of.net_migration,
  });
  const stockGroups = grouped(given.stock_difference, given.stock_difference_mask, given.stock_difference_weights);
  const problem: PaperProblem = {
    areas,
    years: given.years,
    boundaries: given.stock_range,
    edges: { birth, orig, dest },
    sources: inputTables(given),
    stockTransform: { lambda: given.stock_transform.lambda, mean: given.stock_transform.mean, sd: given.stock_transform.std },
    demography: { population: flat(given.population), births: flat(given.births), deathRate: flat(given.death_rate) },
    initialStock: flat(given.initial_stock),
    targets: {
      ...NO_TARGETS,
      stock: stockGroups.map((group, period) => ({ ...group, start: given.stock_range[period]!, end: given.stock_range[period + 1]! })),
      flow: grouped(given.flow, given.flow_mask, given.flow_weights),
      net: grouped(
        given.net_migration.map((row) => [row]),
        given.net_migration_mask.map((row) => [row]),
        given.net_migration_weights.map((row) => [row]),
      ),
    },
  };
  return {
    problem,
    objective: {
      lambdas: kinds(given.target_lambda),
      weights: kinds(given.weight_factors),
      bands: kinds(given.confidence_band),
      outflowWeight: given.weight_factors.regulariser,
    },
    activation: given.activation,
    weights: arraysOf(given.layers),
    samples: given.with_gradient.map((positions) => Int32Array.from(positions)),
    result,
  };
}

/** Layers of the vectors as named arrays. */
export function arraysOf(layers: readonly LayerVectors[]): PaperWeights {
  return layers.flatMap(({ weight, bias }, layer) => [
    { name: `layer ${layer + 1} weight`, shape: [weight.length, weight[0]!.length], values: Float64Array.from(weight.flat()) },
    { name: `layer ${layer + 1} bias`, shape: [bias.length], values: Float64Array.from(bias) },
  ]);
}

/** Masked entries by year or period, row by row. */
function grouped(values: Cube, masks: Masks, weights: Cube) {
  const rows = values.flatMap((table, group) =>
    table
      .flat()
      .flatMap((persons, cell) => (masks[group]!.flat()[cell] ? [{ group, cell, persons, weight: weights[group]!.flat()[cell]! }] : [])),
  );
  return groupTargets(
    {
      group: Int32Array.from(rows, ({ group }) => group),
      cell: Int32Array.from(rows, ({ cell }) => cell),
      persons: Float64Array.from(rows, ({ persons }) => persons),
      errors: new Float64Array(rows.length).fill(1),
      weights: Float64Array.from(rows, ({ weight }) => weight),
    },
    values.length,
  );
}

/** The inputs of the edges as tables over (year, birth, origin, destination), one for each input. */
function inputTables({ N, years, edges, input }: ForwardVectors['problem']): PaperProblem['sources'] {
  const cells = N * N * N;
  return input[0]![0]!.map((_, column) => {
    const table = new Float32Array(years * cells);
    edges[0]!.forEach((birth, edge) => {
      const cell = (birth * N + edges[1]![edge]!) * N + edges[2]![edge]!;
      for (let year = 0; year < years; year++) table[year * cells + cell] = input[year]![edge]![column]!;
    });
    return { table, offset: 0, yearStride: cells, factors: [N * N, N, 1] as const };
  });
}
