import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { CATALOGUE, EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { changedFiles, fetchSources, updatedManifest } from '../../engine/fetch.ts';
import type { Project } from '../../engine/project.ts';
import { replaceDurably } from '../../engine/store/durable.ts';
import { type ProjectOptions, projectOf, withProject } from '../project.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { plural, short } from '../words.ts';

interface FetchOptions extends ProjectOptions {
  readonly from?: string;
  readonly update?: boolean;
}

/** The profile whose sources are not in the repository. */
const FETCHED = 'params.world.yaml';

export function addFetch(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('fetch'))
    .summary(`bring the source files of a manifest (of ${FETCHED} by default) and verify them`)
    .option('--from <mirror>', 'folder or http(s) address that holds the files under the paths of the manifest')
    .option('--update', 'accept files in place whose content is new, and write their digests into the manifest')
    .action(async (options: FetchOptions) => exit(await fetch(options)));
}

async function fetch(options: FetchOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const project = await projectOf({ params: FETCHED, ...options });
  if (options.update === true) return update(terminal, project);
  if (options.from === undefined) {
    refuse('E101', 'fetch needs to know where from', { hint: 'pipeline fetch --from FOLDER, or --from https://...' });
  }
  const mirror = /^https?:\/\//.test(options.from) ? options.from : resolve(process.cwd(), options.from);
  const files = await fetchSources(project.config, mirror, ({ path, outcome }) => {
    if (outcome === 'fetched') terminal.remark(`fetched  ${path}`);
  });
  const problems = files.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const number = (outcome: string): number => files.filter((file) => file.outcome === outcome).length;
  terminal.complain(problems);
  terminal.print(
    `${plural(files.length, 'file')}: ${number('fetched')} fetched, ${number('there')} there already, ${number('failed')} failed; every digest verified.`,
  );
  const exitCode = problems.some(({ code }) => code === 'E302')
    ? EXIT.mismatch
    : problems[0] === undefined
      ? EXIT.done
      : CATALOGUE[problems[0].code].exit;
  terminal.result('fetch', exitCode, { files }, problems);
  return exitCode;
}

function update(terminal: Terminal, { config }: Project): ExitCode {
  const updates = changedFiles(config);
  const manifests = new Set([...config.sources.values()].flatMap(({ files }) => files.map(({ place }) => place.file)));
  for (const manifest of manifests) {
    const path = join(config.root, manifest);
    const text = readFileSync(path, 'utf8');
    const next = updatedManifest(text, updates);
    if (next !== text) replaceDurably(path, next);
  }
  for (const { path, before, after } of updates) terminal.print(`${path}  ${short(before)} -> ${short(after)}`);
  terminal.print(
    updates.length === 0
      ? 'Every file is the one that the manifest names.'
      : `${plural(updates.length, 'digest')} written. Next: pipeline run, then pipeline diff`,
  );
  terminal.result('fetch', 0, { updates });
  return 0;
}
