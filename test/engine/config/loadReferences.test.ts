// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../../src/diagnostics/print.ts';
import { loadConfig } from '../../../src/engine/config/load.ts';
import { errorsWith, FILES, lines, PIPELINE, pipelineWith, projectWith } from './project.ts';

describe('references of pipeline.yaml that lead nowhere', () => {
  test('an unknown stage (E204)', async () => {
    expect(await errorsWith(pipelineWith('stage: make, output', 'stage: mkae, output'))).toBe(
      lines(
        'pipeline.yaml:20:24  E204 unknown stage "mkae"',
        '    tables: { stage: mkae, output: table }',
        '                     ^^^^',
        '  expected: one of make, report',
        '  hint: did you mean "make"?',
      ),
    );
  });

  test('an unknown output (E204)', async () => {
    expect(await errorsWith(pipelineWith('output: table }', 'output: tabel }'))).toBe(
      lines(
        'pipeline.yaml:20:38  E204 stage "make" has no output "tabel"',
        '    tables: { stage: make, output: tabel }',
        '                                   ^^^^^',
        '  expected: table',
        '  hint: did you mean "table"?',
      ),
    );
  });

  test('an unknown source (E204)', async () => {
    expect(await errorsWith(pipelineWith('source: numbers', 'source: number'))).toBe(
      lines(
        'pipeline.yaml:11:22  E204 source "number" is not in data/sources.yaml',
        '    raw: { source: number }',
        '                   ^^^^^^',
        '  expected: numbers',
        '  hint: did you mean "numbers"?',
      ),
    );
  });

  test('an unknown parameter (E204)', async () => {
    expect(await errorsWith(pipelineWith('train.epochs', 'train.epoch'))).toBe(
      lines(
        'pipeline.yaml:8:20  E204 unknown parameter "train.epoch"',
        '    params: [size, train.epoch]',
        '                   ^^^^^^^^^^^',
        '  expected: one of sources, size, members, train, train.epochs, train.rate',
        '  hint: did you mean "train.epochs"?',
      ),
    );
  });

  test('an unknown parameter of a fan-out (E204)', async () => {
    expect(await errorsWith(pipelineWith('${params.members}', '${params.member}'))).toBe(
      lines(
        'pipeline.yaml:9:21  E204 unknown parameter "member"',
        '    each: { member: "${params.member}" }',
        '                    ^^^^^^^^^^^^^^^^^^',
        '  expected: one of sources, size, members, train, train.epochs, train.rate',
        '  hint: did you mean "members"?',
      ),
    );
  });

  test('a fan-out over a mapping of the parameters (E203)', async () => {
    expect(await errorsWith(pipelineWith('${params.members}', '${params.train}'))).toBe(
      lines(
        'pipeline.yaml:9:21  E203 "member" cannot be train, which is a mapping',
        '    each: { member: "${params.train}" }',
        '                    ^^^^^^^^^^^^^^^^^',
        '  expected: a whole number, or a list of numbers and names',
      ),
    );
  });

  test('names that no file system takes (E203, E206)', async () => {
    const long = 'a'.repeat(230);
    expect(await errorsWith(pipelineWith('member: "${params.members}"', `member: [${long}]`))).toContain(
      'E203 the fan-out gives names of 237 characters',
    );
    expect(await errorsWith(pipelineWith('file: table.parquet', `file: ${long}.parquet`))).toContain('is longer than 200 bytes');
  });

  test('a fan-out that is no reference (E203)', async () => {
    expect(await errorsWith(pipelineWith('${params.members}', '${param.members}'))).toBe(
      lines(
        'pipeline.yaml:9:21  E203 "member" cannot be "${param.members}"',
        '    each: { member: "${param.members}" }',
        '                    ^^^^^^^^^^^^^^^^^^',
        '  expected: ${params.NAME}, a list, or a number of instances',
      ),
    );
  });

  test('a fan-out over names that no file can have (E203)', async () => {
    expect(await errorsWith(pipelineWith('"${params.members}"', '[a b]'))).toBe(
      lines(
        'pipeline.yaml:9:21  E203 "member" cannot be this list',
        '    each: { member: [a b] }',
        '                    ^^^^^',
        '  expected: a list of numbers and names, of letters, digits, dots, hyphens and underscores',
      ),
    );
  });

  test('a fan-out of too many (E203)', async () => {
    expect(await errorsWith(pipelineWith('member: "${params.members}"', 'a: 5000, b: 5000'))).toBe(
      lines(
        'pipeline.yaml:9:16  E203 this stage would have 25000000 instances',
        '    each: { a: 5000, b: 5000 }',
        '               ^^^^',
        '  expected: at most 10000',
      ),
    );
  });

  test('an unknown contract (E204)', async () => {
    expect(await errorsWith(pipelineWith('contract: table', 'contract: tables'))).toBe(
      lines(
        'pipeline.yaml:14:47  E204 unknown contract "tables"',
        '    table: { file: table.parquet, contract: tables }',
        '                                            ^^^^^^',
        '  expected: one of summary, table',
        '  hint: did you mean "table"?',
      ),
    );
  });

  test('a module that is not there (E201)', async () => {
    expect(await errorsWith(pipelineWith('stages/make.ts', 'stages/mkae.ts'))).toBe(
      lines(
        'pipeline.yaml:6:13  E201 module "stages/mkae.ts" does not exist',
        '    module: stages/mkae.ts',
        '            ^^^^^^^^^^^^^^',
        '  hint: did you mean "stages/make.ts"?',
      ),
    );
  });

  test('a module outside the project (E206)', async () => {
    expect(await errorsWith(pipelineWith('stages/make.ts', '../make.ts'))).toBe(
      lines(
        'pipeline.yaml:6:13  E206 path "../make.ts" leaves its folder by ".."',
        '    module: ../make.ts',
        '            ^^^^^^^^^^',
        '  expected: a relative path inside the project, with forward slashes and without ".."',
      ),
    );
  });

  test('an absolute module (E206)', async () => {
    expect(await errorsWith(pipelineWith('stages/make.ts', '/stages/make.ts'))).toBe(
      lines(
        'pipeline.yaml:6:13  E206 path "/stages/make.ts" is absolute',
        '    module: /stages/make.ts',
        '            ^^^^^^^^^^^^^^^',
        '  expected: a relative path inside the project, with forward slashes and without ".."',
      ),
    );
  });

  test('an output in a folder (E206)', async () => {
    expect(await errorsWith(pipelineWith('file: table.parquet', 'file: sub/table.parquet'))).toBe(
      lines(
        'pipeline.yaml:14:22  E206 file "sub/table.parquet" names a folder',
        '    table: { file: sub/table.parquet, contract: table }',
        '                   ^^^^^^^^^^^^^^^^^',
        '  expected: the name of a file',
      ),
    );
  });

  test('two outputs of one file, by case (E203)', async () => {
    expect(
      await errorsWith(
        pipelineWith(
          '      table: { file: table.parquet, contract: table }',
          '      table: { file: table.parquet, contract: table }\n      other: { file: Table.parquet, contract: table }',
        ),
      ),
    ).toBe(
      lines(
        'pipeline.yaml:15:22  E203 outputs "table" and "other" have the same file',
        '    other: { file: Table.parquet, contract: table }',
        '                   ^^^^^^^^^^^^^',
      ),
    );
  });

  test('a circle of two (E205)', async () => {
    expect(await errorsWith(pipelineWith('{ source: numbers }', '{ stage: report, output: summary }'))).toBe(
      lines(
        'pipeline.yaml:11:21  E205 stages need each other in a circle: make -> report -> make',
        '    raw: { stage: report, output: summary }',
        '                  ^^^^^^',
        '  hint: remove one of these inputs',
      ),
    );
  });

  test('a circle of one (E205)', async () => {
    expect(await errorsWith(pipelineWith('{ source: numbers }', '{ stage: make, output: table }'))).toBe(
      lines(
        'pipeline.yaml:11:21  E205 stages need each other in a circle: make -> make',
        '    raw: { stage: make, output: table }',
        '                  ^^^^',
        '  hint: remove one of these inputs',
      ),
    );
  });

  test('a stage called like a profile (E203)', async () => {
    expect(await errorsWith({ 'params.report.yaml': '{}' })).toBe(
      lines(
        'pipeline.yaml:17:3  E203 stage "report" is called like a profile',
        '    report:',
        '    ^^^^^^',
        '  hint: rename it: artifacts/report/ belongs to the profile',
      ),
    );
  });
});

