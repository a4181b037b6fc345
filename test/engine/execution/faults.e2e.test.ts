import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownerOfSelf } from '../../../src/engine/store/processes.ts';
import { Random } from '../../../src/numerics/random.ts';
import { assertSound, type Project } from '../rig.ts';
import { TOY, toyProject } from '../toy.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Whether a process computes: one that has ended and was not yet collected (state Z) does not. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Resolves once a process has printed a text. */
function saysOnce(child: ChildProcess, text: string): Promise<void> {
  return new Promise((done) => {
    let said = '';
    child.stdout?.on('data', (more) => {
      said += more;
      if (said.includes(text)) done();
    });
  });
}

/** Number of executions over several runs, from the run records. */
function executions(project: Project): string[] {
  const runs = project.path('artifacts/.store/runs');
  return readdirSync(runs).flatMap(
    (run) =>
      (JSON.parse(project.read(join('artifacts/.store/runs', run, 'run.json'))) as { content: { executed: string[] } }).content.executed,
  );
}

describe('killed runs', () => {
  test('50 times SIGKILL at a random moment: the next run goes on and ends with the same lock', { timeout: 600_000 }, async () => {
    const undisturbed = toyProject();
    await undisturbed.run();
    const lock = undisturbed.read('pipeline.lock');
    const random = new Random('kill');
    let cutOff = 0;
    let project = toyProject();
    for (let kill = 0; kill < 50; kill++) {
      const { child, ended } = project.start(['run', '--jobs', '2']);
      await pause(100 + random.uniform() * 1_500);
      child.kill('SIGKILL');
      const { signal } = await ended;
      if (signal === 'SIGKILL') cutOff++;
      assertSound(project);
      if (kill % 5 < 4 && signal === 'SIGKILL') continue; // kill the continuation too
      await project.run();
      expect(project.read('pipeline.lock')).toBe(lock);
      assertSound(project);
      expect(readdirSync(project.path('artifacts/.store/attempts'))).toEqual([]);
      await project.remove();
      project = toyProject();
    }
    expect(cutOff).toBeGreaterThan(20);
  });

  test('what a long stage made is in the lock, and can be shown, while the rest runs and after it was killed', async () => {
    const project = toyProject({
      'stages/note.ts': `export async function run({ outputs }: any) {
  await new Promise((done) => setTimeout(done, 1_100));
  await outputs.note.write({ length: 7 });
}`,
      'stages/read.ts': 'export async function run() { for (;;) Math.sqrt(2); }',
    });
    const { child, ended } = project.start(['run', '--jobs', '2', '--json']);
    await saysOnce(child, '"instance-finished"');
    expect((await project.call('show', 'note.note')).stdout).toContain('"length": 7');
    child.kill('SIGKILL');
    await ended;
    expect(Object.keys(project.lock())).toEqual(['note']);
    expect((await project.call('show', 'note.note')).exitCode).toBe(0);
  });

  test.each([
    ['for a while yet', 1_000],
    ['for longer than a run waits', 60_000],
  ])('an orphaned worker that goes on writing %s does not hinder the next run', async (_, lastsMs) => {
    const project = toyProject();
    await project.run(['read']);
    const { boot, space } = ownerOfSelf();
    const attempt = project.path(`artifacts/.store/attempts/1.another start.${boot}.${space}.0`);
    mkdirSync(attempt);
    const writer = spawn(process.execPath, [
      '--eval',
      `const { writeFileSync } = require('node:fs');
       console.log('writing');
       const end = Date.now() + ${lastsMs};
       for (let file = 0; Date.now() < end; file++) try { writeFileSync(${JSON.stringify(attempt)} + '/' + (file % 1000), ''); } catch {}`,
    ]);
    try {
      await saysOnce(writer, 'writing');
      await project.run();
      assertSound(project);
      if (lastsMs === 1_000) expect(existsSync(attempt)).toBe(false);
    } finally {
      writer.kill('SIGKILL');
    }
  });

  test('an orphaned worker is gone soon after its engine', async () => {
    const project = toyProject({
      'stages/note.ts': `import { writeFileSync } from 'node:fs';
export async function run({ scratch }: any) { writeFileSync(scratch + '/pid', String(process.pid)); for (;;) Math.sqrt(2); }`,
    });
    const { child, ended } = project.start(['run', 'note']);
    let pid = 0;
    for (let wait = 0; pid === 0 && wait < 200; wait++) {
      await pause(50);
      const scratch = project.path('artifacts/.store/scratch');
      for (const key of existsSync(scratch) ? readdirSync(scratch) : []) {
        if (existsSync(join(scratch, key, 'pid'))) pid = Number(project.read(join('artifacts/.store/scratch', key, 'pid')));
      }
    }
    child.kill('SIGKILL');
    await ended;
    expect(pid).toBeGreaterThan(0);
    for (let wait = 0; wait < 200 && isRunning(pid); wait++) await pause(50);
    expect(isRunning(pid)).toBe(false);
  });
});

