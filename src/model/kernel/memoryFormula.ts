import type { KernelSizes, RegionName } from './memoryPlan.ts';
import { FLOAT, scratchPlan } from './memoryPlan.ts';
import { pairLayout } from './pairGroups.ts';
import { parameterLayout } from './parameters.ts';
import { BLOCK, STOCK_ROWS } from './wasm/shared/blocks.ts';
import { LAYER_WORDS } from './wasm/shared/layer.ts';
import { LAYER } from './wasm/shared/record.ts';

/**
 * Bytes of each region in words, as `pipeline doctor --plan` prints them. `blocks(n)` is n rounded up to whole blocks of 128
 * edges. Layers have their rows and columns padded to multiples of 4.
 */
const MEMORY_FORMULA: Readonly<Record<RegionName, string>> = {
  record: `4 * (${LAYER} + ${LAYER_WORDS} * layers)`,
  parameters: '4 * parameters',
  transposed: '4 * transposed',
  gradients: '4 * 16 * parameters',
  sources: '12 * (indices + inputs)',
  tables: '4 * tables',
  pairSources: '12 * inputs',
  pairWeights: '4 * pairWeights',
  pairEnds: '12 * 3 * blocks(areas * areas)',
  pairSums: '4 * 3 * firstRows * blocks(areas * areas)',
  pairLinear: '4 * 3 * blocks(areas * areas)',
  stockInputs: '4 * years * areas * areas',
  populationAtRisk: '4 * years * areas * areas',
  offsets: '4 * years * areas * areas',
  scratch: '4 * threads * 128 * rows',
  ends: '12 * blocks(edges)',
  flows: '4 * blocks(edges)',
  sampleEnds: '12 * blocks(sample)',
  sampleFlows: '4 * years * blocks(sample)',
  flowAdjoints: '4 * years * blocks(sample)',
  states: '4 * latent * max(blocks(edges), years * blocks(sample))',
  latentAdjoints: '0',
  stockAdjoints: '0',
};

/** What differs where a sample is drawn anew for each year, as the published program does. */
const FORMULA_BY_YEAR: Partial<Record<RegionName, string>> = {
  states: '4 * latent * (blocks(edges) + years * blocks(sample))',
  latentAdjoints: '4 * 4 * ceil(latent / 4) * blocks(sample)',
  stockAdjoints: `4 * ${STOCK_ROWS} * blocks(sample)`,
};

/** Bytes of each region in words, for these sizes. */
export function memoryFormula({ samplesByYear = false }: KernelSizes): Readonly<Record<RegionName, string>> {
  return samplesByYear ? { ...MEMORY_FORMULA, ...FORMULA_BY_YEAR } : MEMORY_FORMULA;
}

/** The quantities in the formula. */
export function memoryQuantities(sizes: KernelSizes): Readonly<Record<string, number>> {
  const { areas, years, edges, sample, shape, tables, indices, groups, threads } = sizes;
  const layout = parameterLayout(shape);
  const { layers, length, transposedLength } = layout;
  const rows = scratchPlan(shape, indices).bytes / (BLOCK * FLOAT);
  const firstRows = layers[0]!.rows;
  const pairWeights = pairLayout(groups, layout, shape).length;
  const network = {
    inputs: shape.inputs,
    latent: shape.latent,
    layers: layers.length,
    parameters: length,
    transposed: transposedLength,
    firstRows,
    pairWeights,
    rows,
  };
  return { areas, years, edges, sample, threads, ...network, tables, indices };
}
