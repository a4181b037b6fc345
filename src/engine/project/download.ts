import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { isPipelineError } from '../../diagnostics/diagnostic.ts';
import { withStoreErrors } from '../store/systemErrors.ts';

/** What a download may take. A server may be slow, broken or hostile, so all of it is bounded. */
export interface DownloadLimits {
  readonly bytes: number;
  readonly totalMs: number;
  /** Without a byte for so long, the attempt is given up. */
  readonly stallMs: number;
  readonly attempts: number;
  /** Before the second attempt; doubled before each further one. */
  readonly pauseMs: number;
}

const LIMITS: DownloadLimits = { bytes: 4 * 2 ** 30, totalMs: 3_600_000, stallMs: 60_000, attempts: 4, pauseMs: 500 };

/** Why a download ended without the file, in the user's words. */
class DownloadError extends Error {
  readonly mayPass: boolean;

  /** @param mayPass whether the same request may succeed a little later. */
  constructor(message: string, mayPass: boolean) {
    super(message);
    this.mayPass = mayPass;
  }
}

/** Address of a file below a mirror: each part of the path encoded, a query of the mirror kept. */
export function addressBelow(mirror: string, path: string): URL {
  const address = new URL(mirror);
  const names = path.split('/').map(encodeURIComponent);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/${names.join('/')}`;
  return address;
}

/** An address as messages show it: without user and password. */
export function withoutCredentials(address: string): string {
  return address.replace(/^(https?:\/\/)[^/@]*@/, '$1');
}

/**
 * Downloads a file, and goes on where an earlier attempt stopped, if the server can.
 * @throws DownloadError where it cannot be had; what has come stays in `partial`.
 */
export async function download(address: URL, partial: string, limits: DownloadLimits = LIMITS): Promise<void> {
  const end = AbortSignal.timeout(limits.totalMs);
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptDownload(address, partial, limits, end);
    } catch (error) {
      const reason = reasonOf(error, limits, end);
      if (!reason.mayPass || attempt >= limits.attempts) throw reason;
      await new Promise((done) => setTimeout(done, limits.pauseMs * 2 ** (attempt - 1)));
    }
  }
}

async function attemptDownload(address: URL, partial: string, limits: DownloadLimits, end: AbortSignal): Promise<void> {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort('stalled'), limits.stallMs);
  const begun = existsSync(partial) ? statSync(partial).size : 0;
  try {
    const response = await fetch(bare(address), { headers: headersOf(address, begun), signal: AbortSignal.any([stalled.signal, end]) });
    if (response.status === 416) return; // nothing is left to come
    const body = bodyOf(response);
    const goesOn = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${begun}-`) !== false;
    if (!goesOn) rmSync(partial, { force: true });
    let size = goesOn ? begun : 0;
    const file = openSync(partial, 'a');
    try {
      for await (const chunk of body) {
        timer = restarted(timer, () => stalled.abort('stalled'), limits.stallMs);
        size += chunk.length;
        if (size > limits.bytes)
          throw new DownloadError(`it is larger than ${limits.bytes / 2 ** 20} MiB, the most that is downloaded`, false);
        withStoreErrors(partial, () => writeSync(file, chunk));
      }
    } finally {
      closeSync(file);
    }
  } finally {
    clearTimeout(timer);
  }
}

function bodyOf(response: Response): AsyncIterable<Uint8Array> {
  const { status, ok, body, headers } = response;
  if (!ok || body === null) throw new DownloadError(`the server answered ${status}`, status >= 500 || status === 429);
  const encoding = headers.get('content-encoding') ?? 'identity';
  // Unpacking is unbounded, and the digest of the manifest is that of the file as it is published.
  if (encoding !== 'identity') throw new DownloadError(`the server sent it packed (${encoding}), which was not asked for`, false);
  return body as unknown as AsyncIterable<Uint8Array>;
}

function headersOf(address: URL, begun: number): Record<string, string> {
  const login = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  return {
    'accept-encoding': 'identity',
    ...(begun > 0 ? { range: `bytes=${begun}-` } : {}),
    ...(address.username === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
  };
}

/** `fetch` takes no address with user and password. */
function bare(address: URL): URL {
  const copy = new URL(address);
  copy.username = '';
  copy.password = '';
  return copy;
}

function restarted(timer: NodeJS.Timeout, action: () => void, ms: number): NodeJS.Timeout {
  clearTimeout(timer);
  return setTimeout(action, ms);
}

/** What went wrong; errors of the store pass as they are. */
function reasonOf(error: unknown, limits: DownloadLimits, end: AbortSignal): DownloadError {
  if (error instanceof DownloadError) return error;
  if (isPipelineError(error)) throw error;
  if (end.aborted) return new DownloadError(`it took longer than ${limits.totalMs / 1_000} s`, false);
  if (error === 'stalled') return new DownloadError(`nothing came for ${limits.stallMs / 1_000} s`, true);
  const { message, cause } = error as Error;
  const because = cause instanceof Error ? (cause.message !== '' ? cause.message : String((cause as NodeJS.ErrnoException).code)) : message;
  return new DownloadError(because, true);
}
