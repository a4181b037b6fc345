import { join } from 'node:path';
import { type Diagnostic, isPipelineError } from '../../diagnostics/diagnostic.ts';
import { readIfThere, writeDurably } from '../store/durable.ts';

/** Exit code of a worker that had no space to write its failure file: EX_IOERR of sysexits.h. */
export const FAILURE_NOT_WRITTEN = 74;

/** Writes what went wrong into the attempt folder, and returns the exit code to end with. */
export function writeFailure(attempt: string, diagnostics: readonly Diagnostic[]): number {
  try {
    writeDurably(join(attempt, 'failure.json'), JSON.stringify(diagnostics));
    return 1;
  } catch (error) {
    // Of another cause than a full disk the log has the words, and the engine shows its last lines.
    return isPipelineError(error) && error.diagnostics[0]?.code === 'E601' ? FAILURE_NOT_WRITTEN : 1;
  }
}

/** What a worker wrote there, or null. */
export function readFailure(attempt: string): readonly Diagnostic[] | null {
  try {
    return JSON.parse(readIfThere(join(attempt, 'failure.json')) ?? 'null') as readonly Diagnostic[] | null;
  } catch {
    return null; // cut off by a full disk
  }
}
