import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Diagnostic, isPipelineError } from '../../src/diagnostics/diagnostic.ts';
import type { RawFile, RawSource } from '../../src/readers/formats/rawFile.ts';
import { expectSaidOnce } from '../diagnostics/saidOnce.ts';

const folder = mkdtempSync(join(tmpdir(), 'readers-'));
let count = 0;

/** A file of a manifest with this name and content. */
export function rawFile(name: string, content: string | Uint8Array): RawFile {
  const path = join(folder, `${count++}`);
  writeFileSync(path, content);
  return { name: `folder/${name}`, path };
}

export function gzipped(content: string): Uint8Array {
  return gzipSync(content);
}

/** A source of these files, in order. */
export function rawSource(id: string, files: Readonly<Record<string, string | Uint8Array>>): RawSource {
  return { id, files: Object.entries(files).map(([name, content]) => rawFile(name, content)) };
}

/** The one diagnostic that the action is refused with, which must say its place once. */
export function refusalOf(action: () => unknown): Diagnostic {
  try {
    action();
  } catch (error) {
    if (!isPipelineError(error) || error.diagnostics.length !== 1) throw error;
    const [diagnostic] = error.diagnostics;
    expectSaidOnce(diagnostic!);
    return diagnostic!;
  }
  throw new Error('the action was not refused');
}

/** The one diagnostic that reading is refused with. */
export async function refusalOfReading(read: () => Promise<unknown>): Promise<Diagnostic> {
  try {
    await read();
  } catch (error) {
    return refusalOf(() => {
      throw error;
    });
  }
  throw new Error('the file was not refused');
}
