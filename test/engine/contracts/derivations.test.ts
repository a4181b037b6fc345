import { describe, expect, test } from 'vitest';
import { isPipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { loadConfig } from '../../../src/engine/config/load.ts';
import { derivedProject } from '../inspection/derivedProject.ts';
import type { Project } from '../rig.ts';

/** Place, code and message of everything wrong in the configuration of a project. */
async function errorsIn({ root }: Project): Promise<string> {
  try {
    await loadConfig({ file: `${root}/pipeline.yaml`, cwd: root });
    return '';
  } catch (error) {
    if (!isPipelineError(error)) throw error;
    return error.diagnostics
      .map(({ place, code, message }) => `${place?.file}:${place?.line}:${place?.column}  ${code} ${message}`)
      .join('\n');
  }
}

describe('a derivation in a contract', () => {
  test.each([
    ['member_estimates', 'table: pairs', 'table: pears', 'schemas/member_estimates.yaml:10:12  E204 unknown contract "pears"'],
    [
      'member_estimates',
      'orig: orig, dest',
      'orgi: orig, dest',
      'schemas/member_estimates.yaml:13:13  E208 contract "pairs" has no field "orgi"',
    ],
    [
      'member_estimates',
      'orig: orig, dest: dest }\n    nearest',
      'orig: orgi, dest: dest }\n    nearest',
      'schemas/member_estimates.yaml:13:19  E208 contract "member_estimates" has no field "orgi"',
    ],
    [
      'member_estimates',
      'rows: { area: orig }',
      'rows: { area: year }',
      'schemas/member_estimates.yaml:18:19  E208 panel.area is category, but year is int16',
    ],
    [
      'member_estimates',
      'area: orig',
      'value: moves',
      'schemas/member_estimates.yaml:18:20  E208 panel.value is float64, but moves is float64',
    ],
    ['member_estimates', 'nearest: { year: year }', 'nearest: { year: orig }', 'E208 member_estimates.orig is a category'],
    [
      'member_estimates',
      'around: { year: year }',
      'around: { yaer: year }',
      'schemas/member_estimates.yaml:20:15  E208 contract "panel" has no field "yaer"',
    ],
    ['member_estimates', 'indicator: births', 'year: births', 'schemas/member_estimates.yaml:19:13  E208 panel.year is int16'],
    [
      'member_estimates',
      '[year, persons]',
      '[year, person]',
      'schemas/member_estimates.yaml:15:18  E208 contract "pairs" has no field "person"',
    ],
    ['member_estimates', 'around:', 'nearby:', 'schemas/member_estimates.yaml:20:5  E203 unknown key "nearby"'],
    ['trends', 'table: areas', 'table: note', 'schemas/trends.yaml:10:14  E208 contract "note" is of a document, which has no rows'],
    ['trends', 'source: figures, about: the publication', 'source: figures', 'schemas/trends.yaml:11:5  E203'],
    ['trends', 'source: figures,', 'source: figures, rows: { orig: orig },', 'E203'],
    [
      'raw_moves',
      'key: [from, to, year]',
      'key: [from, to, year]\nderived: [{ table: plain, about: plain }]',
      'pipeline.yaml:12:47  E208 contract "raw_moves" derives rows from contract "plain", but neither stage "read" nor one upstream of it writes such a table',
    ],
    [
      'member_estimates',
      'table: pairs',
      'table: estimates',
      'E208 rows are computed from each other in a circle: member_estimates -> estimates -> member_estimates',
    ],
    [
      'trends',
      'source: figures',
      'source: figure',
      'pipeline.yaml:40:49  E208 contract "trends" derives rows from source "figure", which neither stage "combine" nor one upstream of it reads',
    ],
  ])('%s: %s -> %s', async (contract, before, after, message) => {
    const project = derivedProject();
    project.edit(`schemas/${contract}.yaml`, before, after);
    expect(await errorsIn(project)).toContain(message);
  });

  test('is not in the digest of its contract', async () => {
    const project = derivedProject();
    const digestOf = async () =>
      (await loadConfig({ file: project.path('pipeline.yaml'), cwd: project.root })).contracts.get('member_estimates')?.digest;
    const before = await digestOf();
    project.edit('schemas/member_estimates.yaml', 'nearest: { year: year }', 'around: { year: year }');
    expect(await digestOf()).toBe(before);
    const text = project.read('schemas/member_estimates.yaml');
    project.write('schemas/member_estimates.yaml', text.slice(0, text.indexOf('derived:')));
    expect(await digestOf()).toBe(before);
  });
});
