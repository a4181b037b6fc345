import type { Observations } from '../../schemas/generated/types.ts';
import { categoryAt } from '../tables/columns.ts';

/** Name of the collection of a report: what one source has from one kind of reporter. */
export function collectionAt({ source, reporter }: Pick<Observations, 'source' | 'reporter'>, row: number): string {
  return `${categoryAt(source, row)} ${categoryAt(reporter, row)}`;
}
