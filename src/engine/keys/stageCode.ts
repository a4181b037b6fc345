import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { isPipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import { canonicalJson, sha256Hex } from '../digest.ts';
import { isMapping } from '../json.ts';
import { replaceDurably, writeMemo } from '../store/durable.ts';
import type { Layout } from '../store/layout.ts';
import { readSealed, sealedText } from '../store/sealed.ts';
import type { StatMemo } from '../store/statMemo.ts';
import type { Config, Encoder, Json, StageCode, StageDeclaration } from '../types.ts';
import { BUNDLE_RULES, bundleOf } from './bundle.ts';
import { commandCode } from './commandCode.ts';
import { ModuleGraph } from './moduleGraph.ts';
import { findPackage, owningPackage } from './packageFiles.ts';
import { Packages, type RememberedImport } from './packages.ts';

/** Remembered code: right as long as every file of the closure, the packages that it imports and the compiler are the same. */
interface Remembered {
  readonly code: StageCode;
  readonly imports: readonly string[];
  readonly compiler: string;
}

/** What `npm run build` notes of the table encoder. */
export interface EncoderBuild {
  readonly digest: string;
  /** What it imports from packages at run time. */
  readonly imports: readonly string[];
}

/** Digests the code of every stage of a configuration; compiles only what changed since the memo. */
export class StageCodes {
  readonly #config: Config;
  readonly #layout: Layout;
  readonly #memo: StatMemo;
  readonly #remembered: Map<string, Remembered>;
  readonly #rememberedImports: Map<string, RememberedImport>;
  readonly #packages: Packages;
  readonly #found = new Map<string, StageCode>();
  readonly #compiler: string;
  readonly #graph = new ModuleGraph();
  #changed = false;

  constructor(config: Config, layout: Layout, memo: StatMemo) {
    this.#config = config;
    this.#layout = layout;
    this.#memo = memo;
    const { modules, imports } = loadMemo(layout.codeMemo);
    this.#remembered = modules;
    this.#rememberedImports = imports;
    this.#packages = new Packages(config.root, memo, imports);
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
    const content = { modules: Object.fromEntries(this.#remembered), imports: Object.fromEntries(this.#rememberedImports) };
    if (this.#changed) writeMemo(this.#layout.codeMemo, sealedText(content));
    this.#changed = false;
  }

  /** The table encoder of this program, with the packages that it takes from where the engine is installed. */
  async encoderOf({ digest, imports }: EncoderBuild, installation: string): Promise<Encoder> {
    const packages = new Packages(installation, this.#memo, this.#rememberedImports);
    const content = await packages.contentOf(imports);
    this.#changed ||= packages.changed;
    return { digest, packages: content };
  }

  #recall(module: string): StageCode | null {
    const known = this.#remembered.get(module);
    if (known === undefined || known.compiler !== this.#compiler) return null;
    const same = (files: Readonly<Record<string, string>>): boolean =>
      Object.entries(files).every(([file, digest]) => this.#memo.digestOf(join(this.#config.root, file)) === digest);
    const sound = this.#memo.digestOf(this.#layout.bundle(known.code.digest)) === known.code.digest;
    return sound && same(known.code.files) && this.#packages.isUnchanged(known.imports) ? known.code : null;
  }

  async #compile(module: string): Promise<StageCode> {
    const { bundle, files, metafile } = await bundleOf(this.#config.root, module, this.#graph);
    refuseWithoutRun(module, metafile);
    const digest = sha256Hex(bundle);
    const imports = externalImports(metafile);
    const packages = await this.#packages.contentOf(imports);
    const path = this.#layout.bundle(digest);
    try {
      replaceDurably(path, bundle);
      this.#memo.trust(path, digest);
    } catch (error) {
      // A store that cannot be written to still answers what is current; a stage that has to run says what is wrong.
      if (!isPipelineError(error)) throw error;
    }
    const code = { name: module, digest, packages, files, executables: [] };
    this.#remembered.set(module, { code, imports, compiler: this.#compiler });
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

/** What the bundle imports from packages at run time. */
function externalImports({ outputs }: Metafile): readonly string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports.filter(({ external }) => external));
  return [...new Set(imports.map(({ path }) => path))].filter((path) => !isBuiltin(path)).sort();
}

function compilerVersion(root: string): string {
  const folder = findPackage(dirname(import.meta.dirname), 'esbuild') ?? findPackage(root, 'esbuild');
  const version = folder === null ? '' : owningPackage(join(folder, 'package.json')).version;
  return sha256Hex(canonicalJson(['compiler', version, BUNDLE_RULES as unknown as Json]));
}

interface Memo {
  readonly modules: Map<string, Remembered>;
  readonly imports: Map<string, RememberedImport>;
}

function loadMemo(file: string): Memo {
  const content = readSealed(file);
  const part = <T>(name: string): Map<string, T> => {
    const entries = isMapping(content) ? content[name] : null;
    return new Map(isMapping(entries) ? (Object.entries(entries) as [string, T][]) : []);
  };
  return { modules: part('modules'), imports: part('imports') };
}
