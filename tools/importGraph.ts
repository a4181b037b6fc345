import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What each file or folder imports, types included. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Imports within a project by file, as paths from its root. @param folders folders whose TypeScript files are read. */
export function importGraph(root: string, folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  return new Map(files.map((file) => [file, new Set(importsIn(root, file))]));
}

function importsIn(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'|import\(\s*["`](\.[^"`]+)["`]/g)].map(
    (match) => (match[1] ?? match[2])!,
  );
  const targets = specifiers.map((specifier) => relative(root, resolve(root, dirname(file), specifier)));
  // AssemblyScript writes its imports without an ending.
  return targets.map((target) => (/\.[a-z]+$/.test(target) ? target : `${target}.ts`));
}
