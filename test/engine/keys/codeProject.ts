import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StageCodes } from '../../../src/engine/keys/stageCode.ts';
import { layoutOf } from '../../../src/engine/store/layout.ts';
import { StatMemo } from '../../../src/engine/store/statMemo.ts';
import type { Config, StageCode, StageDeclaration } from '../../../src/engine/types.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Code of stage modules of the project at `root`, without a memo; `bundle` is where the engine keeps what it will run. */
export async function codeAt(root: string, ...modules: string[]): Promise<(StageCode & { readonly bundle: string })[]> {
  const layout = { ...layoutOf(root), bundle: (digest: string): string => join(root, '.bundles', `${digest}.mjs`) };
  const codes = new StageCodes({ root } as Config, layout, new StatMemo(layout.memo));
  const found: (StageCode & { readonly bundle: string })[] = [];
  for (const module of modules) {
    const code = await codes.codeOf({ name: 'stage', action: { kind: 'module', module } } as unknown as StageDeclaration);
    found.push({ ...code, bundle: layout.bundle(code.digest) });
  }
  return found;
}

/** A project of the given files in a temporary folder, for as long as `use` takes. */
export async function withProject<T>(files: Files, use: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'pipeline-code-'));
  try {
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Digest of the module `stage.ts`, or of another, of a project of the given files. */
export function digestOf(files: Files, module = 'stage.ts'): Promise<string> {
  return withProject(files, async (root) => (await codeAt(root, module))[0]!.digest);
}

/** The text of the bundle. */
export function bundleText(files: Files): Promise<string> {
  return withProject(files, async (root) => readFileSync((await codeAt(root, 'stage.ts'))[0]!.bundle, 'utf8'));
}

/** What the bundle of `stage.ts` gives: its export `result`, as JSON. */
export function resultOf(files: Files): Promise<unknown> {
  return withProject(files, async (root) => outcomeIn(root, (await codeAt(root, 'stage.ts'))[0]!.bundle));
}

/** Export `result` of a module, evaluated by a Node of its own. */
export function outcomeIn(root: string, path: string): unknown {
  const script = `const { result } = await import(${JSON.stringify(pathToFileURL(path).href)}); console.log(JSON.stringify(result));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' }));
}
