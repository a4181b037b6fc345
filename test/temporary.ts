import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives all tests one temporary folder, which goes with the run, whatever its tests leave in it. */
export function setup(): () => void {
  const outside = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-tests-'));
  process.env['TMPDIR'] = folder;
  return () => {
    if (outside === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = outside;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
}
