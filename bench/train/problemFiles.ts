import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Objective } from '../../src/model/dynamics/objective.ts';
import type { KernelProblem } from '../../src/model/kernel/kernelEngine.ts';
import { effectDesign } from '../../src/model/problem/effects.ts';
import type { Layer, NetworkShape, Weights } from '../../src/model/problem/network.ts';
import type { TargetGroup, Targets } from '../../src/model/problem/targets.ts';
import type { BenchProblem, BenchSize } from './syntheticProblem.ts';

type Numbers = Float32Array | Float64Array | Int32Array;

/** The published network is trained with the loss of ours: minus the log likelihood of all targets (docs/method.md 4.3). */
export const OBJECTIVE: Objective = {
  weights: { stock: 1, flow: 1, arrivals: 1, departures: 1, net: 1 },
  bend: 2.5,
  relative: { stock: 0.2, net: 0.2 },
};
export const LEARNING_RATE = 0.001;
export const CLIP_NORM = 1;
const FLOW_SCALE = 1000;

/** Writes a problem and the weights it starts from as plain binary arrays and one JSON file, for any program to read. */
export function writeProblem(folder: string, size: BenchSize, { problem, heldOut }: BenchProblem, weights: Weights): void {
  mkdirSync(folder, { recursive: true });
  const array = (name: string, values: Numbers): string => {
    writeFileSync(join(folder, `${name}.bin`), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return name;
  };
  const tables = [...new Set(problem.sources.map(({ table }) => table))];
  const group = (name: string, { cells, persons, errors }: TargetGroup) => ({
    rows: cells.length,
    cells: array(`${name}-cells`, cells),
    persons: array(`${name}-persons`, persons),
    errors: array(`${name}-errors`, errors),
  });
  const groups = (name: string, list: readonly TargetGroup[]) => list.map((one, at) => group(`${name}-${at}`, one));
  const { stock, flow, net } = problem.targets;
  const document = {
    ...size,
    years: problem.years,
    edges: problem.edges.birth.length,
    objective: OBJECTIVE,
    learningRate: LEARNING_RATE,
    clipNorm: CLIP_NORM,
    flowScale: FLOW_SCALE,
    ends: [array('birth', problem.edges.birth), array('orig', problem.edges.orig), array('dest', problem.edges.dest)],
    tables: tables.map((table, at) => array(`table-${at}`, table)),
    sources: problem.sources.map(({ table, ...rest }) => ({ ...rest, table: tables.indexOf(table) })),
    stockScale: problem.stockScale,
    population: array('population', problem.demography.population),
    births: array('births', problem.demography.births),
    deathRate: array('deathRate', problem.demography.deathRate),
    initialStock: array('initialStock', problem.initialStock),
    intervals: stock.map(({ start, end }) => [start, end]),
    targets: { stock: groups('stock', stock), flow: groups('flow', flow), net: groups('net', net) },
    heldOut: groups('heldOut', heldOut),
    weights: weights.map(({ name, shape, values }, at) => ({ name, shape, values: array(`weights-${at}`, values) })),
  };
  writeFileSync(join(folder, 'problem.json'), JSON.stringify(document, null, 1));
}

interface GroupFile {
  readonly rows: number;
  readonly cells: string;
  readonly persons: string;
  readonly errors: string;
}

interface ProblemFile {
  readonly areas: number;
  readonly years: number;
  readonly sample: number;
  readonly latent: number;
  readonly hiddenLayers: readonly number[];
  readonly ends: readonly [string, string, string];
  readonly tables: readonly string[];
  readonly sources: readonly {
    readonly table: number;
    readonly offset: number;
    readonly yearStride: number;
    readonly factors: [number, number, number];
  }[];
  readonly stockScale: { readonly mean: number; readonly sd: number };
  readonly population: string;
  readonly births: string;
  readonly deathRate: string;
  readonly initialStock: string;
  readonly intervals: readonly (readonly [number, number])[];
  readonly targets: Readonly<Record<'stock' | 'flow' | 'net', readonly GroupFile[]>>;
  readonly heldOut: readonly GroupFile[];
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[]; readonly values: string }[];
}

/** A problem, the network that is trained on it, and the edges with gradient in an epoch. */
export interface Exercise extends BenchProblem {
  readonly shape: NetworkShape;
  readonly weights: Weights;
  readonly sample: number;
}

/** What `writeProblem` wrote. */
export function readProblem(folder: string): Exercise {
  const file = JSON.parse(readFileSync(join(folder, 'problem.json'), 'utf8')) as ProblemFile;
  const bytes = (name: string): ArrayBuffer => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `${name}.bin`));
    return buffer.slice(byteOffset, byteOffset + byteLength);
  };
  const doubles = (name: string) => new Float64Array(bytes(name));
  const ints = (name: string) => new Int32Array(bytes(name));
  const group = ({ rows, cells, persons, errors }: GroupFile): TargetGroup => ({
    cells: ints(cells),
    persons: doubles(persons),
    errors: doubles(errors),
    weights: new Float64Array(rows).fill(1),
  });
  const nobody = new Float64Array(0);
  const none = file.targets.flow.map(() => ({ cells: new Int32Array(0), persons: nobody, errors: nobody, weights: nobody }));
  const targets: Targets = {
    stock: file.targets.stock.map((one, at) => ({ ...group(one), start: file.intervals[at]![0], end: file.intervals[at]![1] })),
    flow: file.targets.flow.map(group),
    arrivals: none,
    departures: none,
    net: file.targets.net.map(group),
  };
  const [birth, orig, dest] = file.ends;
  const tables = file.tables.map((name) => new Float32Array(bytes(name)));
  const problem: KernelProblem = {
    areas: file.areas,
    years: file.years,
    edges: { birth: ints(birth), orig: ints(orig), dest: ints(dest) },
    sources: file.sources.map(({ table, ...rest }) => ({ ...rest, table: tables[table]! })),
    stockScale: file.stockScale,
    demography: { population: doubles(file.population), births: doubles(file.births), deathRate: doubles(file.deathRate) },
    initialStock: doubles(file.initialStock),
    targets,
    effects: effectDesign(targets, file.areas),
  };
  const weights = file.weights.map(({ values, ...rest }): Layer => ({ ...rest, values: new Float32Array(bytes(values)) }));
  const { sample, latent, hiddenLayers } = file;
  return { problem, heldOut: file.heldOut.map(group), shape: { latent, hiddenLayers }, weights, sample };
}