describe('a source that no stage reads', () => {
  const SECOND = `  letters:
    title: Letters
    publisher: us
    url: ''
    licence: CC0-1.0
    files:
      - { path: letters.csv, sha256: ${'b'.repeat(64)} }
`;
  const warningsWith = async (source: string, pipeline = PIPELINE) => {
    const root = projectWith({ 'data/sources.yaml': FILES['data/sources.yaml'] + source, 'pipeline.yaml': pipeline });
    const { warnings } = await loadConfig({ file: join(root, 'pipeline.yaml'), cwd: root });
    return formatDiagnostics(warnings, { color: false });
  };

  test('gets a warning (E212)', async () => {
    expect(await warningsWith(SECOND)).toBe(
      lines(
        'data/sources.yaml:9:3  E212 warning: no stage reads the source "letters"',
        '    letters:',
        '    ^^^^^^^',
        '  expected: an input of a stage that names it',
        '  hint: write { source: letters } as an input of the stage that is to read it, or say in the manifest that it stands aside: true',
      ),
    );
  });

  test('gets none where it stands aside, or where a stage may read it', async () => {
    expect(await warningsWith(SECOND.replace('    files:', '    aside: true\n    files:'))).toBe('');
    expect(await warningsWith(SECOND, PIPELINE.replace('source: extra', 'source: letters'))).toBe('');
  });

  test('gets one each, whatever else the manifest has', async () => {
    const third = SECOND.replace('letters:', 'words:').replace('letters.csv', 'words.csv');
    expect((await warningsWith(SECOND + third)).match(/E212/g)).toHaveLength(2);
  });
});
