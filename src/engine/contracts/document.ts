import { Ajv, type ValidateFunction } from 'ajv';
import { CHECK_LIMIT_MS, TimeLimitError, withinTime } from '../timeLimit.ts';
import type { DocumentContract, Json } from '../types.ts';
import type { Violation } from './violation.ts';

const SHOWN = 20;

/** Validator of a JSON Schema (draft-07). Throws an Error that says what is wrong with the schema. */
export function compileSchema(schema: Json): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
  return withinTime(CHECK_LIMIT_MS, () => ajv.compile(schema as Record<string, unknown>));
}

/** Everything in which a value breaks the JSON Schema of its contract, one violation for each keyword; `json` if it is no JSON at all. */
export function checkDocument(contract: DocumentContract, document: unknown): Violation[] {
  const foreign = notJson(document, '');
  if (foreign !== null) return [{ rule: 'json', message: foreign, rows: [], count: 1 }];
  let validate: ValidateFunction;
  try {
    validate = compileSchema(contract.schema);
    if (withinTime(CHECK_LIMIT_MS, () => validate(document))) return [];
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    return [{ rule: 'schema', message: `the schema cannot be checked: ${error.message}`, rows: [], count: 1 }];
  }
  const errors = validate.errors ?? [];
  const rules = [...new Set(errors.map(({ keyword }) => keyword))];
  return rules.map((rule) => {
    const places = errors.filter(({ keyword }) => keyword === rule);
    const words = places.slice(0, SHOWN).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? rule}`);
    return { rule, message: words.join('; '), rows: [], count: places.length };
  });
}

/** First place that JSON cannot hold, and that JSON.stringify would drop or change without a word; null if there is none. */
function notJson(value: unknown, pointer: string): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${pointer || '/'} is ${value}, which JSON cannot hold`;
  if (Array.isArray(value)) return firstOf(value.map((item: unknown, index) => notJson(item, `${pointer}/${index}`)));
  if (typeof value !== 'object') return `${pointer || '/'} is of type ${typeof value}, which JSON cannot hold`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return `${pointer || '/'} is not a plain object`;
  return firstOf(Object.entries(value).map(([key, member]) => notJson(member, `${pointer}/${key}`)));
}

function firstOf(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}
