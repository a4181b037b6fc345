// Bundles a program of tools/ or bench/ and runs it: node tools/run.js tools/results.ts [arguments].
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const [program, ...parameters] = process.argv.slice(2);
if (program === undefined) {
  console.error('usage: node tools/run.js PROGRAM.ts [arguments]');
  process.exit(2);
}
const outfile = join('node_modules/.cache/tools', program.replace(/\.ts$/, '.js'));
const format = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning' };
await build({ ...format, entryPoints: [program], outfile });
const { status, error } = spawnSync(process.execPath, [outfile, ...parameters], { stdio: 'inherit' });
if (error) throw error;
process.exitCode = status ?? 1;
