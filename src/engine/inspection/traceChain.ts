import { refuse } from '../../diagnostics/diagnostic.ts';
import { instanceGraph, upstreamOf } from '../graph.ts';
import { isMapping } from '../json.ts';
import type { Project } from '../project/project.ts';
import { type OutputRecord, type ResultRecord, readRecord } from '../store/records.ts';
import type { Instance, InstanceInput, Json } from '../types.ts';

/** Everything that the output of an instance was made from, as the records tell it. */
export interface Chain {
  /** Id of the instance itself. */
  readonly instance: string;
  /** Outputs that the instance wrote, then those that were made upstream of it. */
  readonly outputs: readonly MadeOutput[];
  /** For each source id the files that were read, with the SHA-256 that they had then. */
  readonly ingested: ReadonlyMap<string, IngestedFiles>;
}

/** An output as the record of its instance has it. */
export interface MadeOutput {
  /** `train[member=1].flows` */
  readonly artifact: string;
  readonly instance: string;
  readonly name: string;
  readonly made: OutputRecord;
  /** Digest of the contract that it was made under. */
  readonly contractDigest: string | undefined;
}

/** SHA-256 by path in the manifest. */
export type IngestedFiles = ReadonlyMap<string, string>;

/**
 * Follows the records from an instance up to the sources. What lies in the folders of the sources now does not matter.
 * Refuses (E105) what has not been made here, and an instance that was made from other results than those of now.
 */
export function chainOf(project: Project, instance: Instance): Chain {
  const { plan, layout, lock } = project;
  const needed = upstreamOf(instanceGraph(plan), [instance.id]);
  const records = new Map<string, ResultRecord>();
  // Against the order of the plan: what is near comes before what is far.
  for (const { id, stage } of plan.instances.filter((each) => needed.has(each.id)).reverse()) {
    const record = readRecord(layout, lock.lock.get(id)?.key ?? '');
    if (record === null) refuse('E105', `${id} has not been made here`, { hint: `make it with: pipeline run ${stage.name}` });
    records.set(id, record);
  }
  for (const id of records.keys()) refuseOutdated(plan.byId.get(id)!, records, instance);
  const nearFirst = [instance.id, ...[...records.keys()].filter((id) => id !== instance.id)];
  return {
    instance: instance.id,
    outputs: nearFirst.flatMap((id) => outputsOf(id, records.get(id)!)),
    ingested: ingestedFiles(records, instance),
  };
}

function outputsOf(instance: string, { outputs, ingredients }: ResultRecord): readonly MadeOutput[] {
  return Object.entries(outputs).map(([name, made]) => {
    const ingredient = ingredients.find((each) => each.part === 'contract' && each.name === name);
    const contractDigest = (ingredient?.value as { readonly contract?: string } | undefined)?.contract;
    return { artifact: `${instance}.${name}`, instance, name, made, contractDigest };
  });
}

/** Refuses a record that was made from other artifacts than the records of its inputs name; `shown` is what the user asked for. */
function refuseOutdated(instance: Instance, records: ReadonlyMap<string, ResultRecord>, shown: Instance): void {
  const record = records.get(instance.id)!;
  for (const [name, input] of instance.inputs) {
    if (input.kind !== 'one' && input.kind !== 'gathered') continue;
    const makers = input.kind === 'one' ? [input.instance] : input.instances;
    const made = makers.map((id) => records.get(id)?.outputs[input.output]?.digest);
    const read = artifactsRead(input, inputOf(record, name));
    if (made.length === read.length && made.every((digest, index) => digest === read[index])) continue;
    notCurrent(shown, `input ${name} of ${instance.id} has changed since it was made`);
  }
}

function notCurrent(shown: Instance, why: string): never {
  return refuse('E105', `${shown.id} is not current: ${why}`, { hint: `bring it up to date with: pipeline run ${shown.stage.name}` });
}

function inputOf(record: ResultRecord, name: string): Json {
  return record.ingredients.find((ingredient) => ingredient.part === 'input' && ingredient.name === name)?.value ?? null;
}

/** Digests of the artifacts in an input ingredient (keys/assessment.ts): [digest, contract], or [[instance, [digest, contract]], ...]. */
function artifactsRead(input: InstanceInput, value: Json): readonly Json[] {
  if (!Array.isArray(value)) return [];
  const first = (pair: Json): Json => (Array.isArray(pair) ? pair[0]! : null);
  return input.kind === 'gathered' ? value.map((part: Json) => first(Array.isArray(part) ? part[1]! : null)) : [first(value)];
}

function ingestedFiles(records: ReadonlyMap<string, ResultRecord>, shown: Instance): ReadonlyMap<string, IngestedFiles> {
  const ingested = new Map<string, IngestedFiles>();
  for (const { ingredients } of records.values()) {
    for (const { part, value } of ingredients) {
      for (const source of part === 'input' ? sourcesRead(value) : []) {
        const known = ingested.get(source.id) ?? source.files;
        const same = known.size === source.files.size && [...known].every(([path, sha256]) => source.files.get(path) === sha256);
        if (!same) notCurrent(shown, `its stages have read different editions of source ${source.id}`);
        ingested.set(source.id, known);
      }
    }
  }
  return ingested;
}

interface SourceRead {
  readonly id: string;
  readonly files: IngestedFiles;
}

/** The sources in an input ingredient (keys/assessment.ts): [id, [path, sha256], ...], or one such in each `source` of a list. */
function sourcesRead(value: Json): readonly SourceRead[] {
  if (!Array.isArray(value)) return [];
  const listed = (value as readonly Json[]).flatMap((each) => (isMapping(each) && 'source' in each ? [sourceRead(each['source']!)] : []));
  return [sourceRead(value), ...listed].filter((source) => source !== null);
}

function sourceRead(value: Json): SourceRead | null {
  if (!Array.isArray(value)) return null;
  const [id, ...files] = value as readonly Json[];
  if (typeof id !== 'string' || !files.every(Array.isArray)) return null;
  return { id, files: new Map(files as unknown as readonly [string, string][]) };
}
