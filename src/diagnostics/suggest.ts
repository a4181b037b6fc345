import { distance } from 'fastest-levenshtein';
import type { Diagnostic } from './diagnostic.ts';

/** Most names that a message lists before it says how many more there are. */
const MAXIMUM_NAMES = 12;

/**
 * The candidate that was probably meant: the nearest by Levenshtein distance, at most max(2, length / 3) edits away
 * (docs/promises.md 10.2), the first one among equals. Null if none is near.
 */
export function closest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let fewest = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = distance(word, candidate);
    // A word of which every letter must change was not a slip of the hand.
    if (edits < fewest && edits < Math.max(word.length, candidate.length)) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** "one of a, b, c", cut after twelve names; undefined where there is nothing to list. */
export function oneOf(names: Iterable<string>): string | undefined {
  const all = [...names];
  if (all.length === 0) return undefined;
  if (all.length === 1) return all[0];
  const more = all.length > MAXIMUM_NAMES ? ` and ${all.length - MAXIMUM_NAMES} more` : '';
  return `one of ${all.slice(0, MAXIMUM_NAMES).join(', ')}${more}`;
}

/** What to say beside "unknown X": the names that exist, and the one that was probably meant. */
export function insteadOf(word: string, candidates: Iterable<string>): Pick<Diagnostic, 'expected' | 'hint'> {
  const names = [...candidates];
  const expected = oneOf(names);
  const meant = closest(word, names);
  return { ...(expected === undefined ? {} : { expected }), ...(meant === null ? {} : { hint: `did you mean "${meant}"?` }) };
}
