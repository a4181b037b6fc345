import { refuse } from '../../diagnostics/diagnostic.ts';
import { pairLayout } from './pairGroups.ts';
import type { KernelShape } from './parameters.ts';
import { padded, parameterLayout } from './parameters.ts';
import { BLOCK, PAIR_KINDS, STOCK_ROWS } from './wasm/shared/blocks.ts';
import { RECORD } from './wasm/shared/constants.ts';
import { LAYER_WORDS } from './wasm/shared/layer.ts';
import { LAYER } from './wasm/shared/record.ts';

/** Gradients are summed over so many parts of the sample, whatever the number of workers: it fixes the order of the sums. */
export const PARTS = 16;
const PAGE = 65536;
/** WebAssembly addresses 32 bits. */
export const LARGEST_MEMORY = 2 ** 32 - PAGE;

/** Bytes before the first region: the constants of the kernel. */
export const FIRST_REGION = RECORD;
export const FLOAT = 4;
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

/** Offsets in bytes of the tables of one worker; `outputs` by layer. */
export function scratchPlan(shape: KernelShape, indices: number) {
  const { layers } = parameterLayout(shape);
  // The depth of a layer after the first is the rows of the one before.
  const widest = layers.reduce((most, { rows }) => Math.max(most, rows), 0);
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
 * @throws RangeError for less than one thread.
 */
export function memoryPlan(sizes: KernelSizes): MemoryPlan {
  if (!(sizes.threads >= 1)) throw new RangeError(`the kernel cannot compute on ${sizes.threads} threads`);
  const { areas, years, edges, sample, samplesByYear = false, shape, tables, indices, groups, threads } = sizes;
  const layout = parameterLayout(shape);
  const all = blocksOf(edges) * BLOCK;
  const sampled = blocksOf(sample) * BLOCK;
  const pairs = PAIR_KINDS * blocksOf(areas * areas) * BLOCK;
  const bytes: Readonly<Record<RegionName, number>> = {
    record: (LAYER + LAYER_WORDS * layout.layers.length) * INT,
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
  let offset = FIRST_REGION;
  for (const name of REGIONS) {
    regions[name] = { offset, bytes: bytes[name] };
    offset += 64 * Math.ceil(bytes[name] / 64);
  }
  return { regions, total: offset };
}

/** Pages that hold so many bytes: memory comes in whole ones. */
export function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE);
}

/** Pages that a limit in bytes leaves room for. */
export function pagesWithin(limit: number): number {
  return Math.floor(limit / PAGE);
}

/** Refuses a plan that takes more than `limit` bytes. @throws PipelineError E506. */
export function checkMemory({ total, regions }: MemoryPlan, limit: number): void {
  if (pagesOf(total) <= pagesWithin(limit)) return;
  const largest = REGIONS.toSorted((one, other) => regions[other].bytes - regions[one].bytes).slice(0, 3);
  refuse('E506', `training would take ${gigabytes(total)} of memory in the kernel`, {
    expected: `at most ${gigabytes(limit)}`,
    hint: 'take a smaller training.sample, model.latent or model.hidden_layers, or raise resources.memory of the stage; `pipeline doctor --plan` shows the terms',
    details: largest.map((name) => `${name} would take ${gigabytes(regions[name].bytes)}`),
  });
}

/** Refuses memory that the machine does not give, though the limit allows it. @throws PipelineError E506. */
export function refuseMemory(total: number, reason: string): never {
  return refuse('E506', `the machine does not give the kernel ${gigabytes(total)} of memory: ${reason}`, {
    expected: 'enough free memory and address space',
    hint: 'end other programs, lift the limit of the process (`ulimit -v`), or take a smaller training.sample or model.latent',
  });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
