import type { Contract, Derivation, Field, FieldPair, TableContract, TableDerivation } from '../types.ts';
import { isFloat } from './fieldTypes.ts';

/** An entry of `derived` after the YAML parser, as the JSON Schema of contracts has let it pass. */
export interface DerivationDocument {
  readonly table?: string;
  readonly source?: string;
  readonly about: string;
  readonly none?: string;
  readonly rows?: Readonly<Record<string, string | readonly string[]>>;
  readonly only?: Readonly<Record<string, string | readonly string[]>>;
  readonly nearest?: Readonly<Record<string, string>>;
  readonly around?: Readonly<Record<string, string>>;
  readonly within?: NonNullable<TableDerivation['within']>;
  readonly spanning?: NonNullable<TableDerivation['spanning']>;
  readonly show?: readonly string[];
}

/** Something wrong in a derivation that its JSON Schema cannot say; `part` as in ContractProblem. */
interface DerivationProblem {
  readonly pointer: string;
  readonly part?: 'key';
  readonly message: string;
  readonly expected?: string;
}

/** A derivation from its YAML form with all defaults filled in. */
export function readDerivation(source: DerivationDocument): Derivation {
  const { about, none = null } = source;
  if (source.table === undefined) return { kind: 'source', source: source.source ?? '', about, none };
  return {
    kind: 'table',
    table: source.table,
    about,
    none,
    rows: listsOf(source.rows),
    only: listsOf(source.only),
    nearest: pairOf(source.nearest),
    around: pairOf(source.around),
    within: source.within ?? null,
    spanning: source.spanning ?? null,
    show: source.show ?? null,
  };
}

function listsOf(map: Readonly<Record<string, string | readonly string[]>> = {}): TableDerivation['rows'] {
  return Object.fromEntries(Object.entries(map).map(([field, names]) => [field, typeof names === 'string' ? [names] : names]));
}

function pairOf(pair: Readonly<Record<string, string>> = {}): FieldPair | null {
  const [field, to] = Object.entries(pair)[0] ?? [];
  return field === undefined || to === undefined ? null : { field, to };
}

/** Whether a row was computed from the other table as a whole. */
export function isWhole({ rows, only, nearest, around, within, spanning }: TableDerivation): boolean {
  return Object.keys({ ...rows, ...only }).length === 0 && [nearest, around, within, spanning].every((condition) => condition === null);
}

/** Derivations of a contract that name fields that are not there, or whose values cannot be compared. */
export function derivationProblems(contract: TableContract, contracts: ReadonlyMap<string, Contract>): DerivationProblem[] {
  return contract.derived.flatMap((derivation, index) => {
    if (derivation.kind === 'source') return [];
    const pointer = `/derived/${index}`;
    const target = contracts.get(derivation.table);
    if (target?.kind === 'document') {
      return [
        { pointer: `${pointer}/table`, message: `contract "${target.name}" is of a document, which has no rows`, expected: 'a table' },
      ];
    }
    return target === undefined ? [] : new DerivationCheck(contract, target, pointer).problemsOf(derivation);
  });
}

/** The fields of one derivation: `theirs` are those of the other table, `ours` those of the table that declares it. */
class DerivationCheck {
  readonly #ours: TableContract;
  readonly #theirs: TableContract;
  readonly #pointer: string;

  constructor(ours: TableContract, theirs: TableContract, pointer: string) {
    this.#ours = ours;
    this.#theirs = theirs;
    this.#pointer = pointer;
  }

