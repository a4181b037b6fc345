import { existsSync, readFileSync } from 'node:fs';
import { type Diagnostic, isPipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import type { Columns } from '../../tables/columns.ts';
import { checkTable } from '../contracts/checks.ts';
import { checkDocument } from '../contracts/document.ts';
import type { Violation } from '../contracts/violation.ts';
import { sha256Hex } from '../digest.ts';
import { plural } from '../plural.ts';
import type { LockEntry } from '../project/lock.ts';
import type { Project } from '../project/project.ts';
import { setAside } from '../store/objects.ts';
import { type OutputRecord, type ResultRecord, readRecord } from '../store/records.ts';
import type { Contract, Instance, Json } from '../types.ts';
import { decodeArtifact } from '../worker/inputs.ts';

/** Artifacts that a message names. */
const SHOWN = 5;

/** What reading an artifact of the lock again found. */
export interface ArtifactReport {
  /** `train[member=1].flows` */
  readonly artifact: string;
  readonly contract: string;
  readonly rows: number | null;
  readonly problems: readonly Diagnostic[];
}

/** Hashes and decodes every artifact that the lock names, and checks it against its contract, references included. */
export async function checkArtifacts(project: Project): Promise<ArtifactReport[]> {
  const reports: ArtifactReport[] = [];
  for (const instance of project.plan.instances) {
    const entry = project.lock.lock.get(instance.id);
    const record = entry === undefined ? null : readRecord(project.layout, entry.key);
    for (const name of instance.stage.outputs.keys()) {
      const made = record?.outputs[name];
      const locked = entry?.outputs[name];
      if (made !== undefined && made.digest !== locked) reports.push(differentFromLock(instance.id, name, made, locked));
      else if (made === undefined) reports.push(notMade(instance.id, name, instance.stage.outputs.get(name)?.contract ?? ''));
      else reports.push(await checkArtifact(project, instance, name, made, record as ResultRecord));
    }
  }
  return reports;
}

/** What the reports say, each thing once: one missing object breaks every table that refers to it, and a fresh clone has none. */
export function problemsOf(reports: readonly ArtifactReport[]): readonly Diagnostic[] {
  const unmade = reports.filter(({ problems }) => problems.some(({ code }) => code === 'E105'));
  const others = reports.flatMap(({ problems }) => problems).filter(({ code }) => code !== 'E105');
  const once = [...new Map(others.map((problem) => [JSON.stringify(problem), problem])).values()];
  if (unmade.length === 0) return once;
  const shown = unmade.slice(0, SHOWN).map(({ artifact }) => artifact);
  const more = unmade.length > SHOWN ? ` and ${unmade.length - SHOWN} more` : '';
  const message = `${plural(unmade.length, 'artifact')} of the lock or the pipeline ${unmade.length > 1 ? 'have' : 'has'} not been made here: ${shown.join(', ')}${more}`;
  return [{ code: 'E105', severity: 'error', message, hint: 'make what is missing with: pipeline run' }, ...once];
}

async function checkArtifact(
  project: Project,
  instance: Instance,
  name: string,
  made: OutputRecord,
  record: ResultRecord,
): Promise<ArtifactReport> {
  const artifact = `${instance.id}.${name}`;
  const report = (problems: readonly Diagnostic[]): ArtifactReport => ({ artifact, contract: made.contract, rows: made.rows, problems });
  try {
    const contract = project.config.contracts.get(made.contract)!;
    const content = await readArtifact(project, made);
    const tables = await referredTables(project, instance, record, contract);
    const violations =
      contract.kind === 'table'
        ? checkTable(contract, content as Columns, (wanted) => tables.get(wanted) ?? [])
        : checkDocument(contract, content as Json);
    return report(violations.map((violation) => diagnosticOf(artifact, made.contract, violation)));
  } catch (error) {
    if (!isPipelineError(error)) throw error;
    return report(error.diagnostics);
  }
}

/** Content of an artifact of the store, columns or a document. Refuses (E603) one that is missing or not what its name says. */
export async function readArtifact({ config, layout }: Project, made: OutputRecord): Promise<unknown> {
  const path = layout.object(made.digest);
  const bytes = existsSync(path) ? readFileSync(path) : null;
  if (bytes === null || sha256Hex(bytes) !== made.digest) {
    setAside(layout, path);
    refuse('E603', `artifact ${made.digest.slice(0, 10)} of contract ${made.contract} is missing in the store, or damaged`, {
      hint: 'make it again with: pipeline run',
    });
  }
  const contract = config.contracts.get(made.contract);
  if (contract === undefined) refuse('E105', `contract ${made.contract} is no longer used by any stage`, { hint: 'pipeline run' });
  return decodeArtifact(contract, bytes, made.format);
}

/** Tables that a contract refers to, found among what the instance wrote and read. */
async function referredTables(
  project: Project,
  instance: Instance,
  record: ResultRecord,
  contract: Contract,
): Promise<ReadonlyMap<string, readonly Columns[]>> {
  const tables = new Map<string, readonly Columns[]>();
  if (contract.kind !== 'table') return tables;
  const candidates = [...Object.values(record.outputs), ...inputsOf(project, instance)];
  for (const { references } of contract.fields) {
    if (references === null || tables.has(references.contract)) continue;
    const found = candidates.filter((made) => made.contract === references.contract);
    tables.set(references.contract, (await Promise.all(found.map((made) => readArtifact(project, made)))) as Columns[]);
  }
  return tables;
}

function inputsOf(project: Project, instance: Instance): OutputRecord[] {
  const made: OutputRecord[] = [];
  for (const input of instance.inputs.values()) {
    if (input.kind !== 'one' && input.kind !== 'gathered') continue;
    for (const id of input.kind === 'one' ? [input.instance] : input.instances) {
      const entry: LockEntry | undefined = project.lock.lock.get(id);
      const output = entry === undefined ? undefined : readRecord(project.layout, entry.key)?.outputs[input.output];
      if (output !== undefined) made.push(output);
    }
  }
  return made;
}

function differentFromLock(instance: string, name: string, made: OutputRecord, locked: string | undefined): ArtifactReport {
  const message = `${instance}.${name} has digest ${made.digest.slice(0, 10)} in the store, but ${locked?.slice(0, 10)} in the lock`;
  const problem: Diagnostic = { code: 'E701', severity: 'error', message, hint: 'pipeline run writes the lock anew' };
  return { artifact: `${instance}.${name}`, contract: made.contract, rows: made.rows, problems: [problem] };
}

function notMade(instance: string, name: string, contract: string): ArtifactReport {
  const message = `${instance}.${name} has not been made here`;
  return {
    artifact: `${instance}.${name}`,
    contract,
    rows: null,
    problems: [{ code: 'E105', severity: 'error', message, hint: 'make it with: pipeline run' }],
  };
}

function diagnosticOf(artifact: string, contract: string, { rule, message, rows }: Violation): Diagnostic {
  return {
    code: 'E401',
    severity: 'error',
    message: `${artifact} breaks ${rule}: ${message}`,
    place: { file: `schemas/${contract}.yaml` },
    details: rows.map(({ row, values }) => `row ${row}: ${JSON.stringify(values)}`),
  };
}
