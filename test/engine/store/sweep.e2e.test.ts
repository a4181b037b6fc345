import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { Project } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** What processes that are gone have left: locks are named, the rest is swept. */

const KEY = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const DAY_S = 86_400;
const ticket = (rest: object): string => JSON.stringify({ pid: 4711, started: '1', boot: 'other', space: 'elsewhere', ...rest });

function aged(project: Project, path: string, days: number): void {
  const then = Date.now() / 1_000 - days * DAY_S;
  utimesSync(project.path(path), then, then);
}

describe('a lock of a process that cannot be seen from here', () => {
  test.each([
    ['with the name of its host', { host: 'far-away' }, 'process 4711 of host far-away (not this one, or another container)'],
    ['without it, as older versions wrote', {}, 'process 4711 of a host (not this one, or another container)'],
    [
      'of this host, from another container',
      { host: hostname() },
      `process 4711 of host ${hostname()} (not this one, or another container)`,
    ],
  ])('%s: the run names it and what to remove, and goes on when that is done', async (_, rest, holder) => {
    const project = toyProject();
    await project.run();
    const key = project.lock()['note']!.key;
    project.delete(`artifacts/.store/records/${key.slice(0, 2)}/${key.slice(2)}.json`);
    project.write(`artifacts/.store/locks/${key}/1`, ticket(rest));
    const { child, ended } = project.start(['run']);
    let said = '';
    child.stderr?.on('data', (text) => (said += text));
    await expect.poll(() => said, { timeout: 30_000 }).toContain('then goes on');
    expect(said).toContain(`wait note: ${holder} is computing the same\n`);
    expect(said).toContain(`  if it is gone, remove artifacts/.store/locks/${key}; this run then goes on\n`);
    project.delete(`artifacts/.store/locks/${key}`);
    expect((await ended).exitCode).toBe(0);
  });
});

describe('what was left behind', () => {
  /** A project whose last sweep is long ago. */
  async function project(): Promise<Project> {
    const made = toyProject();
    await made.run();
    aged(made, 'artifacts/.store/swept', 2);
    return made;
  }

  test.each([
    ['tmp-4711-0123456789ab', 2],
    ['memo.json.0123456789ab.tmp', 2],
    ['bundles/x.mjs.0123456789ab.tmp', 2],
    ['records/aa/x.json.0123456789ab.tmp', 2],
  ])('%s is removed after a day, and not before', async (path, days) => {
    const store = await project();
    const fresh = path.replace('0123', 'ffff');
    for (const name of [path, fresh]) store.write(`artifacts/.store/${name}`, '');
    aged(store, `artifacts/.store/${path}`, days);
    await store.run();
    expect([store.has(`artifacts/.store/${path}`), store.has(`artifacts/.store/${fresh}`)]).toEqual([false, true]);
  });

  test('tickets of the dead go, those of others and fresh ones stay', async () => {
    const store = await project();
    for (const [key, content] of [
      [KEY, ticket({ space: undefined })],
      [OTHER, ticket({})],
    ] as const) {
      store.write(`artifacts/.store/locks/${key}/3`, content);
      aged(store, `artifacts/.store/locks/${key}/3`, 2);
      aged(store, `artifacts/.store/locks/${key}`, 2);
    }
    const [fresh] = readdirSync(store.path('artifacts/.store/locks')).filter((name) => name !== KEY && name !== OTHER);
    await store.run();
    expect(store.has(`artifacts/.store/locks/${KEY}`)).toBe(false);
    expect(store.has(`artifacts/.store/locks/${OTHER}/3`)).toBe(true);
    expect(store.has(`artifacts/.store/locks/${fresh}`)).toBe(true);
  });

  test('scratch of what is finished goes, and of what failed after a month', async () => {
    const store = await project();
    const finished = store.lock()['note']!.key;
    for (const [key, days] of [
      [finished, 0],
      [KEY, 31],
      [OTHER, 29],
    ] as const) {
      mkdirSync(store.path(`artifacts/.store/scratch/${key}`), { recursive: true });
      writeFileSync(store.path(`artifacts/.store/scratch/${key}/checkpoint`), 'x');
      aged(store, `artifacts/.store/scratch/${key}`, days);
    }
    await store.run();
    expect(readdirSync(store.path('artifacts/.store/scratch'))).toEqual([OTHER]);
  });

  test('is looked for once a day', async () => {
    const store = await project();
    await store.run();
    store.write('artifacts/.store/tmp-4711-0123456789ab', '');
    aged(store, 'artifacts/.store/tmp-4711-0123456789ab', 2);
    await store.run();
    expect(store.has('artifacts/.store/tmp-4711-0123456789ab')).toBe(true);
  });
});
