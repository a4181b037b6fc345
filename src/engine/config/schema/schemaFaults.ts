import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { insteadOf, oneOf } from '../../../diagnostics/suggest.ts';
import { keysOf, pointerTo } from '../reading/pointers.ts';
import type { YamlPart } from '../reading/yaml.ts';
import type { SchemaError } from './ajv.ts';
import { fitsSeveral } from './schemaUnions.ts';

/** What is wrong, in plain words, and where: at a key or at a value. */
export interface Fault extends Pick<Diagnostic, 'message' | 'expected' | 'hint'> {
  readonly pointer: string;
  readonly part: YamlPart;
}

/** Longest value that a message quotes. */
const MAXIMUM_QUOTED = 40;

/** The error of ajv in our words. Messages say what is there, `expected` says what may be there. */
export function fault(error: SchemaError): Fault {
  const { keyword, instancePath: pointer, params } = error;
  const schema = (error.parentSchema ?? {}) as Record<string, unknown>;
  const key = error.propertyName;
  if (key !== undefined) {
    const message = `"${key}" is not allowed as a name`;
    return { pointer: pointer + pointerTo(key), part: 'key', message, ...expected(schema['title'] ?? expectationText(error, schema)) };
  }
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(params['additionalProperty']);
      const known = Object.keys((schema['properties'] as object | undefined) ?? {});
      // In `{ about: first, last }` the part after the comma is a key of its own.
      const isText = unknown.includes(' ') && (error.data as Readonly<Record<string, unknown>>)[unknown] === null;
      const help = isText ? { hint: 'put text that holds a comma in quotes' } : insteadOf(unknown, known);
      return { pointer: pointer + pointerTo(unknown), part: 'key', message: `unknown key "${unknown}"`, ...help };
    }
    case 'required':
      return { pointer, part: 'key', message: `${nameOf(pointer)} lacks "${String(params['missingProperty'])}"` };
    case 'dependencies': {
      const message = `${nameOf(pointer)} has "${String(params['property'])}", but lacks "${String(params['missingProperty'])}"`;
      return { pointer, part: 'key', message };
    }
    case 'anyOf':
    case 'oneOf':
      return unionFault(error, schema);
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
      return { ...wrongValue(error), ...(typeof error.data === 'string' ? insteadOf(error.data, allowed) : expected(oneOf(allowed))) };
    }
    default:
      return { ...wrongValue(error), ...expected(expectationText(error, schema)) };
  }
}

/** A union of which no branch fits: named by its title, or by the keys of which exactly one must be there. */
function unionFault(error: SchemaError, schema: Readonly<Record<string, unknown>>): Fault {
  const branches = error.schema as readonly Readonly<Record<string, unknown>>[];
  if (!branches.every(({ required }) => Array.isArray(required))) {
    return {
      ...wrongValue(error),
      ...expected(schema['title'] ?? branches.map((branch) => branch['title'] ?? typeText(branch['type'])).join(', or ')),
    };
  }
  const keys = branches.map(({ required }) => (required as readonly string[]).map((key) => `"${key}"`).join(' and '));
  const name = nameOf(error.instancePath);
  const message = fitsSeveral(error) ? `${name} has more than one of ${keys.join(', ')}` : `${name} has none of ${keys.join(', ')}`;
  return { pointer: error.instancePath, part: 'key', message, expected: `exactly one of ${keys.join(', ')}` };
}

function wrongValue({ instancePath: pointer, data }: SchemaError): Fault {
  return { pointer, part: 'value', message: `${nameOf(pointer)} cannot be ${valueText(data)}` };
}

/** What a keyword asks for; ajv's own words for the rare ones. */
function expectationText({ keyword, params, message }: SchemaError, schema: Readonly<Record<string, unknown>>): unknown {
  const limit = String(params['limit']);
  switch (keyword) {
    case 'type':
      return typeText(params['type']);
    case 'const':
      return JSON.stringify(params['allowedValue']);
    case 'minimum':
      return `at least ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'exclusiveMinimum':
      return `more than ${limit}`;
    case 'exclusiveMaximum':
      return `less than ${limit}`;
    case 'pattern':
      return schema['title'] ?? `text that matches ${String(params['pattern'])}`;
    case 'minLength':
      return limit === '1' ? 'some text' : `at least ${limit} characters`;
    case 'maxLength':
      return `at most ${limit} characters`;
    case 'minItems':
    case 'minProperties':
      return `at least ${limit} ${limit === '1' ? 'entry' : 'entries'}`;
    case 'maxItems':
    case 'maxProperties':
      return `at most ${limit} ${limit === '1' ? 'entry' : 'entries'}`;
    case 'uniqueItems':
      return 'no entry twice';
    default:
      return schema['title'] ?? message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

function typeText(type: unknown): string {
  return [type]
    .flat()
    .map((one) => TYPES[String(one)] ?? String(one))
    .join(' or ');
}

/** A value as a message shows it: numbers and short texts as they are. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'this list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  const text = JSON.stringify(value);
  return text.length <= MAXIMUM_QUOTED ? text : `${text.slice(0, MAXIMUM_QUOTED)}..."`;
}

/** The thing that a pointer leads to, as a message names it: by its key, or as an entry of a list. */
function nameOf(pointer: string): string {
  const segments = keysOf(pointer);
  const last = segments.at(-1);
  if (last === undefined) return 'the file';
  return /^\d+$/.test(last) && segments.length > 1 ? `entry ${Number(last) + 1} of "${segments.at(-2)}"` : `"${last}"`;
}

function expected(words: unknown): Pick<Diagnostic, 'expected'> {
  return typeof words === 'string' && words !== '' ? { expected: words } : {};
}
