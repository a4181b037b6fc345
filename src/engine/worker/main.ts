import { readFileSync } from 'node:fs';
import { type Diagnostic, isPipelineError } from '../../diagnostics/diagnostic.ts';
import { systemProblem } from '../store/systemErrors.ts';
import type { ActionFile } from './actionFile.ts';
import { writeFailure } from './failure.ts';
import { endWithParent } from './parent.ts';
import { performAction } from './perform.ts';

/**
 * The worker program: runs exactly one action, given as a file, and publishes what it made.
 * The same program serves every executor; whoever started it reads the result from the store.
 */
async function main(): Promise<void> {
  const action = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as ActionFile;
  endWithParent();
  try {
    await performAction(action);
    process.exit(0); // a backend may keep the event loop alive
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(writeFailure(action.attempt, diagnosticsOf(error, action)));
  }
}

function diagnosticsOf(error: unknown, action: ActionFile): readonly Diagnostic[] {
  if (isPipelineError(error)) return error.diagnostics;
  const problem = systemProblem(error);
  if (problem !== null && problem.code !== 'E602') return [{ ...problem, message: `stage ${action.stage}: ${problem.message}` }];
  return [
    { code: 'E501', severity: 'error', message: `stage ${action.stage} failed: ${error instanceof Error ? error.message : String(error)}` },
  ];
}

await main();
