import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { gzipSync } from 'fflate';
import { Project, sha256 } from '../engine/rig.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of this repository's pipeline with the demo world, in a folder of its own. */
export function demoProject(): Project {
  const project = new Project();
  for (const name of ['pipeline.yaml', 'params.yaml', 'package.json', 'tsconfig.json', 'stages', 'schemas', 'src', 'data/demo']) {
    cpSync(resolve(ROOT, name), project.path(name), { recursive: true });
  }
  symlinkSync(resolve(ROOT, 'node_modules'), project.path('node_modules'));
  return project;
}

/** Edits a source file of the demo world and its digest in the manifest, so that only its content is wrong. */
export function corrupt(project: Project, path: string, edit: (content: Uint8Array) => Uint8Array): void {
  const before = readFileSync(project.path(`data/demo/${path}`));
  const after = edit(before);
  project.write(`data/demo/${path}`, after);
  project.edit('data/demo/sources.yaml', sha256(before), sha256(after));
}

/** Edits the text of a plain or gzipped file. */
export function editText(edit: (text: string) => string): (content: Uint8Array) => Uint8Array {
  return (content) => {
    const zipped = content[0] === 0x1f;
    const text = Buffer.from(zipped ? gunzipSync(content) : content).toString('utf8');
    const edited = edit(text);
    if (edited === text) throw new Error('nothing was edited');
    return zipped ? gzipSync(Buffer.from(edited), { mtime: 0 }) : Buffer.from(edited);
  };
}
