import { canonicalJson, sha256Hex } from '../digest.ts';
import type { Contract, Encoder, Ingredient, Instance, Json, StageCode } from '../types.ts';

/** Raise it when the meaning of an ingredient changes: every key changes with it. */
const KEY_SCHEME = 3;

/** Digests of the content that each input has now: one for a table or absent source, several for sources and gathered inputs. */
export type InputDigests = ReadonlyMap<string, Json>;

/**
 * The one list of everything that the result of an instance depends on. Its key and every explanation are written
 * from it, so an explanation cannot drift from the key (docs/promises.md 1.2).
 * Where it runs, for how long, with how many others, what the stage is called and where its module lies are not in it.
 */
export function ingredientsOf(
  instance: Instance,
  code: StageCode,
  inputs: InputDigests,
  contracts: ReadonlyMap<string, Contract>,
  encoder: Encoder,
): Ingredient[] {
  const list: Ingredient[] = [{ part: 'code', name: 'stage', value: code.digest }];
  for (const name of Object.keys(code.packages).sort()) list.push({ part: 'package', name, value: code.packages[name]! });
  const { environment } = instance.stage;
  for (const name of Object.keys(environment).sort()) list.push({ part: 'environment', name, value: environment[name]! });
  for (const [name, value] of leavesOf(instance.params)) list.push({ part: 'parameter', name, value });
  for (const name of Object.keys(instance.each).sort()) list.push({ part: 'fan-out', name, value: instance.each[name]! });
  for (const name of [...inputs.keys()].sort()) list.push({ part: 'input', name, value: inputs.get(name)! });
  for (const name of [...instance.stage.outputs.keys()].sort()) {
    const output = instance.stage.outputs.get(name);
    const contract = contracts.get(output?.contract ?? '');
    list.push({ part: 'contract', name, value: { contract: contract?.digest ?? null, format: output?.format ?? null } });
  }
  list.push({ part: 'encoder', name: 'tables', value: encoder.digest });
  for (const name of Object.keys(encoder.packages).sort())
    list.push({ part: 'encoder', name: `package ${name}`, value: encoder.packages[name]! });
  return list;
}

/** Single values by dotted path, sorted, so that an explanation names the one that changed. */
function leavesOf(params: Instance['params']): [string, Json][] {
  const leaves: [string, Json][] = [];
  const walk = (path: string, value: Json): void => {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || Object.keys(value).length === 0) leaves.push([path, value]);
    else for (const [name, inner] of Object.entries(value)) walk(`${path}.${pathPart(name)}`, inner as Json);
  };
  for (const [path, value] of Object.entries(params)) walk(path, value);
  return leaves.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A name in a path: in quotes where it could be taken for more than one, so that `{a.b: 1}` and `{a: {b: 1}}` are two things. */
function pathPart(name: string): string {
  return /^[^."]+$/.test(name) ? name : JSON.stringify(name);
}

/**
 * Key of an action: SHA-256 of the canonical JSON of its ingredients, tagged so that no other hash can be mistaken for it.
 * The name of the code is where it lies, which may change; a command is in its digest.
 */
export function keyOf(ingredients: readonly Ingredient[]): string {
  const counted = ingredients.map(({ part, name, value }) => [part, part === 'code' ? '' : name, value]);
  return sha256Hex(canonicalJson(['action', KEY_SCHEME, counted]));
}
