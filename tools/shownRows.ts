import { execFileSync } from 'node:child_process';

/** One row of an artifact as `pipeline show --json` prints it; a missing value is null. */
export type ShownRow = Readonly<Record<string, string | number | null>>;

interface Answer {
  readonly ok: boolean;
  readonly data: { readonly artifacts: readonly { readonly head: readonly ShownRow[] }[] } | null;
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

/** All rows of an artifact, for each of its instances. Throws where the store of the profile has none. */
export function instancesOf(artifact: string, params: string): readonly (readonly ShownRow[])[] {
  return instancesIfMade(artifact, params) ?? missing(artifact, params);
}

/** As `instancesOf`; null where the store of the profile has none (E105). */
export function instancesIfMade(artifact: string, params: string): readonly (readonly ShownRow[])[] | null {
  const { data, diagnostics } = show(artifact, params);
  if (data !== null) return data.artifacts.map(({ head }) => head);
  if (diagnostics.every(({ code }) => code === 'E105')) return null;
  throw new Error(diagnostics.map(({ message }) => message).join('; '));
}

/** All rows of an artifact, of all instances; null where the store of the profile has none. */
export function rowsIfMade(artifact: string, params: string): readonly ShownRow[] | null {
  return instancesIfMade(artifact, params)?.flat() ?? null;
}

function missing(artifact: string, params: string): never {
  throw new Error(`${artifact} has not been made here: pipeline run --params ${params}`);
}

function show(artifact: string, params: string): Answer {
  const args = ['dist/pipeline.js', 'show', artifact, '--params', params, '--head', '1000000', '--json'];
  try {
    return JSON.parse(
      execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] }),
    ) as Answer;
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (!stdout) throw error;
    return JSON.parse(stdout) as Answer;
  }
}
