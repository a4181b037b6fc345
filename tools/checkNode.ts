/*
 * Whether other versions of Node make the same bytes: `npm run check:node -- 22 24`. Fetches each version from the npm registry
 * into a cache, lets it run the demo up to `train` in a project of its own, where nothing has been computed, and compares the
 * digests of all that was made with those of this Node. Fails where one differs.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPipelineError } from '../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../src/diagnostics/print.ts';
import { differingOutputs, type Made, packageOf, parseVersions } from './nodeVersions.ts';

const CACHE = 'node_modules/.cache/node-versions';
const PROJECT = ['pipeline.yaml', 'params.yaml', 'package.json', 'tsconfig.json', 'stages', 'schemas', 'src', 'data/demo'];
/** Enough epochs for two full passes over all edges after the first one. */
const SHORT = ['training.epochs=45', 'ensemble.members=2', 'uncertainty.runs=1'];
const SHOWN = 'train[member=1].weights';

const root = process.cwd();
try {
  process.exitCode = check(parseVersions(process.argv.slice(2)));
} catch (error) {
  if (!isPipelineError(error)) throw error;
  console.error(formatDiagnostics(error.diagnostics, { color: false }));
  process.exitCode = 2;
}

/** Prints a line for each version; 1 where outputs differ. */
function check(versions: readonly string[]): number {
  const programs = [process.execPath, ...versions.map(fetched)];
  const made = programs.map((program) => {
    const one = madeBy(program);
    console.log(`${one.version.padEnd(10)} ${SHOWN} ${one.digests[SHOWN]}`);
    return one;
  });
  const differing = differingOutputs(made);
  const total = Object.keys(made[0]!.digests).length;
  console.log(differing.length === 0 ? `all ${total} outputs are the same` : `DIFFERENT: ${differing.join(', ')}`);
  return differing.length === 0 ? 0 : 1;
}

/** Path of the program of a version, from the cache or from the npm registry. */
function fetched(version: string): string {
  const name = packageOf(process.platform, process.arch);
  const folder = join(root, CACHE, version);
  const program = join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder, `${name}@${version}`]);
  }
  return program;
}

/** Runs a short training of the demo from the raw files on. */
function madeBy(program: string): Made {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-node-'));
  try {
    for (const name of PROJECT) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const settings = SHORT.flatMap((setting) => ['--set', setting]);
    execFileSync(program, [join(root, 'dist/pipeline.js'), 'run', 'train', ...settings], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
    return { version, digests: digestsOf(join(folder, 'pipeline.lock')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function digestsOf(lockFile: string): Record<string, string> {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as Record<string, { outputs: Record<string, string> }>;
  return Object.fromEntries(
    Object.entries(lock).flatMap(([instance, { outputs }]) =>
      Object.entries(outputs).map(([output, digest]) => [`${instance}.${output}`, digest] as const),
    ),
  );
}
