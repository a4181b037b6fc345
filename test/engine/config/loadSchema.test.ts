// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { describe, expect, test } from 'vitest';
import { errorsWith, lines, pipelineWith } from './project.ts';

describe('a pipeline.yaml that does not fit its schema (E203)', () => {
  test('an unknown key', async () => {
    expect(await errorsWith(pipelineWith('timeout: 10m', 'timout: 10m'))).toBe(
      lines(
        'pipeline.yaml:16:5  E203 unknown key "timout"',
        '    timout: 10m',
        '    ^^^^^^',
        '  expected: one of about, module, run, code, environment, params, each, inputs, outputs, resources, timeout, retry',
        '  hint: did you mean "timeout"?',
      ),
    );
  });

  test('a value of another type', async () => {
    expect(await errorsWith(pipelineWith('timeout: 10m', 'retry: three'))).toBe(
      lines('pipeline.yaml:16:12  E203 "retry" cannot be "three"', '    retry: three', '           ^^^^^', '  expected: a whole number'),
    );
  });

  test('a value of another form', async () => {
    expect(await errorsWith(pipelineWith('timeout: 10m', 'timeout: 10 minutes'))).toBe(
      lines(
        'pipeline.yaml:16:14  E203 "timeout" cannot be "10 minutes"',
        '    timeout: 10 minutes',
        '             ^^^^^^^^^^',
        '  expected: a duration such as 90s, 10m or 1h',
      ),
    );
  });

  test('a number below its minimum', async () => {
    expect(await errorsWith(pipelineWith('cpu: 2', 'cpu: 0'))).toBe(
      lines(
        'pipeline.yaml:15:23  E203 "cpu" cannot be 0',
        '    resources: { cpu: 0, memory: 512 MB }',
        '                      ^',
        '  expected: at least 1',
      ),
    );
  });

  test('a stage that does nothing', async () => {
    expect(await errorsWith(pipelineWith('    run: python3 report.py\n', ''))).toBe(
      lines(
        'pipeline.yaml:17:3  E203 "report" has none of "module", "run"',
        '    report:',
        '    ^^^^^^',
        '  expected: exactly one of "module", "run"',
      ),
    );
  });

  test('a stage that does two things', async () => {
    expect(await errorsWith(pipelineWith('    run: python3 report.py\n', '    run: x\n    module: stages/make.ts\n'))).toBe(
      lines(
        'pipeline.yaml:17:3  E203 "report" has more than one of "module", "run"',
        '    report:',
        '    ^^^^^^',
        '  expected: exactly one of "module", "run"',
      ),
    );
  });

  test('a missing key', async () => {
    expect(await errorsWith(pipelineWith('    outputs:\n      summary: { file: summary.json, contract: summary }\n', ''))).toBe(
      lines('pipeline.yaml:17:3  E203 "report" lacks "outputs"', '    report:', '    ^^^^^^'),
    );
  });

  test('a stage name that is not allowed', async () => {
    expect(await errorsWith(pipelineWith('  report:', '  Report_1:'))).toBe(
      lines(
        'pipeline.yaml:17:3  E203 "Report_1" is not allowed as a name',
        '    Report_1:',
        '    ^^^^^^^^',
        '  expected: lower-case letters, digits and hyphens, beginning with a letter',
      ),
    );
  });

  test('an output name that is not allowed', async () => {
    expect(await errorsWith(pipelineWith('      table: { file', '      my-table: { file'))).toBe(
      lines(
        'pipeline.yaml:14:7  E203 "my-table" is not allowed as a name',
        '    my-table: { file: table.parquet, contract: table }',
        '    ^^^^^^^^',
        '  expected: letters, digits and underscores, beginning with a letter',
      ),
    );
  });

  test('an input without output', async () => {
    expect(await errorsWith(pipelineWith('stage: make, output: table', 'stage: make'))).toBe(
      lines('pipeline.yaml:20:7  E203 "tables" has "stage", but lacks "output"', '    tables: { stage: make }', '    ^^^^^^'),
    );
  });

  test('an optional output', async () => {
    expect(await errorsWith(pipelineWith('stage: make, output: table', 'stage: make, output: table, optional: true'))).toBe(
      lines(
        'pipeline.yaml:20:7  E203 "tables" has "optional", but lacks "source"',
        '    tables: { stage: make, output: table, optional: true }',
        '    ^^^^^^',
      ),
    );
  });

  test('an input of two origins', async () => {
    expect(await errorsWith(pipelineWith('{ source: numbers }', '{ source: numbers, stage: make, output: table }'))).toBe(
      lines(
        'pipeline.yaml:11:7  E203 "raw" has more than one of "source", "sources", "stage"',
        '    raw: { source: numbers, stage: make, output: table }',
        '    ^^^',
        '  expected: exactly one of "source", "sources", "stage"',
      ),
    );
  });

  test('a fan-out over none', async () => {
    expect(await errorsWith(pipelineWith('member: "${params.members}"', 'member: 0'))).toBe(
      lines('pipeline.yaml:9:21  E203 "member" cannot be 0', '    each: { member: 0 }', '                    ^', '  expected: at least 1'),
    );
  });

  test('a fan-out over a mapping', async () => {
    expect(await errorsWith(pipelineWith('member: "${params.members}"', 'member: { a: 1 }'))).toBe(
      lines(
        'pipeline.yaml:9:21  E203 "member" cannot be a mapping',
        '    each: { member: { a: 1 } }',
        '                    ^^^^^^^^',
        '  expected: ${params.NAME}, a list, or a number of instances',
      ),
    );
  });

  test('a file of an unknown format', async () => {
    expect(await errorsWith(pipelineWith('summary.json', 'summary.txt'))).toBe(
      lines(
        'pipeline.yaml:22:24  E203 "file" cannot be "summary.txt"',
        '    summary: { file: summary.txt, contract: summary }',
        '                     ^^^^^^^^^^^',
        '  expected: a file name that ends in .parquet, .csv or .json',
      ),
    );
  });

  test('no outputs', async () => {
    expect(
      await errorsWith(pipelineWith('    outputs:\n      summary: { file: summary.json, contract: summary }\n', '    outputs: {}\n')),
    ).toBe(
      lines(
        'pipeline.yaml:21:14  E203 "outputs" cannot be an empty mapping',
        '    outputs: {}',
        '             ^^',
        '  expected: at least 1 entry',
      ),
    );
  });

  test('a list of stages', async () => {
    expect(await errorsWith({ 'pipeline.yaml': 'name: x\nstages: [a]\n' })).toBe(
      lines('pipeline.yaml:2:9  E203 "stages" cannot be this list', '    stages: [a]', '            ^^^', '  expected: a mapping'),
    );
  });

  test('an empty file', async () => {
    expect(await errorsWith({ 'pipeline.yaml': '' })).toBe(lines('pipeline.yaml  E203 the file cannot be empty', '  expected: a mapping'));
  });
});
