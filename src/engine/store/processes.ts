import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock or an attempt. Process ids are reused, so start time and boot belong to the name. */
export interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly boot: string;
  /** Host and process-id namespace: a container beside this one has numbers of its own. */
  readonly space: string;
  /** Name of the host, for messages. */
  readonly host?: string;
}

let self: Owner | undefined;

/** This process. */
export function ownerOfSelf(): Owner {
  self ??= { pid: process.pid, started: startOf(process.pid) ?? '', boot: bootId(), space: processSpace(), host: hostname() };
  return self;
}

/** The owner that a ticket names; null if no process can have written it. */
export function ownerFrom(text: string): Owner | null {
  try {
    const { pid, started, boot, space, host } = JSON.parse(text) as Partial<Owner>;
    const named = Number.isInteger(pid) && (pid as number) > 0 && [started, boot, space].every((each) => typeof each === 'string');
    return named ? ({ pid, started, boot, space, ...(typeof host === 'string' ? { host } : {}) } as Owner) : null;
  } catch {
    return null;
  }
}

/** Whether the owner is on another host or in another container, and cannot be seen from here. */
export function isElsewhere(owner: Owner): boolean {
  return owner.space !== processSpace();
}

/** An owner in words: `process 4711`, `process 4711 of host a (not this one, or another container)`. */
export function ownerText(owner: Owner): string {
  if (!isElsewhere(owner)) return `process ${owner.pid}`;
  return `process ${owner.pid} of ${owner.host === undefined ? 'a host' : `host ${owner.host}`} (not this one, or another container)`;
}

/** Whether the owner still runs. Where the system cannot tell (not Linux), a living process of that id counts. */
export function isAlive(owner: Owner): boolean {
  if (isElsewhere(owner)) return true; // cannot be seen from here, so it is not ours to take over
  if (owner.boot !== bootId()) return false;
  const started = startOf(owner.pid);
  if (started !== undefined) return started === owner.started;
  if (process.platform === 'linux') return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets, so count from its end. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : fields[19];
  } catch {
    return undefined;
  }
}

function processSpace(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // not Linux: the host alone
  }
  return createHash('sha256').update(`${hostname()} ${namespace}`).digest('hex').slice(0, 12);
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
