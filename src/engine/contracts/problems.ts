import type { Check, Contract, Field, TableContract } from '../types.ts';
import { derivationProblems } from './derivations.ts';
import { compileSchema } from './document.ts';
import { wholePattern } from './fields.ts';
import { isFloat } from './fieldTypes.ts';

/** Something wrong in a contract that its JSON Schema cannot say. */
export interface ContractProblem {
  /** JSON pointer into the contract file, such as `/fields/2/minimum`. */
  readonly pointer: string;
  /** Whether it is the key at the pointer that is wrong, not its value. */
  readonly part?: 'key';
  readonly message: string;
  readonly expected?: string;
}

/** Everything inconsistent within one contract, in the order of the file; empty if it is sound. */
export function contractProblems(contract: Contract): ContractProblem[] {
  if (contract.kind === 'document') {
    const message = messageOf(() => compileSchema(contract.schema));
    return message === null ? [] : [{ pointer: '/schema', message: `not a JSON Schema: ${message}` }];
  }
  return [
    ...contract.fields.flatMap((field, index) => fieldProblems(field, index, contract.fields)),
    ...unknownFields(contract, contract.key, '/key'),
    ...unknownFields(contract, contract.sorted, '/sorted'),
    ...rowProblems(contract),
    ...contract.checks.flatMap((check, index) => checkProblems(contract, check, `/checks/${index}/${check.kind}`)),
    ...provenanceProblems(contract),
  ];
}

/** References and derivations of a contract that lead nowhere, or to values of another kind. */
export function referenceProblems(contract: Contract, contracts: ReadonlyMap<string, Contract>): ContractProblem[] {
  if (contract.kind === 'document') return [];
  return [...fieldReferenceProblems(contract, contracts), ...derivationProblems(contract, contracts)];
}

function fieldReferenceProblems(contract: TableContract, contracts: ReadonlyMap<string, Contract>): ContractProblem[] {
  return contract.fields.flatMap((field, index) => {
    if (field.references === null) return [];
    const pointer = `/fields/${index}/references`;
    const target = contracts.get(field.references.contract);
    if (target?.kind !== 'table') return [{ pointer, message: `there is no table contract "${field.references.contract}"` }];
    const name = field.references.field;
    const referenced = target.fields.find((candidate) => candidate.name === name);
    if (!referenced) {
      return [{ pointer, message: `contract "${target.name}" has no field "${name}"`, expected: oneOf(target.fields) }];
    }
    if (isCategory(field) === isCategory(referenced)) return [];
    return [{ pointer, message: `${field.name} is ${field.type}, but ${target.name}.${name} is ${referenced.type}` }];
  });
}

function fieldProblems(field: Field, index: number, fields: readonly Field[]): ContractProblem[] {
  const problems: ContractProblem[] = [];
  const report = (key: string, message: string): void => void problems.push({ pointer: `/fields/${index}/${key}`, message });
  if (fields.findIndex((other) => other.name === field.name) < index) report('name', `field "${field.name}" is declared twice`);
  if (isCategory(field)) {
    if (field.minimum !== null) report('minimum', `a category has no minimum`);
    if (field.maximum !== null) report('maximum', `a category has no maximum`);
    const broken = messageOf(() => field.pattern !== null && wholePattern(field.pattern));
    if (broken !== null) report('pattern', `not a regular expression: ${broken}`);
    if (field.levels?.includes('')) report('levels', 'a level may not be empty; use missing values instead');
  } else {
    if (field.pattern !== null) report('pattern', `only a category can have a pattern, ${field.name} is ${field.type}`);
    if (field.levels !== null) report('levels', `only a category can have levels, ${field.name} is ${field.type}`);
    if (field.missing && !field.type.startsWith('float'))
      report('missing', `${field.type} has no value that could stand for a missing one`);
    if (field.minimum !== null && field.maximum !== null && field.minimum > field.maximum) {
      report('minimum', `minimum ${field.minimum} is above maximum ${field.maximum}`);
    }
  }
  return problems;
}

function rowProblems({ rows }: TableContract): ContractProblem[] {
  if (rows.maximum === null || rows.minimum <= rows.maximum) return [];
  return [{ pointer: '/rows/minimum', message: `minimum ${rows.minimum} is above maximum ${rows.maximum}` }];
}

function checkProblems(contract: TableContract, check: Check, pointer: string): ContractProblem[] {
  if (check.kind === 'zero_sum') {
    return [
      ...unknownFields(contract, [check.field], pointer, '/field'),
      ...unknownFields(contract, check.by, `${pointer}/by`),
      ...notNumeric(contract, [check.field], pointer, '/field'),
    ];
  }
  const unknown = unknownFields(contract, check.fields, pointer);
  if (unknown.length > 0) return unknown;
  if (check.kind === 'ordered') return notNumeric(contract, check.fields, pointer);
  const kinds = new Set(contract.fields.filter(({ name }) => check.fields.includes(name)).map(isCategory));
  return kinds.size > 1 ? [{ pointer, message: 'strings and numbers always differ', expected: 'only categories, or only numbers' }] : [];
}

/** Provenance must name fields of the table: a row is a whole number, all else are strings. */
function provenanceProblems(contract: TableContract): ContractProblem[] {
  const { provenance } = contract;
  if (provenance !== null && provenance.source === null && provenance.file === null) {
    const expected = 'source: FIELD, or file: FIELD where the source follows from the file';
    return [{ pointer: '/provenance', message: 'provenance names neither the source of a row nor its file', expected }];
  }
  return Object.entries(provenance ?? {}).flatMap(([role, name]: [string, string | null]) => {
    if (name === null) return [];
    const pointer = `/provenance/${role}`;
    const field = contract.fields.find((candidate) => candidate.name === name);
    if (field === undefined) return unknownFields(contract, [name], '/provenance', `/${role}`);
    if (role === 'row') {
      const whole = !isCategory(field) && !isFloat(field.type);
      return whole
        ? []
        : [{ pointer, message: `${role} names ${name}, which is ${field.type}`, expected: 'a field of whole numbers, such as int32' }];
    }
    return isCategory(field) ? [] : [{ pointer, message: `${role} names ${name}, which is ${field.type}`, expected: 'a category' }];
  });
}

function unknownFields(contract: TableContract, names: readonly string[], pointer: string, suffix?: string): ContractProblem[] {
  return names.flatMap((name, index) => {
    if (contract.fields.some((field) => field.name === name)) return [];
    return [{ pointer: pointer + (suffix ?? `/${index}`), message: `there is no field "${name}"`, expected: oneOf(contract.fields) }];
  });
}

function notNumeric(contract: TableContract, names: readonly string[], pointer: string, suffix?: string): ContractProblem[] {
  return names.flatMap((name, index) => {
    const field = contract.fields.find((candidate) => candidate.name === name);
    if (!field || !isCategory(field)) return [];
    return [{ pointer: pointer + (suffix ?? `/${index}`), message: `${name} is a category`, expected: 'a field of numbers' }];
  });
}

function isCategory(field: Field): boolean {
  return field.type === 'category';
}

function oneOf(fields: readonly Field[]): string {
  return `one of ${fields.map(({ name }) => name).join(', ')}`;
}

/** Message of what the action throws; null if it does not throw. */
function messageOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
