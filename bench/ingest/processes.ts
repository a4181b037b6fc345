import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a program took, with everything that it started. */
export interface Measured {
  readonly seconds: number;
  /** Peak resident memory (VmHWM) of its largest process, MiB; NaN where /proc does not tell. */
  readonly peakMiB: number;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Between two looks at the processes; VmHWM never falls, so only growth in the last moments of a process can be missed. */
const LOOK_MS = 100;

/** Runs a program to its end and measures wall time and memory. */
export function measure(program: string, args: readonly string[], cwd: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    let peakMiB = Number.NaN;
    const look = () => {
      for (const pid of familyOf(child.pid as number)) peakMiB = larger(peakMiB, peakOf(pid));
    };
    const timer = setInterval(look, LOOK_MS);
    child.on('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.on('close', (status) => {
      clearInterval(timer);
      resolve({ seconds: (performance.now() - begun) / 1000, peakMiB, status: status ?? 1, ...output });
    });
  });
}

/** A process and all that descend from it. */
function familyOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = Number(/^PPid:\s*(\d+)/m.exec(statusOf(Number(entry)))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** Peak resident memory of a process, MiB; NaN where it is gone. */
function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(statusOf(pid))?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
