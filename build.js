// Builds dist/: the command line, the worker, the library, and the digest of the table encoder, which is part of every key. With
// --kernel the training kernel alone is compiled, which finds what is wrong in its AssemblyScript.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const shared = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' };
// Small packages that every call needs are bundled, which halves the start; what is big or holds a binary stays outside.
const external = ['@tensorflow/*', 'apache-arrow', 'esbuild', 'parquet-wasm', 'webgpu'];

await compileKernel();
if (process.argv.includes('--kernel')) process.exit();

// By the rules for the code of stages: neither order of imports, nor places, nor types are in the digest.
const { bundleOf, ModuleGraph } = await bundler();
const encoder = await bundleOf(process.cwd(), 'src/engine/contracts/codec/codec.ts', new ModuleGraph());
const imported = Object.values(encoder.metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
const imports = [...new Set(imported.map(({ path }) => path))].filter((path) => !path.startsWith('node:')).sort();
const digest = createHash('sha256').update(encoder.bundle).digest('hex');
mkdirSync('dist', { recursive: true });
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync('dist/build.json', `${JSON.stringify({ version, encoder: { digest, imports } }, null, 2)}\n`);

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
// The library runs in a browser too, so it is one file without anything of Node.
const library = await build({
  ...shared,
  platform: 'neutral',
  target: 'es2022',
  entryPoints: { demography: 'src/library/demography.ts' },
  outdir: 'dist',
  sourcemap: true,
  metafile: true,
});
rmSync('dist/types', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'src/library'], { stdio: 'inherit' });
// What an earlier build left goes last, so that a program that runs meanwhile finds its parts.
const outputs = [programs, library].flatMap(({ metafile }) => Object.keys(metafile.outputs));
const made = new Set([...outputs, 'dist/build.json', 'dist/types']);
for (const name of readdirSync('dist')) if (!made.has(join('dist', name))) rmSync(join('dist', name));

/** What digests the code of stages, from its sources. */
async function bundler() {
  const outfile = 'node_modules/.cache/build/bundler.js';
  const contents = "export { bundleOf } from './bundle.ts';\nexport { ModuleGraph } from './moduleGraph.ts';\n";
  await build({ ...shared, stdin: { contents, resolveDir: 'src/engine/keys', loader: 'ts' }, packages: 'external', outfile });
  return import(pathToFileURL(resolve(outfile)).href);
}

/**
 * A file as the AssemblyScript compiler wants it; null where there is none. To all other tools the files are TypeScript, in which
 * imports end in .ts and functions have no decorators: the decorator @inline is a comment.
 */
async function readAssembly(name, folder) {
  const file = resolve(folder, name);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  return text.replace(/(from '\.[\w/.]*)\.ts'/g, "$1'").replace(/^\/\/ (@inline)$/gm, '$1');
}

/**
 * The training kernel as base64 in a module, which every bundler and test runner can import. Strict SIMD: the same bits everywhere.
 * Compiled only where what it is made of has changed since.
 */
async function compileKernel() {
  const folder = 'src/model/kernel';
  const file = `${folder}/binary.ts`;
  const head = `/** Written by build.js from wasm/, of which it keeps the digest: ${kernelDigest(`${folder}/wasm`)}. */\n`;
  if (existsSync(file) && readFileSync(file, 'utf8').startsWith(head)) return;
  const { main: compileAssembly } = await import('assemblyscript/asc');
  const options = '--optimizeLevel 3 --shrinkLevel 0 --noAssert --runtime stub --enable simd,threads --disableWarning 112';
  const memory = '--importMemory --sharedMemory --maximumMemory 65535';
  let binary = new Uint8Array();
  const writeFile = (_name, contents) => {
    binary = contents;
  };
  const parameters = [`${folder}/wasm/index.ts`, '--outFile', 'kernel.wasm', ...options.split(' '), ...memory.split(' ')];
  const { error, stderr } = await compileAssembly(parameters, { readFile: readAssembly, writeFile });
  if (error) throw new Error(`the training kernel does not compile: ${error.message}\n${stderr}`);
  writeFileSync(file, `${head}export const KERNEL = '${Buffer.from(binary).toString('base64')}';\n`);
}

/** Digest of all that decides about the bytes of the kernel: its sources, the compiler and this file. */
function kernelDigest(folder) {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const files = [...sources.sort().map((name) => join(folder, name)), 'build.js', 'node_modules/assemblyscript/package.json'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n${readFileSync(file, 'utf8')}\n`);
  return hash.digest('hex');
}
