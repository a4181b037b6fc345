import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceSection } from '../../tools/data/markdown.ts';
import { type ImportGraph, importGraph } from '../../tools/importGraph.ts';
import { roomGraph } from '../../tools/roomGraph.ts';
import { roomsPicture } from '../../tools/roomsPicture.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A stage that reads, and a model whose trainer stands on its problem; arithmetic below both. */
const files: ImportGraph = new Map([
  ['stages/train.ts', new Set(['src/model/training/trainer.ts', 'src/numerics/random.ts', 'src/readers/flows/metaFlows.ts'])],
  ['src/readers/flows/metaFlows.ts', new Set(['src/readers/table/table.ts'])],
  ['src/readers/table/table.ts', new Set<string>()],
  ['src/model/training/trainer.ts', new Set(['src/model/problem/edges.ts', 'src/numerics/random.ts'])],
  ['src/model/problem/edges.ts', new Set(['src/numerics/random.ts'])],
  ['src/numerics/random.ts', new Set<string>()],
]);

describe('picture of the rooms', () => {
  test('rooms are the folders of src, and those in engine and model', () => {
    expect(Object.fromEntries([...roomGraph(files)].map(([room, to]) => [room, [...to]]))).toEqual({
      stages: ['src/model/training', 'src/numerics', 'src/readers'],
      'src/readers': [],
      'src/model/training': ['src/model/problem', 'src/numerics'],
      'src/model/problem': ['src/numerics'],
      'src/numerics': [],
    });
  });

  test('an arrow stands where no longer way leads to the same room', () => {
    expect(roomsPicture(files)).toBe(
      [
        '```mermaid',
        'flowchart TD',
        '  src_numerics["numerics"]',
        '  src_readers["readers"]',
        '  stages["stages"]',
        '  subgraph src_model_rooms ["src/model"]',
        '    src_model_problem["problem"]',
        '    src_model_training["training"]',
        '  end',
        '  src_model_problem --> src_numerics',
        '  src_model_training --> src_model_problem',
        '  stages --> src_model_training',
        '  stages --> src_readers',
        '```',
        '',
      ].join('\n'),
    );
  });

  test('docs/architecture.md shows the imports as they are; `npm run rooms` draws them again', () => {
    const document = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
    const picture = roomsPicture(importGraph(ROOT, ['src', 'stages', 'schemas']));
    expect(replaceSection(document, 'rooms', picture)).toBe(document);
  });
});
