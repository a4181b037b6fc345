import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { CATALOGUE, EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { plural } from '../../engine/plural.ts';
import { type Fetched, fetchSources } from '../../engine/project/fetch.ts';
import { changedFiles, type Update, updatedManifest } from '../../engine/project/manifestUpdate.ts';
import { replaceDurably } from '../../engine/store/durable.ts';
import type { Config } from '../../engine/types.ts';
import { type ProjectOptions, projectFile, projectOf, withProject } from '../options/project.ts';
import { commandLine } from '../options/suggestedCommand.ts';
import { short } from '../report/format.ts';
import { openTerminal } from '../report/terminal.ts';

interface FetchOptions extends ProjectOptions {
  readonly from?: string;
  readonly update?: boolean;
}

export function addFetch(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('fetch'))
    .summary('bring the source files of the manifests, of all parameter files or of --params, and verify them')
    .option('--from <mirror>', 'folder or http(s) address that holds the files under the paths of the manifest')
    .option('--update', 'accept files in place whose content is new, and write their digests into the manifest')
    .action(async (options: FetchOptions) => exit(await fetch(options)));
}

async function fetch(options: FetchOptions): Promise<ExitCode> {
  const configs = await configsOf(options);
  if (options.update === true) return update(options, configs);
  if (options.from === undefined) {
    refuse('E101', 'fetch needs to know where from', {
      hint: `${commandLine(options, 'fetch', '--from', 'FOLDER')}, or --from https://...`,
    });
  }
  const terminal = openTerminal(options);
  const mirror = /^https?:\/\//.test(options.from) ? options.from : resolve(process.cwd(), options.from);
  const files: Fetched[] = [];
  for (const config of configs) {
    files.push(
      ...(await fetchSources(config, mirror, ({ path, outcome }) => {
        if (outcome === 'fetched') terminal.remark(`fetched  ${path}`);
      })),
    );
  }
  const problems = files.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const number = (outcome: string): number => files.filter((file) => file.outcome === outcome).length;
  terminal.printDiagnostics(problems);
  terminal.print(
    `${plural(files.length, 'file')}: ${number('fetched')} fetched, ${number('there')} there already, ${number('failed')} failed${number('failed') === 0 ? '; every digest verified' : ''}.`,
  );
  const exitCode = exitCodeOf(problems);
  terminal.result('fetch', exitCode, { files }, problems);
  return exitCode;
}

/** The configuration of --params, or that of every `params*.yaml` beside pipeline.yaml. */
async function configsOf(options: FetchOptions): Promise<Config[]> {
  if (options.params !== undefined) return [(await projectOf(options)).config];
  const root = dirname(projectFile(options));
  const files = readdirSync(root).filter((name) => /^params(\.[^.]+)?\.yaml$/.test(name));
  if (files.length === 0) return [(await projectOf(options)).config];
  const configs: Config[] = [];
  for (const name of files.sort()) configs.push((await projectOf({ ...options, params: join(root, name) })).config);
  return configs;
}

function exitCodeOf(problems: readonly Diagnostic[]): ExitCode {
  const [first] = problems;
  if (first === undefined) return EXIT.done;
  return problems.some(({ code }) => code === 'E302') ? EXIT.mismatch : CATALOGUE[first.code].exit;
}

function update(options: FetchOptions, configs: readonly Config[]): ExitCode {
  const terminal = openTerminal(options);
  const all: Update[] = [];
  let absent = 0;
  for (const config of configs) {
    const { updates, missing } = changedFiles(config);
    absent += missing.length;
    const manifests = new Set([...config.sources.values()].flatMap(({ files }) => files.map(({ place }) => place.file)));
    for (const manifest of manifests) {
      const path = resolve(process.cwd(), manifest);
      const text = readFileSync(path, 'utf8');
      const next = updatedManifest(text, updates);
      if (next !== text) replaceDurably(path, next);
    }
    all.push(...updates);
  }
  for (const { path, before, after } of all) terminal.print(`${path}  ${short(before)} -> ${short(after)}`);
  terminal.print(
    all.length === 0
      ? `Every file that is there is the one that the manifest names${absent > 0 ? `; ${plural(absent, 'file')} missing` : ''}.`
      : `${plural(all.length, 'digest')} written. Next: ${commandLine(options, 'run')}, then ${commandLine(options, 'diff')}`,
  );
  terminal.result('fetch', 0, { updates: all });
  return EXIT.done;
}
