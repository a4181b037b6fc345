import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { addressBelow, download, withoutCredentials } from '../../../src/engine/project/download.ts';

const LIMITS = { bytes: 100_000, totalMs: 5_000, stallMs: 200, attempts: 3, pauseMs: 1 };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A mirror that answers as `listener` does. */
async function mirror(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const partialFile = (text = ''): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'download-')), 'file.part');
  if (text !== '') writeFileSync(path, text);
  return path;
};

async function outcome(listener: RequestListener, limits = LIMITS): Promise<string> {
  return download(addressBelow(await mirror(listener), 'a.csv'), partialFile(), limits).then(
    () => 'done',
    (error: Error) => error.message,
  );
}

describe('a download is bounded', () => {
  test('a body that never ends', async () => {
    const endless: RequestListener = (_, response) => {
      const write = (): void => {
        if (!response.destroyed && response.write(Buffer.alloc(65_536))) setImmediate(write);
        else response.once('drain', write);
      };
      write();
    };
    expect(await outcome(endless)).toMatch(/^it is larger than 0\.\d+ MiB, the most that is downloaded$/);
  });

  test('a packed body is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(await outcome((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))).toBe(
      'the server sent it packed (gzip), which was not asked for',
    );
  });

  test('a server that falls silent, and one that drips for ever', async () => {
    expect(await outcome((_, response) => void response.writeHead(200).write('a'))).toBe('nothing came for 0.2 s');
    const drip: RequestListener = (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(timer));
    };
    expect(await outcome(drip, { ...LIMITS, totalMs: 400 })).toBe('it took longer than 0.4 s');
  });
});

describe('what may pass is tried again', () => {
  test('a server that is busy twice', async () => {
    let asked = 0;
    const busy: RequestListener = (_, response) => (++asked < 3 ? response.writeHead(503).end() : response.end('id\n1\n'));
    expect(await outcome(busy)).toBe('done');
    expect(asked).toBe(3);
  });

  test('a connection that breaks goes on where it stopped', async () => {
    const ranges: (string | undefined)[] = [];
    const address = await mirror((request, response) => {
      ranges.push(request.headers.range);
      if (ranges.length > 1) return void response.writeHead(206, { 'content-range': 'bytes 3-5/6' }).end('def');
      response.writeHead(200, { 'content-length': '6' }).write('abc', () => setTimeout(() => response.destroy(), 20));
    });
    const partial = partialFile();
    await download(addressBelow(address, 'a.csv'), partial, LIMITS);
    expect(ranges).toEqual([undefined, 'bytes=3-']);
    expect(readFileSync(partial, 'utf8')).toBe('abcdef');
  });

  test('another range than was asked for is not appended', async () => {
    const partial = partialFile('abc');
    const address = await mirror((_, response) => response.writeHead(206, { 'content-range': 'bytes 0-5/6' }).end('abcdef'));
    await download(addressBelow(address, 'a.csv'), partial, LIMITS);
    expect(readFileSync(partial, 'utf8')).toBe('abcdef');
  });

  test('what is not there is asked for once; nobody at the address is named by its cause', async () => {
    let asked = 0;
    const gone: RequestListener = (_, response) => {
      asked++;
      response.writeHead(404).end();
    };
    expect(await outcome(gone)).toBe('the server answered 404');
    expect(asked).toBe(1);
    const refused = download(new URL('http://127.0.0.1:1/a.csv'), partialFile(), LIMITS).catch((error: Error) => error.message);
    expect(await refused).toMatch(/ECONNREFUSED|bad port/);
  });
});

describe('addresses', () => {
  test.each(['a#1.csv', '100%.csv', 'a b.csv', 'ü.csv', 'a?b=c.csv', 'a+b&c.csv', 'folder/a.csv'])(
    '%s is asked for by its own name',
    async (name) => {
      const asked: string[] = [];
      const address = await mirror((request, response) => {
        asked.push(decodeURIComponent(request.url!));
        response.end('x');
      });
      await download(addressBelow(`${address}/data/`, name), partialFile(), LIMITS);
      expect(asked).toEqual([`/data/${name}`]);
    },
  );

  test('user and password are sent, not shown', async () => {
    let sent: string | undefined;
    const address = await mirror((request, response) => {
      sent = request.headers.authorization;
      response.end('x');
    });
    const secret = address.replace('http://', 'http://me:p%40ss@');
    await download(addressBelow(secret, 'a.csv'), partialFile(), LIMITS);
    expect(Buffer.from(sent!.replace('Basic ', ''), 'base64').toString()).toBe('me:p@ss');
    expect(withoutCredentials(secret)).toBe(address);
  });
});
