import type { InputSource } from '../problem/inputs.ts';
import type { KernelShape, ParameterLayout } from './parameters.ts';
import { biasAt, tileAt, tilesLength, weightAt } from './parameters.ts';

/**
 * Numbers of the inputs that belong to (birth, origin), (birth, destination) and (origin, destination), and of those that
 * belong to all three: what `wasm/pairSums.ts` sums up by pair, and what is left to the edges.
 */
export type PairGroups = readonly [number[], number[], number[], number[]];

/** Groups of the covariates, and of the stocks in origin and destination, which are the two inputs after them. */
export function pairGroups(sources: readonly InputSource[]): PairGroups {
  const groups: PairGroups = [[], [], [], []];
  sources.forEach(({ factors: [birth, orig, dest] }, input) => {
    const group = dest === 0 ? 0 : orig === 0 ? 1 : birth === 0 ? 2 : 3;
    groups[group].push(input);
  });
  groups[0].push(sources.length);
  groups[1].push(sources.length + 1);
  return groups;
}

/** Where the weights of a group stand: those of the first layer, as tiles of 4 outputs, and those of the linear part. */
export interface PairGroupLayout {
  /** Of the last group the latent state comes after the inputs. */
  readonly depth: number;
  readonly kernel: number;
  readonly linear: number;
}

/** Positions of all groups, float32 numbers, and how many there are. @param counts inputs by group. */
export function pairLayout(counts: readonly number[], { layers: [first] }: ParameterLayout, { latent }: KernelShape) {
  let length = 0;
  const take = (numbers: number): number => {
    const position = length;
    length += numbers;
    return position;
  };
  const groups: PairGroupLayout[] = counts.map((count, group) => {
    const depth = group === 3 ? count + latent : count;
    return { depth, kernel: take(tilesLength(first!.rows, depth)), linear: take(count) };
  });
  return { groups, length };
}

/** The parameters that act on the inputs of each group; the biases of the first layer are with the first group. */
export function pairParameters(groups: PairGroups, layout: ParameterLayout, shape: KernelShape, parameters: Float32Array): Float32Array {
  const places = pairLayout(
    groups.map(({ length }) => length),
    layout,
    shape,
  );
  const arranged = new Float32Array(places.length);
  const first = layout.layers[0]!;
  places.groups.forEach(({ depth, kernel, linear }, group) => {
    const inputs = groups[group]!;
    for (let row = 0; row < first.rows; row++) {
      const tile = kernel + tileAt(row, depth);
      if (group === 0) arranged[tile] = parameters[biasAt(first, row)]!;
      for (let column = 0; column < depth; column++) {
        const input = inputs[column] ?? shape.inputs + column - inputs.length;
        arranged[tile + 4 + 4 * column] = parameters[weightAt(first, row, input)]!;
      }
    }
    inputs.forEach((input, column) => {
      arranged[linear + column] = parameters[layout.linear + input]!;
    });
  });
  return arranged;
}
