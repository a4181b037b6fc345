import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Variable that every process of a command stage inherits; its value is the name of the attempt, which nothing else has. */
export const ATTEMPT_VARIABLE = 'PIPELINE_ATTEMPT';

/**
 * Ends the processes that a command left behind, also those that went into a session of their own, and names them: `sleep (process
 * 4711)`. They are known by their environment, which only Linux shows; elsewhere the process group has to do.
 * @param attempt folder of the attempt.
 */
export function endLeftovers(attempt: string): readonly string[] {
  const mark = `${ATTEMPT_VARIABLE}=${basename(attempt)}`;
  return pids().flatMap((pid) => {
    if (pid === process.pid || !environmentOf(pid).includes(mark)) return [];
    const name = nameOf(pid);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      return []; // It has just ended by itself.
    }
    return [`${name} (process ${pid})`];
  });
}

function pids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return []; // not Linux
  }
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // ended, or of another user
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'a process';
  }
}
