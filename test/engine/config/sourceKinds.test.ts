import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/engine/config/load.ts';
import { planOf } from '../../../src/engine/config/plan.ts';
import { type Edits, errorsWith, FILES, lines, pipelineWith, projectWith } from './project.ts';

const SCHEMA = JSON.stringify({
  type: 'object',
  additionalProperties: false,
  required: ['unit'],
  properties: { unit: { enum: ['kg', 'g'] } },
});

function source(id: string, unit: string): string {
  return `  ${id}:
    title: T
    publisher: us
    url: ''
    licence: CC0-1.0
    kind: weights
    reading: { unit: ${unit} }
    files:
      - { path: ${id}.csv, sha256: ${'b'.repeat(64)} }
`;
}

/** The small project, whose stage reads all weights in the place of its optional source. */
function weights(...sources: readonly string[]): Edits {
  return {
    ...pipelineWith('{ source: extra, optional: true }', '{ sources: weights }'),
    'data/sources.yaml': `${FILES['data/sources.yaml']}${sources.join('')}`,
    'schemas/weights.schema.json': SCHEMA,
  };
}

describe('sources of a kind', () => {
  test('are all given to the stage that reads the kind, by id, with how they are to be read', async () => {
    const root = projectWith(weights(source('scale-b', 'g'), source('scale-a', 'kg')));
    const config = await loadConfig({ file: join(root, 'pipeline.yaml'), cwd: root });
    const input = planOf(config).instances[0]?.inputs.get('extra');
    expect(input).toMatchObject({
      kind: 'sources',
      sources: [
        { id: 'scale-a', kind: 'weights', reading: { unit: 'kg' }, files: [{ path: 'scale-a.csv' }] },
        { id: 'scale-b', kind: 'weights', reading: { unit: 'g' }, files: [{ path: 'scale-b.csv' }] },
      ],
    });
    expect(config.sourceKinds.get('weights')).toEqual(JSON.parse(SCHEMA));
  });

  test('count as read where a stage reads their kind, and get a warning where none does (E212)', async () => {
    const warningsOf = async (edits: Edits) => {
      const root = projectWith(edits);
      const { warnings } = await loadConfig({ file: join(root, 'pipeline.yaml'), cwd: root });
      return warnings.map(({ code, message }) => `${code} ${message}`);
    };
    const read = weights(source('scale-a', 'kg'));
    expect(await warningsOf(read)).toEqual([]);
    expect(
      await warningsOf({ ...read, ...pipelineWith('{ source: extra, optional: true }', '{ source: extra, optional: true }') }),
    ).toEqual(['E212 no stage reads the source "scale-a"']);
  });

  test('may be none', async () => {
    const root = projectWith(weights());
    const config = await loadConfig({ file: join(root, 'pipeline.yaml'), cwd: root });
    expect(planOf(config).instances[0]?.inputs.get('extra')).toEqual({ kind: 'sources', sources: [] });
  });

  test('are refused where the schema of the kind does not allow the reading, with line and column (E203)', async () => {
    expect(await errorsWith(weights(source('scale-a', 'stone')))).toBe(
      lines(
        'data/sources.yaml:15:22  E203 "unit" cannot be "stone"',
        '    reading: { unit: stone }',
        '                     ^^^^^',
        '  expected: one of kg, g',
      ),
    );
    expect(await errorsWith(weights(source('scale-a', 'kg, colour: red')))).toContain('data/sources.yaml:15:26  E203');
  });

  test('need a schema of their kind, in the manifest and in pipeline.yaml (E204)', async () => {
    const misspelt = weights(source('scale-a', 'kg').replace('kind: weights', 'kind: weigths'));
    expect(await errorsWith(misspelt)).toBe(
      lines(
        'data/sources.yaml:14:11  E204 unknown kind of source "weigths"',
        '    kind: weigths',
        '          ^^^^^^^',
        '  expected: weights',
        '  hint: did you mean "weights"?',
      ),
    );
    const unread = { ...weights(), ...pipelineWith('{ source: extra, optional: true }', '{ sources: weight }') };
    expect(await errorsWith(unread)).toContain('pipeline.yaml:12:25  E204 unknown kind of source "weight"');
  });

  test('say both what they are and how they are read (E203)', async () => {
    expect(await errorsWith(weights(source('scale-a', 'kg').replace('    kind: weights\n', '')))).toContain('E203');
  });
});
