import type { SchemaError } from './schema.ts';

/**
 * Errors as a person would report them. For a value that fits no branch of an anyOf or oneOf, ajv reports every failure in every
 * branch; what is kept are the failures of the branch that came nearest if the value is of its kind, else the union as a whole.
 * Errors that only say that others follow (if, propertyNames) are dropped.
 */
export function withoutNoise(errors: readonly SchemaError[]): readonly SchemaError[] {
  const dropped = new Set<SchemaError>(errors.filter(isEcho));
  for (const union of errors.filter(isUnion)) {
    const branches = branchesOf(union, errors);
    const best = fitsSeveral(union) ? null : nearest(union, branches);
    for (const branch of branches) if (branch !== best) for (const error of branch) dropped.add(error);
    if (best !== null) dropped.add(union);
  }
  return errors.filter((error) => !dropped.has(error) && !isSaidByEnum(error, errors));
}

function isEcho(error: SchemaError): boolean {
  return error.keyword === 'if' || error.keyword === 'propertyNames';
}

/** One constant of a branch says less than the list of all that are allowed at the same place. */
function isSaidByEnum({ keyword, instancePath }: SchemaError, errors: readonly SchemaError[]): boolean {
  return keyword === 'const' && errors.some((other) => other.keyword === 'enum' && other.instancePath === instancePath);
}

function isUnion({ keyword }: SchemaError): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf';
}

/** A oneOf of which more than one branch fits. */
export function fitsSeveral({ params }: SchemaError): boolean {
  return Array.isArray(params['passingSchemas']);
}

/** Failures of each branch of a union, told by their schema path, which starts anew where a branch is a `$ref`. */
function branchesOf(union: SchemaError, errors: readonly SchemaError[]): readonly (readonly SchemaError[])[] {
  const inside = errors.filter((error) => error !== union && isWithin(error.instancePath, union.instancePath));
  return (union.schema as readonly unknown[]).map((branch, index) => {
    const beginnings = [`${union.schemaPath}/${index}`, ...referencesIn(branch)];
    return inside.filter(({ schemaPath }) => beginnings.some((beginning) => isWithin(schemaPath, beginning)));
  });
}

function isWithin(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}

function referencesIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => (key === '$ref' ? [String(value)] : referencesIn(value)));
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
