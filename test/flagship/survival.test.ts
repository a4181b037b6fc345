import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { assertSound, type Project } from '../engine/rig.ts';
import { demoProject } from './demoProject.ts';

/** Enough epochs to be cut off in the middle, and a small network, for what is tested is that nothing of it is lost. */
const EPOCHS = 60;
const SMALL = [
  'model.hidden_layers=[8]',
  'model.latent=4',
  `training.epochs=${EPOCHS}`,
  'training.refresh_every=10',
  'training.sample=300',
  'uncertainty.runs=1',
  'ensemble.members=1',
  'cross_validation.folds=2',
];
const MEMBER = 'train[member=1]';
const FOLD = 'cross-validate[fold=1,seed=1]';

function withValues(...values: readonly string[]): string[] {
  return values.flatMap((value) => ['--set', value]);
}

function checkpoints(project: Project): string[] {
  const scratch = project.path('artifacts/.store/scratch');
  const keys = existsSync(scratch) ? readdirSync(scratch) : [];
  return keys.map((key) => join(scratch, key, 'checkpoint')).filter((file) => existsSync(file));
}

/** Ends a process and all below it, in one moment: stages have process groups of their own. */
function killTree(pid: number): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  process.kill(pid, 'SIGKILL');
  for (const child of children) {
    try {
      process.kill(-child, 'SIGKILL');
    } catch {
      // The compiler of stage code has no group of its own and ends with its parent.
    }
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let wait = 0; !condition(); wait++) {
    if (wait > 3_000) throw new Error('waited for a minute');
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('trainings of the demo world', () => {
  let project: Project;

  beforeAll(async () => {
    project = demoProject();
    project.keep();
    await project.run(['impute', ...withValues(...SMALL)]);
    return () => project.remove();
  }, 120_000);

  test('killed with SIGKILL and started again, they go on, and end with the bytes of an undisturbed run', {
    timeout: 120_000,
  }, async () => {
    const args = [MEMBER, FOLD, ...withValues(...SMALL), '--save'];
    const { child, ended } = project.start(['run', '--jobs', '2', ...args]);
    await until(() => checkpoints(project).length === 2);
    killTree(child.pid as number);
    expect((await ended).signal).toBe('SIGKILL');
    assertSound(project);
    expect(checkpoints(project)).toHaveLength(2);

    const { executed } = await project.run(['--jobs', '2', ...args]);
    expect(executed.toSorted()).toEqual([FOLD, MEMBER]);
    for (const id of executed) {
      const { stdout } = await project.call('log', id, ...withValues(...SMALL));
      const epoch = Number(/^resumed at epoch (\d+)$/m.exec(stdout)?.[1]);
      expect(epoch % 10).toBe(0);
      expect(epoch).toBeGreaterThanOrEqual(10);
      expect(epoch).toBeLessThan(EPOCHS);
    }
    expect(checkpoints(project)).toEqual([]);

    const resumed = project.lock();
    await project.run(['--jobs', '3', ...args, '--force']);
    const { stdout } = await project.call('log', MEMBER);
    expect(stdout).not.toContain('resumed');
    const cores = [stdout, (await project.call('log', FOLD)).stdout].map((log) => Number(/on (\d) cores?$/m.exec(log)?.[1]));
    expect(cores.toSorted((a, b) => a - b)).toEqual([1, 2]);
    for (const id of [MEMBER, FOLD]) expect(project.lock()[id]).toEqual(resumed[id]);
  });

  test('that diverge say which, when, in what and what to try, and leave no artifact', async () => {
    const { events, outcome } = await project.events([MEMBER, ...withValues(...SMALL, 'training.learning_rate=1e6')]);
    expect(outcome.exitCode).toBe(1);
    const failed = events.find((event) => event.type === 'instance-failed');
    const [diagnostic] = failed?.type === 'instance-failed' ? failed.diagnostics : [];
    expect(diagnostic?.code).toBe('E504');
    expect(diagnostic?.message).toMatch(/^training of member 1 diverged in epoch \d+: the .*(stock|flow|arrivals|departures|net) term/);
    expect(diagnostic?.hint).toContain('training.learning_rate');
    expect(diagnostic?.details?.[0]).toMatch(
      /^loss terms of the epoch: stock \S+, at first \S+; flow \S+, at first \S+; arrivals \S+, at first \S+; departures \S+, at first \S+; net /,
    );
  });

  test('that would take more memory than the stage has end before the first epoch', async () => {
    const { events, outcome } = await project.events([MEMBER, ...withValues(...SMALL, 'model.latent=4096', 'training.sample=100000')]);
    expect(outcome.exitCode).toBe(1);
    const failed = events.find((event) => event.type === 'instance-failed');
    const [diagnostic] = failed?.type === 'instance-failed' ? failed.diagnostics : [];
    expect(diagnostic?.code).toBe('E506');
    expect(diagnostic?.message).toMatch(/^training would take \d+\.\d\d GB of memory in the kernel$/);
    expect(diagnostic?.expected).toBe('at most 3.00 GB');
    expect(events.some((event) => event.type === 'instance-progress')).toBe(false);
  });

  test('with early stopping keep the weights with the least inner loss and write it down', async () => {
    const early = withValues(...SMALL, 'training.early_stopping={ share: 0.2, patience: 2 }', 'training.epochs=30');
    await project.run([MEMBER, ...early]);
    const { stdout } = await project.call('show', `${MEMBER}.history`, '--head', '30', '--json', ...early);
    const { head } = (JSON.parse(stdout) as { data: { artifacts: { head: { epoch: number; inner: number | null }[] }[] } }).data
      .artifacts[0] as { head: { epoch: number; inner: number | null }[] };
    const checked = head.filter(({ inner }) => inner !== null);
    // Every refresh_every epochs, and after the last one.
    const full = [0, 10, 20, 29];
    expect(checked.length).toBeGreaterThanOrEqual(3);
    expect(checked.map(({ epoch }) => epoch)).toEqual(full.slice(0, checked.length));
    expect(checked.every(({ inner }) => (inner as number) > 0)).toBe(true);
    const log = (await project.call('log', MEMBER)).stdout;
    expect(log).toMatch(/^trained for \d+ epochs; kept are the weights of epoch \d+, with an inner loss of 0?\.\d+$/m);
  });

  test('are planned by doctor --plan: terms, formula, and whether they fit', async () => {
    const { exitCode, stdout } = await project.call('doctor', '--plan', ...withValues(...SMALL));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}states +[\d,]+ {2}4 \* latent \* max\(blocks\(edges\), years \* blocks\(sample\)\)$/m);
    expect(stdout).toMatch(/^train: .* of the 3\.0 GB of resources\.memory.*\n {2}it fits$/m);
    const { data } = JSON.parse((await project.call('doctor', '--plan', '--json', ...withValues(...SMALL))).stdout) as {
      data: { quantities: Record<string, number>; terms: { bytes: number }[]; totalBytes: number; stages: { problem: string | null }[] };
    };
    expect(data.quantities).toMatchObject({ areas: 24, years: 34, sample: 300, latent: 4 });
    expect(data.terms.reduce((sum, { bytes }) => sum + 64 * Math.ceil(bytes / 64), 0)).toBe(data.totalBytes);
    expect(data.stages.map(({ problem }) => problem)).toEqual([null, null]);
    const large = await project.call('doctor', '--plan', ...withValues(...SMALL, 'model.latent=4096', 'training.sample=100000'));
    expect(large.stdout).toMatch(/it does not fit: [\d.]+ [GT]B is more than the [\d.]+ GB that /);
  });
});

test('doctor --plan before anything was made says what to run', async () => {
  const { exitCode, diagnostics } = await demoProject().refusal('doctor', '--plan');
  expect(exitCode).toBe(2);
  expect(diagnostics[0]).toMatchObject({ code: 'E105', hint: 'make it with: pipeline run harmonize impute' });
});
