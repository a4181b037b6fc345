import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Gathered, TableInput } from '../../engine/stage.ts';
import type { MemberMoments } from '../../evaluation/ensemble.ts';
import { Ensemble } from '../../evaluation/ensemble.ts';
import type { Category, Columns } from '../../tables/columns.ts';

/** Tables of one output of all members of the ensemble. */
export type Members<T extends Columns> = readonly Gathered<TableInput<T>>[];

/** Area codes of a column as integers that mean the same in every member. */
export type CodesOf = (column: Category) => Int32Array;

/** One quantity of the ensemble, row by row as in the table of the first member. */
export interface EnsembleMoments<T extends Columns> {
  readonly first: T;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

/**
 * Mean and standard deviation of the ensemble (docs/method.md 6.5). Reads one member after the other, so that never more than
 * one is in memory beside the keys of the first.
 * @throws PipelineError E209 where there is no member, E404 where members have different rows.
 */
export async function ensembleMoments<T extends Columns>(
  members: Members<T>,
  momentsOf: (table: T) => MemberMoments,
): Promise<EnsembleMoments<T>> {
  const [head, ...others] = members;
  if (!head) refuse('E209', 'the ensemble has no member', { hint: 'set ensemble.members in params.yaml to 1 or more' });
  const first = await head.input.read();
  const ensemble = new Ensemble(momentsOf(first));
  for (const { input } of others) ensemble.add(momentsOf(await input.read()));
  return { first, ...ensemble.finish() };
}
