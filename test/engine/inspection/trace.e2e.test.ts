import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, sha256 } from '../rig.ts';
import { FIGURES, MOVES, tracedProject, tracedTables } from './tracedProject.ts';

describe('where a row comes from', () => {
  let project: Project;

  beforeAll(async () => {
    project = tracedProject();
    project.keep();
    await project.run();
    return () => project.remove();
  });

  test('values, publisher, place in the file, digest and operations; then the tables beside it', async () => {
    const { stdout, exitCode } = await project.call('show', 'unite.panel', '--trace', 'POL,DEU,2010');
    expect(stdout).toBe(
      [
        'unite.panel  Figures: 2 of 4 rows',
        '  area POL, year 2010, indicator births',
        '    value   10 persons',
        '    source  figures  Office: All figures',
        '    file    raw/figures.csv, row 2, column births',
        `    sha256  ${sha256(FIGURES)}`,
        '    1.      as published',
        '    2.      counted in persons',
        '  area DEU, year 2010, indicator births',
        '    value   20.25 persons',
        '    source  figures  Office: All figures',
        '    file    raw/figures.csv, row 1, column births',
        `    sha256  ${sha256(FIGURES)}`,
        '    1.      as published',
        '    2.      counted in persons',
        '',
        'unite.pairs  Moves: 1 of 3 rows',
        '  orig POL, dest DEU, year 2010',
        '    persons  100 persons',
        '    quality  (missing)',
        '    source   moves  Office: All moves',
        '    file     raw/moves.csv, row 1',
        `    sha256   ${sha256(MOVES)}`,
        '    1.       as published',
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(0);
  });

  test('an imputed cell: the operation alone', async () => {
    const { stdout } = await project.call('show', 'unite.panel', '--trace', '2011,FRA');
    expect(stdout).toBe(
      [
        'unite.panel  Figures: 1 of 4 rows',
        '  area FRA, year 2011, indicator births',
        '    value  3 persons',
        '    1.     mean of its neighbours',
        '',
        'unite.pairs  Moves: none of 3 rows',
        '',
      ].join('\n'),
    );
  });

  test('the table that was asked for comes first; a field without a value matches everything', async () => {
    const tables = await tracedTables(project, 'unite.pairs', '--trace', 'POL');
    expect(tables.map(({ artifact, matches }) => [artifact, matches.map(({ row }) => row)])).toEqual([
      ['unite.pairs', [1, 3]],
      ['unite.panel', [3, 4]],
    ]);
  });

  test('a table without a field for a value has no rows', async () => {
    const tables = await tracedTables(project, 'unite.pairs', '--trace', 'births,DEU');
    expect(tables.map(({ matches }) => matches.length)).toEqual([0, 1]);
    expect(tables.map(({ foreign }) => foreign)).toEqual([['births'], []]);
    const { stdout } = await project.call('show', 'unite.pairs', '--trace', 'births,DEU');
    expect(stdout).toContain('unite.pairs  Moves: none of 3 rows, because no key field holds births\n');
  });

  test('a source of one file needs no field for it', async () => {
    const [table] = await tracedTables(project, 'read.figures', '--trace', 'POL,2011');
    expect(table?.matches).toEqual([
      {
        row: 3,
        key: { code: 'POL', year: 2011 },
        values: { births: 11 },
        origin: {
          source: 'figures',
          title: 'All figures',
          publisher: 'Office',
          file: 'raw/figures.csv',
          sha256: sha256(FIGURES),
          superseded: false,
          row: 3,
          column: null,
        },
        operations: [],
      },
    ]);
  });

  test('the file tells the source where no field does', async () => {
    const project = tracedProject();
    await project.run();
    project.edit('schemas/pairs.yaml', 'provenance: { source: source, file', 'provenance: { file');
    const [table] = await tracedTables(project, 'unite.pairs', '--trace', 'POL,DEU,2010');
    expect(table?.matches).toMatchObject([{ origin: { source: 'moves', publisher: 'Office', sha256: sha256(MOVES), row: 1 } }]);
  });

  test('no such row, and more values than fields', async () => {
    expect((await project.call('show', 'unite.pairs', '--trace', 'POL,FRA,2010')).stdout).toMatch(
      /^unite\.pairs {2}Moves: none of 3 rows\n {2}no row has orig POL, dest FRA, year 2010\n\n/,
    );
    expect((await project.call('show', 'unite.pairs', '--trace', 'POL,FRA,DEU')).stdout).toMatch(
      /^unite\.pairs {2}Moves: none of 3 rows\n {2}there are more values than key fields that can hold them\n\n/,
    );
  });

  test('help says how values are matched', async () => {
    const { stdout } = await project.call('help', 'show');
    expect(stdout).toContain('Key fields in which the same value occurs (origin, destination) take one value each, in the order given.');
  });

  test.each([
    [
      ['unite.panel', '--trace', 'PLO,2010'],
      'E101 "PLO" occurs in no key field of unite.panel, unite.pairs\n  expected: one of DEU, FRA, POL, USA, births\n  hint: did you mean "POL"?\n',
    ],
    [
      ['unite.panel', '--trace', 'POL,2012'],
      'E101 "2012" occurs in no key field of unite.panel, unite.pairs\n  expected: year from 2010 to 2011\n',
    ],
    [
      ['unite.panel', '--trace', 'POL,,2010'],
      'E101 --trace POL,,2010 has an empty value\n  expected: values of key fields, separated by commas\n  hint: for example --trace POL,DEU,2010\n',
    ],
    [
      ['unite.plain', '--trace', '1'],
      'schemas/plain.yaml  E106 contract plain of unite.plain says neither where a row comes from nor what it was computed from\n  expected: provenance: { source: FIELD, file: FIELD, row: FIELD, column: FIELD, operation: FIELD }, or derived: [{ table: CONTRACT, ... }]\n  hint: declare it in the contract, or trace one of unite.panel, unite.pairs\n',
    ],
    [
      ['read.moves', '--trace', 'POL'],
      'schemas/raw_moves.yaml  E106 contract raw_moves of read.moves says neither where a row comes from nor what it was computed from\n  expected: provenance: { source: FIELD, file: FIELD, row: FIELD, column: FIELD, operation: FIELD }, or derived: [{ table: CONTRACT, ... }]\n  hint: declare it in the contract, or trace one of read.figures\n',
    ],
    [
      ['unite.note', '--trace', 'POL'],
      'schemas/note.yaml  E106 unite.note is a document: only rows of tables can be traced\n  expected: a table: unite.panel, unite.pairs\n',
    ],
    [
      ['unite.panel', '--trace', 'POL', '--head', '3'],
      "E101 option '--trace <values>' cannot be used with option '--head [rows]'\n  hint: pipeline help shows the commands, pipeline help COMMAND their options\n",
    ],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await project.call('show', ...args);
    expect(stderr).toBe(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

describe('what is traced is the run, not what lies there now', () => {
  test('the digest is that of the file which was read; a new edition in the manifest is said', async () => {
    const project = tracedProject();
    await project.run();
    project.write('raw/figures.csv', FIGURES.replace('20.25', '21'));
    const [before] = await tracedTables(project, 'unite.panel', '--trace', 'DEU');
    expect(before?.matches[0]?.origin).toMatchObject({ sha256: sha256(FIGURES), superseded: false });
    await project.call('fetch', '--update');
    const { stdout } = await project.call('show', 'unite.panel', '--trace', 'DEU');
    expect(stdout).toContain('value   20.25 persons');
    expect(stdout).toContain(`sha256  ${sha256(FIGURES)}  (the manifest names another one now)`);
    await project.run();
    const [after] = await tracedTables(project, 'unite.panel', '--trace', 'DEU');
    expect(after?.matches[0]).toMatchObject({
      values: { value: 21 },
      origin: { sha256: sha256(FIGURES.replace('20.25', '21')), superseded: false },
    });
  });

  test('an output that has not been made, or was made from other results than those of now (E105)', async () => {
    const project = tracedProject();
    const message = async (): Promise<string> => (await project.call('show', 'unite.panel', '--trace', 'DEU')).stderr;
    expect(await message()).toBe('E105 unite has not been made here\n  hint: make it with: pipeline run unite\n');
    await project.run();
    project.write('raw/figures.csv', FIGURES.replace('20.25', '21'));
    await project.call('fetch', '--update');
    await project.run(['read']);
    expect(await message()).toBe(
      'E105 unite is not current: input figures of unite has changed since it was made\n  hint: bring it up to date with: pipeline run unite\n',
    );
  });

  test('an output whose contract has changed (E105), and one whose provenance was declared afterwards', async () => {
    const project = tracedProject();
    await project.run();
    project.edit('schemas/raw_moves.yaml', 'key: [from, to, year]\n', 'key: [from, to, year]\nprovenance: { source: from, row: line }\n');
    expect((await tracedTables(project, 'read.moves', '--trace', 'FRA'))[0]?.matches).toMatchObject([
      { origin: { source: 'POL', title: null, row: 3 } },
    ]);
    project.edit('schemas/panel.yaml', 'key: [area, year, indicator]', 'key: [area, year]');
    expect((await project.call('show', 'unite.panel', '--trace', 'DEU')).stderr).toBe(
      'E105 unite.panel is not current: its contract has changed since it was made\n  hint: bring it up to date with: pipeline run unite\n',
    );
  });
});

describe('provenance in a contract', () => {
  test.each([
    ['operation: operation }', 'operation: operatoin }', 'schemas/pairs.yaml:14:64  E208 there is no field "operatoin"'],
    ['row: row', 'row: persons', 'schemas/pairs.yaml:14:48  E208 row names persons, which is float64'],
    ['file: file', 'file: year', 'schemas/pairs.yaml:14:37  E208 file names year, which is int16'],
    [
      '{ source: source, file: file, row: row,',
      '{ row: row,',
      'schemas/pairs.yaml:14:13  E208 provenance names neither the source of a row nor its file',
    ],
    ['row: row', 'rows: row', 'E203 unknown key "rows"'],
  ])('%s -> %s', async (before, after, message) => {
    const project = tracedProject();
    project.edit('schemas/pairs.yaml', before, after);
    const { exitCode, stderr } = await project.call('validate');
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});
