import { type Column, type Columns, isCategory } from '../../tables/columns.ts';

/** A key field that the user may give a value of. */
export interface KeyField {
  readonly name: string;
  /** Where its values occur: in the table itself and, if it refers to another one, there. */
  readonly columns: readonly Column[];
}

/** One value for each key field by name; a field without one may hold anything. */
export type Selection = ReadonlyMap<string, string>;

/** Whether a value of the user is one that the field may hold. */
export function holds({ columns }: KeyField, value: string): boolean {
  return columns.some((column) =>
    isCategory(column) ? column.levels.includes(value) : isWholeNumber(value) && column.includes(Number(value)),
  );
}

/** Whether a value is written as a whole number. */
export function isWholeNumber(value: string): boolean {
  return /^-?\d{1,15}$/.test(value);
}

/**
 * Which rows the values ask for, one selection after the other. A value goes to the first key field that may hold it and has
 * none yet. Fields that may hold the same value (origin and destination) so take one value each, in the order given; any
 * other field (area) takes each of its values in turn. Empty if a value finds no field.
 */
export function selectionsOf(fields: readonly KeyField[], values: readonly string[]): readonly Selection[] {
  const able = values.map((value) => fields.filter((field) => holds(field, value)));
  const contested = new Set(able.filter((several) => several.length > 1).flat());
  const chosen = new Map<KeyField, Set<string>>();
  for (const [index, value] of values.entries()) {
    const candidates = able[index] as readonly KeyField[];
    const field = candidates.find((candidate) => !chosen.has(candidate)) ?? candidates.find((candidate) => !contested.has(candidate));
    if (field === undefined) return [];
    chosen.set(field, (chosen.get(field) ?? new Set()).add(value));
  }
  return combinations([...chosen].map(([{ name }, alternatives]) => [name, [...alternatives]]));
}

/** Every choice of one value for each field, the last field changing fastest. */
function combinations(choices: readonly (readonly [string, readonly string[]])[]): readonly Selection[] {
  let selections: readonly Selection[] = [new Map()];
  for (const [name, values] of choices) {
    selections = selections.flatMap((selection) => values.map((value) => new Map([...selection, [name, value]])));
  }
  return selections;
}

/** Rows (from 0) of a table that a selection asks for, in the order of the table. Takes a pass over one column for each field. */
export function rowsOf(columns: Columns, rows: number, selection: Selection): readonly number[] {
  let found: readonly number[] | null = null;
  for (const [name, value] of selection) found = rowsHolding(columns[name]!, value, rows, found);
  return found ?? Array.from({ length: rows }, (_, row) => row);
}

function rowsHolding(column: Column, value: string, rows: number, among: readonly number[] | null): readonly number[] {
  const wanted = isCategory(column) ? column.levels.indexOf(value) : Number(value);
  if (isCategory(column) && wanted < 0) return []; // -1 is the code of missing values
  const numbers = isCategory(column) ? column.codes : column;
  if (among !== null) return among.filter((row) => numbers[row] === wanted);
  const found: number[] = [];
  for (let row = 0; row < rows; row++) if (numbers[row] === wanted) found.push(row);
  return found;
}
