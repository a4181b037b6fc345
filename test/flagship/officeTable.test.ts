import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Project } from '../engine/rig.ts';
import { demoProject } from './demoProject.ts';

const PAGE = readFileSync(resolve('docs/office-table.md'), 'utf8');
const MANIFEST = 'data/demo/sources.yaml';

/** The text of the first block of the page in a language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE)![1]!;
}

/** The demo project with the table of the page, as its steps 1 and 2 leave it. */
function projectWithTable(declaration = block('yaml')): Project {
  const project = demoProject();
  project.write('data/demo/own/okrava.csv', block('csv'));
  project.write(MANIFEST, `${project.read(MANIFEST)}${declaration}`);
  return project;
}

async function traced(project: Project, ...words: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await project.call('show', ...words);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

describe('the page on a national office’s table', () => {
  test('leads from the file to reports with their source, file and row', async () => {
    const project = projectWithTable();
    const unaccepted = await project.refusal('run', 'harmonize');
    expect(unaccepted).toMatchObject({
      exitCode: 4,
      diagnostics: [{ code: 'E302', message: 'the manifest has no digest of data/demo/own/okrava.csv yet' }],
    });
    expect((await project.call('fetch', '--update', '--params', 'params.yaml')).exitCode).toBe(0);
    expect(project.read(MANIFEST)).toMatch(/own\/okrava\.csv, sha256: [0-9a-f]{64} }/);
    await project.run(['harmonize']);
    const counts = await traced(project, 'ingest.row_counts', '--head', '200');
    expect(counts).toMatch(/office-okrava +own\/okrava\.csv +taken +4\n/);
    expect(counts).toMatch(/office-okrava +own\/okrava\.csv +left out +not among the values that its declaration takes +2\n/);
    const trace = await traced(project, 'harmonize.observations', '--trace', 'XBV,QOK,2018');
    expect(trace).toContain('Statistics Okrava: Arrivals by country of last residence');
    expect(trace).toMatch(/persons +941 persons\n/);
    expect(trace).toContain('own/okrava.csv, row 3');
    expect(await traced(project, 'harmonize.exclusions', '--head', '400')).toContain('its declaration takes it for no single country');
  }, 120_000);

  test('comes back to the former reports where the source is removed', async () => {
    const project = demoProject();
    await project.run(['impute']);
    const lock = project.lock();
    const manifest = project.read(MANIFEST);
    project.write('data/demo/own/okrava.csv', block('csv'));
    project.write(MANIFEST, `${manifest}${block('yaml')}`);
    await project.call('fetch', '--update', '--params', 'params.yaml');
    expect((await project.run(['impute'])).executed).toEqual(['ingest', 'harmonize']);
    const changed = Object.keys(lock['harmonize']!.outputs).filter(
      (name) => project.lock()['harmonize']!.outputs[name] !== lock['harmonize']!.outputs[name],
    );
    expect(changed.sort()).toEqual(['exclusions', 'observations']);
    project.write(MANIFEST, manifest);
    expect((await project.run(['harmonize'])).executed).toEqual([]);
    expect(project.lock()['harmonize']).toEqual(lock['harmonize']);
  }, 120_000);

  test('says where a name is not known, and where a word of the declaration is wrong', async () => {
    const project = projectWithTable(block('yaml').replace('Brevanie: XBV, ', ''));
    await project.call('fetch', '--update', '--params', 'params.yaml');
    const { events } = await project.events(['harmonize']);
    const failure = events.find((event) => event.type === 'instance-failed');
    expect(failure?.type === 'instance-failed' ? failure.diagnostics[0] : null).toMatchObject({
      code: 'E304',
      message: '"Brevanie" in the partner is no name of a country or area',
      place: { file: 'own/okrava.csv', row: 3 },
      hint: expect.stringContaining('Did you mean "Brevany"?'),
    });
    const misspelt = projectWithTable(block('yaml').replace('definition: residence', 'definition: residents'));
    expect((await misspelt.refusal('validate')).diagnostics[0]).toMatchObject({
      code: 'E203',
      message: '"definition" cannot be "residents"',
      place: { file: MANIFEST, line: expect.any(Number), column: 19 },
    });
  }, 120_000);
});