  problemsOf({ rows, only, nearest, around, within, spanning, show }: TableDerivation): DerivationProblem[] {
    return [
      ...Object.entries(rows).flatMap(([field, names]) => this.#equal(field, names)),
      ...Object.entries(only).flatMap(([field, values]) => this.#levels(field, values)),
      ...this.#pair('nearest', nearest),
      ...this.#pair('around', around),
      ...this.#range('within', within, this.#theirs, this.#ours),
      ...this.#range('spanning', spanning, this.#ours, this.#theirs),
      ...(show ?? []).flatMap((name, index) => this.#unknown(this.#theirs, name, { pointer: `${this.#pointer}/show/${index}` })),
    ];
  }

  /** Values of `rows` are compared as they are, so both sides hold strings or both hold whole numbers. */
  #equal(field: string, names: readonly string[]): DerivationProblem[] {
    const pointer = `${this.#pointer}/rows/${field}`;
    const unknown = [
      ...this.#unknown(this.#theirs, field, { pointer, part: 'key' }),
      ...names.flatMap((name) => this.#unknown(this.#ours, name, { pointer })),
    ];
    if (unknown.length > 0) return unknown;
    const kinds = [fieldOf(this.#theirs, field), ...names.map((name) => fieldOf(this.#ours, name))].map(kindOf);
    if (kinds.every((kind) => kind === kinds[0] && kind !== 'float')) return [];
    const types = names.map((name) => `${name} is ${fieldOf(this.#ours, name)?.type}`).join(', ');
    const message = `${this.#theirs.name}.${field} is ${fieldOf(this.#theirs, field)?.type}, but ${types}`;
    return [{ pointer, message, expected: 'only categories, or only whole numbers' }];
  }

  #levels(name: string, values: readonly string[]): DerivationProblem[] {
    const pointer = `${this.#pointer}/only/${name}`;
    const field = fieldOf(this.#theirs, name);
    if (field === undefined) return this.#unknown(this.#theirs, name, { pointer, part: 'key' });
    if (field.type !== 'category') {
      return [{ pointer, part: 'key', message: `${this.#theirs.name}.${name} is ${field.type}`, expected: 'a category' }];
    }
    const unknown = values.find((value) => field.levels?.includes(value) === false);
    if (unknown === undefined) return [];
    return [{ pointer, message: `${this.#theirs.name}.${name} never holds "${unknown}"`, expected: `one of ${field.levels?.join(', ')}` }];
  }

  #pair(kind: string, pair: FieldPair | null): DerivationProblem[] {
    if (pair === null) return [];
    const pointer = `${this.#pointer}/${kind}/${pair.field}`;
    const problems = this.#number(this.#theirs, pair.field, { pointer, part: 'key' });
    return [...problems, ...this.#number(this.#ours, pair.to, { pointer })];
  }

  #range(kind: string, range: TableDerivation['within'], inner: TableContract, outer: TableContract): DerivationProblem[] {
    if (range === null) return [];
    const at = (key: string): Pick<DerivationProblem, 'pointer'> => ({ pointer: `${this.#pointer}/${kind}/${key}` });
    return [
      ...this.#number(inner, range.field, at('field')),
      ...this.#number(outer, range.from, at('from')),
      ...this.#number(outer, range.to, at('to')),
    ];
  }

  #number(contract: TableContract, name: string, place: Pick<DerivationProblem, 'pointer' | 'part'>): DerivationProblem[] {
    const field = fieldOf(contract, name);
    if (field === undefined) return this.#unknown(contract, name, place);
    if (kindOf(field) !== 'category') return [];
    return [{ ...place, message: `${contract.name}.${name} is a category`, expected: 'a field of numbers' }];
  }

  #unknown(contract: TableContract, name: string, place: Pick<DerivationProblem, 'pointer' | 'part'>): DerivationProblem[] {
    if (fieldOf(contract, name) !== undefined) return [];
    const expected = `one of ${contract.fields.map((field) => field.name).join(', ')}`;
    return [{ ...place, message: `contract "${contract.name}" has no field "${name}"`, expected }];
  }
}

function fieldOf(contract: TableContract, name: string): Field | undefined {
  return contract.fields.find((field) => field.name === name);
}

function kindOf(field: Field | undefined): 'category' | 'float' | 'whole' {
  if (field?.type === 'category') return 'category';
  return field !== undefined && isFloat(field.type) ? 'float' : 'whole';
}
