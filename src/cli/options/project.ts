import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { loadConfig } from '../../engine/config/load.ts';
import { FileMemo } from '../../engine/config/memo.ts';
import { openProject, type Project } from '../../engine/project/project.ts';
import { layoutOf } from '../../engine/store/layout.ts';

/** Options of every command that reads a project. */
export interface ProjectOptions {
  readonly file?: string;
  readonly params?: string;
  readonly set?: readonly string[];
  /** Of `run` alone. */
  readonly save?: boolean;
  readonly json?: boolean;
  readonly color?: 'auto' | 'always' | 'never';
}

/** Adds the options of `ProjectOptions` to a command. */
export function withProject(command: Command): Command {
  return withOutput(command)
    .option('-f, --file <path>', 'pipeline.yaml to use (default: the nearest one here or above, or PIPELINE_FILE)')
    .option('-p, --params <file>', 'parameter file, for example params.world.yaml')
    .option(
      '--set <path=value>',
      'override one parameter; may be given several times. The results are a what-if, shown in artifacts/what-if',
      (value: string, all: string[]) => [...all, value],
      [],
    );
}

/** Adds --json and --color. */
function withOutput(command: Command): Command {
  return command.option('--json', 'one JSON object on stdout and nothing else').option('--color <when>', 'auto, always or never', 'auto');
}

/** Finds pipeline.yaml and reads the configuration. */
export async function projectOf(options: ProjectOptions): Promise<Project> {
  const cwd = workingFolder();
  const file = projectFile(options);
  const layout = layoutOf(dirname(file));
  const memo = new FileMemo(layout.configMemo);
  const config = await loadConfig({
    file,
    cwd,
    memo,
    overrides: options.set ?? [],
    save: options.save === true,
    ...(options.params === undefined ? {} : { paramsFile: resolve(cwd, options.params) }),
  });
  if (existsSync(layout.store)) memo.save();
  return openProject(config);
}

/** The folder where the user stands. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return refuse('E102', 'the folder that you are in has been deleted', { hint: 'change into the project again: cd' });
  }
}

/** Absolute path of the pipeline.yaml in use. */
export function projectFile(options: Pick<ProjectOptions, 'file'>): string {
  const cwd = workingFolder();
  const named = options.file ?? process.env['PIPELINE_FILE'];
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (!existsSync(file)) refuse('E102', `${named} does not exist`, { hint: 'name an existing pipeline.yaml with --file' });
    return file;
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, 'pipeline.yaml');
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) break;
  }
  return refuse('E102', 'there is no pipeline.yaml here or in any folder above', {
    expected: 'to be called inside a project',
    hint: 'change into the project, or name its file: pipeline run --file path/to/pipeline.yaml',
  });
}

/** A path as the user would type it from where they stand. */
export function fromHere(path: string): string {
  return relative(process.cwd(), path) || '.';
}

/** A whole number from 1 that an option was given. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  return refuse('E101', `${option} ${text} is not a whole number from 1`, { hint: `for example ${option} 2` });
}
