import type { RowCounts as RowCountsTable } from '../../../schemas/generated/types.ts';
import { count } from '../../diagnostics/count.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { Quarantine } from './quarantine.ts';
import type { RowAudit, RowCounts } from './rowAudit.ts';
import { TableBuilder } from './tableBuilder.ts';

const LAYOUT = { source: 'category', file: 'category', outcome: 'category', reason: 'category', rows: 'int32' } as const;

/** Rows of one file by what became of them. */
interface FileBalance extends RowCounts {
  readonly source: string;
  readonly setApart: number;
  readonly taken: number;
}

/** Counts every row that was read: taken, left out by its reader for a reason, or set apart in quarantine. */
export class RowLedger {
  readonly #quarantine: Quarantine;
  readonly #sources = new Set<string>();
  /** By source and file: a file that two tables need is read twice and counted once. */
  readonly #files = new Map<string, RowCounts & { readonly source: string }>();

  constructor(quarantine: Quarantine) {
    this.#quarantine = quarantine;
  }

  /** What is told of the rows of this source. */
  of(source: string): RowAudit {
    const { broken } = this.#quarantine.of(source);
    return {
      broken,
      counted: (counts) => {
        this.#sources.add(source);
        this.#files.set(`${source} ${counts.file}`, { source, ...counts });
      },
    };
  }

  /** Rows of every file by outcome and reason; those of a file add up to what it holds. */
  finish(): RowCountsTable {
    const table = new TableBuilder<RowCountsTable>(LAYOUT, []);
    for (const { source, file, leftOut, setApart, taken } of this.#balances()) {
      const add = (outcome: string, reason: string | null, rows: number) => table.add({ file, row: 0 }, { source, outcome, reason, rows });
      add('taken', null, taken);
      for (const [reason, rows] of leftOut) if (rows > 0) add('left out', reason, rows);
      if (setApart > 0) add('set apart', null, setApart);
    }
    return table.finish();
  }

  /** What a user should know: all rows in a line, and a line for each file that rows were set apart from. */
  summary(): readonly string[] {
    const balances = this.#balances();
    const total = (countOf: (balance: FileBalance) => number): string =>
      count(balances.reduce((sum, balance) => sum + countOf(balance), 0));
    const [rows, taken, left, apart] = [
      total((balance) => balance.rows),
      total((balance) => balance.taken),
      total(leftOutOf),
      total((balance) => balance.setApart),
    ];
    return [
      `${rows} rows read of ${this.#sources.size} sources: ${taken} taken, ${left} left out, ${apart} set apart`,
      ...balances
        .filter(({ setApart }) => setApart > 0)
        .map(({ source, file, rows, setApart }) => `${source}: ${count(setApart)} of ${count(rows)} rows of ${file} set apart`),
    ];
  }

  #balances(): readonly FileBalance[] {
    const { source, file } = this.#quarantine.finish();
    const apart = new Map<string, number>();
    for (let row = 0; row < source.codes.length; row++) {
      const key = `${categoryAt(source, row)} ${categoryAt(file, row)}`;
      apart.set(key, (apart.get(key) ?? 0) + 1);
    }
    return [...this.#files].map(([key, counts]) => {
      const setApart = apart.get(key) ?? 0;
      return { ...counts, setApart, taken: counts.rows - leftOutOf(counts) - setApart };
    });
  }
}

function leftOutOf({ leftOut }: RowCounts): number {
  return [...leftOut.values()].reduce((sum, rows) => sum + rows, 0);
}
