import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { expectSaidOnce } from '../diagnostics/saidOnce.ts';
import type { Project } from '../engine/rig.ts';
import { corrupt, demoProject, editText } from './demoProject.ts';

/** Acceptance 7: each malformed input gives one clear message with its place, the documented exit code, and harms nothing. */

const STOCKS = 'un_desa_migrant_stock/ims2024_stocks_by_sex.csv.gz';

/** What a refused run says; the artifacts made before must be as they were. */
async function refusal(
  breakIt: (project: Project) => void,
): Promise<{ readonly exitCode: number | null; readonly diagnostics: readonly Diagnostic[]; readonly stderr: string }> {
  const project = demoProject();
  await project.run(['harmonize']);
  const [view, lock] = [project.read('artifacts/harmonize/panel.parquet'), project.lock()['harmonize']];
  breakIt(project);
  const { events, outcome } = await project.events(['harmonize']);
  expect(project.read('artifacts/harmonize/panel.parquet')).toBe(view);
  expect(project.lock()['harmonize']).toEqual(lock);
  const { stderr } = await project.call('run', 'harmonize');
  expect(stderr).not.toMatch(/^\s+at /m);
  const failed = events.find((event) => event.type === 'instance-failed');
  const last = JSON.parse(outcome.stdout.trim().split('\n').at(-1) ?? '') as { diagnostics?: readonly Diagnostic[] };
  const diagnostics = failed?.type === 'instance-failed' ? failed.diagnostics : (last.diagnostics ?? []);
  diagnostics.forEach(expectSaidOnce);
  return { exitCode: outcome.exitCode, diagnostics, stderr };
}

test('YAML that does not parse', async () => {
  const { exitCode, diagnostics } = await refusal((project) =>
    project.edit('pipeline.yaml', 'name: migration-flows', 'name: [migration-flows'),
  );
  expect(exitCode).toBe(2);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ code: 'E202', place: { file: 'pipeline.yaml', line: 3 } });
});

test('an unknown key', async () => {
  const { exitCode, diagnostics, stderr } = await refusal((project) => project.edit('pipeline.yaml', 'timeout: 1h', 'timout: 1h'));
  expect(exitCode).toBe(2);
  expect(diagnostics[0]).toMatchObject({ code: 'E203', message: 'unknown key "timout"', place: { file: 'pipeline.yaml' } });
  expect(stderr).toContain('did you mean "timeout"?');
});

test('a cycle', async () => {
  const { exitCode, diagnostics } = await refusal((project) =>
    project.edit('pipeline.yaml', '      gdp: { stage: ingest, output: gdp }', '      gdp: { stage: export, output: flows }'),
  );
  expect(exitCode).toBe(2);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]?.code).toBe('E205');
  expect(diagnostics[0]?.message).toMatch(/harmonize.*export|export.*harmonize/);
});

test('a missing source file', async () => {
  const { exitCode, diagnostics } = await refusal((project) => rmSync(project.path(`data/demo/${STOCKS}`)));
  expect(exitCode).toBe(2);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({
    code: 'E301',
    message: `data/demo/${STOCKS} of source un-desa-stocks-2024 is not there`,
    place: { file: 'data/demo/sources.yaml' },
  });
});

test('a wrong digest', async () => {
  const { exitCode, diagnostics } = await refusal((project) => writeFileSync(project.path(`data/demo/${STOCKS}`), 'something else'));
  expect(exitCode).toBe(4);
  expect(diagnostics[0]).toMatchObject({ code: 'E302', message: `data/demo/${STOCKS} is not the file that the manifest names` });
});

test('a CSV row with a text where a number belongs', async () => {
  let row = 0;
  const { exitCode, diagnostics } = await refusal((project) =>
    corrupt(
      project,
      STOCKS,
      editText((text) => {
        const lines = text.split('\n');
        row = 7;
        lines[row] = lines[row]!.replace(/,\d+,(\d),(\d),(\d),(\d)$/, ',many,$1,$2,$3,$4');
        return lines.join('\n');
      }),
    ),
  );
  expect(exitCode).toBe(3);
  expect(diagnostics[0]).toMatchObject({ code: 'E303', place: { file: STOCKS, row, field: 'n' } });
  expect(diagnostics[0]?.message).toContain('many');
});

test('an unknown country code', async () => {
  const { exitCode, diagnostics } = await refusal((project) =>
    corrupt(
      project,
      'flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv',
      editText((text) => text.replace(/^([A-Z]{2}),([A-Z]{2}),(\d{4}),/m, 'ZQ,$2,$3,')),
    ),
  );
  expect(exitCode).toBe(3);
  expect(diagnostics[0]?.code).toBe('E304');
  expect(diagnostics[0]?.message).toContain('ZQ');
});

test('a truncated NetCDF', async () => {
  const { exitCode, diagnostics } = await refusal((project) =>
    corrupt(project, 'paper_repo/GDP_data.nc', (content) => content.slice(0, Math.floor(content.length / 2))),
  );
  expect(exitCode).toBe(3);
  expect(diagnostics[0]).toMatchObject({ code: 'E305', place: { file: 'paper_repo/GDP_data.nc' } });
});

test('an output that breaks its contract', async () => {
  const { exitCode, diagnostics } = await refusal((project) =>
    project.edit('schemas/gdp.yaml', 'unit: USD of 2015, minimum: 0', 'unit: USD of 2015, minimum: 1e6'),
  );
  expect(exitCode).toBe(3);
  expect(diagnostics[0]).toMatchObject({ code: 'E401', place: { file: 'schemas/gdp.yaml' } });
  expect(diagnostics[0]?.details).toHaveLength(20);
});
