import type { Edges } from '../problem/edges.ts';
import { countEdges } from '../problem/edges.ts';
import type { InputSource } from '../problem/inputs.ts';
import type { Weights } from '../problem/network.ts';
import type { KernelSizes, MemoryPlan, RegionName } from './memoryPlan.ts';
import { blocksOf, checkMemory, memoryPlan, PARTS, scratchPlan } from './memoryPlan.ts';
import type { PairGroups } from './pairGroups.ts';
import { pairGroups, pairLayout, pairParameters } from './pairGroups.ts';
import type { KernelShape, ParameterLayout } from './parameters.ts';
import { parameterLayout, transposeParameters, weightPositions } from './parameters.ts';
import type { PlacedTables } from './placedTables.ts';
import { DESTINATION_INDEX, ORIGIN_INDEX, placeTables } from './placedTables.ts';
import * as record from './wasm/record.ts';

const { BLOCK } = record;
const PAGE = 65536;

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

  /** @throws PipelineError E505 where it would take more than the limit. */
  constructor(input: KernelInput) {
    this.#input = input;
    this.layout = parameterLayout(input.shape);
    this.#tables = placeTables(input.sources, input.areas);
    this.#groups = pairGroups(input.sources);
    this.scratchBytes = scratchPlan(input.shape, this.#tables.factors.length).bytes;
    this.#plan = this.#planFor(0);
    const maximum = Math.floor(input.limit / PAGE);
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(this.#plan.total / PAGE), maximum, shared: true });
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
    const pages = Math.ceil((this.#plan.total - this.memory.buffer.byteLength) / PAGE);
    if (pages > 0) this.memory.grow(pages);
    this.#writeRecord();
  }

  /** Writes the ends of a sample that there is room for. */
  writeSample(edges: Edges): void {
    this.#words()[record.SAMPLE + record.BLOCKS] = blocksOf(countEdges(edges));
    this.#writeEnds('sampleEnds', edges);
  }

  /** Position in the region of the states, in numbers, of those of the sample of a year; of samples by year alone. */
  sampleStates(year: number): number {
    return (blocksOf(countEdges(this.#input.edges)) * BLOCK + year * this.#sample) * this.#input.shape.latent;
  }

  /** Sets the latent states of the first year of so many edges to zero. */
  clearStates(edges: number): void {
    this.floats('states').fill(0, 0, blocksOf(edges) * BLOCK * this.#input.shape.latent);
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
    return record.PAIR_INDICES * blocksOf(this.#input.areas ** 2);
  }

  get #groupCounts(): number[] {
    return this.#groups.map(({ length }) => length);
  }

  /** Address of the scratch memory of a worker. */
  scratch(worker: number): number {
    return this.#plan.regions.scratch.offset + worker * this.scratchBytes;
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
    return new Int32Array(this.memory.buffer, record.RECORD, this.#plan.regions.record.bytes / 4);
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
    this.#writeEnds('ends', edges);
    for (const [kind, pairs] of pairEnds(areas).entries()) this.#writeEnds('pairEnds', pairs, kind * 3 * BLOCK * blocksOf(areas * areas));
  }

  /** @param from position in the region, numbers. */
  #writeEnds(region: 'ends' | 'sampleEnds' | 'pairEnds', { birth, orig, dest }: Edges, from = 0): void {
    const ends = this.#ints(region).subarray(from);
    ends.fill(0);
    for (let edge = 0; edge < birth.length; edge++) {
      const at = Math.floor(edge / BLOCK) * 3 * BLOCK + (edge % BLOCK);
      ends[at] = birth[edge]!;
      ends[at + BLOCK] = orig[edge]!;
      ends[at + 2 * BLOCK] = dest[edge]!;
    }
  }

  #writeRecord(): void {
    const { areas, years, edges, shape, scale, samplesByYear } = this.#input;
    const { regions } = this.#plan;
    const { layers, linear, length, stockTransposed } = this.layout;
    const scratch = scratchPlan(shape, this.#tables.factors.length);
    const at = (region: RegionName, floats = 0) => regions[region].offset + 4 * floats;
    const words = this.#words();
    const set = (first: number, values: readonly (readonly [field: number, value: number])[]) => {
      for (const [field, value] of values) words[first + field] = value;
    };
    set(0, [
      [record.KIND, shape.kind === 'paper' ? 1 : 0],
      [record.INPUTS, shape.inputs],
      [record.LATENT, shape.latent],
      [record.INPUT_ROWS, layers[0]!.depth],
      [record.LAYERS, layers.length],
      [record.YEARS, years],
      [record.LINEAR, at('parameters', linear)],
      [record.LINEAR_GRADIENT, 4 * linear],
      [record.GRADIENTS, at('gradients')],
      [record.GRADIENT_BYTES, 4 * length],
      [record.PARTS, PARTS],
      [record.LATENT_TRANSPOSED, at('transposed')],
      [record.LATENT_ROWS, layers[0]!.transposedRows],
      [record.INDICES, this.#tables.factors.length],
      [record.INDEX_FACTORS, at('sources')],
      [record.SOURCES, at('sources', 3 * this.#tables.factors.length)],
      [record.AT_RISK, at('populationAtRisk')],
      [record.AT_RISK_BYTES, 4 * areas * areas],
      [record.OFFSETS, at('offsets')],
      [record.OFFSETS_BYTES, 4 * areas * areas],
      [record.SCRATCH_INDICES, scratch.indices],
      [record.SCRATCH_INPUTS, scratch.inputs],
      [record.SCRATCH_ADJOINT, scratch.adjoint],
      [record.SCRATCH_OTHER_ADJOINT, scratch.otherAdjoint],
      [record.SCRATCH_LATENT_ADJOINT, scratch.latentAdjoint],
      [record.STOCK_TRANSPOSED, at('transposed', stockTransposed)],
      [record.LATENT_ADJOINTS, at('latentAdjoints')],
      [record.STOCK_ADJOINTS, at('stockAdjoints')],
      [record.PAIR_ENDS, at('pairEnds')],
      [record.PAIR_BLOCKS, blocksOf(areas * areas)],
      [record.PAIR_SUMS, at('pairSums')],
      [record.PAIR_BYTES, regions.pairSums.bytes / record.PAIR_INDICES],
      [record.PAIR_LINEAR_SUMS, at('pairLinear')],
      [record.PAIR_LINEAR_BYTES, regions.pairLinear.bytes / record.PAIR_INDICES],
    ]);
    let input = 0;
    pairLayout(this.#groupCounts, this.layout, shape).groups.forEach(({ kernel, linear: coefficients }, group) => {
      set(record.PAIR_GROUP + group * record.PAIR_GROUP_WORDS, [
        [record.PAIR_INPUTS, this.#groups[group]!.length],
        [record.PAIR_SOURCES, at('pairSources', 3 * input)],
        [record.PAIR_KERNEL, at('pairWeights', kernel)],
        [record.PAIR_LINEAR, at('pairWeights', coefficients)],
      ]);
      input += this.#groups[group]!.length;
    });
    new Float32Array(words.buffer, words.byteOffset, words.length)[record.SCALE] = scale;
    set(record.ALL, [
      [record.ENDS, at('ends')],
      [record.BLOCKS, blocksOf(countEdges(edges))],
      [record.STATES, at('states')],
      [record.STATES_BYTES, 0],
      [record.FLOWS, at('flows')],
      [record.FLOWS_BYTES, 0],
    ]);
    set(record.SAMPLE, [
      [record.ENDS, at('sampleEnds')],
      [record.STATES, at('states', samplesByYear ? this.sampleStates(0) : 0)],
      [record.STATES_BYTES, 4 * this.#sample * shape.latent],
      [record.FLOWS, at('sampleFlows')],
      [record.FLOW_ADJOINTS, at('flowAdjoints')],
      [record.FLOWS_BYTES, 4 * this.#sample],
    ]);
    layers.forEach(({ rows, position, transposedPosition }, layer) => {
      set(record.LAYER + layer * record.LAYER_WORDS, [
        [record.ROWS, rows],
        [record.WEIGHTS, at('parameters', position)],
        [record.TRANSPOSED, at('transposed', transposedPosition)],
        [record.GRADIENT, 4 * position],
        [record.OUTPUTS, scratch.outputs[layer]!],
      ]);
    });
  }
}

/** The pairs of (birth, origin), (birth, destination) and (origin, destination), each as edges without a third end. */
function pairEnds(areas: number): readonly [Edges, Edges, Edges] {
  const cells = Int32Array.from({ length: areas * areas }, (_, cell) => cell);
  const first = cells.map((cell) => Math.floor(cell / areas));
  const second = cells.map((cell) => cell % areas);
  const none = new Int32Array(cells.length);
  return [
    { birth: first, orig: second, dest: none },
    { birth: first, orig: none, dest: second },
    { birth: none, orig: first, dest: second },
  ];
}