describe('interrupted runs', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the stages, keeps what is finished and exits with %i', async (signal, exitCode) => {
    const project = toyProject({
      'stages/total.ts': 'export async function run() { await new Promise((done) => setTimeout(done, 60_000)); }',
    });
    const { child, ended } = project.start(['run']);
    for (let wait = 0; wait < 200 && !project.has('artifacts/member/member=3/table.parquet'); wait++) await pause(50);
    await pause(500);
    child.kill(signal);
    expect((await ended).exitCode).toBe(exitCode);
    assertSound(project);
    expect(Object.keys(project.lock()).toSorted()).toEqual(TOY.instances.filter((id) => id !== 'total').toSorted());
    expect(readdirSync(project.path('artifacts/.store/attempts'))).toEqual([]);
  });
});

describe('two at once', () => {
  test('two runs started at the same moment execute each instance once', async () => {
    const slow = `export async function run({ params, inputs, outputs, each }: any) {
  await new Promise((done) => setTimeout(done, 300));
  const { id, value } = await inputs.table.read();
  await outputs.table.write({ id, value: value.map((x: number) => x * params.member.scale + each.member) });
}`;
    const project = toyProject({ 'stages/member.ts': slow });
    const [first, second] = await Promise.all([project.events(), project.events()]);
    expect([first.outcome.exitCode, second.outcome.exitCode]).toEqual([0, 0]);
    expect(executions(project).toSorted()).toEqual(TOY.instances.toSorted());
    assertSound(project);
  });

  test('a run with nothing to do but wait for another process goes on with what that one leaves undone', async () => {
    const slow = `import { existsSync } from 'node:fs';
export async function run({ inputs, outputs }: any) {
  const { id, value } = await inputs.table.read();
  while (!existsSync(${JSON.stringify('GATE')})) await new Promise((done) => setTimeout(done, 20));
  await outputs.table.write({ id, value });
}`;
    const project = toyProject();
    project.write('stages/round.ts', slow.replace('GATE', project.path('gate')));
    await project.run(['read', 'note']);
    const other = project.start(['run', 'round', '--json']);
    await saysOnce(other.child, '"type":"instance-started"');
    const waiting = project.start(['run', '--json']);
    await saysOnce(waiting.child, '"type":"instance-waiting"');
    project.write('gate', '');
    expect((await other.ended).exitCode).toBe(0);
    expect((await waiting.ended).exitCode).toBe(0);
    expect(executions(project).toSorted()).toEqual(TOY.instances.toSorted());
    assertSound(project);
  });

  test('the lock of a dead process is taken over, that of a living one is not', async () => {
    const project = toyProject();
    await project.run();
    const { key } = project.lock()['note'] as { key: string };
    const { rmSync } = await import('node:fs');
    rmSync(project.path(`artifacts/.store/records/${key.slice(0, 2)}/${key.slice(2)}.json`));
    const locks = project.path(`artifacts/.store/locks/${key}`);
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, '1'), JSON.stringify({ ...ownerOfSelf(), pid: 1, started: 'another start' }));
    expect((await project.run()).executed).toEqual(['note']);
  });
});

