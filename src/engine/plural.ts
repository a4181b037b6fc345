import { count } from '../diagnostics/count.ts';

/** `1 row`, `2 rows`, with thousands separated. */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
