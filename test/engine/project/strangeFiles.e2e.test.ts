import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toyProject } from '../toy.ts';

/** Pipes, link loops and folders where files are meant: an answer at once, and none that calls it our bug. */

const KINDS = {
  pipe: (path: string) => void execFileSync('mkfifo', [path]),
  'link to itself': (path: string) => symlinkSync(basename(path), path),
  folder: (path: string) => void mkdirSync(path),
};
/** Exit code with each in its place: of `status`, which writes nothing. */
const PLACES = {
  'raw/notes.txt': 2,
  'pipeline.yaml': 2,
  'params.yaml': 2,
  'sources.yaml': 2,
  'schemas/note.yaml': 2,
  'stages/note.ts': 2,
  'lib/split.ts': 2,
  'pipeline.lock': 0,
};

describe.each(Object.entries(PLACES))('in the place of %s', (place, exitCode) => {
  test.each(Object.entries(KINDS))('a %s', async (_, make) => {
    const project = toyProject();
    project.delete(place);
    make(project.path(place));
    const begun = performance.now();
    const outcome = await project.call('status');
    expect({ exitCode: outcome.exitCode, bug: outcome.stderr.includes('E901') }).toEqual({ exitCode, bug: false });
    // Node's start included, on a machine that does other things.
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