describe('the same everywhere', () => {
  test('two clean runs in different folders, with one and two jobs, other time zone and language, write the same lock', async () => {
    const [first, second] = [toyProject(), toyProject()];
    await first.run(['--jobs', '1']);
    const { ended } = second.start(['run', '--jobs', '2'], { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8' });
    expect((await ended).exitCode).toBe(0);
    expect(second.read('pipeline.lock')).toBe(first.read('pipeline.lock'));
  });
});

describe('full disk', () => {
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) console.warn('skipped: mounting a small file system needs root');
  test.skipIf(!asRoot)('says so, records nothing half, and goes on when there is room', async () => {
    const project = toyProject({
      'stages/note.ts': `import { writeFileSync } from 'node:fs';
export async function run({ scratch, outputs }: any) { writeFileSync(scratch + '/big', new Uint8Array(3_000_000)); await outputs.note.write({ length: 1 }); }`,
    });
    mkdirSync(project.path('artifacts'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', project.path('artifacts')]);
    try {
      const { outcome } = await project.events(['--keep-going']);
      expect(outcome.exitCode).toBe(1);
      expect(outcome.stdout).toMatch(/ENOSPC|no space left/);
      assertSound(project);
      execFileSync('mount', ['-o', 'remount,size=32m', project.path('artifacts')]);
      expect((await project.run()).failed).toEqual([]);
      assertSound(project);
    } finally {
      execFileSync('umount', ['--lazy', project.path('artifacts')]);
    }
  });
});

describe('damage', () => {
  test('a rotten object is noticed and made again', async () => {
    const project = toyProject();
    await project.run();
    const digest = project.lock()['note']!.outputs['note']!;
    const object = project.path(`artifacts/.store/objects/${digest.slice(0, 2)}/${digest.slice(2)}`);
    execFileSync('chmod', ['u+w', object]);
    writeFileSync(object, '{"length": 9}');
    const { events, result } = await project.events();
    expect(result?.executed).toEqual(['note']);
    expect(events.some((event) => event.type === 'instance-started' && event.reason.kind === 'damaged')).toBe(true);
    assertSound(project);
    expect(project.read('artifacts/note/note.json')).toBe('{\n  "length": 6\n}\n');
  });

  test('state files cut at any length never lead to a wrong skip', async () => {
    const project = toyProject();
    await project.run();
    const lock = project.read('pipeline.lock');
    for (const file of ['artifacts/.store/memo.json', 'artifacts/.store/code.json', 'pipeline.lock']) {
      const text = project.read(file);
      for (const share of [0, 0.3, 0.99]) {
        project.write(file, text.slice(0, Math.floor(text.length * share)));
        expect((await project.run()).executed).toEqual([]);
        expect(project.read('pipeline.lock')).toBe(lock);
      }
    }
  });

  test('a source that changes while a stage reads it is not recorded', async () => {
    const project = toyProject({
      'stages/note.ts': `import { writeFileSync, statSync } from 'node:fs';
export async function run({ inputs, outputs }: any) {
  const { path } = inputs.notes.files[0];
  writeFileSync(path, 'moved under your feet');
  await outputs.note.write({ length: statSync(path).size });
}`,
    });
    const { events, outcome } = await project.events(['note']);
    expect(outcome.exitCode).toBe(4);
    const failed = events.find((event) => event.type === 'instance-failed');
    expect(failed?.type === 'instance-failed' && failed.diagnostics[0]?.code).toBe('E306');
    expect(project.has('artifacts/note')).toBe(false);
  });
});
