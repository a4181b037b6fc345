import type { ReportedFlowsReading } from '../../../schemas/generated/types.ts';
import { oneOf } from '../../diagnostics/suggest.ts';
import { type RawFile, refuseContent } from '../formats/rawFile.ts';
import type { TableRow } from '../table/tableRow.ts';

/** What every declaration of a table in the manifest says, whatever the table counts. */
export type DeclaredTable = Pick<ReportedFlowsReading, 'codes' | 'areas' | 'missing' | 'take' | 'ignore'>;

/** Why rows give no count. */
export const LEFT_OUT = { notTaken: 'not among the values that its declaration takes', empty: 'no count' } as const;

/** A country as a file calls it, or as `areas` of the declaration translates that. */
export interface DeclaredArea {
  readonly published: string;
  readonly code: string;
  readonly codes: string;
  /** Why its counts are left out; null where they are not. */
  readonly reason: string | null;
}

/** Refuses columns that the declaration does not name (E305): they may split the counts. `named` are those that are read. */
export function checkColumns(file: RawFile, names: readonly string[], named: readonly string[], { take, ignore }: DeclaredTable): void {
  const known = new Set([...named, ...Object.keys(take ?? {}), ...(ignore ?? [])]);
  const others = names.filter((name) => !known.has(name));
  if (others.length === 0) return;
  refuseContent(file, `has columns that its declaration does not name: ${others.map((name) => `"${name}"`).join(', ')}`, {
    expected: 'no column whose meaning is not known: it may split the counts',
    hint: 'Name it in the manifest: under `take` with the values of totals, if it splits the counts; under `ignore`, if not.',
  });
}

/** Whether a row has one of the values that are taken in each column that splits the counts. */
export function isTaken(row: TableRow, { take }: DeclaredTable): boolean {
  return Object.entries(take ?? {}).every(([column, values]) => values.includes(row.optionalText(column) ?? ''));
}

/** The country in a column. */
export function areaIn(row: TableRow, column: string, { codes, areas = {} }: DeclaredTable): DeclaredArea {
  const published = row.text(column);
  if (!Object.hasOwn(areas, published)) return { published, code: published, codes, reason: null };
  const code = areas[published];
  if (code == null) return { published, code: published, codes, reason: 'its declaration takes it for no single country' };
  return { published, code, codes: 'iso3', reason: null };
}

/** A term that the declaration fixes, or the one that it gives for the value of a column. Refuses other values (E303). */
export function termIn<T extends string>(
  row: TableRow,
  declared: T | { readonly column: string; readonly values: Readonly<Record<string, T>> },
): T {
  if (typeof declared === 'string') return declared;
  const { column, values } = declared;
  const text = row.text(column);
  if (Object.hasOwn(values, text)) return values[text]!;
  return row.refuse(column, `is "${text}"`, oneOf(Object.keys(values)) ?? 'a value that the declaration lists');
}

/** Persons in a column, not negative; null where there is no count. */
export function countIn(row: TableRow, column: string, { missing }: DeclaredTable): number | null {
  const text = row.optionalText(column);
  return text === null || missing?.includes(text) ? null : row.persons(column);
}

/** Refuses a source none of whose rows gives a count (E305). */
export function refuseEmpty(id: string, files: readonly RawFile[]): never {
  return refuseContent(files[0]!, `gives no count to source "${id}"`, {
    expected: 'at least one count',
    hint: 'Look at `take` and `missing` of its declaration in the manifest: they may pass over every row.',
  });
}
