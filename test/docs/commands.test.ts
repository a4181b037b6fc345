import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { documents, textOf, tracked } from './tracked.ts';

const scripts = Object.keys((JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts);

/** The flags of each command: those in the file that declares it, and those of every command. */
const flags = flagsByCommand();

interface Stage {
  readonly outputs: Readonly<Record<string, unknown>>;
}
const { stages } = parse(textOf('pipeline.yaml')) as { stages: Readonly<Record<string, Stage>> };
const profiles = ['params.yaml', 'params.world.yaml'].map((file) => parse(textOf(file)) as Readonly<Record<string, unknown>>);

function flagsByCommand(): ReadonlyMap<string, ReadonlySet<string>> {
  const declared = (text: string) => [...text.matchAll(/'(?:-\w, )?(--[\w-]+)/g)].map((match) => match[1]!);
  const everywhere = declared(textOf('src/cli/options/project.ts'));
  return new Map(
    tracked
      .filter((file) => file === 'src/cli/main.ts' || file.startsWith('src/cli/commands/'))
      .flatMap((file) => {
        const text = textOf(file);
        return [...text.matchAll(/command\('(\w+)'\)/g)].map(([, name]) => [name!, new Set([...everywhere, ...declared(text)])] as const);
      }),
  );
}

/** Command lines of `pipeline` in a document: after `npx`, or in a code span. */
function commandLines(text: string): string[] {
  return [...text.matchAll(/(?:npx |`)pipeline ([^`\n]*)/g)].map((match) => match[1]!.replace(/ +#.*$/, '').split(/ (?:&&|\|) /)[0]!);
}

/** What is wrong with a command line: a command that is none, or flags that it does not know. */
function faultsOf(line: string): string[] {
  const [name] = line.split(' ');
  if (!/^[a-z]/.test(name!) || name === 'help') return [];
  const known = flags.get(name!);
  if (known === undefined) return [`pipeline ${name}`];
  return [...line.matchAll(/(?<=\s)--[\w-]+/g)].filter(([flag]) => !known.has(flag)).map(([flag]) => `pipeline ${name} ${flag}`);
}

/** Whether dotted words name a value or a group of the parameters, or an output of a stage. */
function isKnownPath(path: string): boolean {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  if (rest.length === 1 && Object.hasOwn(stages[first]?.outputs ?? {}, rest[0]!)) return true;
  return profiles.some((params) => {
    let value: unknown = params;
    for (const key of [first, ...rest]) {
      if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return false;
      value = (value as Readonly<Record<string, unknown>>)[key];
    }
    return true;
  });
}

/** First words of paths that are checked: stages, and groups of parameters. */
const roots = [...new Set([...Object.keys(stages), ...profiles.flatMap((params) => Object.keys(params))])];

test('commands and flags are read from the command line', () => {
  expect([...flags.keys()].sort()).toEqual(
    ['dag', 'diff', 'doctor', 'explain', 'fetch', 'log', 'run', 'show', 'status', 'types', 'validate'].sort(),
  );
  expect(faultsOf('run train --keep-going --set a=1 -j 2')).toEqual([]);
  expect(faultsOf('run train --colour never')).toEqual(['pipeline run --colour']);
  expect(faultsOf('runs')).toEqual(['pipeline runs']);
  expect(isKnownPath('training.weight_flow')).toBe(true);
  expect(isKnownPath('cross-validate.scores')).toBe(true);
  expect(isKnownPath('training.weight_flows')).toBe(false);
});

describe.each(documents)('%s', (file) => {
  const text = textOf(file);

  test('every npm script that it names is there', () => {
    const named = [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('every command of pipeline and its flags are there', () => {
    expect(commandLines(text).flatMap(faultsOf)).toEqual([]);
  });

  test('every parameter and output that it names is there', () => {
    const start = roots.map((root) => root.replaceAll('-', '\\-')).join('|');
    const paths = [...text.matchAll(new RegExp(`\`((?:${start})(?:\\.\\w+)+)\``, 'g'))].map((match) => match[1]!);
    const shown = [...text.matchAll(/pipeline show '?([a-z-]+)(?:\[[^\]]*\])?(\.\w+)/g)].map((match) => `${match[1]}${match[2]}`);
    const set = [...text.matchAll(/--set ([a-z_]+\.[\w.]+)=/g)].map((match) => match[1]!);
    const files = /\.(ts|yaml|md|json|csv|gz|parquet)$/;
    expect([...new Set([...paths, ...shown, ...set])].filter((path) => !files.test(path) && !isKnownPath(path))).toEqual([]);
  });
});

test('the table of commands in README.md has every command, with flags that it knows', () => {
  const section = textOf('README.md').split('## Commands')[1]!.split('\n## ')[0]!;
  const rows = [...section.matchAll(/^\| `([a-z]+)[^|]*\|.*$/gm)].map(([row, name]) => ({ row, name: name! }));
  expect(rows.map(({ name }) => name).sort()).toEqual([...flags.keys()].sort());
  expect(rows.flatMap(({ row, name }) => faultsOf(`${name} ${row.replaceAll(/[`(]/g, ' ')}`))).toEqual([]);
});
