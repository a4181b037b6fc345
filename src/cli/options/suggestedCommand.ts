import type { ProjectOptions } from './project.ts';

/**
 * A command to suggest, with the --file, --params and --set that the user gave: without them it would be about
 * another project or profile. Words that a shell would read as a pattern or take apart are quoted.
 */
export function commandLine({ file, params, set = [] }: ProjectOptions, command: string, ...words: readonly string[]): string {
  const options = [
    ...(file === undefined ? [] : ['--file', file]),
    ...(params === undefined ? [] : ['--params', params]),
    ...set.flatMap((override) => ['--set', override]),
  ];
  return ['pipeline', command, ...words, ...options].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
