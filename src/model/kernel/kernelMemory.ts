import type { Edges } from '../problem/edges.ts';
import { countEdges } from '../problem/edges.ts';
import type { InputSource } from '../problem/inputs.ts';
import type { Weights } from '../problem/network.ts';
import { pairEnds, writeEnds } from './blockEnds.ts';
import type { KernelSizes, MemoryPlan, RegionName } from './memoryPlan.ts';
import { blocksOf, checkMemory, memoryPlan, PARTS, pagesOf, pagesWithin, refuseMemory, scratchPlan } from './memoryPlan.ts';
import type { PairGroups } from './pairGroups.ts';
import { pairGroups, pairLayout, pairParameters } from './pairGroups.ts';
import type { KernelShape, ParameterLayout } from './parameters.ts';
import { parameterLayout, transposeParameters, weightPositions } from './parameters.ts';
import type { PlacedTables } from './placedTables.ts';
import { DESTINATION_INDEX, ORIGIN_INDEX, placeTables } from './placedTables.ts';
import { writeRecord } from './recordWords.ts';
import { BLOCK, PAIR_KINDS } from './wasm/shared/blocks.ts';
import { RECORD } from './wasm/shared/constants.ts';
import { BLOCKS } from './wasm/shared/edgeSet.ts';
import { SAMPLE } from './wasm/shared/record.ts';

/** What the kernel computes on. */
export interface KernelInput {
  readonly areas: number;
  readonly years: number;
  readonly edges: Edges;
  /** Of the covariates; the stocks of the birth group in origin and destination are the last two inputs and need none. */
  readonly sources: readonly InputSource[];
  readonly shape: KernelShape;
  /** Persons at log flow 0; of the published network only. */
  readonly scale: number;
  readonly threads: number;
  /** Bytes that the memory may grow to. */
  readonly limit: number;
  /** Whether the sample of each year is another (docs/method.md 4.4). */
  readonly samplesByYear?: boolean | undefined;
}

