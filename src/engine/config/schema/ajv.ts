import type { ErrorObject } from 'ajv';

/** Ajv under its own module, so that it can be loaded when a schema has to be compiled and not before. */
export { Ajv } from 'ajv';

/** An error of ajv in verbose mode: with the schema and the value that it is about. */
export type SchemaError = ErrorObject<string, Record<string, unknown>>;
