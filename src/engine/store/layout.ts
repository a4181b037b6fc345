import { join } from 'node:path';

/** Where things lie in the store; the only file that knows it. */
export interface Layout {
  readonly root: string;
  readonly artifacts: string;
  readonly store: string;
  readonly memo: string;
  readonly configMemo: string;
  readonly codeMemo: string;
  readonly attempts: string;
  readonly runs: string;
  /** Edited views that a run put aside. */
  readonly kept: string;
  object(digest: string): string;
  record(key: string): string;
  bundle(digest: string): string;
  /** Copy of a file that a command is made of. */
  snapshot(digest: string): string;
  scratch(key: string): string;
  locks(key: string): string;
}

/** Layout of the store of a project. `root` is absolute. */
export function layoutOf(root: string): Layout {
  const artifacts = join(root, 'artifacts');
  const store = join(artifacts, '.store');
  const spread = (folder: string, digest: string, ending = ''): string => join(store, folder, digest.slice(0, 2), digest.slice(2) + ending);
  return {
    root,
    artifacts,
    store,
    memo: join(store, 'memo.json'),
    configMemo: join(store, 'config.json'),
    codeMemo: join(store, 'code.json'),
    attempts: join(store, 'attempts'),
    runs: join(store, 'runs'),
    kept: join(store, 'kept'),
    object: (digest) => spread('objects', digest),
    record: (key) => spread('records', key, '.json'),
    bundle: (digest) => join(store, 'bundles', `${digest}.mjs`),
    snapshot: (digest) => join(store, 'snapshots', digest),
    scratch: (key) => join(store, 'scratch', key),
    locks: (key) => join(store, 'locks', key),
  };
}
