import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { tryLock } from '../../../src/engine/store/keyLock.ts';
import { layoutOf } from '../../../src/engine/store/layout.ts';
import { sealedText } from '../../../src/engine/store/sealed.ts';
import { StatMemo } from '../../../src/engine/store/statMemo.ts';
import { Random } from '../../../src/numerics/random.ts';
import { toyProject } from '../toy.ts';

/** State files that somebody else wrote: nothing outside the engine's folders is touched, nothing hangs, nothing is called our bug. */

const FILES = 500;
/** Longest that a command may take over one of them, ms; it includes starting Node on a busy machine. */
const PATIENCE_MS = 20_000;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-hostile-'));
  folders.push(folder);
  return folder;
}

/** Everything outside the store and the lock, with its content. */
function outside(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^artifacts(\/|$)|^pipeline\.lock/.test(name))
    .sort()
    .map((name) => `${name} ${lstatSync(join(root, name)).isFile() ? readFileSync(join(root, name), 'utf8') : ''}`);
}

/** JSON that no run writes. */
function hostileValue(random: Random, depth = 0): unknown {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random.uniform() * values.length)]!;
  const leaves = [
    null,
    true,
    -1,
    1e308,
    '',
    '..',
    '../../precious',
    '/etc/passwd',
    '__proto__',
    'constructor',
    '\u001b[2J',
    'a'.repeat(300),
    'f'.repeat(64),
    [],
    {},
  ];
  if (depth > 3 || random.uniform() < 0.3) return pick(leaves);
  const names = [
    'key',
    'outputs',
    'digest',
    'instance',
    'ingredients',
    'codeFiles',
    'circumstance',
    'id',
    'owner',
    'lock',
    'executed',
    'failed',
    'sha256',
    'size',
    'at',
    'code',
    'files',
    'packageFiles',
    'compiler',
    'pid',
    'space',
    'boot',
    'started',
    '../../precious',
    '__proto__',
    'read',
    'stages/read.ts',
    'overrides',
    'profile',
    'startedAt',
    'table',
  ];
  const count = Math.floor(random.uniform() * 6);
  if (random.uniform() < 0.25) return Array.from({ length: count }, () => hostileValue(random, depth + 1));
  return Object.fromEntries(Array.from({ length: count }, () => [pick(names), hostileValue(random, depth + 1)]));
}

describe('files that no run wrote', () => {
  test(`${FILES} of them in the place of locks, records, memos, runs and tickets`, { timeout: 900_000 }, async () => {
    const project = toyProject();
    await project.run();
    project.write('precious/table.csv', project.read('artifacts/total/table.csv'));
    const before = outside(project.root);
    const honest = project.read('pipeline.lock');
    const store = 'artifacts/.store';
    const records = readdirSync(project.path(`${store}/records`), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    const runs = readdirSync(project.path(`${store}/runs`));
    const keys = records.map((name) => name.replace('/', '').replace('.json', ''));
    const random = new Random('hostile state');
    const places = [
      'pipeline.lock',
      `${store}/memo.json`,
      `${store}/code.json`,
      `${store}/config.json`,
      ...records.slice(0, 3).map((name) => `${store}/records/${name}`),
      `${store}/runs/${runs[0]}/run.json`,
      `${store}/runs/..%2f/run.json`,
      ...keys.slice(0, 2).map((key) => `${store}/locks/${key}/7`),
    ];
    const told: string[] = [];
    // Several at a time: a command's time is mostly that of starting Node.
    const TOGETHER = 10;
    for (let number = 0; number < FILES; number += TOGETHER) {
      for (let each = 0; each < TOGETHER; each++) {
        const place = places[Math.floor(random.uniform() * places.length)]!;
        const value = hostileValue(random);
        const text = random.uniform() < 0.5 ? sealedText(value) : JSON.stringify(value);
        project.write(place, random.uniform() < 0.1 ? text.slice(0, -3) : text);
      }
      const begun = performance.now();
      const { exitCode, stdout, stderr } = await project.call(['run', 'status', 'log', 'diff'][(number / TOGETHER) % 4]!);
      const took = performance.now() - begun;
      if (/E901|at .*\.(ts|js):\d+/.test(stdout + stderr) || took > PATIENCE_MS || exitCode === null)
        told.push(`${number}: ${exitCode} ${stderr.slice(0, 500)}`);
      expect(outside(project.root)).toEqual(before);
    }
    expect(told).toEqual([]);
    await project.run();
    expect(project.read('pipeline.lock')).toBe(honest);
  });

  test('pipes, folders and link loops in the place of state files neither hang nor stop a run', async () => {
    const project = toyProject();
    await project.run();
    const honest = project.read('pipeline.lock');
    const record = readdirSync(project.path('artifacts/.store/records'), { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('.json'),
    )!;
    for (const place of ['memo.json', 'code.json', 'config.json', `records/${record}`]) {
      for (const make of [pipe, loop, folder]) {
        const path = project.path(`artifacts/.store/${place}`);
        rmSync(path, { recursive: true, force: true });
        make(path);
        const { exitCode, stderr } = await project.call('run');
        // A record cannot be written where a folder is: that is told, and the user takes it away.
        expect({ place, make: make.name, exitCode, bug: stderr.includes('E901') }).toEqual({
          place,
          make: make.name,
          exitCode: place.startsWith('records') && make === folder ? 1 : 0,
          bug: false,
        });
        rmSync(path, { recursive: true, force: true });
      }
    }
    await project.run();
    expect(project.read('pipeline.lock')).toBe(honest);
  });
});

function pipe(path: string): void {
  execFileSync('mkfifo', [path]);
}

function loop(path: string): void {
  symlinkSync(path, path);
}

function folder(path: string): void {
  mkdirSync(path);
}

describe('tickets', () => {
  const key = 'a'.repeat(64);
  const layout = (root: string) => layoutOf(root);

  test.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['of somebody who cannot exist', (path: string) => writeFileSync(path, '{"pid": -1, "started": "", "boot": "", "space": ""}')],
    ['not JSON', (path: string) => writeFileSync(path, '\0\0\0')],
    ['a list', (path: string) => writeFileSync(path, '[]')],
    ['a folder', folder],
    ['a pipe', pipe],
    ['a link to itself', loop],
  ])('%s: held by nobody, and the next number is taken', (_, make) => {
    const root = scratch();
    const ticket = join(layout(root).locks(key), '3');
    mkdirSync(dirname(ticket), { recursive: true });
    make(ticket);
    const attempt = tryLock(layout(root), key, join(root, 'temporary'));
    expect(attempt.kind).toBe('held');
    expect(readdirSync(dirname(ticket)).sort()).toEqual(['3', '4']);
    expect(tryLock(layout(root), key, join(root, 'temporary')).kind).toBe('busy');
  });

  test('names that are no numbers are no tickets', () => {
    const root = scratch();
    for (const name of ['-1', '1e3', '0x10', ' 5', '.hidden', '99999999999999999999']) {
      mkdirSync(layout(root).locks(key), { recursive: true });
      writeFileSync(join(layout(root).locks(key), name), '{"pid": 1, "started": "1", "boot": "x", "space": "y"}');
    }
    expect(tryLock(layout(root), key, join(root, 'temporary')).kind).toBe('held');
  });
});

