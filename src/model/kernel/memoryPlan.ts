import { refuse } from '../../diagnostics/diagnostic.ts';
import { pairLayout } from './pairGroups.ts';
import type { KernelShape } from './parameters.ts';
import { padded, parameterLayout } from './parameters.ts';
import { BLOCK, PAIR_INDICES, RECORD, STOCK_ROWS } from './wasm/record.ts';

/** Gradients are summed over so many parts of the sample, whatever the number of workers: it fixes the order of the sums. */
export const PARTS = 16;
/** WebAssembly addresses 32 bits. */
export const LARGEST_MEMORY = 2 ** 32 - 65536;

/** Bytes before the first region: the constants of the kernel. */
export const FIRST = RECORD;
const RECORD_BYTES = 1024;
const FLOAT = 4;
const INT = 4;

/** What decides how much memory the kernel takes. */
export interface KernelSizes {
  readonly areas: number;
  readonly years: number;
  readonly edges: number;
  /** Edges with gradient. */
  readonly sample: number;
  /** Whether the sample of each year is another, beside the states of all edges; otherwise it is one through all years. */
  readonly samplesByYear?: boolean | undefined;
  readonly shape: KernelShape;
  /** Numbers in the tables of covariates. */
  readonly tables: number;
  /** Different combinations of birth, origin and destination that the tables are indexed by. */
  readonly indices: number;
  /** Inputs that belong to each kind of pair, and to all three ends (`pairGroups.ts`). */
  readonly groups: readonly number[];
  readonly threads: number;
}

/** A piece of the memory, bytes. */
export interface Region {
  readonly offset: number;
  readonly bytes: number;
}

export const REGIONS = [
  'record',
  'parameters',
  'transposed',
  'gradients',
  'sources',
  'tables',
  'pairSources',
  'pairWeights',
  'pairEnds',
  'pairSums',
  'pairLinear',
  'stockInputs',
  'populationAtRisk',
  'offsets',
  'scratch',
  'ends',
  'flows',
  'sampleEnds',
  'sampleFlows',
  'flowAdjoints',
  'states',
  'latentAdjoints',
  'stockAdjoints',
] as const;
export type RegionName = (typeof REGIONS)[number];

export interface MemoryPlan {
  readonly regions: Readonly<Record<RegionName, Region>>;
  /** Bytes in all. */
  readonly total: number;
}

/** Blocks that hold so many edges. */
export function blocksOf(edges: number): number {
  return Math.ceil(edges / BLOCK);
}

/**
 * Bytes of each region in words, as `pipeline doctor --plan` prints them. `blocks(n)` is n rounded up to whole blocks of 128
 * edges. Layers have their rows and columns padded to multiples of 4.
 */
const MEMORY_FORMULA: Readonly<Record<RegionName, string>> = {
  record: '1024',
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
    parameters: length,
    transposed: transposedLength,
    firstRows,
    pairWeights,
    rows,
  };
  return { areas, years, edges, sample, threads, ...network, tables, indices };
}

/** Offsets in bytes of the tables of one worker; `outputs` by layer. */
export function scratchPlan(shape: KernelShape, indices: number) {
  const { layers } = parameterLayout(shape);
  const widest = Math.max(...layers.map(({ rows, depth }, layer) => (layer === 0 ? rows : Math.max(rows, depth))));
  let end = 0;
  const take = (rows: number): number => {
    const offset = end;
    end += rows * BLOCK * FLOAT;
    return offset;
  };
  return {
    indices: take(indices),
    inputs: take(layers[0]!.depth),
    outputs: layers.map(({ rows }) => take(rows)),
    adjoint: take(widest),
    otherAdjoint: take(widest),
    latentAdjoint: take(padded(shape.latent)),
    bytes: end,
  };
}

/**
 * Where everything lies in the memory of the kernel. The latent states dominate: those of all edges in one year, or of the
 * sample in all years, whichever is more, for the two are never needed together, unless samples are drawn by year: then the
 * states of all edges come first. What depends on the sample comes last.
 */
export function memoryPlan(sizes: KernelSizes): MemoryPlan {
  const { areas, years, edges, sample, samplesByYear = false, shape, tables, indices, groups, threads } = sizes;
  const layout = parameterLayout(shape);
  const all = blocksOf(edges) * BLOCK;
  const sampled = blocksOf(sample) * BLOCK;
  const pairs = PAIR_INDICES * blocksOf(areas * areas) * BLOCK;
  const bytes: Readonly<Record<RegionName, number>> = {
    record: RECORD_BYTES,
    parameters: layout.length * FLOAT,
    transposed: layout.transposedLength * FLOAT,
    gradients: PARTS * layout.length * FLOAT,
    sources: 3 * (indices + shape.inputs) * INT,
    tables: tables * FLOAT,
    pairSources: 3 * shape.inputs * INT,
    pairWeights: pairLayout(groups, layout, shape).length * FLOAT,
    pairEnds: 3 * pairs * INT,
    pairSums: pairs * layout.layers[0]!.rows * FLOAT,
    pairLinear: pairs * FLOAT,
    stockInputs: years * areas * areas * FLOAT,
    populationAtRisk: years * areas * areas * FLOAT,
    offsets: years * areas * areas * FLOAT,
    scratch: threads * scratchPlan(shape, indices).bytes,
    ends: 3 * all * INT,
    flows: all * FLOAT,
    sampleEnds: 3 * sampled * INT,
    sampleFlows: years * sampled * FLOAT,
    flowAdjoints: years * sampled * FLOAT,
    states: (samplesByYear ? all + years * sampled : Math.max(all, years * sampled)) * shape.latent * FLOAT,
    latentAdjoints: samplesByYear ? sampled * padded(shape.latent) * FLOAT : 0,
    stockAdjoints: samplesByYear ? sampled * STOCK_ROWS * FLOAT : 0,
  };
  const regions = {} as Record<RegionName, Region>;
  let offset = FIRST;
  for (const name of REGIONS) {
    regions[name] = { offset, bytes: bytes[name] };
    offset += 64 * Math.ceil(bytes[name] / 64);
  }
  return { regions, total: offset };
}

/** Refuses a plan that takes more than `limit` bytes. @throws PipelineError E505. */
export function checkMemory({ total, regions }: MemoryPlan, limit: number): void {
  if (total <= limit) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
  refuse('E505', `training would take ${gigabytes(total)} of memory in the kernel`, {
    expected: `at most ${gigabytes(limit)}`,
    hint: 'take a smaller training.sample or model.latent, or raise resources.memory of the stage; `pipeline doctor --plan` shows the terms',
    details: [`latent states alone take ${gigabytes(regions.states.bytes)}`],
  });
}
