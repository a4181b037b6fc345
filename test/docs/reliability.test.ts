import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const rows = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| F\d+ \|/.test(line));

test('docs/reliability.md has every fault once, in order', () => {
  expect(rows.map((row) => row.split(' ')[1])).toEqual(Array.from({ length: 45 }, (_, index) => `F${index + 1}`));
});

test.each(rows)('%s: its proof is there, or the row says that there is none', (row) => {
  const proofs = [...row.matchAll(/`(test\/[^`]+)`(?: "([^"]+)")?/g)];
  if (proofs.length === 0) expect(row).toContain('no test');
  for (const [, file, title] of proofs) {
    expect(existsSync(join(ROOT, file!)), file).toBe(true);
    if (title !== undefined) expect(readFileSync(join(ROOT, file!), 'utf8'), file).toContain(title);
  }
});
