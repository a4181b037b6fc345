import { execFileSync } from 'node:child_process';

/** The kernel is compiled anew where its sources have changed, which costs nothing where they have not. */
export function setup(): void {
  execFileSync(process.execPath, ['build.js', '--kernel'], { stdio: 'inherit' });
}