/** The memory that the engine and its workers share: the record, the tables of the problem, and room for what is computed. */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  readonly layout: ParameterLayout;
  readonly scratchBytes: number;
  readonly #input: KernelInput;
  readonly #tables: PlacedTables;
  readonly #groups: PairGroups;
  #plan: MemoryPlan;
  #sample = 0;
  #positions: { readonly of: Weights; readonly positions: readonly Int32Array[] } | null = null;

  /** @throws PipelineError E506 where it would take more than the limit, or than the machine gives. */
  constructor(input: KernelInput) {
    this.#input = input;
    this.layout = parameterLayout(input.shape);
    this.#tables = placeTables(input.sources, input.areas);
    this.#groups = pairGroups(input.sources);
    this.scratchBytes = scratchPlan(input.shape, this.#tables.factors.length).bytes;
    this.#plan = this.#planFor(0);
    this.memory = this.#allocated(
      () => new WebAssembly.Memory({ initial: pagesOf(this.#plan.total), maximum: pagesWithin(input.limit), shared: true }),
    );
    this.#writeProblem();
    this.#writeRecord();
  }

  /** Makes room for a sample and writes its ends. What the memory held of another sample is lost. */
  useSample(edges: Edges): void {
    const count = countEdges(edges);
    this.reserveSample(count);
    this.writeSample(edges);
    this.floats('flowAdjoints').fill(0);
    this.clearStates(count);
  }

  /** Makes room for samples of so many edges. What the memory held of another sample is lost if it grows. */
  reserveSample(count: number): void {
    if (count <= this.#sample) return;
    this.#plan = this.#planFor(count);
    this.#sample = blocksOf(count) * BLOCK;
    const pages = pagesOf(this.#plan.total - this.memory.buffer.byteLength);
    if (pages > 0) this.#allocated(() => this.memory.grow(pages));
    this.#writeRecord();
  }

  /** Writes the ends of a sample that there is room for. */
  writeSample(edges: Edges): void {
    this.#words()[SAMPLE + BLOCKS] = blocksOf(countEdges(edges));
    writeEnds(this.#ints('sampleEnds'), edges);
  }

  /** Position in the region of the states, in numbers, of those of the sample of a year; of samples by year alone. */
  sampleStates(year: number): number {
    return (blocksOf(countEdges(this.#input.edges)) * BLOCK + year * this.#sample) * this.#input.shape.latent;
  }

  /** Sets the latent states of the first year of so many edges to zero. */
  clearStates(edges: number): void {
    this.floats('states').fill(0, 0, blocksOf(edges) * BLOCK * this.#input.shape.latent);
  }

  /** Puts the latent states of the sample after the first year in the place of those before it. */
  restartStates(): void {
    const size = this.#sample * this.#input.shape.latent;
    this.floats('states').copyWithin(0, size, 2 * size);
  }

  /** Numbers between one year and the next in the flows of the sample. */
  get sampleStride(): number {
    return this.#sample;
  }

  setWeights(weights: Weights): void {
    const positions = this.#positionsOf(weights);
    const parameters = new Float32Array(this.layout.length);
    weights.forEach(({ values }, array) => {
      const to = positions[array]!;
      values.forEach((value, k) => {
        parameters[to[k]!] = value;
      });
    });
    this.floats('parameters').set(parameters);
    this.floats('transposed').set(transposeParameters(this.layout, parameters));
    this.floats('pairWeights').set(pairParameters(this.#groups, this.layout, this.#input.shape, parameters));
  }

  /** The gradient of all parts, added in their order, by array of weights. */
  gradients(weights: Weights): Float32Array[] {
    const { length } = this.layout;
    const parts = this.floats('gradients');
    const sum = new Float64Array(length);
    for (let part = 0; part < PARTS; part++) {
      for (let k = 0; k < length; k++) sum[k] = sum[k]! + parts[part * length + k]!;
    }
    return this.#positionsOf(weights).map((positions) => Float32Array.from(positions, (at) => sum[at]!));
  }

  /** A region as float32 numbers; valid until the memory grows. */
  floats(region: RegionName): Float32Array {
    const { offset, bytes } = this.#plan.regions[region];
    return new Float32Array(this.memory.buffer, offset, bytes / 4);
  }

  /** Units of the sums of pairs, of all kinds. */
  get pairUnits(): number {
    return PAIR_KINDS * blocksOf(this.#input.areas ** 2);
  }

  get #groupCounts(): number[] {
    return this.#groups.map(({ length }) => length);
  }

  /** Address of the scratch memory of a worker. */
  scratch(worker: number): number {
    return this.#plan.regions.scratch.offset + worker * this.scratchBytes;
  }

  /** What the machine gives. @throws PipelineError E506 where it does not. */
  #allocated<T>(allocate: () => T): T {
    try {
      return allocate();
    } catch (error) {
      if (error instanceof RangeError) refuseMemory(this.#plan.total, error.message);
      throw error;
    }
  }

  #planFor(sample: number): MemoryPlan {
    const { areas, years, edges, shape, threads, limit, samplesByYear } = this.#input;
    const sizes: KernelSizes = {
      areas,
      years,
      edges: countEdges(edges),
      sample,
      samplesByYear,
      shape,
      tables: this.#tables.length,
      indices: this.#tables.factors.length,
      groups: this.#groupCounts,
      threads,
    };
    const plan = memoryPlan(sizes);
    checkMemory(plan, limit);
    return plan;
  }

  #positionsOf(weights: Weights): readonly Int32Array[] {
    if (this.#positions?.of.length !== weights.length) {
      this.#positions = { of: weights, positions: weightPositions(this.#input.shape, this.layout, weights) };
    }
    return this.#positions.positions;
  }

  #words(): Int32Array {
    return new Int32Array(this.memory.buffer, RECORD, this.#plan.regions.record.bytes / 4);
  }

  #ints(region: RegionName): Int32Array {
    const { offset, bytes } = this.#plan.regions[region];
    return new Int32Array(this.memory.buffer, offset, bytes / 4);
  }

  #writeProblem(): void {
    const { areas, edges } = this.#input;
    const { factors, tables, sources } = this.#tables;
    const start = this.#plan.regions.tables.offset;
    const values = this.floats('tables');
    for (const { table, position } of tables) values.set(table, position);
    const stockTable = this.#plan.regions.stockInputs.offset;
    const ofInputs = [
      ...sources.map(({ position, yearStride, index }) => [start + 4 * position, 4 * yearStride, index]),
      ...[ORIGIN_INDEX, DESTINATION_INDEX].map((index) => [stockTable, 4 * areas * areas, index]),
    ];
    this.#ints('sources').set([...factors.flat().map((factor) => 4 * factor), ...ofInputs.flat()]);
    this.#ints('pairSources').set(this.#groups.flat().flatMap((input) => ofInputs[input]!));
    writeEnds(this.#ints('ends'), edges);
    const pairs = this.#ints('pairEnds');
    const ofKind = pairs.length / PAIR_KINDS;
    for (const [kind, ends] of pairEnds(areas).entries()) writeEnds(pairs.subarray(kind * ofKind, (kind + 1) * ofKind), ends);
  }

  #writeRecord(): void {
    const { areas, years, edges, shape, scale, samplesByYear } = this.#input;
    writeRecord(this.#words(), {
      areas,
      years,
      edges: countEdges(edges),
      sampleStride: this.#sample,
      sampleStates: samplesByYear ? this.sampleStates(0) : 0,
      shape,
      scale,
      indices: this.#tables.factors.length,
      groupInputs: this.#groupCounts,
      groupLayouts: pairLayout(this.#groupCounts, this.layout, shape).groups,
      layout: this.layout,
      plan: this.#plan,
    });
  }
}
