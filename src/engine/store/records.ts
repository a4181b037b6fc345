import { isDigest } from '../digest.ts';
import { isMapping } from '../json.ts';
import type { Format, Ingredient } from '../types.ts';
import { createDurably, replaceDurably } from './durable.ts';
import type { Layout } from './layout.ts';
import { readSealed, sealedText } from './sealed.ts';

/** What one execution of an action made. `circumstance` may differ between two honest runs, the rest may not. */
export interface ResultRecord {
  readonly key: string;
  readonly instance: string;
  readonly ingredients: readonly Ingredient[];
  readonly outputs: Readonly<Record<string, OutputRecord>>;
  /** Raw digests of the files in the code's import closure: for explanations, not part of the key. */
  readonly codeFiles: Readonly<Record<string, string>>;
  readonly circumstance: {
    readonly startedAt: string;
    readonly durationMs: number;
    readonly peakMemoryBytes: number;
    readonly node: string;
  };
}

export interface OutputRecord {
  readonly digest: string;
  readonly bytes: number;
  readonly format: Format;
  readonly contract: string;
  /** Rows of a table; null for a document. */
  readonly rows: number | null;
}

/** The record of an action, or null. A damaged or foreign file counts as no record: the stage runs again. */
export function readRecord(layout: Layout, key: string): ResultRecord | null {
  const record = isDigest(key) ? readSealed(layout.record(key)) : null;
  return isRecord(record) && record.key === key ? record : null;
}

/** Digests name files and contracts name tables, so a record is looked at before it is believed. */
function isRecord(value: unknown): value is ResultRecord {
  if (!isMapping(value) || !isDigest(value['key']) || typeof value['instance'] !== 'string') return false;
  const { ingredients, outputs, codeFiles, circumstance } = value;
  const isWhole = Array.isArray(ingredients) && ingredients.every(isIngredient) && isMapping(codeFiles) && isMapping(circumstance);
  return isWhole && isMapping(outputs) && Object.values(outputs).every(isOutput);
}

function isIngredient(value: unknown): value is Ingredient {
  return isMapping(value) && typeof value['part'] === 'string' && typeof value['name'] === 'string' && value['value'] !== undefined;
}

function isOutput(value: unknown): value is OutputRecord {
  if (!isMapping(value) || !isDigest(value['digest']) || typeof value['contract'] !== 'string') return false;
  const { bytes, rows, format } = value;
  return Number.isInteger(bytes) && (rows === null || Number.isInteger(rows)) && ['parquet', 'csv', 'json'].includes(String(format));
}

/** What became of a record that was to be published. */
export type Published =
  | { readonly kind: 'created' }
  | { readonly kind: 'equal' }
  /** The same key gave other outputs before: the stage is not deterministic. */
  | { readonly kind: 'different'; readonly before: ResultRecord };

/**
 * Publishes the record of an action; its objects must be in the store already.
 * The first record of a key stays, unless `replace` is asked for (a forced or repairing run).
 */
export function publishRecord(layout: Layout, record: ResultRecord, temporary: string, replace: boolean): Published {
  const path = layout.record(record.key);
  const text = sealedText(record);
  if (createDurably(path, text, temporary)) return { kind: 'created' };
  const before = readRecord(layout, record.key);
  if (before !== null && sameOutputs(before, record)) {
    if (replace) replaceDurably(path, text);
    return { kind: 'equal' };
  }
  if (replace || before === null) replaceDurably(path, text);
  return before === null ? { kind: 'created' } : { kind: 'different', before };
}

function sameOutputs(a: ResultRecord, b: ResultRecord): boolean {
  const names = Object.keys(a.outputs);
  return names.length === Object.keys(b.outputs).length && names.every((name) => a.outputs[name]?.digest === b.outputs[name]?.digest);
}
