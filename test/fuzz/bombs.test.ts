import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBomb } from './bombSupervisor.ts';
import { BOMBS } from './bombs.ts';
import { ingestTargets, type Target } from './targets.ts';

/** What a reader may take for a file that it refuses: 256 MiB unpacked, held twice where chunks are joined, and the parser beside it. */
const MOST_BYTES = 800 * 2 ** 20;
/** No bomb may take longer than the largest honest file, read three times without a thought. */
const MOST_PLAIN_READINGS = 3;
/** Wall time after which a reader is killed. */
const LONGEST_MS = 60_000;

const targets = await ingestTargets(join(import.meta.dirname, '../..'));

describe('a file that unpacks to far more than it is, or says so', () => {
  test.each(BOMBS)(
    '$name is refused in bounded memory and time',
    async ({ kind, content }) => {
      const target = targetFor(kind);
      const end = await readBomb(target.name, await content(target.content), LONGEST_MS);
      expect(end).toMatchObject({ end: 'refused', said: expect.stringContaining(target.file) });
      expect(end.grownBytes).toBeLessThan(MOST_BYTES);
      expect(end.plainReadings).toBeLessThan(MOST_PLAIN_READINGS);
    },
    2 * LONGEST_MS,
  );
});

/** Of the tables the list of locations, in which nothing but its size can stop a row that comes again; the smallest grid. */
function targetFor(kind: Target['kind']): Target {
  const all = targets.filter((target) => target.kind === kind);
  const smallest = all.toSorted((one, other) => one.content.length - other.content.length)[0]!;
  return (kind === 'table' ? all.find(({ name }) => name.startsWith('locations ')) : smallest) ?? smallest;
}
