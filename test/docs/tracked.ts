import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Files of the repository as git lists them, so that what a run left behind does not count. */
export const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

export const documents = tracked.filter((file) => file.endsWith('.md'));

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
