import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, isPipelineError } from '../../diagnostics/diagnostic.ts';
import type { ActionFile } from '../executor/actionFile.ts';
import { writeDurably } from '../store/durable.ts';
import { performAction } from './perform.ts';
import { endWithParent } from './parent.ts';

/** What the worker leaves in its attempt folder when it fails. */
export interface WorkerFailure {
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The worker program: runs exactly one action, given as a file, and publishes what it made.
 * The same program serves every executor; whoever started it reads the result from the store.
 */
async function main(): Promise<void> {
  const action = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as ActionFile;
  endWithParent();
  try {
    await performAction(action);
    process.exit(0); // a backend may keep the event loop alive
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    const failure: WorkerFailure = { diagnostics: diagnosticsOf(error, action) };
    writeDurably(join(action.attempt, 'failure.json'), JSON.stringify(failure));
    process.exit(1);
  }
}

function diagnosticsOf(error: unknown, action: ActionFile): readonly Diagnostic[] {
  if (isPipelineError(error)) return error.diagnostics;
  return [{ code: 'E501', severity: 'error', message: `stage ${action.stage} failed: ${error instanceof Error ? error.message : String(error)}` }];
}

await main();