/** A file system that keeps whole seconds, as old ext4 and FAT do; null where none can be mounted. */
function coarseFileSystem(): string | null {
  const root = mkdtempSync(join(tmpdir(), 'pipeline-coarse-'));
  const mounted = join(root, 'mounted');
  mkdirSync(mounted);
  try {
    writeFileSync(join(root, 'image'), new Uint8Array(8 * 2 ** 20));
    execFileSync('mkfs.ext2', ['-q', '-I', '128', join(root, 'image')], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'loop', join(root, 'image'), mounted], { stdio: 'ignore' });
    return mounted;
  } catch {
    return null;
  }
}

describe('a clock of whole seconds', () => {
  const mounted = coarseFileSystem();
  if (mounted === null) console.warn('skipped: no file system with whole seconds can be mounted here (root and mkfs.ext2)');
  afterAll(() => {
    if (mounted === null) return;
    execFileSync('umount', [mounted]);
    rmSync(dirname(mounted), { recursive: true });
  });

  test.skipIf(mounted === null)('an edit of the same size within the second is seen', () => {
    const file = join(mounted!, 'numbers.csv');
    const memo = new StatMemo(join(mounted!, 'memo.json'));
    const whatStatSays = () => `${statSync(file, { bigint: true }).mtimeNs} ${statSync(file, { bigint: true }).ctimeNs}`;
    for (let attempt = 0; ; attempt++) {
      writeFileSync(file, '1,2');
      const first = { seen: whatStatSays(), digest: memo.digestOf(file) };
      // Longer than what counts as racy where clocks are fine.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      expect(memo.digestOf(file)).toBe(first.digest);
      writeFileSync(file, '1,3');
      if (whatStatSays() !== first.seen && attempt < 20) continue; // The second was over: not the case that is meant.
      expect(whatStatSays()).toBe(first.seen);
      expect(memo.digestOf(file)).not.toBe(first.digest);
      return;
    }
  });

  test('a file of a fine clock is read once, where it was older than 50 ms', async () => {
    const root = scratch();
    const file = join(root, 'numbers.csv');
    writeFileSync(file, '1,2');
    await new Promise((done) => setTimeout(done, 100));
    const memo = new StatMemo(join(root, 'memo.json'));
    const digest = memo.digestOf(file)!;
    memo.save();
    const { content } = JSON.parse(readFileSync(join(root, 'memo.json'), 'utf8')) as { content: Record<string, { sha256: string }> };
    content[file]!.sha256 = 'b'.repeat(64);
    writeFileSync(join(root, 'memo.json'), sealedText(content));
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(new StatMemo(join(root, 'memo.json')).digestOf(file)).toBe('b'.repeat(64));
  });
});
