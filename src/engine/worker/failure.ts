import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readIfThere, writeDurably } from '../store/durable.ts';

/** Exit code of a worker that could not even write what went wrong: EX_IOERR of sysexits.h. */
export const SPEECHLESS = 74;

/** Leaves in the attempt folder what went wrong, and returns the exit code to end with. */
export function leaveFailure(attempt: string, diagnostics: readonly Diagnostic[]): number {
  try {
    writeDurably(join(attempt, 'failure.json'), JSON.stringify(diagnostics));
    return 1;
  } catch {
    return SPEECHLESS;
  }
}

/** What a worker left, or null. */
export function readFailure(attempt: string): readonly Diagnostic[] | null {
  try {
    return JSON.parse(readIfThere(join(attempt, 'failure.json')) ?? 'null') as readonly Diagnostic[] | null;
  } catch {
    return null; // cut off by a full disk
  }
}
