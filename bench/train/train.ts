/*
 * The training kernel beside a PyTorch program of the same model, weights and targets: `npm run bench:train`, or with the sizes
 * to measure (small, middle, large of docs/method.md 13.6) as arguments. Prints what docs/speed.md holds, which --write writes, and fails
 * where a required ratio is missed. Takes an hour and a half, most of it PyTorch on the large problem, and is only as fair as the machine is idle.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { isPipelineError, refuse } from '../../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../../src/diagnostics/print.ts';
import { type BenchOptions, parseBenchOptions } from './benchOptions.ts';
import { type Measurement, measureSize } from './measurement.ts';
import { torchVersion } from './programs.ts';
import { missedRequirements, speedPage } from './report.ts';
import { SIZES } from './syntheticProblem.ts';
import { runOwnTask } from './tasks.ts';

const PAGE = 'docs/speed.md';

const argv = process.argv.slice(2);
if (!(await runOwnTask(argv))) {
  try {
    process.exitCode = await bench(parseBenchOptions(argv));
  } catch (error) {
    if (!isPipelineError(error)) throw error;
    console.error(formatDiagnostics(error.diagnostics, { color: false }));
    process.exitCode = 2;
  }
}

/** Measures, prints and writes; 1 where a requirement is missed. */
async function bench(options: BenchOptions): Promise<number> {
  const torch = torchVersion();
  if (torch === null && options.write)
    refuse('E101', '--write compares with PyTorch, which the system cannot import (Debian: python3-torch)');
  if (torch === null) console.error('PyTorch is SKIPPED: the system has no Python that can import it (Debian: python3-torch)');
  const measurements: Measurement[] = [];
  for (const size of SIZES.filter(({ name }) => options.sizes.includes(name))) {
    measurements.push(await measureSize(size, options, torch !== null, (line) => console.error(line)));
  }
  const setting = { argv, cores: cpus().length, threads: options.threads, node: process.versions.node, torch };
  const page = speedPage(measurements, setting);
  console.log(page);
  if (options.write) writeFileSync(PAGE, page);
  const missed = missedRequirements(measurements);
  for (const line of missed) console.error(`MISSED ${line}`);
  return missed.length === 0 ? 0 : 1;
}
