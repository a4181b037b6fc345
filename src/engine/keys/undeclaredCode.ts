import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';
import { parseCommand } from '../commandTemplate.ts';
import { isMapping } from '../json.ts';
import type { CommandDeclaration, Json } from '../types.ts';
import { codeFiles, matches } from './codeFiles.ts';

/** Larger files are tables or programs without text, and are not searched for names. */
const LARGEST_TEXT = 1 << 20;
/** Words of one file that are looked up, and folders that they may be seen from. */
const MOST_WORDS = 10_000;
const MOST_FOLDERS = 10;

/** A file or folder of the project that a command seems to use without declaring it. */
export interface Undeclared {
  readonly path: string;
  /** The file of the command's code that names it; null for the command itself. */
  readonly namedIn: string | null;
}

/**
 * What can be seen of files that a command uses and does not declare: words of the command and of its scripts that are paths of the
 * project, and modules that its Python scripts import. Others, which a program puts together from parts, are not seen; they are
 * missing when the stage runs.
 * @param params parameters of the stage by dotted path.
 * @param sources paths of the files that it reads as inputs.
 */
export function undeclaredCode(
  root: string,
  declaration: CommandDeclaration,
  params: Readonly<Record<string, Json>>,
  sources: ReadonlySet<string>,
): readonly Undeclared[] {
  const code = codeFiles(root, declaration.code, () => ({ file: 'pipeline.yaml' })).map(({ path }) => path);
  const project = new ProjectFiles(root, new Set([...code, ...sources]));
  const found = new Map<string, Undeclared>();
  const note = (paths: readonly string[], namedIn: string | null): void => {
    for (const path of paths) if (!found.has(path)) found.set(path, { path, namedIn });
  };
  note(project.undeclaredIn(commandWords(declaration.command, params), ['']), null);
  for (const file of code) note(project.undeclaredIn(namesIn(root, file), ['', dirname(file)]), file);
  return [...found.values()];
}

/** Words of a command as the shell takes it apart, with the values of parameters in their place. */
function commandWords(command: string, params: Readonly<Record<string, Json>>): readonly string[] {
  const text = parseCommand(command).map((piece) => {
    if (typeof piece === 'string') return piece;
    const value = parameterValue(piece.name, params);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '\0';
  });
  return shellWords(text.join('')).filter((word) => !word.includes('\0'));
}

function parameterValue(name: string, params: Readonly<Record<string, Json>>): Json | undefined {
  for (const [path, value] of Object.entries(params)) {
    if (name === `params.${path}`) return value;
    if (!name.startsWith(`params.${path}.`)) continue;
    const inner = name.slice(`params.${path}.`.length).split('.');
    return inner.reduce<Json | undefined>((at, part) => (isMapping(at) && Object.hasOwn(at, part) ? (at[part] as Json) : undefined), value);
  }
  return undefined;
}

/** Words between blanks and operators; quotes and backslashes are taken off. */
function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote === '' ? /[\s;|&<>()`]/.test(character) : character === quote) {
      if (quote === '' && word !== null) words.push(word);
      if (quote === '') word = null;
      quote = '';
    } else if (quote === '' && (character === '"' || character === "'")) [quote, word] = [character, word ?? ''];
    else if (character === '\\' && quote !== "'") word = (word ?? '') + (text[++at] ?? '');
    else word = (word ?? '') + character;
  }
  return word === null ? words : [...words, word];
}

/** What a script may name: its words, between the characters that no path is written with, and what Python calls modules. */
function namesIn(root: string, file: string): readonly string[] {
  const path = join(root, file);
  if (statSync(path).size > LARGEST_TEXT) return [];
  const text = readFileSync(path, 'utf8');
  if (text.includes('\0')) return [];
  const quoted = [...text.matchAll(/(["'])([^"'\n]{1,200})\1/g)].map(([, , inside]) => inside!);
  return [...new Set([...text.split(/[\s;|&<>()[\]{}"'`=,]+/), ...quoted, ...(extname(file) === '.py' ? pythonModules(text) : [])])];
}

/** `import a.b, c` and `from .d import e` as paths without an ending: `a/b`, `c`, `d`, `d/e`. */
function pythonModules(text: string): readonly string[] {
  const path = (module: string): string => module.trim().split(/\s/)[0]!.replace(/^\.+/, '').replaceAll('.', '/');
  const plain = [...text.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm)].flatMap(([, list]) => list!.split(',').map(path));
  const from = [...text.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([\w, \t]+)/gm)].flatMap(([, module, list]) => {
    const parent = path(module!);
    return [parent, ...list!.split(',').map((name) => join(parent, path(name)))];
  });
  return [...plain, ...from].filter((name) => name !== '').flatMap((name) => [`${name}.py`, ...packagesOf(name)]);
}

/** `a/__init__.py` and `a/b/__init__.py` of `a/b`. */
function packagesOf(module: string): readonly string[] {
  const names = module.split('/');
  return names.map((_, index) => `${names.slice(0, index + 1).join('/')}/__init__.py`);
}

/** What of a project words lead to. */
class ProjectFiles {
  readonly #root: string;
  readonly #declared: ReadonlySet<string>;

  constructor(root: string, declared: ReadonlySet<string>) {
    this.#root = root;
    this.#declared = declared;
  }

  /** Files that words name, seen from these folders and from every folder that another word names (`cd scripts && bash x.sh`). */
  undeclaredIn(words: readonly string[], folders: readonly string[]): readonly string[] {
    const paths = words.slice(0, MOST_WORDS).flatMap((word) => this.#asPaths(word));
    const entered = paths.filter((path) => this.#stats(path)?.isDirectory() === true).slice(0, MOST_FOLDERS);
    const from = [...new Set([...folders.map((folder) => (folder === '.' ? '' : folder)), ...entered])];
    const reached = paths.flatMap((path) => from.flatMap((folder) => this.#files(normalize(join(folder, path)))));
    return [...new Set(reached)].filter((path) => !this.#declared.has(path)).sort();
  }

  /** A word as a path of the project: `./x`, `$PWD/x` and `--file=x` name x. */
  #asPaths(word: string): readonly string[] {
    const path = word
      .replace(/^[^/]*=/, '')
      .replace(/^(\$PWD|\$\{PWD\})\//, '')
      .replace(this.#root.endsWith('/') ? this.#root : `${this.#root}/`, '')
      .replace(/^(\.\/)+/, '');
    return path === '' || path.length > 1024 || path.startsWith('/') || path.startsWith('-') || path.includes('\0') ? [] : [path];
  }

  /** The file of a path, or those that it matches in one folder. */
  #files(path: string): readonly string[] {
    if (path.startsWith('..') || /^(node_modules|artifacts|\.git)(\/|$)/.test(path)) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!/[*?]/.test(name)) return this.#stats(path)?.isFile() === true ? [path] : [];
    const folder = dirname(path) === '.' ? '' : dirname(path);
    if (!/[^*?.]/.test(name) && folder === '') return []; // `*` of a calculation or of a sentence
    const names = this.#stats(folder)?.isDirectory() === true ? readdirSync(join(this.#root, folder)) : [];
    return names
      .filter((each) => !each.startsWith('.') && matches(each, name))
      .map((each) => join(folder, each))
      .filter((each) => this.#stats(each)?.isFile() === true);
  }

  #stats(path: string): Stats | null {
    try {
      return statSync(join(this.#root, path));
    } catch {
      return null;
    }
  }
}
