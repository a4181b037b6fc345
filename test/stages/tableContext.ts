import type { Gathered, TableInput, TableOutput } from '../../src/engine/stage.ts';
import type { Columns } from '../../src/tables/columns.ts';

/** An input that holds a table in memory. */
export function tableInput<T extends Columns>(table: T): TableInput<T> {
  return { read: () => Promise.resolve(table) };
}

/** Tables of the members, folds and so on of one stage. */
export function gathered<T extends Columns>(tables: readonly T[]): Gathered<TableInput<T>>[] {
  return tables.map((table, index) => ({ each: { member: index + 1 }, input: tableInput(table) }));
}

/** An output that keeps what is written. */
export class WrittenTable<T extends Columns> implements TableOutput<T> {
  #columns: T | undefined;

  write(columns: T): Promise<void> {
    this.#columns = columns;
    return Promise.resolve();
  }

  get columns(): T {
    if (!this.#columns) throw new Error('nothing was written');
    return this.#columns;
  }
}
