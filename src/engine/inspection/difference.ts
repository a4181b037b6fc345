import type { Columns } from '../../tables/columns.ts';
import { diffTables, type TableDifference } from '../contracts/comparison/differences.ts';
import { type Change, changesBetween } from '../keys/reasons.ts';
import type { Lock, LockEntry } from '../project/lock.ts';
import type { Project } from '../project/project.ts';
import { type ResultRecord, readRecord } from '../store/records.ts';
import type { Contract } from '../types.ts';
import { readArtifact } from './audit.ts';

/** How one instance differs between two states of a profile. */
export interface InstanceDifference {
  readonly instance: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Whether the store has the records of both sides: without them only digests can be compared. */
  readonly isRecorded: boolean;
  /** Ingredients other than inputs that changed; empty where only what it reads did. */
  readonly causes: readonly Change[];
  readonly inputs: readonly string[];
  readonly outputs: readonly OutputDifference[];
}

export interface OutputDifference {
  readonly output: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Null where one side is gone from the store, or for documents. */
  readonly table: TableDifference | null;
}

/** Compares two locks: what changed, why, and for tables which rows and how far the numbers moved. */
export async function differenceOf(project: Project, before: Lock, after: Lock): Promise<InstanceDifference[]> {
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differences: InstanceDifference[] = [];
  for (const instance of ids) {
    const difference = await instanceDifference(project, instance, before.get(instance), after.get(instance));
    if (difference !== null) differences.push(difference);
  }
  return differences;
}

async function instanceDifference(
  project: Project,
  instance: string,
  before: LockEntry | undefined,
  after: LockEntry | undefined,
): Promise<InstanceDifference | null> {
  const old = before === undefined ? null : readRecord(project.layout, before.key);
  const now = after === undefined ? null : readRecord(project.layout, after.key);
  const outputs = await outputDifferences(project, before, after, old, now);
  if (before?.key === after?.key && outputs.length === 0) return null;
  const changes = old === null || now === null ? [] : changesBetween(old.ingredients, now.ingredients);
  return {
    instance,
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    isRecorded: (before === undefined || old !== null) && (after === undefined || now !== null),
    causes: changes.filter(({ part }) => part !== 'input'),
    inputs: changes.filter(({ part }) => part === 'input').map(({ name }) => name),
    outputs,
  };
}

async function outputDifferences(
  project: Project,
  before: LockEntry | undefined,
  after: LockEntry | undefined,
  old: ResultRecord | null,
  now: ResultRecord | null,
): Promise<OutputDifference[]> {
  const names = [...new Set([...Object.keys(before?.outputs ?? {}), ...Object.keys(after?.outputs ?? {})])].sort();
  const differences: OutputDifference[] = [];
  for (const output of names) {
    const digests = { before: before?.outputs[output] ?? null, after: after?.outputs[output] ?? null };
    if (digests.before === digests.after) continue;
    differences.push({ output, ...digests, table: await tableDifference(project, old, now, output) });
  }
  return differences;
}

async function tableDifference(
  project: Project,
  old: ResultRecord | null,
  now: ResultRecord | null,
  output: string,
): Promise<TableDifference | null> {
  const before = old?.outputs[output];
  const after = now?.outputs[output];
  if (before === undefined || after === undefined || before.contract !== after.contract) return null;
  const contract: Contract | undefined = project.config.contracts.get(after.contract);
  if (contract?.kind !== 'table' || contract.key.length === 0) return null;
  try {
    return diffTables(contract, (await readArtifact(project, before)) as Columns, (await readArtifact(project, after)) as Columns);
  } catch {
    return null; // gone from the store, or made under another version of the contract
  }
}
