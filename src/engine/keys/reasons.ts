import { canonicalJson } from '../digest.ts';
import type { ResultRecord } from '../store/records.ts';
import type { Ingredient, Json, Part } from '../types.ts';

/** Why an instance has to run. */
export type Reason =
  | { readonly kind: 'never-ran' }
  | { readonly kind: 'forced' }
  | { readonly kind: 'damaged'; readonly outputs: readonly string[] }
  | { readonly kind: 'upstream'; readonly instances: readonly string[] }
  | { readonly kind: 'changed'; readonly changes: readonly Change[]; readonly codeFiles: readonly FileChange[] };

/** An ingredient that is not what it was: null stands for absent. */
export interface Change {
  readonly part: Part;
  readonly name: string;
  readonly before: Json;
  readonly after: Json;
}

/** A file of the stage's import closure that is not what it was. */
export interface FileChange {
  readonly file: string;
  readonly kind: 'added' | 'removed' | 'changed';
}

/** Compares two lists of ingredients by part and name; order of the new list, then what has gone. */
export function changesBetween(before: readonly Ingredient[], after: readonly Ingredient[]): Change[] {
  const label = ({ part, name }: Ingredient): string => `${part} ${part === 'code' ? '' : name}`;
  const old = new Map(before.map((ingredient) => [label(ingredient), ingredient]));
  const changes: Change[] = [];
  for (const ingredient of after) {
    const known = old.get(label(ingredient));
    old.delete(label(ingredient));
    if (known !== undefined && canonicalJson(known.value) === canonicalJson(ingredient.value)) continue;
    changes.push({ part: ingredient.part, name: ingredient.name, before: known?.value ?? null, after: ingredient.value });
  }
  for (const { part, name, value } of old.values()) changes.push({ part, name, before: value, after: null });
  return changes;
}

/** Files that moved between the last success and now; comments and formatting count here, unlike in the key. */
export function fileChanges(before: ResultRecord['codeFiles'], after: ResultRecord['codeFiles']): FileChange[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return files
    .filter((file) => before[file] !== after[file])
    .map((file) => ({ file, kind: before[file] === undefined ? 'added' : after[file] === undefined ? 'removed' : 'changed' }));
}

/** The reason in one line, for status and plain output. */
export function reasonInWords(reason: Reason): string {
  switch (reason.kind) {
    case 'never-ran':
      return 'no result of it is in the store';
    case 'forced':
      return 'asked for with --force';
    case 'damaged':
      return `${listed(reason.outputs)} in the store ${reason.outputs.length > 1 ? 'are' : 'is'} missing or damaged`;
    case 'upstream':
      return `waits for ${listed(reason.instances)}`;
    case 'changed':
      return listed(reason.changes.map(changeInWords));
  }
}

/** A change in words, with the values before and after where they are short. */
export function changeInWords({ part, name, before, after }: Change): string {
  const what = part === 'parameter' ? name : part === 'code' ? 'code' : part === 'encoder' ? 'table encoder' : `${part} ${name}`;
  if (before === null) return `${what} is new`;
  if (after === null) return `${what} has gone`;
  if (part !== 'parameter' && part !== 'package') return `${what} changed`;
  return `${what} ${shown(before)} -> ${shown(after)}`;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function listed(words: readonly string[]): string {
  return words.length <= 4 ? words.join(', ') : `${words.slice(0, 3).join(', ')} and ${words.length - 3} more`;
}
