// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { describe, expect, test } from 'vitest';
import { errorsWith, fileWith, lines, pipelineWith } from './project.ts';

const PARAMS_SCHEMA = JSON.stringify({
  type: 'object',
  properties: { size: { type: 'integer', maximum: 2 }, members: { $ref: '#/definitions/odd' } },
  definitions: { odd: { enum: [1, 3] } },
});

describe('files that pipeline.yaml names', () => {
  test('no pipeline.yaml (E201)', async () => {
    expect(await errorsWith({ 'pipeline.yaml': null })).toBe(lines('E201 pipeline.yaml does not exist'));
  });

  test('an unknown parameter for the manifest (E204)', async () => {
    expect(await errorsWith(pipelineWith('${params.sources}', '${params.source}'))).toBe(
      lines(
        'pipeline.yaml:3:10  E204 unknown parameter "source"',
        '    sources: ${params.source}',
        '             ^^^^^^^^^^^^^^^^',
        '  expected: one of sources, size, members, train, train.epochs, train.rate',
        '  hint: did you mean "sources"?',
      ),
    );
  });

  test('a manifest outside the project (E206)', async () => {
    expect(await errorsWith(fileWith('params.yaml', 'data/sources.yaml', '../sources.yaml'))).toBe(
      lines(
        'params.yaml:1:10  E206 path "../sources.yaml" leaves its folder by ".."',
        '    sources: ../sources.yaml',
        '             ^^^^^^^^^^^^^^^',
        '  expected: a relative path inside the project, with forward slashes and without ".."',
      ),
    );
  });

  test('an absolute manifest (E206)', async () => {
    expect(await errorsWith(fileWith('params.yaml', 'data/sources.yaml', '/data/sources.yaml'))).toBe(
      lines(
        'params.yaml:1:10  E206 "/data/sources.yaml" is a path of one machine',
        '    sources: /data/sources.yaml',
        '             ^^^^^^^^^^^^^^^^^^',
        '  expected: a path inside the project',
        '  hint: name a source for data, and context.scratch for temporary files',
      ),
    );
  });

  test('a manifest that is a number (E203)', async () => {
    expect(await errorsWith(fileWith('params.yaml', 'data/sources.yaml', '7'))).toBe(
      lines('params.yaml:1:10  E203 "sources" cannot be 7', '    sources: 7', '             ^', '  expected: the path of a YAML file'),
    );
  });

  test('no manifest (E201)', async () => {
    expect(await errorsWith({ 'data/sources.yaml': null })).toBe(
      lines('params.yaml:1:10  E201 data/sources.yaml does not exist', '    sources: data/sources.yaml', '             ^^^^^^^^^^^^^^^^^'),
    );
  });

  test('a manifest with a wrong digest (E203)', async () => {
    expect(await errorsWith(fileWith('data/sources.yaml', 'aaaa', 'AAAA'))).toBe(
      lines(
        'data/sources.yaml:8:38  E203 "sha256" cannot be "AAAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."',
        '    - { path: numbers.csv, sha256: AAAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }',
        '                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
        '  expected: 64 lower-case hexadecimal digits, or none',
      ),
    );
  });

  test('a source file outside its folder (E206)', async () => {
    expect(await errorsWith(fileWith('data/sources.yaml', 'numbers.csv', '../numbers.csv'))).toBe(
      lines(
        'data/sources.yaml:8:17  E206 path "../numbers.csv" leaves its folder by ".."',
        '    - { path: ../numbers.csv, sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }',
        '              ^^^^^^^^^^^^^^',
        '  expected: a relative path inside the project, with forward slashes and without ".."',
      ),
    );
  });

  test('no parameters (E201)', async () => {
    expect(await errorsWith({ 'params.yaml': null })).toBe(
      lines('pipeline.yaml:2:9  E201 params.yaml does not exist', '    params: params.yaml', '            ^^^^^^^^^^^'),
    );
  });

  test('a list of parameters (E203)', async () => {
    expect(await errorsWith({ 'params.yaml': '- 1\n' })).toBe(
      lines('params.yaml  E203 the parameters are not a mapping', '  expected: a mapping of names to values'),
    );
  });

  test('a parameter with a temporary path (E206)', async () => {
    expect(await errorsWith(fileWith('params.yaml', 'size: 3', 'size: /tmp/x'))).toBe(
      lines(
        'params.yaml:2:7  E206 "/tmp/x" is a path of one machine',
        '    size: /tmp/x',
        '          ^^^^^^',
        '  expected: a path inside the project',
        '  hint: name a source for data, and context.scratch for temporary files',
      ),
    );
  });

  test('a parameter file whose name is no profile (E206)', async () => {
    expect(await errorsWith({}, { paramsFile: 'my params.yaml' })).toBe(
      lines('E206 "my params.yaml" does not name a profile', '  expected: params.NAME.yaml, with letters, digits, hyphens and underscores'),
    );
  });

  test('a parameter file outside the project (E206)', async () => {
    expect(await errorsWith({}, { paramsFile: '../params.yaml' })).toBe(
      lines(
        'E206 path "../params.yaml" leaves its folder by ".."',
        '  expected: a relative path inside the project, with forward slashes and without ".."',
      ),
    );
  });

  test('parameters that do not fit their schema (E203)', async () => {
    expect(await errorsWith({ 'schemas/params.schema.json': PARAMS_SCHEMA })).toBe(
      lines(
        'params.yaml:2:7  E203 "size" cannot be 3',
        '    size: 3',
        '          ^',
        '  expected: at most 2',
        'params.yaml:3:10  E203 "members" cannot be 2',
        '    members: 2',
        '             ^',
        '  expected: one of 1, 3',
      ),
    );
  });

  test('a broken schema of the parameters (E203)', async () => {
    expect(await errorsWith({ 'schemas/params.schema.json': '{"properties": {"size": {"$ref": "#/definitions/x"}}}' })).toBe(
      lines("schemas/params.schema.json  E203 not a JSON Schema: can't resolve reference #/definitions/x from id #"),
    );
  });

  test('overrides that cannot be set', async () => {
    expect(await errorsWith({}, { overrides: ['train.epoch=3', 'size', 'size=[1'] })).toBe(
      lines(
        'E101 --set size sets nothing',
        '  expected: --set NAME=VALUE',
        '  hint: for example --set training.epochs=50',
        '--set size=[1  E202 the list is not closed by "]", or not indented',
        '--set train.epoch=3  E204 unknown parameter "train.epoch"',
        '  expected: one of sources, size, members, train, train.epochs, train.rate',
        '  hint: did you mean "train.epochs"?',
      ),
    );
  });

  test('an override that does not fit the schema (E203)', async () => {
    expect(await errorsWith({ 'schemas/params.schema.json': PARAMS_SCHEMA }, { overrides: ['members=1', 'size=three'] })).toBe(
      lines('--set size=three  E203 "size" cannot be "three"', '  expected: a whole number'),
    );
  });
});
