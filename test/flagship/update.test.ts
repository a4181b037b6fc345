import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { NumberDifference } from '../../src/engine/contracts/comparison/differences.ts';
import type { InstanceDifference } from '../../src/engine/inspection/difference.ts';
import { type Project, sha256 } from '../engine/rig.ts';
import { demoProject, editText } from './demoProject.ts';

const FILE = 'data/demo/unhcr/population.csv.gz';

/** A file of UNHCR as cells, quotation marks included. */
interface Sheet {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Cell {
  readonly year: number;
  readonly origin: string;
  readonly asylum: string;
}

/** What a next edition of the file changes: one cell is raised by 1000 persons, one is emptied, and a pair comes in. */
interface Edition {
  readonly text: string;
  readonly raised: Cell;
  readonly emptied: Cell;
  readonly added: Cell;
}

function sheetOf(text: string): Sheet {
  const [header = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  return { header, rows };
}

/** The next edition of a file of UNHCR, by its format alone: the greatest and the least pair of the last year are revised. */
function nextEdition(text: string): Edition {
  const { header, rows } = sheetOf(text);
  const at = (field: string): number => header.indexOf(`"${field}"`);
  const plain = (cell: string | undefined): string => (cell ?? '').replaceAll('"', '');
  const cellOf = (row: readonly string[]): Cell => ({
    year: Number(row[at('year')]),
    origin: plain(row[at('coo_iso')]),
    asylum: plain(row[at('coa_iso')]),
  });
  const personsOf = (row: readonly string[]): number =>
    ['refugees', 'asylum_seekers', 'oip'].reduce((sum, field) => sum + Number(row[at(field)]), 0);
  const last = Math.max(...rows.map((row) => cellOf(row).year));
  // A code that receives refugees is one of a country; origins may also be stateless or unknown.
  const countries = new Set(rows.map((row) => cellOf(row).asylum));
  const recent = rows
    .filter((row) => {
      const { year, origin, asylum } = cellOf(row);
      return year === last && origin !== asylum && countries.has(origin) && personsOf(row) > 0;
    })
    .toSorted((a, b) => personsOf(b) - personsOf(a));
  const [greatest, least] = [recent[0] ?? [], recent.at(-1) ?? []];
  const model = recent.find((row) => !rows.some((other) => isReverse(cellOf(row), cellOf(other)))) ?? [];
  const added = { year: last, origin: cellOf(model).asylum, asylum: cellOf(model).origin };
  const edited = rows.map((row) => {
    if (row === greatest) return row.with(at('refugees'), String(Number(row[at('refugees')]) + 1000));
    return row === least ? row.with(at('refugees'), '0').with(at('asylum_seekers'), '0').with(at('oip'), '') : row;
  });
  const newRow = model.with(at('coo_iso'), `"${added.origin}"`).with(at('coa_iso'), `"${added.asylum}"`);
  const lines = [header, ...edited, newRow].map((row) => row.join(','));
  return { text: `${lines.join('\n')}\n`, raised: cellOf(greatest), emptied: cellOf(least), added };
}

function isReverse(a: Cell, b: Cell): boolean {
  return a.year === b.year && a.origin === b.asylum && a.asylum === b.origin;
}

/** Puts the next edition in the place of the file, as somebody does who has downloaded it. */
function replaceFile(project: Project): Edition {
  const before = readFileSync(project.path(FILE));
  const edition = nextEdition(gunzipSync(before).toString('utf8'));
  project.write(FILE, editText(() => edition.text)(before));
  return edition;
}

async function differences(project: Project): Promise<ReadonlyMap<string, InstanceDifference>> {
  const { stdout } = await project.call('diff', '--json');
  const { instances } = (JSON.parse(stdout) as { data: { instances: readonly InstanceDifference[] } }).data;
  return new Map(instances.map((difference) => [difference.instance, difference]));
}

describe('a new edition of a source', () => {
  test('is refused until it is accepted; then diff shows the cells that moved, and no others', async () => {
    const project = demoProject();
    expect((await project.run(['harmonize'])).executed).toEqual(['ingest', 'harmonize']);
    const [manifest, before] = [project.read('data/demo/sources.yaml'), sha256(readFileSync(project.path(FILE)))];
    const { raised, emptied, added } = replaceFile(project);
    const after = sha256(readFileSync(project.path(FILE)));

    const refused = await project.call('run', 'harmonize');
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('E302 data/demo/unhcr/population.csv.gz is not the file that the manifest names');
    const accepted = await project.call('fetch', '--update', '--params', 'params.yaml');
    expect(accepted.stdout).toContain(`unhcr/population.csv.gz  ${before.slice(0, 10)} -> ${after.slice(0, 10)}\n1 digest written.`);
    expect(project.read('data/demo/sources.yaml')).toBe(manifest.replace(before, after));

    expect((await project.run(['harmonize'])).executed).toEqual(['ingest', 'harmonize']);
    const changed = await differences(project);
    expect([...changed.keys()]).toEqual(['harmonize', 'ingest']);
    expect(changed.get('ingest')?.inputs).toEqual(['refugees']);
    expect(changed.get('ingest')?.outputs.map(({ output }) => output)).toEqual(['refugees', 'row_counts']);
    expect(changed.get('harmonize')?.inputs).toEqual(['refugees']);
    for (const instance of ['ingest', 'harmonize']) {
      const table = changed.get(instance)?.outputs.find(({ output }) => output === 'refugees')?.table;
      expect(table).toMatchObject({ added: 1, removed: 0, changed: 2 });
      expect(table?.addedKeys).toEqual([expect.objectContaining(added)]);
      const moved = table?.fields.filter((field) => (field.kind === 'numbers' ? field.moved : field.changed) > 0);
      expect(moved?.map(({ name }) => name)).toEqual(['persons']);
      const persons = moved?.[0] as NumberDifference;
      expect(persons.moved).toBe(2);
      expect(persons.largestAbsolute).toMatchObject({ absolute: 1000, key: expect.objectContaining(raised) });
      expect(persons.largestRelative).toMatchObject({ after: 0, key: expect.objectContaining(emptied) });
    }
  }, 120_000);
});
