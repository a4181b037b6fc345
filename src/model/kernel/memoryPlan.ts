import { refuse } from '../../diagnostics/diagnostic.ts';
import { BLOCK, RECORD, STOCK_ROWS } from './assembly/record.ts';
import type { KernelShape } from './parameters.ts';
import { padded, parameterLayout } from './parameters.ts';

/** Gradients are summed over so many parts of the sample, whatever the number of workers: it fixes the order of the sums. */
export const PARTS = 16;
/** WebAssembly addresses 32 bits. */
export const LARGEST_MEMORY = 2 ** 32 - 65536;

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
  readonly threads: number;
}

/** A piece of the memory, bytes. */
export interface Region {
  readonly offset: number;
  readonly bytes: number;
}

const REGIONS = [
  'record',
  'parameters',
  'transposed',
  'gradients',
  'sources',
  'tables',
  'stockInputs',
  'exposed',
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
  const { areas, years, edges, sample, samplesByYear = false, shape, tables, indices, threads } = sizes;
  const layout = parameterLayout(shape);
  const all = blocksOf(edges) * BLOCK;
  const sampled = blocksOf(sample) * BLOCK;
  const bytes: Readonly<Record<RegionName, number>> = {
    record: RECORD_BYTES,
    parameters: layout.length * FLOAT,
    transposed: layout.transposedLength * FLOAT,
    gradients: PARTS * layout.length * FLOAT,
    sources: 3 * (indices + shape.inputs) * INT,
    tables: tables * FLOAT,
    stockInputs: years * areas * areas * FLOAT,
    exposed: years * areas * areas * FLOAT,
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
  let offset = RECORD;
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
    hint: 'take a smaller training.sample or model.latent, or leave out edges',
    details: [`latent states alone take ${gigabytes(regions.states.bytes)}`],
  });
}
