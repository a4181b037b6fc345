import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** A copy of this project in a folder of its own, without a store: nothing in it has ever been computed. */
export interface ColdProject {
  readonly folder: string;
  /** Absolute paths of the files that the stage "ingest" reads, in the order of the manifest. */
  readonly files: readonly string[];
}

interface Declared {
  readonly stages: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly source?: string; readonly sources?: string }>> }>
  >;
}
interface Manifest {
  readonly sources: Readonly<Record<string, { readonly kind?: string; readonly files: readonly { readonly path: string }[] }>>;
}

/** Where the real files may lie beside the project; without it, those that were fetched before are taken. */
const SHARED = '../shared/data/real';

const WORLD = 'data/world';

/** Copies what a run needs and fetches the real files. Throws with what `pipeline fetch` says where they cannot be had. */
export function coldProject(root: string): ColdProject {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-ingest-'));
  for (const name of [
    'pipeline.yaml',
    'params.yaml',
    'params.world.yaml',
    'package.json',
    'tsconfig.json',
    'stages',
    'schemas',
    'src',
    WORLD,
  ]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const shared = resolve(root, SHARED);
  const from = existsSync(shared) ? ['--from', shared] : [];
  execFileSync(process.execPath, [join(root, 'dist/pipeline.js'), 'fetch', ...from, '--params', 'params.world.yaml'], { cwd: folder });
  return { folder, files: filesOfIngest(folder) };
}

function filesOfIngest(folder: string): string[] {
  const { stages } = parse(readFileSync(join(folder, 'pipeline.yaml'), 'utf8')) as Declared;
  const { sources } = parse(readFileSync(join(folder, WORLD, 'sources.yaml'), 'utf8')) as Manifest;
  const inputs = Object.values(stages['ingest']?.inputs ?? {});
  const wanted = Object.entries(sources).filter(([id, { kind }]) =>
    inputs.some((input) => input.source === id || (input.sources !== undefined && input.sources === kind)),
  );
  return wanted.flatMap(([, { files }]) => files.map(({ path }) => join(folder, WORLD, path)));
}

/** Writes the names of the files, one in a line, for the programs of other languages. */
export function listFiles({ folder, files }: ColdProject): string {
  const list = join(folder, 'files.txt');
  writeFileSync(list, `${files.join('\n')}\n`);
  return list;
}
