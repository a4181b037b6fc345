import type { Format, Ingredient } from '../types.ts';
import { createDurably, readIfThere, replaceDurably } from './durable.ts';
import type { Layout } from './layout.ts';

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

/** The record of an action, or null. A torn or foreign file counts as no record: the stage runs again. */
export function readRecord(layout: Layout, key: string): ResultRecord | null {
  const text = readIfThere(layout.record(key));
  if (text === null) return null;
  try {
    const record = JSON.parse(text) as ResultRecord;
    return record.key === key && typeof record.outputs === 'object' ? record : null;
  } catch {
    return null;
  }
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
  const text = `${JSON.stringify(record)}\n`;
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
