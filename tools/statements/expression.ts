import type { ShownRow } from '../shownRows.ts';

/*
 * Expressions over artifacts, as documents name them:
 *   world:compare-baselines.scores{collection=all, measure=log_count, method=heldout}.value
 *   mean(demo:fit-competitors.truth{method=ridge, group=unreported, measure=log_count}.value) > 0.9
 * A reference stands for one row, or inside mean, sum, least, largest and count for any number of rows.
 */

/** Column of the rows of an artifact of a profile that have all of these values. */
export interface Reference {
  readonly profile: string;
  readonly artifact: string;
  readonly where: Readonly<Record<string, string>>;
  readonly column: string;
}

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'aggregate'; readonly name: AggregateName; readonly reference: Reference }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

const AGGREGATES = {
  mean: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length,
  sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  least: (values: readonly number[]) => Math.min(...values),
  largest: (values: readonly number[]) => Math.max(...values),
  count: (values: readonly number[]) => values.length,
} as const;
type AggregateName = keyof typeof AGGREGATES;

/** Operators from the loosest to the tightest; a comparison is 1 where it holds, else 0. */
const OPERATORS = [
  {
    '<=': (a: number, b: number) => Number(a <= b),
    '>=': (a: number, b: number) => Number(a >= b),
    '<': (a: number, b: number) => Number(a < b),
    '>': (a: number, b: number) => Number(a > b),
  },
  { '+': (a: number, b: number) => a + b, '-': (a: number, b: number) => a - b },
  { '*': (a: number, b: number) => a * b, '/': (a: number, b: number) => a / b },
] as const;
type Operator = string;

/** Reads an expression. Throws an Error that says where it stops making sense. */
export function parseExpression(text: string): Expression {
  const reader = new Reader(text);
  const expression = parseLevel(reader, 0);
  reader.end();
  return expression;
}

/** All references of an expression. */
export function referencesOf(expression: Expression): readonly Reference[] {
  if (expression.kind === 'number') return [];
  if (expression.kind === 'operation') return [...referencesOf(expression.left), ...referencesOf(expression.right)];
  return [expression.reference];
}

/** @param rowsOf all rows of an artifact of a profile. Throws an Error where a reference does not stand for a number. */
export function evaluated(expression: Expression, rowsOf: (profile: string, artifact: string) => readonly ShownRow[]): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'reference': {
      const values = valuesOf(expression.reference, rowsOf);
      if (values.length !== 1) throw new Error(`${describe(expression.reference)} stands for ${values.length} rows, not one`);
      return values[0]!;
    }
    case 'aggregate':
      return AGGREGATES[expression.name](valuesOf(expression.reference, rowsOf));
    case 'operation': {
      const operation = operationOf(expression.operator);
      return operation(evaluated(expression.left, rowsOf), evaluated(expression.right, rowsOf));
    }
  }
}

function valuesOf(reference: Reference, rowsOf: (profile: string, artifact: string) => readonly ShownRow[]): number[] {
  const rows = rowsOf(reference.profile, reference.artifact).filter((row) =>
    Object.entries(reference.where).every(([field, value]) => String(row[field]) === value),
  );
  return rows.map((row) => {
    const value = row[reference.column];
    if (typeof value !== 'number') throw new Error(`${describe(reference)} is ${value ?? 'missing'}, not a number`);
    return value;
  });
}

function describe({ profile, artifact, where, column }: Reference): string {
  const conditions = Object.entries(where).map(([field, value]) => `${field}=${value}`);
  return `${profile}:${artifact}{${conditions.join(', ')}}.${column}`;
}

function operationOf(operator: Operator): (a: number, b: number) => number {
  for (const level of OPERATORS)
    if (operator in level) return (level as Readonly<Record<string, (a: number, b: number) => number>>)[operator]!;
  throw new Error(`no operator ${operator}`);
}

function parseLevel(reader: Reader, level: number): Expression {
  const operators = OPERATORS[level];
  if (operators === undefined) return parseTerm(reader);
  let left = parseLevel(reader, level + 1);
  for (;;) {
    const operator = reader.oneOf(Object.keys(operators));
    if (operator === null) return left;
    left = { kind: 'operation', operator, left, right: parseLevel(reader, level + 1) };
  }
}

function parseTerm(reader: Reader): Expression {
  if (reader.take(/\(/) !== null) {
    const inside = parseLevel(reader, 0);
    reader.need(/\)/, '")"');
    return inside;
  }
  const number = reader.take(/\d+(\.\d+)?/);
  if (number !== null) return { kind: 'number', value: Number(number) };
  const name = reader.take(/(mean|sum|least|largest|count)(?=\()/) as AggregateName | null;
  if (name === null) return { kind: 'reference', reference: parseReference(reader) };
  reader.need(/\(/, '"("');
  const reference = parseReference(reader);
  reader.need(/\)/, '")"');
  return { kind: 'aggregate', name, reference };
}

function parseReference(reader: Reader): Reference {
  const profile = reader.need(/world|demo/, 'a number, or a profile: world or demo');
  reader.need(/:/, '":"');
  const artifact = reader.need(/[a-z-]+\.[a-z_]+/, 'STAGE.OUTPUT');
  reader.need(/\{/, '"{"');
  const conditions = reader.need(/[^}]*/, 'conditions');
  reader.need(/\}/, '"}"');
  const column = reader.need(/\.[a-z_]+/, '".column"').slice(1);
  const pairs = conditions.split(',').map((condition) => condition.split('=').map((part) => part.trim()));
  if (pairs.some((pair) => pair.length !== 2)) throw new Error(`"${conditions}" is no list of field=value`);
  return { profile, artifact, where: Object.fromEntries(pairs) as Record<string, string>, column };
}

/** Takes one piece of a text after the other, blanks aside. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | null {
    const rest = this.#text.slice(this.#at);
    const blank = rest.length - rest.trimStart().length;
    const found = rest.slice(blank).match(new RegExp(`^(?:${pattern.source})`));
    if (found === null) return null;
    this.#at += blank + found[0].length;
    return found[0];
  }

  need(pattern: RegExp, what: string): string {
    return this.take(pattern) ?? this.#fail(what);
  }

  /** The first of these that comes next; longer ones stand before their beginnings. */
  oneOf(words: readonly string[]): string | null {
    for (const word of words) if (this.take(new RegExp(word.replaceAll(/[*+/]/g, '\\$&'))) !== null) return word;
    return null;
  }

  end(): void {
    if (this.#text.slice(this.#at).trim() !== '') this.#fail('the end');
  }

  #fail(what: string): never {
    throw new Error(`expected ${what} at "${this.#text.slice(this.#at).trim().slice(0, 40)}" of "${this.#text}"`);
  }
}
