import { beforeAll, describe, expect, test } from 'vitest';
import type { TracedTable } from '../../../src/engine/inspection/trace.ts';
import { type Project, sha256 } from '../rig.ts';
import { derivedProject } from './derivedProject.ts';
import { FIGURES, MOVES, tracedTables } from './tracedProject.ts';

async function traced(project: Project, ...args: string[]): Promise<TracedTable> {
  const [table] = await tracedTables(project, ...args);
  return table!;
}

describe('what a row was computed from', () => {
  let project: Project;

  beforeAll(async () => {
    project = derivedProject();
    project.keep();
    await project.run();
    return () => project.remove();
  });

  test('its values, then the rows it was computed from, step by step, to file and row', async () => {
    const { stdout, exitCode } = await project.call('show', 'combine.estimates', '--trace', 'POL,DEU,2010');
    expect(stdout).toBe(
      [
        'combine.estimates  Mean estimates: 1 of 30 rows',
        '  orig POL, dest DEU, year 2010',
        '    mean  4.83333 persons',
        '',
        '  computed from',
        '',
        '    the same moves in each member',
        '      estimate[member=1].estimates to estimate[member=2].estimates: 2 rows',
        '      table                         moves (persons)',
        '      estimate[member=1].estimates          4.33333',
        '      estimate[member=2].estimates          5.33333',
        '',
        '  step 2: estimate[member=1].estimates to estimate[member=2].estimates computed from',
        '',
        '    reports of these moves',
        '      unite.pairs: 1 row, * is of year 2010',
        '         year  persons  source  file                  operations',
        '      *  2010      100  moves   raw/moves.csv, row 1  as published',
        '',
        '    births in the origin, before and after',
        '      unite.panel: 2 rows',
        '      area  year  value (persons)  source   file                                   operations',
        '      POL   2010               10  figures  raw/figures.csv, row 2, column births  as published; counted in persons',
        '      POL   2011               11  figures  raw/figures.csv, row 3, column births  as published; counted in persons',
        '',
        '  files',
        '    moves  Office: All moves',
        '      raw/moves.csv',
        `        sha256 ${sha256(MOVES)}`,
        '    figures  Office: All figures',
        '      raw/figures.csv',
        `        sha256 ${sha256(FIGURES)}`,
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(0);
  });

  test('where nothing bears on it, the words of the contract', async () => {
    const { stdout } = await project.call('show', 'combine.estimates', '--trace', 'POL,USA,2010');
    expect(stdout).toContain(
      '    reports of these moves\n      unite.pairs: nobody reports them, so the estimate rests on figures alone\n',
    );
  });

  test('where no row is of the value, the nearest come first and none is marked', async () => {
    const { stdout } = await project.call('show', 'combine.estimates', '--trace', 'POL,DEU,2004');
    expect(stdout).toContain('      unite.pairs: 1 row, none of year 2004, the nearest first\n      year  persons');
  });

  test('the same as structure', async () => {
    const table = await traced(project, 'combine.estimates', '--trace', 'POL,DEU,2010');
    expect(table).toMatchObject({ artifact: 'combine.estimates', rows: 30, found: 1, derives: true });
    const [members, reports, births] = table.matches[0]!.derived!;
    expect(members).toMatchObject({ step: 1, of: ['combine.estimates'], kind: 'rows', found: 2, repeated: 0 });
    expect(members!.rows.map(({ artifact, row, values }) => [artifact, row, values])).toEqual([
      ['estimate[member=1].estimates', 10, { moves: 10 / 3 + 1 }],
      ['estimate[member=2].estimates', 10, { moves: 10 / 3 + 2 }],
    ]);
    expect(reports).toMatchObject({ step: 2, of: ['estimate[member=1].estimates', 'estimate[member=2].estimates'] });
    expect(reports).toMatchObject({ nearest: { field: 'year', value: 2010 }, rows: [{ artifact: 'unite.pairs', row: 1, nearest: true }] });
    expect(births!.rows.map(({ origin }) => origin)).toEqual([
      {
        source: 'figures',
        title: 'All figures',
        publisher: 'Office',
        file: 'raw/figures.csv',
        sha256: sha256(FIGURES),
        superseded: false,
        row: 2,
        column: 'births',
      },
      expect.objectContaining({ row: 3 }),
    ]);
  });

  test('whole tables and sources are named and not followed; the first twelve rows are followed, --all lifts it', async () => {
    const { stdout } = await project.call('show', 'combine.trends', '--trace', 'DEU');
    expect(stdout).toContain('      combine.estimates: 15 rows, the first 12 here, --all shows the rest\n');
    expect(stdout).toContain('    all areas\n      unite.areas, all 4 rows\n\n    the publication\n      figures  raw/figures.csv\n');
    expect(stdout).toContain('  A table named as a whole is not followed: trace a row of it by itself.\n');
    const bounded = (await traced(project, 'combine.trends', '--trace', 'DEU')).matches[0]!.derived!;
    expect(bounded.map(({ kind, found, rows }) => [kind, found, rows.length])).toEqual([
      ['rows', 15, 12],
      ['table', 4, 0],
      ['source', 0, 0],
      ['rows', 24, 12],
      ['rows', 1, 1],
      ['rows', 2, 2],
    ]);
    const all = (await traced(project, 'combine.trends', '--trace', 'DEU', '--all')).matches[0]!.derived!;
    expect(all.map(({ found, rows }) => [found, rows.length])).toEqual([
      [15, 15],
      [4, 0],
      [0, 0],
      [30, 30],
      [1, 1],
      [2, 2],
    ]);
  });

  test('many rows: the first twelve, none of them followed; --all follows every one', async () => {
    const { stdout } = await project.call('show', 'combine.estimates', '--trace', 'POL,DEU');
    expect(stdout).toMatch(/^combine\.estimates {2}Mean estimates: 15 of 30 rows\n/);
    expect(stdout).toContain(
      '    mean  5.5 persons\n  3 more; --all shows them\n  To see what they were computed from, give more values of the key, so that no more than 3 rows are left; --all shows it of every row.\n',
    );
    expect(stdout).not.toContain('computed from\n');
    const { matches } = await traced(project, 'combine.estimates', '--trace', 'POL,DEU', '--all');
    expect(matches.map(({ derived }) => derived?.length)).toEqual(Array(15).fill(3));
  });

  test('up to three rows are followed, each by itself', async () => {
    const { matches } = await traced(project, 'combine.estimates', '--trace', 'DEU,2003,2004,2005');
    expect(matches.map(({ key, derived }) => [key['year'], derived?.[1]?.nearest])).toEqual([
      [2003, { field: 'year', value: 2003 }],
      [2004, { field: 'year', value: 2004 }],
      [2005, { field: 'year', value: 2005 }],
    ]);
  });

  test('of one table in two formats each can be asked for', async () => {
    expect((await traced(project, 'combine.estimates_csv', '--trace', 'POL,DEU,2011')).matches[0]!.derived).toHaveLength(3);
  });

  test('--all alone is refused', async () => {
    const { stderr, exitCode } = await project.call('show', 'combine.trends', '--all');
    expect(stderr).toBe('E101 --all goes with --trace\n  hint: for example --trace POL,DEU,2010 --all\n');
    expect(exitCode).toBe(2);
  });
});

describe('what is followed is the run', () => {
  test('a derivation that is declared, changed or removed makes nothing stale', async () => {
    const project = derivedProject();
    await project.run();
    project.edit('schemas/estimates.yaml', 'the same moves in each member', 'moves by member');
    project.edit('schemas/trends.yaml', '  - { table: areas, about: all areas }\n', '');
    expect((await project.run()).executed).toEqual([]);
    const { stdout } = await project.call('show', 'combine.estimates', '--trace', 'POL,DEU,2010');
    expect(stdout).toContain('    moves by member\n');
  });

  test('a table upstream that has been made anew, or under another contract (E105)', async () => {
    const project = derivedProject();
    await project.run();
    const message = async (): Promise<string> => (await project.call('show', 'combine.estimates', '--trace', 'POL,DEU,2010')).stderr;
    project.edit('schemas/pairs.yaml', 'key: [orig, dest, year]', 'key: [orig, dest, year]\nsorted: []\nrows: { maximum: 99 }');
    expect(await message()).toBe(
      'E105 unite.pairs is not current: its contract has changed since it was made\n  hint: bring it up to date with: pipeline run combine\n',
    );
    project.edit('params.yaml', 'imputed: 3', 'imputed: 4');
    await project.run(['unite']);
    expect(await message()).toBe(
      'E105 combine is not current: input panel of estimate[member=2] has changed since it was made\n  hint: bring it up to date with: pipeline run combine\n',
    );
  });
});
