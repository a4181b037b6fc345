import { describe, expect, test } from 'vitest';
import { type Edits, errorsWith, fileWith, lines, pipelineWith } from './project.ts';

const AREAS = { 'schemas/areas.yaml': 'kind: table\ntitle: A\nfields:\n  - { name: m49, type: int32 }\n' };

function referringTo(target: string): Edits {
  return fileWith('schemas/table.yaml', 'type: int32', `type: int32, references: ${target}`);
}

describe('contracts of a project', () => {
  test('an output of the wrong format (E208)', async () => {
    expect(await errorsWith(pipelineWith('summary.json', 'summary.csv'))).toBe(
      lines(
        'pipeline.yaml:22:24  E208 contract "summary" is of a document, which "summary.csv" cannot hold',
        '    summary: { file: summary.csv, contract: summary }',
        '                     ^^^^^^^^^^^',
        '  expected: a file that ends in .json',
      ),
    );
  });

  test('a reference to a table that the stage does not have (E208)', async () => {
    expect(await errorsWith({ ...referringTo('areas.m49'), ...AREAS })).toBe(
      lines(
        'pipeline.yaml:14:47  E208 stage "make" has no table of contract "areas", which field "id" of contract "table" refers to',
        '    table: { file: table.parquet, contract: table }',
        '                                            ^^^^^',
        '  expected: an input or output of contract "areas"',
      ),
    );
  });

  test('a reference to a contract that does not exist (E204)', async () => {
    expect(await errorsWith({ ...referringTo('aeras.m49'), ...AREAS })).toBe(
      lines(
        'schemas/table.yaml:4:42  E204 unknown contract "aeras"',
        '    - { name: id, type: int32, references: aeras.m49 }',
        '                                           ^^^^^^^^^',
        '  expected: one of areas, summary, table',
        '  hint: did you mean "areas"?',
      ),
    );
  });

  test('a reference to a field that does not exist (E208)', async () => {
    expect(await errorsWith(referringTo('table.di'))).toBe(
      lines(
        'schemas/table.yaml:4:42  E208 contract "table" has no field "di"',
        '    - { name: id, type: int32, references: table.di }',
        '                                           ^^^^^^^^',
        '  expected: one of id',
      ),
    );
  });

  test('a key that is no field (E208)', async () => {
    expect(await errorsWith(fileWith('schemas/table.yaml', 'key: [id]', 'key: [di]'))).toBe(
      lines('schemas/table.yaml:5:7  E208 there is no field "di"', '    key: [di]', '          ^^', '  expected: one of id'),
    );
  });

  test('a type that does not exist (E203)', async () => {
    expect(await errorsWith(fileWith('schemas/table.yaml', 'int32', 'int64'))).toBe(
      lines(
        'schemas/table.yaml:4:23  E203 "type" cannot be "int64"',
        '    - { name: id, type: int64 }',
        '                        ^^^^^',
        '  expected: one of int8, int16, int32, uint8, uint16, uint32, float32, float64, category',
        '  hint: did you mean "int8"?',
      ),
    );
  });

  test('a kind that does not exist (E203)', async () => {
    expect(await errorsWith(fileWith('schemas/table.yaml', 'kind: table', 'kind: tabel'))).toBe(
      lines(
        'schemas/table.yaml:1:7  E203 "kind" cannot be "tabel"',
        '    kind: tabel',
        '          ^^^^^',
        '  expected: one of table, document',
        '  hint: did you mean "table"?',
      ),
    );
  });

  test('text that YAML cuts at a comma (E203)', async () => {
    expect(await errorsWith(fileWith('schemas/table.yaml', 'int32', 'int32, about: first, last one'))).toBe(
      lines(
        'schemas/table.yaml:4:44  E203 unknown key "last one"',
        '    - { name: id, type: int32, about: first, last one }',
        '                                             ^^^^^^^^',
        '  hint: put text that holds a comma in quotes',
      ),
    );
  });

  test('a check that does not exist (E203)', async () => {
    expect(await errorsWith(fileWith('schemas/table.yaml', 'key: [id]', 'checks: [{ difer: [id, id] }]'))).toBe(
      lines(
        'schemas/table.yaml:5:12  E203 unknown key "difer"',
        '    checks: [{ difer: [id, id] }]',
        '               ^^^^^',
        '  expected: one of differ, ordered, zero_sum',
        '  hint: did you mean "differ"?',
      ),
    );
  });
});
