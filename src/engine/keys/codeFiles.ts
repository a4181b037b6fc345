import { accessSync, constants, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';

/** A file that a command is made of. */
export interface CodeFile {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly executable: boolean;
}

/** Most files that one command may be made of: each is looked at in every run. */
const MOST_FILES = 10_000;

/** Left out of folders and patterns, as are names that begin with a dot: caches of programs, and what the engine and npm make. */
const LEFT_OUT = new Set(['node_modules', '__pycache__', 'artifacts']);

/**
 * The files that the paths and patterns of a command's `code` name, sorted. A folder stands for all files in it; `*` and `?` for
 * any text and any character of a name, `**` for any folders.
 * @throws PipelineError E201 for a path without a file, E203 for too many files.
 */
export function codeFiles(root: string, patterns: readonly string[], place: () => Place): readonly CodeFile[] {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const search = new Search(root, pattern.split('/'), place);
    search.expand('', 0);
    if (search.files.size === 0)
      refuse('E201', `code "${pattern}" names no file`, { place: place(), hint: 'correct the path or the pattern' });
    for (const file of search.files) found.add(file);
    if (found.size > MOST_FILES) {
      refuse('E203', `code names more than ${MOST_FILES} files`, {
        place: place(),
        hint: 'name the files or folders that the command uses',
      });
    }
  }
  return [...found].sort().map((path) => ({ path, executable: isExecutable(join(root, path)) }));
}

/** One pattern on its way through the folders of the project. */
class Search {
  readonly files = new Set<string>();
  readonly #root: string;
  readonly #parts: readonly string[];
  readonly #place: () => Place;
  /** Places where the pattern has been before: `**` leads to one in many ways. */
  readonly #seen = new Set<string>();

  constructor(root: string, parts: readonly string[], place: () => Place) {
    this.#root = root;
    this.#parts = parts;
    this.#place = place;
  }

  /** Follows the parts of the pattern from `at` on, below a folder. */
  expand(folder: string, at: number): void {
    const visit = `${at} ${folder}`;
    if (this.#seen.has(visit) || this.files.size > MOST_FILES) return;
    this.#seen.add(visit);
    const part = this.#parts[at];
    if (part === undefined) this.#take(folder);
    else if (part === '**') {
      this.expand(folder, at + 1);
      for (const name of this.#names(folder)) if (this.#isFolder(below(folder, name))) this.expand(below(folder, name), at);
    } else if (/[*?]/.test(part)) {
      for (const name of this.#names(folder, part)) if (matches(name, part)) this.expand(below(folder, name), at + 1);
    } else this.expand(below(folder, part), at + 1);
  }

  /** A file, or all files of a folder. */
  #take(path: string): void {
    const stats = this.#stats(path);
    if (stats === null || path === '') return;
    if (stats.isFile()) this.files.add(path);
    else if (!stats.isDirectory()) refuse('E201', `code "${path}" is not a file or a folder`, { place: this.#place() });
    else for (const name of this.#names(path)) this.#takeInside(below(path, name));
  }

  #takeInside(path: string): void {
    if (this.#seen.has(path) || this.files.size > MOST_FILES) return;
    this.#seen.add(path);
    this.#take(path);
  }

  /** Names in a folder; hidden ones only where the pattern says so. Links to folders are left out: they may lead in a circle. */
  #names(folder: string, part = '*'): readonly string[] {
    if (this.#stats(folder)?.isDirectory() !== true) return [];
    const entries = readdirSync(join(this.#root, folder), { withFileTypes: true });
    return entries
      .filter((entry) => !LEFT_OUT.has(entry.name) && (part.startsWith('.') || !entry.name.startsWith('.')))
      .filter((entry) => !entry.isSymbolicLink() || !this.#isFolder(below(folder, entry.name)))
      .map(({ name }) => name);
  }

  #isFolder(path: string): boolean {
    return this.#stats(path)?.isDirectory() === true;
  }

  #stats(path: string): Stats | null {
    try {
      return statSync(join(this.#root, path));
    } catch {
      return null;
    }
  }
}

/** Whether a name fits a part of a pattern; takes time in proportion to the product of their lengths. */
export function matches(name: string, pattern: string): boolean {
  let [at, star, from] = [0, -1, 0];
  let position = 0;
  while (position < name.length) {
    if (pattern[at] === '*') [star, from, at] = [at, position, at + 1];
    else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[position])) [at, position] = [at + 1, position + 1];
    else if (star >= 0) [from, position, at] = [from + 1, from + 1, star + 1];
    else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return (statSync(path).mode & 0o100) !== 0;
  } catch {
    return false;
  }
}
