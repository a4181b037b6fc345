import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../engine/rig.ts';
import { demoProject } from './demoProject.ts';

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
    const { executed } = await project.run([...SMALL, '--jobs', '2']);
    expect(executed).toHaveLength(11);
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

  test('a second run has nothing to do', async () => {
    expect((await project.run(SMALL)).executed).toEqual([]);
  });

  test('another folder and one job: the same lock, byte by byte', async () => {
    const other = demoProject();
    await other.run([...SMALL, '--jobs', '1']);
    expect(other.read('pipeline.lock')).toBe(readFileSync(project.path('pipeline.lock'), 'utf8'));
  }, 300_000);

  test('a fourth member: one training, and what gathers the members', async () => {
    const { executed } = await project.run([...SMALL, '--set', 'ensemble.members=4']);
    expect(executed.toSorted()).toEqual(['calibrate', 'compare-baselines', 'export', 'train[member=4]']);
  }, 120_000);

  test('a parameter of train alone: the members and what reads them', async () => {
    const { executed } = await project.run([...SMALL, '--set', 'uncertainty.runs=2']);
    expect(executed.toSorted()).toEqual([
      'calibrate',
      'compare-baselines',
      'export',
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
