// Builds dist/: the command line, the worker, and the digest of the table encoder, which is part of every key.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const shared = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' };
// Small packages that every call needs are bundled, which halves the start; what is big or holds a binary stays outside.
const external = ['@tensorflow/*', 'apache-arrow', 'esbuild', 'parquet-wasm', 'zx', 'webgpu'];

const encoder = await build({
  ...shared,
  entryPoints: ['src/engine/contracts/codec/codec.ts'],
  packages: 'external',
  minify: true,
  legalComments: 'none',
  write: false,
  metafile: true,
});
const imported = Object.values(encoder.metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
const names = [...new Set(imports(imported))].sort();
const versionOf = (file) => JSON.parse(readFileSync(file, 'utf8')).version;
const packages = Object.fromEntries(names.map((name) => [name, versionOf(`node_modules/${name}/package.json`)]));
const digest = createHash('sha256').update(encoder.outputFiles[0].contents).digest('hex');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/build.json', `${JSON.stringify({ version: versionOf('package.json'), encoder: { digest, packages } }, null, 2)}\n`);

const programs = await build({
  ...shared,
  entryPoints: { pipeline: 'src/cli/main.ts', worker: 'src/engine/worker/main.ts' },
  outdir: 'dist',
  define: { ENCODER_DIGEST: JSON.stringify(digest) },
  external,
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  splitting: true,
  sourcemap: true,
  chunkNames: 'part-[hash]',
  metafile: true,
});
chmodSync('dist/pipeline.js', 0o755);
// What an earlier build left goes last, so that a program that runs meanwhile finds its parts.
const made = new Set([...Object.keys(programs.metafile.outputs), 'dist/build.json']);
for (const name of readdirSync('dist')) if (!made.has(join('dist', name))) rmSync(join('dist', name));

function imports(list) {
  return list.filter(({ path }) => !path.startsWith('node:')).map(({ path }) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
}
