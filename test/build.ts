import { execFileSync } from 'node:child_process';

/** Tests start the real programs, so they are built once before. */
export function setup(): void {
  execFileSync(process.execPath, ['build.js'], { stdio: 'inherit' });
}
