// The twin of the world, to choose models on (docs/twin.md):
//   npm run twin -- generate [SEED]    writes data/twin, after `pipeline fetch` and `pipeline run harmonize`, both with --params params.world.yaml
//   npm run twin [-- NAME=FILE ...]    prints the measures of what was trained with --params params.twin.yaml, and of flows in CSV files
import { isPipelineError } from '../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../src/diagnostics/print.ts';
import { measuresTable } from './twin/table.ts';
import { writeTwin } from './twin/write.ts';

try {
  const [command, ...rest] = process.argv.slice(2);
  console.log(command === 'generate' ? await writeTwin(rest[0]) : await measuresTable(process.argv.slice(2)));
} catch (error) {
  if (!isPipelineError(error)) throw error;
  console.error(formatDiagnostics(error.diagnostics, { color: false }));
  process.exitCode = 1;
}
