import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectOf } from '../../../src/cli/options/project.ts';
import { surveyOf } from '../../../src/engine/inspection/survey.ts';
import { buildContextOf } from '../../../src/engine/project/project.ts';
import { readSealed, sealedText } from '../../../src/engine/store/sealed.ts';
import { Random } from '../../../src/numerics/random.ts';
import { assertSound, type Project } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** State files with flipped bits and cut ends: no wrong result, no lasting failure (docs/promises.md 3.3, 3.4, 6). */

const DAMAGES = 1_000;
/** Every so many of them, the command line runs and must end with the lock of the undisturbed run. */
const RUN_EVERY = 40;

const listed = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** What the engine trusts without making it again: everything in the store but objects, which have tests of their own, and logs. */
function stateFiles(project: Project): string[] {
  const store = project.path('artifacts/.store');
  const kept = /^(memo|code|config)\.json$|^(records|runs|bundles|objects)\/.*(?<!\.log)$/;
  return [...listed(store).filter((file) => kept.test(relative(store, file))), project.path('pipeline.lock')];
}

/** Flips one bit, or cuts the file. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const at = Math.floor(random.uniform() * bytes.length);
  if (random.uniform() < 0.2) return bytes.subarray(0, at);
  const changed = Uint8Array.from(bytes);
  changed[at] = changed[at]! ^ (1 << Math.floor(random.uniform() * 8));
  return changed;
}

function write(file: string, bytes: Uint8Array): void {
  const { mode } = statSync(file);
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
  chmodSync(file, mode);
}

/** Keys of all instances as `status` finds them, and the outputs of those that count as current. */
async function survey(project: Project): Promise<{ readonly keys: ReadonlyMap<string, string>; readonly current: readonly string[] }> {
  const opened = await projectOf({ file: project.path('pipeline.yaml') });
  const wanted = new Set(opened.plan.byId.keys());
  const standings = surveyOf(opened, wanted, new Set(), await buildContextOf(opened, wanted));
  opened.memo.save();
  const known = standings.flatMap(({ instance, key }) => (key === null ? [] : [[instance, key] as const]));
  return { keys: new Map(known), current: standings.filter(({ state }) => state === 'current').map(({ instance }) => instance) };
}

describe('state files', () => {
  test(`${DAMAGES} flips and cuts: keys stay what they are, nothing fails, and what runs ends with the old lock`, {
    timeout: 900_000,
  }, async () => {
    const project = toyProject();
    await project.run();
    await project.run();
    const lock = project.read('pipeline.lock');
    const honest = await survey(project);
    expect(honest.current.length).toBe(7);
    const random = new Random('damage to state files');
    const wrong: string[] = [];
    for (let number = 1; number <= DAMAGES; number++) {
      const files = stateFiles(project);
      const file = files[Math.floor(random.uniform() * files.length)]!;
      const sound = readFileSync(file);
      if (sound.length === 0) continue;
      write(file, damaged(sound, random));
      const what = `${number}: ${relative(project.root, file)}`;
      const found = await survey(project);
      for (const [instance, key] of found.keys) if (honest.keys.get(instance) !== key) wrong.push(`${what} gives ${instance} another key`);
      if (number % RUN_EVERY === 0) {
        await project.run();
        if (project.read('pipeline.lock') !== lock) wrong.push(`${what} changes the lock`);
        assertSound(project);
      } else if (existsSync(file)) write(file, sound);
      else await project.run();
    }
    expect(wrong).toEqual([]);
    await project.run();
    expect(project.read('pipeline.lock')).toBe(lock);
    expect((await survey(project)).current.length).toBe(7);
  });
});

/** Damages a file as a disk does: its size and times, and so the memo, say that it is what it was. */
function rot(project: Project, path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 2] = bytes[bytes.length - 2]! ^ 1;
  write(path, bytes);
  const memo = project.path('artifacts/.store/memo.json');
  const seen = readSealed(memo) as Record<string, { ctime: string; mtime: string; at: string }>;
  for (const [file, stats] of Object.entries(seen)) {
    if (statSync(file).ino !== statSync(path).ino) continue;
    const { ctimeNs, mtimeNs } = statSync(file, { bigint: true });
    Object.assign(stats, { ctime: String(ctimeNs), mtime: String(mtimeNs), at: String(ctimeNs + 10_000_000_000n) });
  }
  writeFileSync(memo, sealedText(seen));
}

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('silent rot', () => {
  const objectOf = (project: Project, id: string, output: string): { readonly digest: string; readonly path: string } => {
    const digest = project.lock()[id]!.outputs[output]!;
    return { digest, path: project.path(`artifacts/.store/objects/${digest.slice(0, 2)}/${digest.slice(2)}`) };
  };

  test('of an artifact that somebody reads is told, and the next run makes it again, as the message says', async () => {
    const project = toyProject();
    await project.run();
    const { digest, path } = objectOf(project, 'total', 'table');
    rot(project, path);
    const { exitCode, diagnostics } = await project.refusal('show', 'total.table');
    expect({ exitCode, code: diagnostics[0]!.code }).toEqual({ exitCode: 4, code: 'E603' });
    expect((await project.run()).executed).toEqual(['total']);
    expect(sha256(path)).toBe(digest);
    expect(sha256(project.path('artifacts/total/table.parquet'))).toBe(digest);
    expect((await project.call('show', 'total.table')).exitCode).toBe(0);
  });

  test('of an artifact that a stage reads stops the stage before it computes, and the next run heals both', async () => {
    const project = toyProject();
    await project.run();
    const { digest, path } = objectOf(project, 'round', 'table');
    rot(project, path);
    project.edit('params.yaml', 'scale: 2', 'scale: 3');
    const { outcome, events } = await project.events();
    expect(outcome.exitCode).toBe(4);
    const failed = events.find((event) => event.type === 'instance-failed');
    expect(failed?.type === 'instance-failed' && failed.diagnostics[0]).toMatchObject({ code: 'E603', details: [digest] });
    // `read` and `round` make equal tables here, which are one object: the first of them makes it again.
    expect((await project.run()).executed).toContain('read');
    expect(sha256(path)).toBe(digest);
  });

  test('of the code that is to run stops the stage, and the next run compiles it again', async () => {
    const project = toyProject();
    await project.run();
    const bundle = listed(project.path('artifacts/.store/bundles')).find((file) => readFileSync(file, 'utf8').includes('member '))!;
    rot(project, bundle);
    const { outcome } = await project.events(['member[member=1]', '--force', 'member[member=1]']);
    expect(outcome.exitCode).toBe(4);
    expect((await project.run(['member', '--force', 'member'])).executed.length).toBe(3);
    expect(`${sha256(bundle)}.mjs`).toBe(bundle.split('/').at(-1));
  });
});
