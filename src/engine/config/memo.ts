import { isMapping } from '../json.ts';
import { writeMemo } from '../store/durable.ts';
import { readSealed, sealedText } from '../store/sealed.ts';
import type { Json } from '../types.ts';
import type { DocumentMemo } from './documents.ts';

/** Most documents that are kept: several profiles and branches of one project fit, and the file stays small. */
const MAXIMUM_ENTRIES = 500;

/**
 * A memo of valid configuration documents that lasts from run to run, for `loadConfig`. Only content is trusted, by its digest;
 * a file that is damaged, foreign or missing is an empty memo.
 */
export class FileMemo implements DocumentMemo {
  readonly #file: string;
  readonly #values: Map<string, Json>;
  readonly #used = new Set<string>();
  #changed = false;

  constructor(file: string) {
    this.#file = file;
    this.#values = load(file);
  }

  get(digest: string): Json | undefined {
    const value = this.#values.get(digest);
    if (value !== undefined) this.#used.add(digest);
    return value;
  }

  set(digest: string, value: Json): void {
    this.#values.set(digest, value);
    this.#used.add(digest);
    this.#changed = true;
  }

  /** Writes the memo if something was added, what was used last first. */
  save(): void {
    if (!this.#changed) return;
    const digests = [...new Set([...this.#used, ...this.#values.keys()])].slice(0, MAXIMUM_ENTRIES);
    writeMemo(this.#file, sealedText(Object.fromEntries(digests.map((digest) => [digest, this.#values.get(digest)]))));
    this.#changed = false;
  }
}

function load(file: string): Map<string, Json> {
  const content = readSealed(file);
  return new Map(isMapping(content) ? (Object.entries(content) as [string, Json][]) : []);
}
