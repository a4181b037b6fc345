import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { canonicalJson, sha256Hex } from '../digest.ts';
import { isMapping } from '../json.ts';
import { replaceDurably, writeMemo } from '../store/durable.ts';
import type { Layout } from '../store/layout.ts';
import { readSealed, sealedText } from '../store/sealed.ts';
import type { StatMemo } from '../store/statMemo.ts';
import type { Config, Json, StageCode, StageDeclaration } from '../types.ts';
import { BUNDLE_RULES, bundleOf } from './bundle.ts';
import { commandCode } from './commandCode.ts';
import { ModuleGraph } from './moduleGraph.ts';

/** Remembered code: right as long as every file of the closure, every package.json and the compiler are the same. */
interface Remembered {
  readonly code: StageCode;
  readonly packageFiles: Readonly<Record<string, string>>;
  readonly compiler: string;
}

/** Digests the code of every stage of a configuration; compiles only what changed since the memo. */
export class StageCodes {
  readonly #config: Config;
  readonly #layout: Layout;
  readonly #memo: StatMemo;
  readonly #remembered: Map<string, Remembered>;
  readonly #found = new Map<string, StageCode>();
  readonly #compiler: string;
  readonly #graph = new ModuleGraph();
  #changed = false;

  constructor(config: Config, layout: Layout, memo: StatMemo) {
    this.#config = config;
    this.#layout = layout;
    this.#memo = memo;
    this.#remembered = loadMemo(layout.codeMemo);
    this.#compiler = compilerVersion(config.root);
  }

  async codeOf(stage: StageDeclaration): Promise<StageCode> {
    if (stage.action.kind === 'run') {
      const store = { root: this.#config.root, layout: this.#layout, memo: this.#memo };
      return commandCode(stage.action, () => this.#config.placeOf(`/stages/${stage.name}/code`), store);
    }
    const { module } = stage.action;
    let code = this.#found.get(module) ?? this.#recall(module);
    if (code === null) code = await this.#compile(module);
    this.#found.set(module, code);
    return code;
  }

  save(): void {
    if (this.#changed) writeMemo(this.#layout.codeMemo, sealedText(Object.fromEntries(this.#remembered)));
    this.#changed = false;
  }

  #recall(module: string): StageCode | null {
    const known = this.#remembered.get(module);
    if (known === undefined || known.compiler !== this.#compiler) return null;
    const same = (files: Readonly<Record<string, string>>): boolean =>
      Object.entries(files).every(([file, digest]) => this.#memo.digestOf(join(this.#config.root, file)) === digest);
    const sound = this.#memo.digestOf(this.#layout.bundle(known.code.digest)) === known.code.digest;
    return sound && same(known.code.files) && same(known.packageFiles) ? known.code : null;
  }

  async #compile(module: string): Promise<StageCode> {
    const { bundle, files, metafile } = await bundleOf(this.#config.root, module, this.#graph);
    refuseWithoutRun(module, metafile);
    const digest = sha256Hex(bundle);
    const manifests = packageManifests(this.#config.root, metafile);
    const packages = Object.fromEntries([...manifests].map(([name, file]) => [name, versionIn(file)]));
    const packageFiles = Object.fromEntries(
      [...manifests.values()].map((file) => [relative(this.#config.root, file), this.#memo.digestOf(file) ?? '']),
    );
    const path = this.#layout.bundle(digest);
    replaceDurably(path, bundle);
    this.#memo.trust(path, digest);
    const code = { name: module, digest, packages, files, executables: [] };
    this.#remembered.set(module, { code, packageFiles, compiler: this.#compiler });
    this.#changed = true;
    return code;
  }
}

function refuseWithoutRun(module: string, { outputs }: Metafile): void {
  if (Object.values(outputs).some(({ exports }) => exports.includes('run'))) return;
  refuse('E207', 'the module does not export a function "run"', {
    place: { file: module },
    expected: 'export async function run(context) { ... }',
  });
}

/** package.json of every package that the bundle imports at run time, by package name. */
function packageManifests(root: string, metafile: Metafile): ReadonlyMap<string, string> {
  const names = new Set<string>();
  for (const output of Object.values(metafile.outputs)) {
    for (const { path, external } of output.imports) {
      if (external && !path.startsWith('node:')) names.add(packageName(path));
    }
  }
  const manifests = new Map<string, string>();
  for (const name of [...names].sort()) {
    const file = findManifest(root, name);
    if (file !== null) manifests.set(name, file);
  }
  return manifests;
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function findManifest(root: string, name: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', ...name.split('/'), 'package.json');
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return null;
  }
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function compilerVersion(root: string): string {
  const file = findManifest(dirname(import.meta.dirname), 'esbuild') ?? findManifest(root, 'esbuild');
  const version = file === null ? '' : versionIn(file);
  return sha256Hex(canonicalJson(['compiler', version, BUNDLE_RULES as unknown as Json]));
}

function loadMemo(file: string): Map<string, Remembered> {
  const content = readSealed(file);
  return new Map(isMapping(content) ? (Object.entries(content) as [string, Remembered][]) : []);
}
