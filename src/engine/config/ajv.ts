/** Ajv under its own module, so that it can be loaded when a schema has to be compiled and not before. */
export { Ajv } from 'ajv';
