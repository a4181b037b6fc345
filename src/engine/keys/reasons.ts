import { canonicalJson } from '../digest.ts';
import type { ResultRecord } from '../store/records.ts';
import type { Ingredient, IngredientPart, Json } from '../types.ts';

/** Why an instance has to run. */
export type Reason =
  | { readonly kind: 'never-ran' }
  | { readonly kind: 'forced' }
  | { readonly kind: 'damaged'; readonly outputs: readonly string[] }
  | { readonly kind: 'upstream'; readonly instances: readonly string[] }
  | { readonly kind: 'changed'; readonly changes: readonly Change[]; readonly codeFiles: readonly FileChange[] };

/** One ingredient in two lists; null on the side where it is absent. */
export interface IngredientComparison {
  readonly part: IngredientPart;
  readonly name: string;
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  readonly before: Json;
  readonly after: Json;
}

/** An ingredient that is not what it was. */
export interface Change extends IngredientComparison {
  readonly kind: 'added' | 'removed' | 'changed';
}

/** A file of the stage's import closure that is not what it was. */
export interface FileChange {
  readonly file: string;
  readonly kind: 'added' | 'removed' | 'changed';
}

/**
 * Compares two lists of ingredients by part and name; order of the new list, then what has gone. Values are equal when their
 * canonical JSON is, as in the key: the order of the keys of a mapping is not a change.
 */
export function compareIngredients(before: readonly Ingredient[], after: readonly Ingredient[]): IngredientComparison[] {
  const label = ({ part, name }: Ingredient): string => `${part} ${name}`;
  const old = new Map(before.map((ingredient) => [label(ingredient), ingredient]));
  const comparisons = after.map((ingredient): IngredientComparison => {
    const { part, name, value } = ingredient;
    const known = old.get(label(ingredient));
    old.delete(label(ingredient));
    if (known === undefined) return { part, name, kind: 'added', before: null, after: value };
    const same = canonicalJson(known.value) === canonicalJson(value);
    return { part, name, kind: same ? 'same' : 'changed', before: known.value, after: value };
  });
  const removed = [...old.values()].map(
    ({ part, name, value }): IngredientComparison => ({ part, name, kind: 'removed', before: value, after: null }),
  );
  return [...comparisons, ...removed];
}

/** The ingredients that differ between two lists, as `compareIngredients` finds them. */
export function changesBetween(before: readonly Ingredient[], after: readonly Ingredient[]): Change[] {
  return compareIngredients(before, after).filter((comparison): comparison is Change => comparison.kind !== 'same');
}

/** Files that moved between the last success and now; comments and formatting count here, unlike in the key. */
export function fileChanges(before: ResultRecord['codeFiles'], after: ResultRecord['codeFiles']): FileChange[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return files
    .filter((file) => before[file] !== after[file])
    .map((file) => ({ file, kind: before[file] === undefined ? 'added' : after[file] === undefined ? 'removed' : 'changed' }));
}

/** The reason in one line, for status and plain output. */
export function reasonText(reason: Reason): string {
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
      return listed(reason.changes.map(changeText));
  }
}

/** A change in words, with the values before and after where they are short. */
export function changeText({ part, name, kind, before, after }: Change): string {
  const what = nameOf(part, name);
  if (kind === 'added') return `${what} is new`;
  if (kind === 'removed') return `${what} is gone`;
  if (part === 'package') return packageChange(what, versionOf(before), versionOf(after));
  const [old, now] = [valueText(before), valueText(after)];
  // Long values that differ behind the cut would read as if they were equal.
  if (part !== 'parameter' || old === now) return `${what} changed`;
  return `${what} ${old} -> ${now}`;
}

function nameOf(part: IngredientPart, name: string): string {
  if (part === 'parameter') return name;
  if (part === 'code') return 'code';
  if (part === 'encoder') return name === 'tables' ? 'table encoder' : `${name} of the table encoder`;
  return `${part} ${name}`;
}

/** A package may change without its version: where it is linked, or patched in place. */
function packageChange(what: string, before: string, after: string): string {
  return before === after ? `content of ${what} ${after} changed` : `${what} ${before} -> ${after}`;
}

function versionOf(content: Json): string {
  return Array.isArray(content) ? String(content[0]) : valueText(content);
}

function valueText(value: Json): string {
  const text = canonicalJson(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function listed(words: readonly string[]): string {
  return words.length <= 4 ? words.join(', ') : `${words.slice(0, 3).join(', ')} and ${words.length - 3} more`;
}
