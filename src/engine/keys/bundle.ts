import { join, relative } from 'node:path';
import type { BuildResult, Metafile, Plugin } from 'esbuild';
import { PipelineError } from '../../diagnostics/diagnostic.ts';
import type { ModuleGraph } from './moduleGraph.ts';

const COMMON = { minify: true, format: 'esm', platform: 'node', target: 'node20', legalComments: 'none', charset: 'utf8' } as const;

const OPTIONS = { ...COMMON, bundle: true, packages: 'external', tsconfigRaw: '{}', loader: { '.wasm': 'binary' } } as const;

/** What shapes the bundle of given sources; raise `order` when the canonical order of imports changes. */
export const BUNDLE_RULES = { ...OPTIONS, order: 1 } as const;

/** A stage module with all that it imports. */
export interface Bundled {
  readonly bundle: string;
  /** Digests of the files as they were read, not as they may be a moment later. */
  readonly files: Readonly<Record<string, string>>;
  readonly metafile: Metafile;
}

/**
 * Bundles a module in canonical form (docs/promises.md 1.3). Throws E207 with the place in the source if it does not compile.
 * The bundle is minified twice: the first time names are given by how often letters occur in whole files, the second time
 * by what is left of them, so that code which the stage does not reach changes nothing.
 */
export async function bundleOf(root: string, module: string, graph: ModuleGraph): Promise<Bundled> {
  const esbuild = await import('esbuild');
  const files = new Map<string, string>();
  const build = (canonical: boolean): Promise<BuildResult<{ metafile: true; write: false }>> =>
    esbuild.build({
      ...OPTIONS,
      entryPoints: [join(root, module)],
      absWorkingDir: root,
      plugins: [sourcesFrom(graph, canonical, (path, digest) => files.set(relative(root, path), digest))],
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
  // Sources as written tell the place of an error; and esbuild forgives some TypeScript that it cannot forgive stripped of types.
  const result = await build(true)
    .catch(() => build(false))
    .catch((error: unknown) => {
      throw compileError(error, module);
    });
  const { text } = result.outputFiles[0]!;
  const bundle = (await esbuild.transform(text, COMMON)).code;
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return { bundle, files: Object.fromEntries(sorted), metafile: result.metafile };
}

function sourcesFrom(graph: ModuleGraph, canonical: boolean, read: (path: string, digest: string) => void): Plugin {
  return {
    name: 'sources',
    setup: (build) => {
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        const { contents, digest } = await graph.reach(path);
        read(path, digest);
        return canonical ? graph.textOf(path) : { contents, loader: 'default' };
      });
    },
  };
}

interface CompileMessage {
  readonly text: string;
  readonly location: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly length: number;
    readonly lineText: string;
  } | null;
}

function compileError(error: unknown, module: string): unknown {
  const messages = (error as { errors?: readonly CompileMessage[] }).errors;
  if (messages === undefined) return error;
  return new PipelineError(
    messages.map(({ text, location }) => ({
      code: 'E207' as const,
      severity: 'error' as const,
      message: text,
      place:
        location === null
          ? { file: module }
          : { file: location.file, line: location.line, column: location.column + 1, length: location.length },
      ...(location === null ? {} : { excerpt: location.lineText }),
      hint: 'mend the file and run again; nothing was run',
    })),
  );
}
