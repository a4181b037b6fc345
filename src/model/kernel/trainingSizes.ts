import { countEdges } from '../problem/edges.ts';
import { inputSourcesOf, publishedSourcesOf, STOCK_INPUTS } from '../problem/inputs.ts';
import type { Problem } from '../problem/problem.ts';
import type { TrainingSettings } from '../training/trainer.ts';
import type { KernelSizes } from './memoryPlan.ts';
import { pairGroups } from './pairGroups.ts';
import type { NetworkKind } from './parameters.ts';
import { placeTables } from './placedTables.ts';

/** Sizes that decide how much memory a training on the kernel takes. */
export function trainingSizes(kind: NetworkKind, problem: Problem, { shape, sample }: TrainingSettings, threads: number): KernelSizes {
  const { areas, years } = problem;
  const edges = countEdges(problem.edges);
  const sources = (kind === 'paper' ? publishedSourcesOf : inputSourcesOf)(problem.covariates);
  const placed = placeTables(sources, areas);
  return {
    areas,
    years,
    edges,
    sample: Math.min(sample, edges),
    samplesByYear: kind === 'paper',
    shape: { kind, inputs: sources.length + STOCK_INPUTS, ...shape },
    tables: placed.length,
    indices: placed.factors.length,
    groups: pairGroups(sources).map(({ length }) => length),
    threads,
  };
}
