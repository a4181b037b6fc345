import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { started } from './supervisor.ts';

/** How a reader ended with a bomb, and what it took. */
export interface BombEnd {
  readonly end: 'accepted' | 'refused' | 'crashed' | 'killed';
  readonly said: string;
  /** Processor time, as a multiple of what the largest file that a reader takes needs, in the same process, to be unpacked and split into lines. */
  readonly plainReadings: number;
  /** Most memory that the process held, less what it held before. */
  readonly grownBytes: number;
}

/** Lets a process of its own read the content in the place of a target's file; kills it when it takes longer than this. */
export function readBomb(target: string, content: Uint8Array, longestMs: number): Promise<BombEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'bomb-'));
  const path = join(folder, 'content');
  writeFileSync(path, content);
  const child = started('bombChild.ts', [target, path], 1024);
  const watch = setTimeout(() => child.kill('SIGKILL'), longestMs);
  let end: BombEnd = { end: 'killed', said: '', plainReadings: Number.NaN, grownBytes: Number.NaN };
  child.on('message', (message: BombEnd) => {
    end = message;
  });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      clearTimeout(watch);
      rmSync(folder, { recursive: true, force: true });
      // A process may still die of what a reader left behind after it had refused.
      resolve(code === 0 ? end : { ...end, end: 'killed' });
    });
  });
}
