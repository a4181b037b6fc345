import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeAt, type Files, outcomeIn, withProject } from './codeProject.ts';

/** An import of a random module: how it imports which other one. */
interface Edge {
  readonly to: number;
  readonly how: 'named' | 'namespace' | 'default' | 'bare' | 'reexport';
}

/** A random module: a number, what it imports, whether evaluating it can be noticed. */
interface Piece {
  readonly value: number;
  readonly effect: boolean;
  readonly edges: readonly Edge[];
}

const HOWS = ['named', 'namespace', 'default', 'bare', 'reexport'] as const;

/** Module 0 is the stage. With `circles` an import may lead back. */
const graphs = (circles: boolean): fc.Arbitrary<Piece[]> =>
  fc.integer({ min: 3, max: 7 }).chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, index) => {
        const targets = circles ? { min: 1, max: size - 1 } : { min: Math.min(index + 1, size - 1), max: size - 1 };
        const edge = fc.record({ to: fc.integer(targets).filter((to) => to !== index || to === size - 1), how: fc.constantFrom(...HOWS) });
        const edges = index < size - 1 ? fc.uniqueArray(edge, { maxLength: 4, selector: ({ to }) => to }) : fc.constant([]);
        return fc.record({
          value: fc.integer({ min: 1, max: 99 }),
          effect: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
          edges,
        });
      }),
    ),
  ) as fc.Arbitrary<Piece[]>;

/** Paths of the modules: `places[i]` is a folder and a name. */
const placed = (size: number): fc.Arbitrary<string[]> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom('', 'a/', 'b/c/'), fc.constantFrom('p', 'q', 'r', 'zebra', 'index')), {
      minLength: size,
      maxLength: size,
      selector: ([folder, name]) => folder + name,
    })
    .map((places) => places.map(([folder, name], index) => (index === 0 ? 'stage.js' : `${folder}${name}.js`)));

/** Texts of the modules; `order[i]` says in which order module i writes its imports. */
function written(pieces: readonly Piece[], places: readonly string[], order: readonly (readonly Edge[])[]): Files {
  const specifier = (from: number, to: number): string => {
    const up = '../'.repeat(places[from]!.split('/').length - 1);
    return `'${up === '' ? './' : up}${places[to]}'`;
  };
  const log = 'globalThis.ran ??= [];\n';
  return Object.fromEntries(
    pieces.map(({ value, effect, edges }, index) => {
      const lines = (order[index] ?? edges).map(({ to, how }) => {
        const from = specifier(index, to);
        if (how === 'bare') return `import ${from};`;
        if (how === 'reexport') return `export { f${to} as g${index}x${to} } from ${from};`;
        if (how === 'default') return `import d${to} from ${from};`;
        return how === 'namespace' ? `import * as n${to} from ${from};` : `import { f${to} } from ${from};`;
      });
      const uses = edges.flatMap(({ to, how }) =>
        how === 'named' ? [`f${to}(k - 1)`] : how === 'namespace' ? [`n${to}.f${to}(k - 1)`] : how === 'default' ? [`d${to}(k - 1)`] : [],
      );
      const body = `export function f${index}(k) { return k < 0 ? 0 : ${[value, ...uses].join(' + ')}; }\nexport default function (k) { return 2 * f${index}(k); }\n`;
      const noise = effect ? `${log}globalThis.ran.push(${index});\n` : '';
      const result = index === 0 ? `export const run = f0;\nexport const result = [f0(4), globalThis.ran ?? []];\n` : '';
      return [places[index]!, `${lines.join('\n')}\n${body}${noise}${result}`];
    }),
  );
}

/** What evaluating a module may let others notice, as the specification of modules has it: the effects below it; null in a circle. */
function effectsBelow(pieces: readonly Piece[], start: number, path: readonly number[] = []): Set<number> | null {
  if (path.includes(start)) return null;
  const found = new Set(pieces[start]!.effect ? [start] : []);
  for (const { to, how } of pieces[start]!.edges) {
    const below = effectsBelow(pieces, to, [...path, start]);
    if (below === null) return null;
    for (const one of below) found.add(one);
    if (how === 'bare' && below.size === 0) found.add(-to);
  }
  return found;
}

/** Modules that the result of the stage is computed from. */
function reached(pieces: readonly Piece[], start = 0, found = new Set<number>()): Set<number> {
  if (found.has(start)) return found;
  found.add(start);
  for (const { to, how } of pieces[start]!.edges) if (how !== 'bare' && how !== 'reexport') reached(pieces, to, found);
  return found;
}

/** Shuffles imports that bind nothing with effects, inside the blocks between bare ones. */
function shuffled(pieces: readonly Piece[], draw: (from: number) => number): Edge[][] {
  return pieces.map(({ edges }) => {
    const blocks: Edge[][] = [[]];
    for (const edge of edges) {
      if (edge.how === 'bare') blocks.push([edge], []);
      else blocks.at(-1)!.push(edge);
    }
    return blocks.flatMap((block) => {
      const fixed = block.filter(({ to }) => effectsBelow(pieces, to)?.size !== 0);
      const all = new Set(fixed.flatMap(({ to }) => [...(effectsBelow(pieces, to) ?? [0.1, 0.2])]));
      const free = all.size <= 1 ? block : block.filter((edge) => !fixed.includes(edge));
      const kept = block.filter((edge) => !free.includes(edge));
      const mixed = [...free];
      for (let last = mixed.length - 1; last > 0; last--) {
        const other = draw(last + 1);
        [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
      }
      return draw(2) === 0 ? [...mixed, ...kept] : [...kept, ...mixed];
    });
  });
}

const cases = (circles: boolean) =>
  graphs(circles).chain((pieces) =>
    fc.record({
      pieces: fc.constant(pieces),
      here: placed(pieces.length),
      there: placed(pieces.length),
      seeds: fc.array(fc.nat(), { minLength: 80, maxLength: 80 }),
      edit: fc.nat({ max: pieces.length - 1 }),
    }),
  );

const digest = async (root: string): Promise<{ digest: string; bundle: string }> => (await codeAt(root, 'stage.js'))[0]!;

describe.each([
  ['without circles', false],
  ['with circles', true],
] as const)('random modules %s', (_name, circles) => {
  test('order of imports that cannot be noticed and places are in no digest; the bundle gives what Node gives', {
    timeout: 120_000,
  }, async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(cases(circles), async ({ pieces, here, there, seeds, edit }) => {
        const plain = written(pieces, here, []);
        let at = 0;
        const order = shuffled(pieces, (count) => seeds[at++ % seeds.length]! % count);
        const first = await withProject(plain, async (root) => {
          const code = await digest(root);
          // A process each is dear: a share of the cases is run.
          if (runs++ % 4 === 0) expect(outcomeIn(root, code.bundle)).toEqual(outcomeIn(root, join(root, 'stage.js')));
          return code.digest;
        });
        expect(await withProject(written(pieces, there, order), async (root) => (await digest(root)).digest)).toBe(first);
        if (!reached(pieces).has(edit)) return;
        const changed = pieces.map((piece, index) => (index === edit ? { ...piece, value: piece.value + 1 } : piece));
        expect(await withProject(written(changed, there, order), async (root) => (await digest(root)).digest)).not.toBe(first);
      }),
      { numRuns: 60, seed: 20261130 },
    );
  });
});
