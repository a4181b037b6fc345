import { keysOf } from '../reading/pointers.ts';
import type { SchemaError } from './ajv.ts';

/**
 * Errors as a person would report them. For a value that fits no branch of an anyOf or oneOf, ajv reports every failure in every
 * branch; what is kept are the failures of the branch that came nearest if the value is of its kind, else the union as a whole.
 * Errors that only say that others follow (if, propertyNames) are dropped.
 * `root` is the whole schema.
 */
export function relevantErrors(errors: readonly SchemaError[], root: object): readonly SchemaError[] {
  const dropped = new Set<SchemaError>(errors.filter(isFollowUp));
  for (const union of errors.filter(isUnion)) {
    const branches = branchesOf(union, errors, root);
    const best = fitsSeveral(union) ? null : nearest(union, branches);
    for (const error of branches.flat()) if (!best?.includes(error)) dropped.add(error);
    if (best !== null) dropped.add(union);
  }
  return errors.filter((error) => !dropped.has(error) && !isCoveredByEnum(error, errors));
}

function isFollowUp(error: SchemaError): boolean {
  return error.keyword === 'if' || error.keyword === 'propertyNames';
}

/** One constant of a branch says less than the list of all that are allowed at the same place. */
function isCoveredByEnum({ keyword, instancePath }: SchemaError, errors: readonly SchemaError[]): boolean {
  return keyword === 'const' && errors.some((other) => other.keyword === 'enum' && other.instancePath === instancePath);
}

function isUnion({ keyword }: SchemaError): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf';
}

/** A oneOf of which more than one branch fits. */
export function fitsSeveral({ params }: SchemaError): boolean {
  return Array.isArray(params['passingSchemas']);
}

/** Failures of each branch of a union, grouped by the part of the schema that they come from; parts can be shared. */
function branchesOf(union: SchemaError, errors: readonly SchemaError[], root: object): readonly (readonly SchemaError[])[] {
  const inside = errors.filter((error) => error !== union && isWithin(error.instancePath, union.instancePath));
  return (union.schema as readonly unknown[]).map((branch) => {
    const parts = partsOf(branch, root, new Set());
    return inside.filter(({ parentSchema }) => parts.has(parentSchema));
  });
}

/** Every schema within a schema, also behind references to definitions of the same file. */
function partsOf(schema: unknown, root: object, parts: Set<unknown>): ReadonlySet<unknown> {
  if (typeof schema !== 'object' || schema === null || parts.has(schema)) return parts;
  parts.add(schema);
  for (const [key, value] of Object.entries(schema)) partsOf(key === '$ref' ? definitionAt(root, String(value)) : value, root, parts);
  return parts;
}

function definitionAt(root: object, reference: string): unknown {
  return keysOf(reference).reduce<unknown>((schema, key) => (schema as Record<string, unknown> | undefined)?.[key], root);
}

function isWithin(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}

/**
 * The branch that the value was meant for: it has the right type and the right constants, and the fewest failures.
 * Null if there is none, so that the union itself must be reported.
 */
function nearest(union: SchemaError, branches: readonly (readonly SchemaError[])[]): readonly SchemaError[] | null {
  const kind = (error: SchemaError): boolean =>
    error.keyword === 'const' ||
    (error.instancePath === union.instancePath && ['type', 'enum', 'required', 'pattern'].includes(error.keyword));
  const meant = branches.filter((branch) => branch.length > 0 && !branch.some(kind));
  return meant.reduce<readonly SchemaError[] | null>(
    (best, branch) => (best === null || branch.length < best.length ? branch : best),
    null,
  );
}
