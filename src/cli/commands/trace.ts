import type { ExitCode } from '../../diagnostics/catalogue.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { type TracedRow, type TracedTable, traceOutput } from '../../engine/inspection/trace.ts';
import type { Origin } from '../../engine/inspection/traceOrigin.ts';
import { count } from '../../engine/plural.ts';
import type { Project } from '../../engine/project/project.ts';
import { matchOutput } from '../../engine/project/targets.ts';
import { styled, type Terminal } from '../report/terminal.ts';

/** How values find their key fields, for `pipeline help show`. */
export const TRACE_HELP = `
How --trace matches: the values are separated by commas and may come in any order, for example --trace POL,DEU,2010.
  A value goes to a key field in which it occurs; whole numbers also to key fields of whole numbers, such as a year.
  Key fields in which the same value occurs (origin, destination) take one value each, in the order given.
  Any other key field (area, year) takes each of its values in turn.
  Key fields that no value is given of match everything.
  A table with no key field for one of the values has no rows; a value that no table has is an error.
The tables are the one named and those outputs of its stage whose contract declares provenance. The SHA-256 of a file is
that of the content which the run read, whatever lies in its place now.
`;

/** Prints where the rows of an artifact come from, row by row: values, publisher, place in the file, operations. */
export async function showTrace(terminal: Terminal, project: Project, artifact: string, list: string): Promise<ExitCode> {
  const values = valuesOf(list);
  const { instances, output } = matchOutput(project.plan, artifact);
  const tables: TracedTable[] = [];
  for (const instance of instances) tables.push(...(await traceOutput(project, instance, output, values)));
  terminal.print(tables.map((table) => tableText(terminal, table)).join('\n\n'));
  terminal.result('show', 0, { values, tables });
  return 0;
}

function valuesOf(list: string): readonly string[] {
  const values = list.split(',').map((value) => value.trim());
  if (!values.includes('')) return values;
  return refuse('E101', `--trace ${list} has an empty value`, {
    expected: 'values of key fields, separated by commas',
    hint: 'for example --trace POL,DEU,2010',
  });
}

/** A line of a row: a name and what it says. */
type Pair = readonly [name: string, text: string];

function tableText(terminal: Terminal, { artifact, title, rows, fields, foreign, matches }: TracedTable): string {
  const found = `${matches.length === 0 ? 'none' : count(matches.length)} of ${count(rows)} rows`;
  const units = new Map(fields.map(({ name, unit }) => [name, unit]));
  const why = foreign.length === 0 ? '' : `, because no key field holds ${foreign.join(', ')}`;
  const head = `${styled(terminal.stdout, 'bold', artifact)}  ${title}: ${found}${why}`;
  return [head, ...matches.map((match) => rowText(match, units))].join('\n');
}

function rowText({ row, key, values, origin, operations }: TracedRow, units: ReadonlyMap<string, string | null>): string {
  const keys = Object.entries(key).map(([name, value]) => `${name} ${valueText(value)}`);
  const lines = [
    ...Object.entries(values).map(([name, value]): Pair => [name, valueText(value, units.get(name))]),
    ...(origin === null ? [] : originLines(origin)),
    ...operations.map((operation, index): Pair => [`${index + 1}.`, operation]),
  ];
  return `  ${keys.length === 0 ? `row ${row}` : keys.join(', ')}\n${pairsText(lines)}`;
}

/** Numbers in full: rounding would hide what was in the file. */
function valueText(value: number | string | null, unit: string | null = null): string {
  if (value === null) return '(missing)';
  return unit === null ? String(value) : `${value} ${unit}`;
}

function originLines({ source, publisher, title, file, sha256, superseded, row, column }: Origin): Pair[] {
  const lines: Pair[] = [['source', `${source}  ${publisher === null ? '(not in the manifest)' : `${publisher}: ${title}`}`]];
  const place = [file, row === null ? null : `row ${row}`, column === null ? null : `column ${column}`].filter((part) => part !== null);
  if (place.length > 0) lines.push(['file', place.join(', ')]);
  if (sha256 !== null) lines.push(['sha256', `${sha256}${superseded ? '  (the manifest names another one now)' : ''}`]);
  return lines;
}

/** Names padded to one width, then their text. */
function pairsText(pairs: readonly Pair[]): string {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, text]) => `    ${name.padEnd(width)}  ${text}`).join('\n');
}
