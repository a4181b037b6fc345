import type { ExitCode } from '../../diagnostics/catalogue.ts';
import { count } from '../../diagnostics/count.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { type MatchedRow, MOST_FOLLOWED, MOST_ROWS, type TracedTable, traceOutput } from '../../engine/inspection/trace.ts';
import type { Origin } from '../../engine/inspection/traceOrigin.ts';
import type { Project } from '../../engine/project/project.ts';
import { matchOutput } from '../../engine/project/targets.ts';
import { derivationText } from '../report/derivation.ts';
import { cell } from '../report/format.ts';
import { styled, type Terminal } from '../report/terminal.ts';

/** How values find their key fields, for `pipeline help show`. */
export const TRACE_HELP = `
How --trace matches: the values are separated by commas and may come in any order, for example --trace POL,DEU,2010.
  A value goes to a key field in which it occurs; whole numbers also to key fields of whole numbers, such as a year.
  Key fields in which the same value occurs (origin, destination) take one value each, in the order given.
  Any other key field (area, year) takes each of its values in turn.
  Key fields that no value is given of match everything.
  A table with no key field for one of the values has no rows; a value that no table has is an error.
Where the contract of the table declares provenance, each row comes with its publisher, file and place in it, and so do the
rows of those outputs of its stage that declare it as well. Where the contract says what rows were computed from, these rows
are shown, and what they were computed from, until every row comes from a publisher or its contract says no more. At most
${MOST_ROWS} rows of a group are shown and followed, and at most ${MOST_FOLLOWED} rows of the table asked for; --all lifts both.
What is read is what the records of the runs name, whatever lies in the folders now: tables, and the SHA-256 of a file.
`;

/** Prints where the rows of an artifact come from, row by row: values, publisher, place in the file, operations, derivation. */
export async function showTrace(terminal: Terminal, project: Project, artifact: string, { list, all }: TraceOptions): Promise<ExitCode> {
  const values = valuesOf(list);
  const { instances, output } = matchOutput(project.plan, artifact);
  const tables: TracedTable[] = [];
  for (const instance of instances) tables.push(...(await traceOutput(project, instance, output, values, all)));
  const isAsked = ({ artifact: traced }: TracedTable): boolean => traced.endsWith(`.${output}`);
  terminal.print(tables.map((table) => tableText(terminal, table, isAsked(table))).join('\n\n'));
  terminal.result('show', 0, { values, tables });
  return 0;
}

interface TraceOptions {
  /** Values of key fields, separated by commas. */
  readonly list: string;
  /** Every row, however many there are. */
  readonly all: boolean;
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

function tableText(terminal: Terminal, table: TracedTable, isAsked: boolean): string {
  const { artifact, title, rows, fields, foreign, found, matches } = table;
  const units = new Map(fields.map(({ name, unit }) => [name, unit]));
  const why = foreign.length === 0 ? '' : `, because no key field holds ${foreign.join(', ')}`;
  const head = `${styled(terminal.stdout, 'bold', artifact)}  ${title}: ${found === 0 ? 'none' : count(found)} of ${count(rows)} rows${why}`;
  const texts = matches.map((match) => rowText(terminal, match, units));
  const isLong = matches.some(({ derived }) => derived !== undefined);
  return [head, ...(isLong ? [texts.join('\n\n')] : texts), ...(isAsked ? leftOutText(table) : [])].join('\n');
}

/** What was not found, and what is not shown though it was. */
function leftOutText({ found, foreign, sought, derives, matches }: TracedTable): readonly string[] {
  if (found === 0 && foreign.length === 0) return soughtText(sought);
  const hidden = found - matches.length;
  const lines = hidden === 0 ? [] : [`  ${count(hidden)} more; --all shows them`];
  if (!derives || found <= MOST_FOLLOWED || matches.some(({ derived }) => derived !== undefined)) return lines;
  return [
    ...lines,
    `  To see what they were computed from, give more values of the key, so that no more than ${MOST_FOLLOWED} rows are left; --all shows it of every row.`,
  ];
}

function soughtText(sought: TracedTable['sought']): readonly string[] {
  if (sought.length === 0) return ['  there are more values than key fields that can hold them'];
  return sought.map((wanted) => {
    const words = Object.entries(wanted).map(([name, value]) => `${name} ${value}`);
    return `  no row has ${words.join(', ')}`;
  });
}

function rowText(
  terminal: Terminal,
  { row, key, values, origin, operations, derived }: MatchedRow,
  units: ReadonlyMap<string, string | null>,
): string {
  const keys = Object.entries(key).map(([name, value]) => `${name} ${valueText(value)}`);
  const isComputed = origin === null && operations.length === 0;
  const lines = [
    ...Object.entries(values).map(([name, value]): Pair => [name, valueText(isComputed ? rounded(value) : value, units.get(name))]),
    ...(origin === null ? [] : originLines(origin)),
    ...operations.map((operation, index): Pair => [`${index + 1}.`, operation]),
  ];
  const own = `  ${keys.length === 0 ? `row ${row}` : keys.join(', ')}\n${pairsText(lines)}`;
  return derived === undefined ? own : `${own}\n\n${derivationText(terminal, derived)}`;
}

/** A value that was computed, to six digits; --json has all. */
function rounded(value: number | string | null): number | string | null {
  return value === null ? null : cell(value);
}

/** Numbers of a publisher in full: rounding would hide what was in the file. */
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
