import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { codeAt } from './codeProject.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** The import declarations at the head of a file as biome writes them, comments among them left with what follows. */
const IMPORT = /^import (?:type )?[^;']*? from '[^']+';\n/gm;

test('the stages of this repository and the table encoder keep their digests when every file of theirs imports in reverse order', async () => {
  // The table encoder, digested by the same rules when the engine is built, is in every key too.
  const modules = [...readdirSync(join(ROOT, 'stages')).map((name) => `stages/${name}`), 'encoder.ts'];
  const copy = mkdtempSync(join(tmpdir(), 'pipeline-code-'));
  try {
    for (const part of ['src', 'stages', 'schemas', 'package.json']) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'encoder.ts'), "export * from './src/engine/contracts/codec/codec.ts';\nexport const run = null;\n");
    const before = await codeAt(copy, ...modules);
    const files = [...new Set(before.flatMap((code) => Object.keys(code.files)))];
    let reversed = 0;
    for (const file of files) {
      const text = readFileSync(join(copy, file), 'utf8');
      const parts = text.split(/^(?=import '[^']+';)/m);
      const turned = parts.map((part) => {
        const found = part.match(IMPORT) ?? [];
        let at = found.length;
        return part.replace(IMPORT, () => found[--at]!);
      });
      if (turned.join('') !== text) reversed++;
      writeFileSync(join(copy, file), turned.join(''));
    }
    expect(reversed).toBeGreaterThan(100);
    const after = await codeAt(copy, ...modules);
    expect(after.map(({ name, digest }) => [name, digest])).toEqual(before.map(({ name, digest }) => [name, digest]));
    expect(after.map(({ files }) => files)).not.toEqual(before.map(({ files }) => files));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
