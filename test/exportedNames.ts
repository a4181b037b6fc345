import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names that each file declares and exports, by path from the root. @param folders folders whose TypeScript files are read. */
export function exportedNames(root: string, folders: readonly string[]): Map<string, readonly string[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  return new Map(files.map((file) => [file, namesExportedBy(readFileSync(join(root, file), 'utf8'))]));
}

/** The same of one text. Overloads count once; what a file passes on from another file does not count. */
export function namesExportedBy(text: string): string[] {
  const declarations = text.matchAll(
    /^export (?:default )?(?:declare )?(?:async )?(?:abstract )?(?:function\*?|class|const enum|const|let|interface|type|enum|namespace) (\w+)/gm,
  );
  const lists = text.matchAll(/^export (?:type )?\{([^}]*)\}(?! from)/gm);
  const listed = [...lists].flatMap((match) => match[1]!.split(',').map((item) => item.trim().split(/\s+/).at(-1)!));
  return [...new Set([...declarations].map((match) => match[1]!).concat(listed))].filter((name) => name !== '');
}

/** Names that more than one of these files exports, each with the files. */
export function exportedTwice(files: ReadonlyMap<string, readonly string[]>): string[] {
  const holders = new Map<string, string[]>();
  for (const [file, names] of files) for (const name of names) holders.set(name, [...(holders.get(name) ?? []), file]);
  return [...holders].filter(([, found]) => found.length > 1).map(([name, found]) => `${name}: ${found.sort().join(', ')}`);
}
