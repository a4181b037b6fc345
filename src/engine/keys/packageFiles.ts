import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { BuildFailure, Plugin } from 'esbuild';
import { isMapping } from '../json.ts';

/** A package in node_modules, or one that a link there leads to. */
export interface PackageFolder {
  readonly name: string;
  readonly version: string;
  /** Real place. */
  readonly path: string;
}

/** What Node loads beside JavaScript, and what programs in WebAssembly are kept in. */
const NATIVE = /\.(node|wasm|dll|dylib|so(\.\d+)*)$/;

/** Entries of one package that are looked at for native files. */
const MOST_ENTRIES = 20_000;

/** The text of modules that only have to be found. */
const MODULE = /\.([cm]?[jt]sx?|json)$/;

/**
 * Real paths of all files that importing this takes from packages: every module that is reached, with the package.json files that say
 * what it is; native and WebAssembly files of these packages, which are opened by name; and optional packages that are installed,
 * where programs for one platform are. None where it cannot be found.
 */
export async function filesOfImport(root: string, specifier: string): Promise<readonly string[]> {
  const modules = await reachedModules(root, specifier);
  const files = new Set(modules.flatMap((file) => [file, ...manifestsOf(file)]));
  const folders = new Map(modules.map((file) => owningPackage(file)).map((folder) => [folder.path, folder]));
  for (const { path } of folders.values()) {
    for (const file of filesBelow(path)) if (NATIVE.test(file)) files.add(file);
    for (const optional of optionalPackages(path)) for (const file of filesBelow(optional)) files.add(file);
  }
  return [...files].sort();
}

/** The package that a file belongs to. */
export function owningPackage(file: string): PackageFolder {
  const manifest = manifestsOf(file).at(-1) ?? '';
  const { name, version } = fieldsOf(manifest);
  const path = dirname(manifest === '' ? file : manifest);
  return { name: typeof name === 'string' ? name : basename(path), version: typeof version === 'string' ? version : '', path };
}

/** Name of the package in a specifier: `@scope/name` of `@scope/name/lib/x.js`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Folder of a package as Node looks for it from a folder; it may be a link. */
export function findPackage(from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', ...name.split('/'));
    if (existsSync(join(found, 'package.json'))) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** Modules that esbuild reaches as Node would, tests and unused exports included. What it does not find is taken to be optional. */
async function reachedModules(root: string, specifier: string): Promise<readonly string[]> {
  const esbuild = await import('esbuild');
  const external = new Set<string>();
  for (;;) {
    try {
      const { metafile } = await esbuild.build({
        stdin: { contents: `import * as all from ${JSON.stringify(specifier)}; export { all };`, resolveDir: root },
        absWorkingDir: root,
        bundle: true,
        platform: 'node',
        format: 'esm',
        target: 'esnext',
        conditions: [],
        treeShaking: false,
        ignoreAnnotations: true,
        external: [...external],
        plugins: [OTHER_FILES],
        write: false,
        metafile: true,
        logLevel: 'silent',
        logLimit: 0,
      });
      return Object.keys(metafile.inputs)
        .filter((path) => path !== '<stdin>' && !/^\(?[a-z]+\)?:/.test(path))
        .map((path) => realpathSync(join(root, path)));
    } catch (error) {
      const unknown = ((error as Partial<BuildFailure>).errors ?? []).flatMap(
        ({ text }) => /^Could not resolve "(.+)"/.exec(text)?.[1] ?? [],
      );
      const left = unknown.filter((path) => !external.has(path) && path !== specifier);
      if (left.length === 0) return unknown.includes(specifier) ? [] : wholePackage(root, specifier);
      for (const path of left) external.add(path);
    }
  }
}

/** Files that are no modules count as they are. */
const OTHER_FILES: Plugin = {
  name: 'other-files',
  setup: (build) => {
    build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => (MODULE.test(path) ? undefined : { contents: '', loader: 'empty' }));
  },
};

/** Where a package does not parse, all of its files. */
function wholePackage(root: string, specifier: string): readonly string[] {
  const folder = findPackage(root, packageName(specifier));
  return folder === null ? [] : filesBelow(realpathSync(folder));
}

/**
 * The package.json files above a file up to that of its package, which stands directly in node_modules; elsewhere (a linked package)
 * it is the first that has a name.
 */
function manifestsOf(file: string): readonly string[] {
  const manifests: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) manifests.push(manifest);
    const isPackage = /[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+$/.test(folder);
    const isNamed = !folder.includes('node_modules') && manifests.at(-1) === manifest && fieldsOf(manifest).name !== undefined;
    if (isPackage || isNamed || dirname(folder) === folder) return manifests;
  }
}

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly optionalDependencies?: unknown;
}

function fieldsOf(manifest: string): Manifest {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  } catch {
    return {}; // Node says what is wrong with it when the stage runs.
  }
}

function optionalPackages(folder: string): readonly string[] {
  const { optionalDependencies } = fieldsOf(join(folder, 'package.json'));
  const names = isMapping(optionalDependencies) ? Object.keys(optionalDependencies) : [];
  return names.flatMap((name) => {
    const found = findPackage(folder, name);
    return found === null ? [] : [realpathSync(found)];
  });
}

/** Files of a package, without those of packages inside it and without hidden ones. */
function filesBelow(folder: string): readonly string[] {
  const files: string[] = [];
  const folders = [folder];
  for (const next of folders) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile())) files.push(path);
    }
    if (files.length + folders.length > MOST_ENTRIES) break;
  }
  return files;
}

/** A file as its package names it. */
export function nameInPackage({ path }: PackageFolder, file: string): string {
  return relative(path, file).split('\\').join('/');
}
