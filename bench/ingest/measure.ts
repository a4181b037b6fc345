// Seconds and memory of ingest and harmonize on the real files, with an empty store, beside Python and R that do nothing but read
// the same files into data frames: npm run bench:ingest (Linux; Debian's python3-pandas, python3-netcdf4, r-cran-data.table,
// r-cran-jsonlite, r-cran-ncdf4). All of them find the files in the cache of the disk.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { coldProject, listFiles } from './coldProject.ts';
import { type Measured, measure } from './processes.ts';

/** A program of another language that reads the same files. */
interface Reference {
  readonly name: string;
  readonly program: string;
  readonly script: string;
  /** Arguments that succeed where the program has the packages it needs. */
  readonly probe: readonly string[];
}

const REFERENCES: readonly Reference[] = [
  {
    name: 'Python, pandas: read alone',
    program: '/usr/bin/python3',
    script: 'bench/ingest/read.py',
    probe: ['-c', 'import pandas, netCDF4'],
  },
  {
    name: 'R, data.table: read alone',
    program: 'Rscript',
    script: 'bench/ingest/read.R',
    probe: ['-e', 'for (name in c("data.table", "jsonlite", "ncdf4")) loadNamespace(name)'],
  },
];

const root = process.cwd();
const project = coldProject(root);
try {
  for (const file of project.files) readFileSync(file);
  const run = [join(root, 'dist/pipeline.js'), 'run', 'harmonize', '--params', 'params.world.yaml'];
  const ours = succeeded('pipeline run harmonize', await measure(process.execPath, run, project.folder));
  report('pipeline run harmonize: read, check, harmonize, check, write', ours);
  const list = listFiles(project);
  for (const { name, program, script, probe } of REFERENCES) {
    if (spawnSync(program, probe, { stdio: 'ignore' }).status !== 0) {
      console.log(`SKIPPED ${name}: ${program} or a package of it is not installed`);
      continue;
    }
    const other = succeeded(name, await measure(program, [join(root, script), list], project.folder));
    report(name, other);
    console.log(`  ${other.stdout.trim()}`);
    console.log(`  pipeline takes ${(ours.seconds / other.seconds).toFixed(1)} times as long`);
  }
} finally {
  rmSync(project.folder, { recursive: true, force: true });
}

function succeeded(name: string, measured: Measured): Measured {
  if (measured.status !== 0) throw new Error(`${name} failed:\n${measured.stdout}${measured.stderr}`);
  return measured;
}

function report(name: string, { seconds, peakMiB }: Measured): void {
  console.log(`${name}: ${seconds.toFixed(1)} s, largest process ${peakMiB.toFixed(0)} MiB`);
}
