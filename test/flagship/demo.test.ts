import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TracedTable } from '../../src/engine/inspection/trace.ts';
import type { Project } from '../engine/rig.ts';
import { demoProject } from './demoProject.ts';
import { firstRowsTraced } from './everyTable.ts';

/** The whole pipeline on the demo world, with so little training that it takes seconds: what is tested is the engine around it. */
const SMALL = ['training.epochs=3', 'training.sample=300', 'uncertainty.runs=1', 'cross_validation.folds=2'].flatMap((value) => [
  '--set',
  value,
]);

describe('the flagship on the demo world', () => {
  let project: Project;

  beforeAll(async () => {
    project = demoProject();
    project.keep();
    const { executed } = await project.run([...SMALL, '--save', '--jobs', '2']);
    expect(executed).toHaveLength(14);
    return () => project.remove();
  }, 300_000);

  test('exports flows, stocks and net migration of 24 areas, 1990 to 2023', () => {
    const lines = (file: string): string[] => project.read(`artifacts/export/${file}`).trimEnd().split('\n');
    const flows = lines('flows.csv');
    expect(flows[0]).toBe('year,orig,dest,flow_mean,flow_sd,support,flow_q05,flow_q25,flow_q50,flow_q75,flow_q95');
    expect(flows).toHaveLength(1 + 34 * 24 * 23);
    expect(lines('stocks.csv')).toHaveLength(1 + 35 * 24 * 24);
    const births = lines('births.csv');
    expect(births[0]).toBe('year,birth,residence,arrivals_mean,arrivals_sd,departures_mean,departures_sd');
    expect((births.length - 1) % 34).toBe(0);
    const net = lines('net_migration.csv')
      .slice(1)
      .map((line) => line.split(','));
    expect(net).toHaveLength(34 * 24);
    const world = net.filter(([year]) => year === '2020').reduce((sum, [, , mean]) => sum + Number(mean), 0);
    expect(Math.abs(world)).toBeLessThan(1e-3);
    expect(flows.slice(1).every((line) => /^\d{4},[A-Z]{3},[A-Z]{3},\d[\d.e-]*,\d[\d.e-]*,(un)?reported(,\d[\d.e-]*){5}$/.test(line))).toBe(
      true,
    );
  });

  test('an exported flow is traced to the members, the reports of its corridor, stocks and covariates, and to file and row', async () => {
    const { stdout } = await project.call('show', 'export.flows', '--trace', 'QPV,QNV,2010', '--json', ...SMALL);
    const [{ matches }] = (JSON.parse(stdout) as { data: { tables: [TracedTable] } }).data.tables;
    const groups = matches[0]!.derived!;
    const of = (artifact: string) => groups.find(({ tables }) => tables.some((table) => table.artifact === artifact))!;
    expect(of('train[member=3].flows').rows.map(({ artifact }) => artifact)).toEqual(
      [1, 2, 3].map((member) => `train[member=${member}].flows`),
    );
    const reports = of('harmonize.observations');
    expect([reports.found, reports.rows.length]).toEqual([38, 12]);
    expect(reports.rows.slice(0, 3).map(({ nearest, key, values }) => [nearest, key['year'], key['reporter'], values['persons']])).toEqual([
      [true, 2010, 'destination', 2965],
      [true, 2010, 'origin', 375],
      [false, 2009, 'destination', 3025],
    ]);
    expect(reports.rows[0]!.origin).toMatchObject({
      source: 'flows-eurostat',
      file: 'flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv',
      sha256: '18599c60b5857e1fddc01e320c767a1407840a3e0c280429d39d6f245fec0b53',
      row: 491,
    });
    expect(of('impute.stocks').rows.map(({ key }) => Object.values(key).join(' '))).toEqual([
      '2010 QNV QNV',
      '2010 QNV QPV',
      '2010 QPV QNV',
      '2010 QPV QPV',
      '2015 QNV QNV',
      '2015 QNV QPV',
      '2015 QPV QNV',
      '2015 QPV QPV',
    ]);
    expect(of('harmonize.stocks')).toMatchObject({ step: 3, of: ['impute.stocks'], found: 4 });
    expect(of('harmonize.stocks').rows.map(({ values, origin }) => [values['persons'], origin?.row])).toEqual([
      [3383, 789],
      [28957, 181],
      [2977, 833],
      [45437, 225],
    ]);
    for (const name of ['panel', 'pairs', 'trade', 'refugees', 'memberships']) expect(of(`harmonize.${name}`)).toBeDefined();
    const unreported = await project.call('show', 'export.flows', '--trace', 'QNV,QQR,2010', ...SMALL);
    expect(unreported.stdout).toContain(
      'harmonize.observations: nobody reports a flow here: the estimate rests on stocks, on covariates, on what',
    );
  });

  test('a row of every table can be traced', async () => {
    const rows = await firstRowsTraced(
      project,
      SMALL.filter((word) => word !== '--set'),
    );
    expect(rows.size).toBeGreaterThan(70);
    const untold = [...rows].filter(([, row]) => {
      const isTold = row !== undefined && (row.origin !== null || row.operations.length > 0 || (row.derived ?? []).length > 0);
      return !isTold;
    });
    expect(untold.map(([artifact]) => artifact)).toEqual([]);
  });

  test('a second run has nothing to do', async () => {
    expect((await project.run([...SMALL, '--save'])).executed).toEqual([]);
  });

  test('another folder and one job: the same lock, byte by byte', async () => {
    const other = demoProject();
    await other.run([...SMALL, '--save', '--jobs', '1']);
    expect(other.read('pipeline.lock')).toBe(readFileSync(project.path('pipeline.lock'), 'utf8'));
  }, 300_000);

  test('a fourth member: one training, and what gathers the members', async () => {
    const { executed } = await project.run([...SMALL, '--save', '--set', 'ensemble.members=4']);
    expect(executed.toSorted()).toEqual(['calibrate', 'compare-baselines', 'export', 'plausibility', 'train[member=4]']);
  }, 120_000);

  test('a parameter of train alone: the members and what reads them', async () => {
    const { executed } = await project.run([...SMALL, '--save', '--set', 'uncertainty.runs=2']);
    expect(executed.toSorted()).toEqual([
      'calibrate',
      'compare-baselines',
      'export',
      'plausibility',
      'train[member=1]',
      'train[member=2]',
      'train[member=3]',
    ]);
  }, 120_000);

  test('every artifact keeps its contract when it is read again', async () => {
    const { exitCode, stdout } = await project.call('validate', '--artifacts', ...SMALL);
    expect(stdout).toMatch(/0 errors\n$/);
    expect(exitCode).toBe(0);
  }, 120_000);
});
