import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Trained } from './trainer.ts';

/** What belongs to this format, and to no other one or an older one of ours. */
const FORMAT = 'checkpoint of a training, 1';
const DIGEST_BYTES = 32;

interface Content {
  readonly format: string;
  readonly training: string;
  readonly trained: Trained;
}

/**
 * A file that holds a training between two epochs: SHA-256 of the rest, then the content in V8's serialization, which keeps
 * every bit of its numbers.
 */
export class CheckpointFile {
  readonly #path: string;
  readonly #training: string;

  /** @param training names the training with all that its numbers depend on; a checkpoint of another one is not taken. */
  constructor(path: string, training: string) {
    this.#path = path;
    this.#training = training;
  }

  /** The training in the file; null where there is none, or where the reason why it cannot be used was logged. */
  read(log: (line: string) => void): Trained | null {
    if (!existsSync(this.#path)) return null;
    const content = contentOf(readFileSync(this.#path));
    if (content?.training === this.#training) return content.trained;
    const why = content === null ? 'it is damaged' : `it belongs to ${content.training}`;
    log(`the checkpoint is left aside, for ${why}; training starts anew`);
    return null;
  }

  /** Replaces the file in one step, so that a process killed meanwhile leaves the earlier checkpoint. */
  write(trained: Trained): void {
    const content: Content = { format: FORMAT, training: this.#training, trained };
    const body = serialize(content);
    const temporary = `${this.#path}.tmp`;
    try {
      writeWhole(temporary, Buffer.concat([digestOf(body), body]));
      renameSync(temporary, this.#path);
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

function contentOf(bytes: Buffer): Content | null {
  const body = bytes.subarray(DIGEST_BYTES);
  if (!digestOf(body).equals(bytes.subarray(0, DIGEST_BYTES))) return null;
  try {
    const content = deserialize(body) as Content;
    return content.format === FORMAT ? content : null;
  } catch {
    return null; // written by a Node whose serialization this one does not read
  }
}

function digestOf(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}

function writeWhole(path: string, bytes: Buffer): void {
  const file = openSync(path, 'w');
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
