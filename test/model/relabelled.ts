import { COVARIATE_NAMES, COVARIATES, type Covariates } from '../../src/model/problem/covariates.ts';
import { AREA, CORRIDOR, effectDesign } from '../../src/model/problem/effects.ts';
import type { Weights } from '../../src/model/problem/network.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import type { TargetGroup } from '../../src/model/problem/targets.ts';

/** A problem whose area a is called to[a], and where its edges came from. */
export interface Relabelled {
  readonly problem: Problem;
  /** Position in the old list of each new edge. */
  readonly edges: Int32Array;
}

export function relabelled(problem: Problem, to: readonly number[]): Relabelled {
  const { areas, covariates, demography, targets } = problem;
  const cell = (old: number) => pairOf(old, areas, to);
  const group = <G extends TargetGroup>(one: G, map: (old: number) => number): G => ({ ...one, cells: one.cells.map(map) });
  const { edges, from } = relabelledEdges(problem, to);
  const moved = {
    stock: targets.stock.map((one) => group(one, cell)),
    flow: targets.flow.map((one) => group(one, cell)),
    arrivals: targets.arrivals.map((one) => group(one, cell)),
    departures: targets.departures.map((one) => group(one, cell)),
    net: targets.net.map((one) => group(one, (area) => to[area]!)),
    censored: (targets.censored ?? []).map((one) => group(one, cell)),
    floors: (targets.floors ?? []).map((one) => group(one, cell)),
  };
  const tables = Object.fromEntries(
    COVARIATE_NAMES.map((name) => {
      const table = covariates.tables[name];
      return [name, COVARIATES[name].of === 'area' ? movedAreas(table, to) : movedPairs(table, to)];
    }),
  ) as Covariates['tables'];
  return {
    edges: from,
    problem: {
      ...problem,
      edges,
      covariates: { ...covariates, tables },
      demography: {
        population: movedAreas(demography.population, to),
        births: movedAreas(demography.births, to),
        deathRate: movedAreas(demography.deathRate, to),
      },
      initialStock: movedPairs(problem.initialStock, to),
      initialError: movedPairs(problem.initialError, to),
      targets: moved,
      effects: effectDesign(moved, areas),
    },
  };
}

/** Weights with the columns of the areas and corridors in their new order. */
export function movedEffects(weights: Weights, before: Problem, after: Problem, to: readonly number[]): Weights {
  return weights.map((layer) => {
    if (layer.name === AREA) return { ...layer, values: movedAreas(layer.values, to) };
    if (layer.name !== CORRIDOR) return layer;
    const { areas, years, effects } = before;
    const columns = effects.corridors.length;
    const values = layer.values.slice();
    effects.corridors.forEach((old, column) => {
      const at = after.effects.corridors.indexOf(pairOf(old, areas, to));
      for (let year = 0; year < years; year++) values[year * columns + at] = layer.values[year * columns + column]!;
    });
    return { ...layer, values };
  });
}

/** Any number of rows x areas in their new order. */
export function movedAreas<T extends Float32Array | Float64Array>(table: T, to: readonly number[]): T {
  const moved = table.slice() as T;
  const areas = to.length;
  table.forEach((value, at) => {
    moved[at - (at % areas) + to[at % areas]!] = value;
  });
  return moved;
}

/** Any number of rows x areas x areas in their new order. */
export function movedPairs<T extends Float32Array | Float64Array>(table: T, to: readonly number[]): T {
  const moved = table.slice() as T;
  const size = to.length * to.length;
  table.forEach((value, at) => {
    moved[at - (at % size) + pairOf(at % size, to.length, to)] = value;
  });
  return moved;
}

function pairOf(old: number, areas: number, to: readonly number[]): number {
  return to[Math.floor(old / areas)]! * areas + to[old % areas]!;
}

/** Edges under their new names, sorted as a list of edges is. */
function relabelledEdges({ areas, edges }: Problem, to: readonly number[]) {
  const key = (old: number) => (to[edges.birth[old]!]! * areas + to[edges.orig[old]!]!) * areas + to[edges.dest[old]!]!;
  const from = Int32Array.from(edges.birth, (_, edge) => edge).sort((a, b) => key(a) - key(b));
  return {
    from,
    edges: {
      birth: from.map((old) => to[edges.birth[old]!]!),
      orig: from.map((old) => to[edges.orig[old]!]!),
      dest: from.map((old) => to[edges.dest[old]!]!),
    },
  };
}
