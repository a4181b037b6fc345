import { resolve } from 'node:path';
import type { Harmonize, Impute, Ingest, Train } from '../../schemas/generated/types.ts';
import { refuse } from '../../src/diagnostics/diagnostic.ts';
import { loadConfig } from '../../src/engine/config/load.ts';
import { readArtifact } from '../../src/engine/inspection/audit.ts';
import { openProject, type Project } from '../../src/engine/project/project.ts';
import type { TableOutput } from '../../src/engine/stage.ts';
import { type ResultRecord, readRecord } from '../../src/engine/store/records.ts';

/** The tables of a stage by the names of its outputs. */
export type TablesOf<Outputs> = { readonly [K in keyof Outputs]: Outputs[K] extends TableOutput<infer T> ? T : never };
export type IngestTables = TablesOf<Ingest['outputs']>;
export type HarmonizeTables = TablesOf<Harmonize['outputs']>;
export type ImputeTables = TablesOf<Impute['outputs']>;
export type TrainTables = TablesOf<Train['outputs']>;

/** Opens the project that lies in the current folder, with one of its parameter files. */
export async function openProfile(paramsFile: string): Promise<Project> {
  const cwd = process.cwd();
  return openProject(await loadConfig({ file: resolve(cwd, 'pipeline.yaml'), cwd, paramsFile: resolve(cwd, paramsFile) }));
}

/**
 * Tables of an instance, as the lock of the profile names them: all, or those of `names`. The id of a stage without fan-out is its name.
 * Refuses (E105) what was not made under the contracts of now.
 */
export async function readStageTables<T extends IngestTables | HarmonizeTables | ImputeTables | TrainTables>(
  project: Project,
  instance: string,
  names?: readonly (keyof T)[],
): Promise<T> {
  const key = project.lock.lock.get(instance)?.key;
  const record = key === undefined ? null : readRecord(project.layout, key);
  const hint = { hint: `make it with: pipeline run '${instance}' --params params.${project.config.profile}.yaml` };
  if (record === null) refuse('E105', `${instance} has not been made here`, hint);
  const tables: Record<string, unknown> = {};
  for (const [name, made] of Object.entries(record.outputs)) {
    if (names !== undefined && !names.includes(name as keyof T)) continue;
    if (!madeUnderContract(project, record, name, made.contract)) refuse('E105', `${instance}.${name} is older than its contract`, hint);
    tables[name] = await readArtifact(project, made);
  }
  return tables as unknown as T;
}

function madeUnderContract({ config }: Project, { ingredients }: ResultRecord, output: string, contract: string): boolean {
  const ingredient = ingredients.find(({ part, name }) => part === 'contract' && name === output);
  return (ingredient?.value as { readonly contract?: string } | undefined)?.contract === config.contracts.get(contract)?.digest;
}
