import type { AnySchemaObject, ValidateFunction } from 'ajv';
import { type Diagnostic, refuse } from '../../../diagnostics/diagnostic.ts';
import { CHECK_LIMIT_MS, TimeLimitError, withinTime } from '../../timeLimit.ts';
import type { Json } from '../../types.ts';
import type { Mark } from '../reading/sourceText.ts';
import type { YamlPart } from '../reading/yaml.ts';
import { fault } from './schemaFaults.ts';
import { relevantErrors } from './schemaUnions.ts';

/** One validator for each schema and process: compiling takes far longer than validating. */
const compiled = new WeakMap<object, ValidateFunction>();

/** Errors of ajv that are looked at: whoever has more has one mistake many times. */
const MAXIMUM_ERRORS = 1000;

/**
 * Everything in which a value breaks a JSON Schema (draft-07), as diagnostics of E203 at the offending key or value.
 * `markOf` tells where a JSON pointer stands. Refuses, with E203, a schema that is none; `schemaFile` is its name for that.
 */
export async function schemaProblems(
  schema: AnySchemaObject,
  value: Json,
  markOf: (pointer: string, part: YamlPart) => Mark,
  schemaFile = 'schema',
): Promise<Diagnostic[]> {
  const validate = compiled.get(schema) ?? (await compile(schema, schemaFile));
  if (isValid(validate, value, schemaFile)) return [];
  const seen = new Set<string>();
  const problems: Diagnostic[] = [];
  for (const error of relevantErrors((validate.errors ?? []).slice(0, MAXIMUM_ERRORS), schema)) {
    const { pointer, part, ...words } = fault(error);
    const same = `${pointer}\n${words.message}`;
    if (seen.has(same)) continue;
    seen.add(same);
    problems.push({ code: 'E203', severity: 'error', ...words, ...markOf(pointer, part) });
  }
  return problems;
}

/** Refuses, with E203, a schema that takes too long for this value, such as one with a pattern that backtracks without end. */
function isValid(validate: ValidateFunction, value: Json, schemaFile: string): boolean {
  try {
    return withinTime(CHECK_LIMIT_MS, () => validate(value) as boolean);
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    return refuse('E203', `the schema cannot be checked: ${error.message}`, {
      place: { file: schemaFile },
      hint: 'make its patterns simpler: no repetition inside a repetition',
    });
  }
}

/** ajv is loaded only where something must be validated. The meta-schema is not checked: it would cost more than all the rest. */
async function compile(schema: AnySchemaObject, schemaFile: string): Promise<ValidateFunction> {
  const { Ajv } = await import('./ajv.ts');
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    validateFormats: false,
    validateSchema: false,
    meta: false,
    logger: false,
  });
  try {
    const validate = withinTime(CHECK_LIMIT_MS, () => ajv.compile(schema));
    compiled.set(schema, validate);
    return validate;
  } catch (error) {
    refuse('E203', `not a JSON Schema: ${(error as Error).message}`, { place: { file: schemaFile } });
  }
}
