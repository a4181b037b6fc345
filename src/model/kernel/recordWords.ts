import type { MemoryPlan, RegionName } from './memoryPlan.ts';
import { blocksOf, PARTS, scratchPlan } from './memoryPlan.ts';
import type { PairGroupLayout } from './pairGroups.ts';
import type { KernelShape, ParameterLayout } from './parameters.ts';
import { PAIR_KINDS } from './wasm/shared/blocks.ts';
import * as sets from './wasm/shared/edgeSet.ts';
import * as layers from './wasm/shared/layer.ts';
import * as groups from './wasm/shared/pairGroup.ts';
import * as record from './wasm/shared/record.ts';

/** What the record tells the kernel. */
export interface RecordContent {
  readonly areas: number;
  readonly years: number;
  /** Edges in all, and numbers from year to year in the flows of the sample. */
  readonly edges: number;
  readonly sampleStride: number;
  /** Position of the sample in the region of the states, in numbers. */
  readonly sampleStates: number;
  readonly shape: KernelShape;
  /** Persons at log flow 0. */
  readonly scale: number;
  /** Number of indices of the tables. */
  readonly indices: number;
  /** Inputs by group, and where the weights of each group stand. */
  readonly groupInputs: readonly number[];
  readonly groupLayouts: readonly PairGroupLayout[];
  readonly layout: ParameterLayout;
  readonly plan: MemoryPlan;
}

type Field = readonly [field: number, value: number];

/** Writes the record but for the number of blocks of the sample, which comes with its edges. @param words the region of the record. */
export function writeRecord(words: Int32Array, content: RecordContent): void {
  const set = (first: number, fields: readonly Field[]) => {
    for (const [field, value] of fields) words[first + field] = value;
  };
  set(0, [...networkFields(content), ...tableFields(content), ...scratchFields(content), ...pairFields(content)]);
  new Float32Array(words.buffer, words.byteOffset, words.length)[record.SCALE] = content.scale;
  const { all, sample } = setFields(content);
  set(record.ALL, all);
  set(record.SAMPLE, sample);
  groupFields(content).forEach((fields, group) => {
    set(record.PAIR_GROUP + group * groups.PAIR_GROUP_WORDS, fields);
  });
  layerFields(content).forEach((fields, layer) => {
    set(record.LAYER + layer * layers.LAYER_WORDS, fields);
  });
}

/** Address of a position in a region. @param position in 32-bit numbers. */
function addressIn({ plan }: RecordContent, region: RegionName, position = 0): number {
  return plan.regions[region].offset + 4 * position;
}

function networkFields(content: RecordContent): Field[] {
  const { shape, years, layout } = content;
  const first = layout.layers[0]!;
  return [
    [record.KIND, shape.kind === 'paper' ? 1 : 0],
    [record.INPUT_COUNT, shape.inputs],
    [record.LATENT, shape.latent],
    [record.INPUT_ROWS, first.depth],
    [record.LAYERS, layout.layers.length],
    [record.YEARS, years],
    [record.LINEAR, addressIn(content, 'parameters', layout.linear)],
    [record.LINEAR_GRADIENT, 4 * layout.linear],
    [record.GRADIENTS, addressIn(content, 'gradients')],
    [record.GRADIENT_BYTES, 4 * layout.length],
    [record.GRADIENT_COUNT, PARTS],
    [record.LATENT_TRANSPOSED, addressIn(content, 'transposed')],
    [record.LATENT_ROWS, first.transposedRows],
    [record.STOCK_TRANSPOSED, addressIn(content, 'transposed', layout.stockTransposed)],
    [record.LATENT_ADJOINTS, addressIn(content, 'latentAdjoints')],
    [record.STOCK_ADJOINTS, addressIn(content, 'stockAdjoints')],
  ];
}

function tableFields(content: RecordContent): Field[] {
  const { areas, indices } = content;
  return [
    [record.INDICES, indices],
    [record.INDEX_FACTORS, addressIn(content, 'sources')],
    [record.SOURCES, addressIn(content, 'sources', 3 * indices)],
    [record.AT_RISK, addressIn(content, 'populationAtRisk')],
    [record.AT_RISK_BYTES, 4 * areas * areas],
    [record.OFFSETS, addressIn(content, 'offsets')],
    [record.OFFSETS_BYTES, 4 * areas * areas],
  ];
}

function scratchFields({ shape, indices }: RecordContent): Field[] {
  const scratch = scratchPlan(shape, indices);
  return [
    [record.SCRATCH_INDICES, scratch.indices],
    [record.SCRATCH_INPUTS, scratch.inputs],
    [record.SCRATCH_ADJOINT, scratch.adjoint],
    [record.SCRATCH_OTHER_ADJOINT, scratch.otherAdjoint],
    [record.SCRATCH_LATENT_ADJOINT, scratch.latentAdjoint],
  ];
}

function pairFields(content: RecordContent): Field[] {
  const { areas, plan } = content;
  return [
    [record.PAIR_ENDS, addressIn(content, 'pairEnds')],
    [record.PAIR_BLOCKS, blocksOf(areas * areas)],
    [record.PAIR_SUMS, addressIn(content, 'pairSums')],
    [record.PAIR_BYTES, plan.regions.pairSums.bytes / PAIR_KINDS],
    [record.PAIR_LINEAR_SUMS, addressIn(content, 'pairLinear')],
    [record.PAIR_LINEAR_BYTES, plan.regions.pairLinear.bytes / PAIR_KINDS],
  ];
}

function setFields(content: RecordContent): { all: Field[]; sample: Field[] } {
  const { edges, shape, sampleStride, sampleStates } = content;
  return {
    all: [
      [sets.ENDS, addressIn(content, 'ends')],
      [sets.BLOCKS, blocksOf(edges)],
      [sets.STATES, addressIn(content, 'states')],
      [sets.STATES_BYTES, 0],
      [sets.FLOWS, addressIn(content, 'flows')],
      [sets.FLOWS_BYTES, 0],
    ],
    sample: [
      [sets.ENDS, addressIn(content, 'sampleEnds')],
      [sets.STATES, addressIn(content, 'states', sampleStates)],
      [sets.STATES_BYTES, 4 * sampleStride * shape.latent],
      [sets.FLOWS, addressIn(content, 'sampleFlows')],
      [sets.FLOW_ADJOINTS, addressIn(content, 'flowAdjoints')],
      [sets.FLOWS_BYTES, 4 * sampleStride],
    ],
  };
}

function groupFields(content: RecordContent): Field[][] {
  const { groupInputs, groupLayouts } = content;
  let before = 0;
  return groupLayouts.map(({ kernel, linear }, group) => {
    const first = before;
    before += groupInputs[group]!;
    return [
      [groups.PAIR_INPUTS, groupInputs[group]!],
      [groups.PAIR_SOURCES, addressIn(content, 'pairSources', 3 * first)],
      [groups.PAIR_KERNEL, addressIn(content, 'pairWeights', kernel)],
      [groups.PAIR_LINEAR, addressIn(content, 'pairWeights', linear)],
    ];
  });
}

function layerFields(content: RecordContent): Field[][] {
  const { outputs } = scratchPlan(content.shape, content.indices);
  return content.layout.layers.map(({ rows, position, transposedPosition }, layer) => [
    [layers.ROWS, rows],
    [layers.WEIGHTS, addressIn(content, 'parameters', position)],
    [layers.TRANSPOSED, addressIn(content, 'transposed', transposedPosition)],
    [layers.GRADIENT, 4 * position],
    [layers.OUTPUTS, outputs[layer]!],
  ]);
}
