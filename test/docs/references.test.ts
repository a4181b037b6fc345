import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documents, textOf, tracked } from './tracked.ts';

const folders = new Set(tracked.flatMap((file) => file.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))));
const linesOf = (file: string): [string, number][] =>
  textOf(file)
    .split('\n')
    .map((line, index) => [line, index + 1]);

const code = tracked.filter(
  (file) => /^(src|stages|schemas|tools|bench|test|data|\.ci)\/|^[^/]+$/.test(file) && /\.(ts|js|py|R|ya?ml|json|md|sh)$|run$/.test(file),
);

/** Headings as GitHub anchors, and the numbers that begin them. */
function headingsOf(file: string): { readonly anchors: ReadonlySet<string>; readonly numbers: ReadonlySet<string> } {
  const headings = [...textOf(file).matchAll(/^#{1,6} +(.*)$/gm)].map((match) =>
    match[1]!.replaceAll(/[`*_]|\[([^\]]*)\]\([^)]*\)/g, '$1').trim(),
  );
  const anchor = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  // Short points are numbered in bold, at the beginning of a paragraph or an item.
  const bold = [...textOf(file).matchAll(/^(?:- )?\*\*(\d+(?:\.\d+)*)/gm)].map((match) => match[1]!);
  const numbers = [...headings.flatMap((heading) => /^(\d+(?:\.\d+)*)\.? /.exec(heading)?.[1] ?? []), ...bold];
  return { anchors: new Set(headings.map(anchor)), numbers: new Set(numbers) };
}

describe('documents that code and documents cite', () => {
  test('exist, and have the section', () => {
    const broken: string[] = [];
    for (const file of [...code, ...documents.filter((file) => file.startsWith('docs/'))]) {
      // A citation may go on to the next line of a comment.
      const text = textOf(file).replaceAll(/\n\s*(?:\*|#|\/\/) ?/g, ' ');
      for (const match of text.matchAll(/docs\/([\w/-]+\.md)((?:(?:,| and| to)? \d+(?:\.\d+)+| \d+(?!\d|,\d|\.\d| [a-z]))*)/g)) {
        const document = `docs/${match[1]}`;
        if (!tracked.includes(document)) broken.push(`${file}: ${document}`);
        else
          for (const [number] of match[2]!.matchAll(/\d+(?:\.\d+)*/g))
            if (!headingsOf(document).numbers.has(number)) broken.push(`${file}: ${document} ${number}`);
      }
    }
    expect([...new Set(broken)]).toEqual([]);
  });

  test('are named in code only if the repository has them', () => {
    const known = new Set(documents.map((file) => basename(file)));
    const unknown = code
      .filter((file) => /^(src|stages|schemas)\//.test(file))
      .flatMap((file) =>
        linesOf(file).flatMap(([line, number]) =>
          [...line.matchAll(/\b[\w-]+\.md\b/g)].map(([name]) => ({ name, at: `${file}:${number} ${name}` })),
        ),
      )
      .filter(({ name }) => !known.has(name));
    expect(unknown.map(({ at }) => at)).toEqual([]);
  });

  test('nothing cites what lies outside the repository', () => {
    const foreign = [...code, ...documents]
      .filter((file) => !file.startsWith('test/docs/'))
      .flatMap((file) =>
        linesOf(file).flatMap(([line, number]) =>
          /\bshared\/spec\b|\b(ux|engines|feasibility|migest|torch|slurm|anchors)\.md\b/.test(line) ? [`${file}:${number}`] : [],
        ),
      );
    expect(foreign).toEqual([]);
  });
});

describe('links and paths in documents', () => {
  test.each(documents)('%s: every link leads somewhere', (file) => {
    const text = textOf(file).replaceAll(/```[\s\S]*?```/g, '');
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
      if (/^(https?|mailto):/.test(target!)) return [];
      const [path, anchor] = target!.split('#') as [string, string | undefined];
      const reached = path === '' ? file : join(dirname(file), path).replace(/\/$/, '');
      if (!tracked.includes(reached) && !folders.has(reached)) return [target!];
      return anchor !== undefined && !headingsOf(reached).anchors.has(anchor) ? [target!] : [];
    });
    expect(broken).toEqual([]);
  });

  test.each(documents)('%s: every file that it names is there', (file) => {
    const paths = [...textOf(file).matchAll(/`((?:src|stages|schemas|test|tools|bench|docs|data)\/[\w./-]+)`/g)].map((match) =>
      match[1]!.replace(/\/$/, ''),
    );
    // Files of the world's sources are fetched, and the results of a run are made.
    const missing = paths.filter((path) => !path.includes('NAME') && !tracked.includes(path) && !folders.has(path));
    expect([...new Set(missing)]).toEqual([]);
  });

  test.each(documents)('%s: every module that it names by the end of its path is there', (file) => {
    const named = [...textOf(file).matchAll(/(?<![\w/.-])((?:[\w-]+\/)*[\w-]+(?:\.test|\.e2e\.test)?\.ts)\b/g)].map((match) => match[1]!);
    const missing = named.filter(
      (path) => !path.includes('NAME') && !tracked.some((known) => known === path || known.endsWith(`/${path}`)),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  test('comments and messages: every file that they name from the root is there', () => {
    const missing = code
      .filter((file) => !file.startsWith('test/') && !/\.(json|md)$/.test(file))
      .flatMap((file) =>
        linesOf(file).flatMap(([line, number]) =>
          [...line.matchAll(/(?<![\w./-])(?:src|stages|schemas|test|tools|bench|docs)\/[\w./-]+\.(?:ts|js|md|ya?ml|json|py|R)\b/g)]
            .map(([path]) => path)
            .filter((path) => !tracked.includes(path) && !/^schemas\/[a-z_]*\$|NAME/.test(path))
            .map((path) => `${file}:${number} ${path}`),
        ),
      );
    expect(missing).toEqual([]);
  });

  test('code cites no README of something else', () => {
    const foreign = code
      .filter((file) => /^(src|stages|schemas)\//.test(file))
      .flatMap((file) => linesOf(file).flatMap(([line, number]) => (/README of/.test(line) ? [`${file}:${number}`] : [])));
    expect(foreign).toEqual([]);
  });

  test('comments and messages: every module that they name is there', () => {
    const missing = code
      .filter((file) => /\.(ts|js)$/.test(file) && !file.startsWith('test/'))
      .flatMap((file) =>
        linesOf(file).flatMap(([line, number]) =>
          [...line.matchAll(/`((?:[\w-]+\/)+[\w-]+\.(?:ts|js))`/g)]
            .map((match) => match[1]!)
            .filter((path) => !tracked.some((known) => known === path || known.endsWith(`/${path}`)))
            .map((path) => `${file}:${number} ${path}`),
        ),
      );
    expect(missing).toEqual([]);
  });
});
