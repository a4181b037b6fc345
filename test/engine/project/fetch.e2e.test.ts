import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { sha256 } from '../rig.ts';
import { manifest, TOY, toyProject } from '../toy.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Serves files under their paths, with Range; `asked` collects the Range headers. */
async function serve(files: Readonly<Record<string, string>>, asked: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    const text = files[request.url ?? ''];
    if (text === undefined) return void response.writeHead(404).end();
    const range = /bytes=(\d+)-/.exec(request.headers.range ?? '');
    asked.push(request.headers.range ?? '');
    if (range === null) return void response.writeHead(200).end(text);
    response.writeHead(206).end(text.slice(Number(range[1])));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A toy project whose sources have yet to come. */
function emptyHanded() {
  const project = toyProject();
  const mirror = { '/raw/numbers.csv': TOY.numbers, '/raw/notes.txt': TOY.notes };
  project.delete('raw');
  return { project, mirror };
}

describe('fetch', () => {
  test('from a folder: verifies, and has nothing to do the second time', async () => {
    const { project } = emptyHanded();
    project.write('mirror/raw/numbers.csv', TOY.numbers);
    project.write('mirror/raw/notes.txt', TOY.notes);
    const first = await project.call('fetch', '--from', 'mirror');
    expect(first.stdout).toBe('2 files: 2 fetched, 0 there already, 0 failed; every digest verified.\n');
    expect((await project.call('fetch', '--from', 'mirror')).stdout).toContain('0 fetched, 2 there already');
    expect((await project.run()).executed).toHaveLength(7);
  });

  test('over http, and goes on where a download stopped', async () => {
    const { project, mirror } = emptyHanded();
    const asked: string[] = [];
    project.write('raw/numbers.csv.part', TOY.numbers.slice(0, 9));
    const { exitCode } = await project.call('fetch', '--from', await serve(mirror, asked));
    expect(exitCode).toBe(0);
    expect(asked).toEqual(['bytes=9-', '']);
    expect(project.read('raw/numbers.csv')).toBe(TOY.numbers);
  });

  test('refuses a wrong file by name, takes the others, and leaves nothing of it', async () => {
    const { project, mirror } = emptyHanded();
    const { exitCode, stderr } = await project.call('fetch', '--from', await serve({ ...mirror, '/raw/numbers.csv': 'id,value\n' }));
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/E302 raw\/numbers.csv of source numbers .* is not the file that the manifest names/);
    expect(project.has('raw/numbers.csv')).toBe(false);
    expect(project.has('raw/numbers.csv.part')).toBe(false);
    expect(project.read('raw/notes.txt')).toBe(TOY.notes);
  });

  test('says which file the mirror does not have', async () => {
    const { project } = emptyHanded();
    const { exitCode, stderr } = await project.call('fetch', '--from', await serve({ '/raw/notes.txt': TOY.notes }));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('E301 raw/numbers.csv of source numbers could not be fetched');
  });

  test('--update writes the digest of a new edition, and diff shows which cells moved', async () => {
    const project = toyProject();
    await project.run();
    const numbers = 'id,value\n1,10\n2,90\n3,30\n';
    project.write('raw/numbers.csv', numbers);
    expect((await project.call('run')).exitCode).toBe(4);
    const before = readFileSync(project.path('sources.yaml'), 'utf8');
    expect((await project.call('fetch', '--update')).exitCode).toBe(0);
    expect(project.read('sources.yaml')).toBe(before.replace(sha256(TOY.numbers), sha256(numbers)));
    expect((await project.run()).executed).not.toContain('note');
    const { stdout } = await project.call('diff');
    expect(stdout).toContain('value: 1 moved, largest by 70 (2: 20 -> 90)');
  });

  test('--update gives each of two sources that had one content its own new digest, once', async () => {
    const same = 'id,value\n1,10\n';
    const project = toyProject({ 'raw/numbers.csv': same, 'raw/notes.txt': same, 'sources.yaml': manifest(same, same) });
    project.write('raw/notes.txt', 'another\n');
    expect((await project.call('fetch', '--update')).stdout).toContain('1 digest written');
    expect(project.read('sources.yaml')).toBe(manifest(same, 'another\n'));
    expect((await project.call('fetch', '--update')).stdout).toContain('Every file that is there is the one that the manifest names');
    expect((await project.run()).executed).toHaveLength(7);
  });

  test('two at once share the work', async () => {
    const { project, mirror } = emptyHanded();
    const address = await serve(mirror);
    const both = await Promise.all([project.call('fetch', '--from', address), project.call('fetch', '--from', address)]);
    expect(both.map(({ exitCode, stderr }) => ({ exitCode, bug: stderr.includes('E901') }))).toEqual([
      { exitCode: 0, bug: false },
      { exitCode: 0, bug: false },
    ]);
    expect((await project.run()).executed).toHaveLength(7);
  });

  test('a password of the address is not shown', async () => {
    const { project } = emptyHanded();
    const address = (await serve({ '/raw/numbers.csv': 'wrong' })).replace('http://', 'http://me:secret@');
    const { exitCode, stdout, stderr } = await project.call('fetch', '--from', address);
    expect(exitCode).toBe(4);
    expect(stdout + stderr).not.toContain('secret');
  });

  test('a pipe, a folder or a link loop in the mirror is told and not waited for', async () => {
    for (const make of ['mkfifo', 'mkdir', 'ln -s numbers.csv']) {
      const { project } = emptyHanded();
      project.write('mirror/raw/notes.txt', TOY.notes);
      execSync(`${make} numbers.csv`, { cwd: project.path('mirror/raw') });
      const { exitCode, stderr } = await project.call('fetch', '--from', 'mirror');
      expect({
        make,
        exitCode,
        told: stderr.includes('raw/numbers.csv of source numbers could not be fetched'),
        bug: stderr.includes('E901'),
      }).toEqual({
        make,
        exitCode: 2,
        told: true,
        bug: false,
      });
    }
  });
});
