import type { Layout } from '../store/layout.ts';
import { isSound } from '../store/objects.ts';
import { type ResultRecord, readRecord } from '../store/records.ts';
import type { StatMemo } from '../store/statMemo.ts';
import type { Contract, Encoder, Ingredient, Instance, Json, Source, StageCode } from '../types.ts';
import { type InputDigests, ingredientsOf, keyOf } from './ingredients.ts';
import { changesBetween, fileChanges, type Reason } from './reasons.ts';

/** Where an instance stands. */
export type Assessment =
  /** Its result is in the store. */
  | { readonly kind: 'current'; readonly action: Action; readonly record: ResultRecord }
  /** It has to run; all its inputs are known. */
  | { readonly kind: 'stale'; readonly action: Action; readonly reason: Reason }
  /** Something above it has to run first; afterwards it may turn out to be current (early cutoff). */
  | { readonly kind: 'blocked'; readonly reason: Reason };

/** An instance with everything that its result depends on. */
export interface Action {
  readonly instance: Instance;
  readonly key: string;
  readonly ingredients: readonly Ingredient[];
  readonly code: StageCode;
}

/** What an assessment needs beside the instance: the store, the configuration, the code of the stages and the lock. */
export interface BuildContext {
  readonly layout: Layout;
  readonly memo: StatMemo;
  readonly byId: ReadonlyMap<string, Instance>;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly encoder: Encoder;
  readonly code: ReadonlyMap<string, StageCode>;
  /** Key of an instance at its last success, from the lock of the profile. */
  readonly lastKey: (instance: string) => string | null;
}

/** Decides about one instance, given the records of what it reads from; pure but for reading the store. */
export function assess(instance: Instance, records: ReadonlyMap<string, ResultRecord>, forced: boolean, context: BuildContext): Assessment {
  const waiting = instance.needs.filter((id) => !records.has(id));
  if (waiting.length > 0) return { kind: 'blocked', reason: { kind: 'upstream', instances: waiting } };
  const action = actionOf(instance, records, context);
  if (forced) return { kind: 'stale', action, reason: { kind: 'forced' } };
  const record = readRecord(context.layout, action.key);
  if (record === null) return { kind: 'stale', action, reason: reasonOf(action, context) };
  const damaged = Object.keys(record.outputs)
    .filter((name) => !isSound(context.layout, context.memo, record.outputs[name]?.digest ?? ''))
    .sort();
  if (damaged.length > 0) return { kind: 'stale', action, reason: { kind: 'damaged', outputs: damaged } };
  return { kind: 'current', action, record };
}

/** The action of an instance whose inputs are all known. */
function actionOf(instance: Instance, records: ReadonlyMap<string, ResultRecord>, context: BuildContext): Action {
  const code = context.code.get(instance.stage.name);
  if (code === undefined) throw new Error(`no code for stage ${instance.stage.name}`);
  const ingredients = ingredientsOf(
    instance,
    code,
    inputDigests(instance, records, context.byId, context.contracts),
    context.contracts,
    context.encoder,
  );
  return { instance, key: keyOf(ingredients), ingredients, code };
}

/** Content of every input and the contract that it is decoded by; of a source also its id, the order of its files and how to read them. */
function inputDigests(
  instance: Instance,
  records: ReadonlyMap<string, ResultRecord>,
  byId: ReadonlyMap<string, Instance>,
  contracts: ReadonlyMap<string, Contract>,
): InputDigests {
  const digestOf = (id: string, output: string): Json => {
    const contract = byId.get(id)?.stage.outputs.get(output)?.contract ?? '';
    return [records.get(id)?.outputs[output]?.digest ?? null, contracts.get(contract)?.digest ?? null];
  };
  const digests = new Map<string, Json>();
  for (const [name, input] of instance.inputs) {
    switch (input.kind) {
      case 'source':
        digests.set(name, sourceDigest(input.source));
        break;
      case 'sources':
        digests.set(
          name,
          input.sources.map((source) => ({ source: sourceDigest(source), reading: source.reading })),
        );
        break;
      case 'absent':
        digests.set(name, null);
        break;
      case 'one':
        digests.set(name, digestOf(input.instance, input.output));
        break;
      case 'gathered':
        digests.set(
          name,
          input.instances.map((id) => [id.slice(id.indexOf('[')), digestOf(id, input.output)]),
        );
        break;
    }
  }
  return digests;
}

function sourceDigest({ id, files }: Source): readonly Json[] {
  return [id, ...files.map(({ path, sha256 }) => [path, sha256])];
}

function reasonOf(action: Action, context: BuildContext): Reason {
  const key = context.lastKey(action.instance.id);
  const last = key === null ? null : readRecord(context.layout, key);
  if (last === null) return { kind: 'never-ran' };
  const changes = changesBetween(last.ingredients, action.ingredients);
  // Files that moved or were formatted while the code stayed the same are no reason.
  const codeFiles = changes.some(({ part }) => part === 'code') ? fileChanges(last.codeFiles, action.code.files) : [];
  return { kind: 'changed', changes, codeFiles };
}
