import { loadConfig } from '../../src/engine/config/load.ts';
import { readArtifact } from '../../src/engine/inspection/audit.ts';
import { type MatchedRow, traceOutput } from '../../src/engine/inspection/trace.ts';
import { openProject } from '../../src/engine/project/project.ts';
import { readRecord } from '../../src/engine/store/records.ts';
import type { TableContract } from '../../src/engine/types.ts';
import { type Columns, categoryAt, isCategory } from '../../src/tables/columns.ts';
import type { Project as Rig } from '../engine/rig.ts';

/** The first row of every table of a project that has rows, traced by the values of its key. */
export async function firstRowsTraced(rig: Rig, overrides: readonly string[]): Promise<ReadonlyMap<string, MatchedRow | undefined>> {
  const project = openProject(await loadConfig({ file: rig.path('pipeline.yaml'), cwd: rig.root, overrides }));
  const traced = new Map<string, MatchedRow | undefined>();
  for (const instance of project.plan.instances) {
    const record = readRecord(project.layout, project.lock.lock.get(instance.id)?.key ?? '');
    for (const [name, made] of Object.entries(record?.outputs ?? {})) {
      const contract = project.config.contracts.get(made.contract);
      if (contract?.kind !== 'table' || made.rows === 0) continue;
      const values = firstKey(contract, (await readArtifact(project, made)) as Columns);
      const [table] = await traceOutput(project, instance, name, values, false);
      traced.set(`${instance.id}.${name}`, table?.matches[0]);
    }
  }
  return traced;
}

/** Values of the key of the first row, without what is missing or no whole number. */
function firstKey({ key, fields }: TableContract, columns: Columns): string[] {
  const names = key.length === 0 ? fields.map(({ name }) => name) : key;
  return names.flatMap((name) => {
    const column = columns[name]!;
    const value = isCategory(column) ? categoryAt(column, 0) : column[0]!;
    return value === null || (typeof value === 'number' && !Number.isInteger(value)) ? [] : [String(value)];
  });
}
