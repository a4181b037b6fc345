import { readdirSync, readFileSync, statSync } from 'node:fs';
import { refuse } from '../../../diagnostics/diagnostic.ts';
import { type LazyMark, refuseIfLarge } from './sourceText.ts';

/**
 * Content of a regular file: anything else, such as a pipe, could block the reader. `name` is the file as messages name it,
 * `mark` where it is asked for. Refuses with E201 what cannot be read, with E202 what is too large.
 */
export function readRegular(path: string, name: string, mark: LazyMark): Uint8Array {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) refuse('E201', `${name} is not a file`, mark());
    refuseIfLarge(name, stats.size);
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    refuse('E201', code === 'ENOENT' || code === 'ENOTDIR' ? `${name} does not exist` : `${name} cannot be read (${code})`, mark());
  }
}

export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Names of what a folder holds, sorted; none where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
