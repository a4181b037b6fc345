import type { Json } from '../../types.ts';

type JsonObject = { readonly [key: string]: Json };

const PRIMITIVES: Readonly<Record<string, string>> = {
  number: 'number',
  integer: 'number',
  string: 'string',
  boolean: 'boolean',
  null: 'null',
};

/**
 * TypeScript type of the values that a JSON Schema describes. `indent` is the white space before the line that the type
 * begins on. Understood are type, enum, const, anyOf, oneOf, properties, required, additionalProperties and items;
 * what lies outside that subset becomes `unknown`, which forces a reader of the value to look.
 */
export function typeOfSchema(schema: Json, indent = ''): string {
  if (!isObject(schema)) return 'unknown';
  if ('const' in schema) return literal(schema['const']!);
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal));
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) return union(alternatives.map((alternative) => typeOfSchema(alternative, indent)));
  const type = schema['type'];
  if (Array.isArray(type)) return union(type.map((one: Json) => typeOfSchema({ ...schema, type: one }, indent)));
  if (type === 'object') return objectType(schema, indent);
  if (type === 'array') return arrayType(schema, indent);
  return typeof type === 'string' ? (PRIMITIVES[type] ?? 'unknown') : 'unknown';
}

/** A schema with its references to its own definitions replaced by what they name; a definition that names itself stays a reference. */
export function withoutReferences(schema: Json, definitions: Json = definitionsOf(schema), within: readonly string[] = []): Json {
  if (Array.isArray(schema)) return schema.map((each: Json) => withoutReferences(each, definitions, within));
  if (!isObject(schema)) return schema;
  const name = /^#\/definitions\/(.+)$/.exec(String(schema['$ref']))?.[1];
  const named = name === undefined || within.includes(name) || !isObject(definitions) ? undefined : definitions[name];
  if (named !== undefined) return withoutReferences(named, definitions, [...within, name!]);
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutReferences(value, definitions, within)]));
}

function definitionsOf(schema: Json): Json {
  return isObject(schema) ? (schema['definitions'] ?? null) : null;
}

/** An object type over several lines, as the formatter leaves it; `Record<string, never>` if it has no members. */
export function objectOf(members: readonly Member[], indent: string): string {
  if (members.length === 0) return 'Record<string, never>';
  const lines = members.flatMap(({ name, type, about, optional }) => [
    ...(about ? [docComment(about, `${indent}  `)] : []),
    `${indent}  readonly ${propertyName(name)}${optional ? '?' : ''}: ${type};`,
  ]);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

export interface Member {
  readonly name: string;
  readonly type: string;
  readonly about?: string | null;
  readonly optional?: boolean;
}

export function docComment(text: string, indent = ''): string {
  return `${indent}/** ${text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */`;
}

/** A key as it stands in TypeScript: quoted only where it is no identifier. */
function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function objectType(schema: JsonObject, indent: string): string {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const members = Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeOfSchema(property, `${indent}  `),
    about: descriptionOf(property),
    optional: !required.includes(name),
  }));
  const others = schema['additionalProperties'];
  if (members.length === 0 && others !== false) {
    return `{ readonly [key: string]: ${isObject(others) ? typeOfSchema(others, indent) : 'unknown'} }`;
  }
  return objectOf(members, indent);
}

function arrayType(schema: JsonObject, indent: string): string {
  const item = typeOfSchema(schema['items'] ?? true, indent);
  return isUnion(item) ? `readonly (${item})[]` : `readonly ${item}[]`;
}

/** Whether a type is a union itself, not only one within. */
function isUnion(type: string): boolean {
  return type.replaceAll(/\{[^{}]*\}/g, '').includes(' | ');
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function literal(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  return value === null || typeof value !== 'object' ? String(value) : 'unknown';
}

function descriptionOf(schema: Json): string | null {
  const description = isObject(schema) ? schema['description'] : undefined;
  return typeof description === 'string' ? description : null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
