import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import type { Loader } from 'esbuild';
import { sha256Hex } from '../digest.ts';
import { canonicalText, type Effects, IN_ORDER, type Target, together } from './canonicalText.ts';
import type { ImportStatement, SourceModule } from './sourceModule.ts';

/** A file of the import closure as it was read. */
export interface LoadedFile {
  readonly contents: Uint8Array;
  readonly digest: string;
  /** Null where it is no module of JavaScript or TypeScript. */
  readonly module: SourceModule | null;
  /** The files that its static imports lead to, by specifier; null for a package or what is not found. */
  readonly targets: ReadonlyMap<string, string | null>;
}

const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
};

/** Endings that an import may leave out. */
const ENDINGS = ['', '.tsx', '.ts', '.jsx', '.js', '.json', '/index.ts', '/index.js'];

/** The modules of a project by path: read once, taken apart, and written again with their imports in a canonical order. */
export class ModuleGraph {
  readonly #files = new Map<string, Promise<LoadedFile>>();
  readonly #loaded = new Map<string, LoadedFile>();
  readonly #reached = new Set<string>();
  readonly #effects = new Map<string, Effects>();

  /** Reads a file and all that it imports, unless a call that has returned did. */
  async reach(path: string): Promise<LoadedFile> {
    if (!this.#reached.has(path)) {
      const seen = new Set<string>();
      await this.#visit(path, seen);
      for (const file of seen) this.#reached.add(file);
    }
    return this.#loaded.get(path)!;
  }

  async #visit(path: string, seen: Set<string>): Promise<void> {
    if (seen.has(path) || this.#reached.has(path)) return;
    seen.add(path);
    const { targets } = await this.#load(path);
    await Promise.all([...targets.values()].map((target) => (target === null ? undefined : this.#visit(target, seen))));
  }

  /** What esbuild is given for a file that was reached. */
  textOf(path: string): { readonly contents: string | Uint8Array; readonly loader: Loader } {
    const { contents, module } = this.#loaded.get(path)!;
    if (module === null) return { contents, loader: 'default' };
    return { contents: canonicalText(module, (statement) => this.#targetOf(path, statement)), loader: 'js' };
  }

  #targetOf(path: string, { specifier, kind }: ImportStatement): Target {
    const target = this.#loaded.get(path)?.targets.get(specifier) ?? null;
    const name = target ?? specifier;
    const own = target !== null ? this.#effectsOf(target) : isRelative(specifier) ? IN_ORDER : null;
    const exported = (): string => (target === null ? specifier : this.#exportsOf(target).join());
    return { name, effects: own ?? (kind === 'bare' ? name : null), exported };
  }

  /** A circle that is met again counts as ordered: who enters it first decides what is there already. */
  #effectsOf(path: string): Effects {
    const known = this.#effects.get(path);
    if (known !== undefined) return known;
    this.#effects.set(path, IN_ORDER);
    const file = this.#loaded.get(path);
    let effects: Effects = null;
    if (file === undefined || file.module?.requires === true) effects = IN_ORDER;
    else if (file.module !== null) {
      const parts = file.module.imports.map((statement) => this.#targetOf(path, statement).effects);
      effects = together([file.module.effects ? path : null, ...parts]);
    } else if (LOADERS[extname(path)] !== undefined) effects = IN_ORDER;
    this.#effects.set(path, effects);
    return effects;
  }

  /** Names that a module exports, those of its stars too; none where circles are. */
  #exportsOf(path: string): string[] {
    const file = this.#loaded.get(path);
    if (file === undefined || file.module === null || this.#effectsOf(path) === IN_ORDER) return [];
    const stars = file.module.imports.filter(({ kind }) => kind === 'star');
    return [...file.module.exports, ...stars.map((statement) => this.#targetOf(path, statement).exported())].sort();
  }

  #load(path: string): Promise<LoadedFile> {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = loadFile(path).then((loaded) => {
        this.#loaded.set(path, loaded);
        return loaded;
      });
      this.#files.set(path, file);
    }
    return file;
  }
}

async function loadFile(path: string): Promise<LoadedFile> {
  // A pipe would be read without end.
  if (!statSync(path).isFile()) throw new Error(`${path} is not a file`);
  const contents = readFileSync(path);
  const digest = sha256Hex(contents);
  const loader = LOADERS[extname(path)];
  const module = loader === undefined ? null : await moduleOf(contents, loader);
  const targets = new Map((module?.imports ?? []).map(({ specifier }) => [specifier, targetOf(path, specifier)] as const));
  return { contents, digest, module, targets };
}

/** Null for CommonJS, which has no imports to order, and where the text does not parse: esbuild gets it as it is. */
async function moduleOf(contents: Uint8Array, loader: Loader): Promise<SourceModule | null> {
  // Neither is loaded by a run that has nothing to compile.
  const [esbuild, { lexerReady, takeApart }] = await Promise.all([import('esbuild'), import('./sourceModule.ts')]);
  await lexerReady();
  try {
    const { code } = await esbuild.transform(contents, {
      loader,
      format: 'esm',
      platform: 'node',
      target: 'esnext',
      charset: 'utf8',
      legalComments: 'none',
      tsconfigRaw: '{}',
      logLevel: 'silent',
    });
    return /^var require_stdin = /m.test(code) ? null : takeApart(code);
  } catch {
    return null;
  }
}

function targetOf(importer: string, specifier: string): string | null {
  if (!isRelative(specifier)) return null;
  const path = resolve(dirname(importer), specifier);
  const candidates = [...ENDINGS.map((ending) => path + ending), path.replace(/\.([cm]?)js$/, '.$1ts')];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile()) ?? null;
}

function isRelative(specifier: string): boolean {
  return /^[./#]/.test(specifier);
}
