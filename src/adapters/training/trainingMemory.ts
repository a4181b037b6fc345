import type { Train } from '../../../schemas/generated/types.ts';
import { memoryFormula, memoryQuantities } from '../../model/kernel/memoryFormula.ts';
import { FIRST_REGION, LARGEST_MEMORY, memoryPlan, REGIONS } from '../../model/kernel/memoryPlan.ts';
import { trainingSizes } from '../../model/kernel/trainingSizes.ts';
import { readTables } from './modelTables.ts';
import { problemFrom } from './trainingProblem.ts';
import { trainingSettings } from './trainingSettings.ts';

export type TrainingInputs = Train['inputs'];
export type TrainingParams = Pick<Train['params'], 'years' | 'model' | 'training'>;

/** How much memory one training on the kernel takes, term by term. */
export interface TrainingMemory {
  /** What the formulas refer to: numbers of areas, edges, parameters and so on. */
  readonly quantities: Readonly<Record<string, number>>;
  readonly terms: readonly { readonly region: string; readonly formula: string; readonly bytes: number }[];
  /** The sum of the terms, each rounded up to 64 bytes. */
  readonly totalBytes: number;
  /** What the kernel can address. */
  readonly largestBytes: number;
}

/** Plans the memory of a training from the tables that it will read. @param threads cores that it computes on. */
export async function trainingMemory(inputs: TrainingInputs, params: TrainingParams, threads: number): Promise<TrainingMemory> {
  const problem = problemFrom(await readTables(inputs), params, () => undefined);
  const sizes = trainingSizes(params.model.kind, problem, trainingSettings(params, 'plan'), threads);
  const { regions, total } = memoryPlan(sizes);
  const formulas = memoryFormula(sizes);
  return {
    quantities: memoryQuantities(sizes),
    terms: [
      { region: 'constants', formula: String(FIRST_REGION), bytes: FIRST_REGION },
      ...REGIONS.map((region) => ({ region, formula: formulas[region], bytes: regions[region].bytes })),
    ],
    totalBytes: total,
    largestBytes: LARGEST_MEMORY,
  };
}
