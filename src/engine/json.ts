import type { Json } from './types.ts';

/** Whether a value of JSON is a mapping, which lists and null are not. */
export function isMapping(value: Json | undefined): value is { readonly [key: string]: Json };
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>>;
export function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
