import { count } from '../../diagnostics/count.ts';
import type { DerivedGroup, RelatedRow } from '../../engine/inspection/traceDerivation.ts';
import type { Origin } from '../../engine/inspection/traceOrigin.ts';
import { plural } from '../../engine/plural.ts';
import { aligned, cell } from './format.ts';
import { styled, type Terminal } from './terminal.ts';

/** What a row was computed from, group by group and step by step, then the files that are named, each once with its publisher. */
export function derivationText(terminal: Terminal, groups: readonly DerivedGroup[]): string {
  const parts: string[] = [];
  let heading = '';
  for (const group of groups) {
    const next = group.step === 1 ? 'computed from' : `step ${group.step}: ${artifactsText(group.of)} computed from`;
    if (next !== heading) parts.push(`  ${styled(terminal.stdout, 'bold', next)}`);
    heading = next;
    parts.push(groupText(group));
  }
  if (groups.some(({ kind }) => kind === 'table')) parts.push('  A table named as a whole is not followed: trace a row of it by itself.');
  return [...parts, ...filesText(terminal, groups)].join('\n\n');
}

function groupText(group: DerivedGroup): string {
  const heading = `    ${group.about}`;
  if (group.kind === 'source') {
    const files = group.files.map(({ source, file }) => `      ${source}  ${file}`);
    return [heading, ...(files.length > 0 ? files : [`      ${group.none ?? 'not read'}`])].join('\n');
  }
  if (group.kind === 'table') {
    return [heading, ...group.tables.map(({ artifact, rows }) => `      ${artifact}, all ${plural(rows, 'row')}`)].join('\n');
  }
  const where = `      ${artifactsText(group.tables.map(({ artifact }) => artifact))}: ${foundText(group)}`;
  return [heading, where, ...(group.rows.length === 0 ? [] : [rowsText(group)])].join('\n');
}

/** `train[member=1].flows to train[member=3].flows` where there are several. */
function artifactsText([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} to ${others.at(-1)}`;
}

function foundText({ found, repeated, rows, none, nearest }: DerivedGroup): string {
  if (found === 0) return none ?? 'no rows';
  const hidden = found - repeated - rows.length;
  return [
    plural(found, 'row'),
    ...(repeated === 0 ? [] : [`${count(repeated)} of them above`]),
    ...(hidden === 0 ? [] : [`the first ${count(rows.length)} here, --all shows the rest`]),
    ...(nearest === null ? [] : [marksText(rows, nearest)]),
  ].join(', ');
}

function marksText(rows: readonly RelatedRow[], { field, value }: NonNullable<DerivedGroup['nearest']>): string {
  return rows.some((row) => row.nearest) ? `* is of ${field} ${value}` : `none of ${field} ${value}, the nearest first`;
}

/** A line for each row: its mark, its table where there are several, what it holds, and its place in the file of a publisher. */
function rowsText({ tables, fields, nearest, rows }: DerivedGroup): string {
  const columns: Column[] = [
    { name: '', text: (row) => (nearest !== null && row.nearest ? '*' : '') },
    { name: 'table', text: (row) => (tables.length > 1 ? row.artifact : '') },
    ...fields.map(({ name, unit }) => ({
      name: unit === null || unit === name ? name : `${name} (${unit})`,
      text: (row: RelatedRow) => valueText(row, name),
    })),
    { name: 'source', text: ({ origin }) => origin?.source ?? '' },
    { name: 'file', text: ({ origin }) => placeText(origin) },
    { name: 'operations', text: ({ operations }) => operations.join('; ') },
  ];
  const lines = rows.map((row) => columns.map(({ text }) => text(row)));
  const used = columns.flatMap((_, index) => (lines.some((line) => line[index] !== '') ? [index] : []));
  const pick = (line: readonly string[]): string[] => used.map((index) => line[index] ?? '');
  return aligned([pick(columns.map(({ name }) => name)), ...lines.map(pick)], '      ');
}

interface Column {
  readonly name: string;
  readonly text: (row: RelatedRow) => string;
}

/** What a publisher gives is shown in full: rounding would hide what was in the file. */
function valueText({ key, values, origin }: RelatedRow, name: string): string {
  const value = key[name] ?? values[name] ?? null;
  return origin === null ? cell(value) : String(value ?? '');
}

function placeText(origin: Origin | null): string {
  const parts = [origin?.file, origin?.row == null ? null : `row ${origin.row}`, origin?.column == null ? null : `column ${origin.column}`];
  return parts.filter((part) => part != null).join(', ');
}

/** The files that rows and groups name, in the order of their first mention, by source, each with its SHA-256. */
function filesText(terminal: Terminal, groups: readonly DerivedGroup[]): string[] {
  const origins = groups.flatMap(({ rows }) => rows.flatMap(({ origin }) => (origin === null ? [] : [origin])));
  const whole = groups.flatMap(({ files }) => files);
  const sources = new Map<string, Map<string, string>>();
  for (const { source, publisher, title, file, sha256, superseded } of [...origins, ...whole]) {
    const heading = `    ${source}  ${publisher === null ? '(not in the manifest)' : `${publisher}: ${title}`}`;
    const files = sources.get(heading) ?? new Map<string, string>();
    if (file !== null) files.set(file, `${sha256 ?? '(not read)'}${superseded ? '  (the manifest names another one now)' : ''}`);
    sources.set(heading, files);
  }
  if (sources.size === 0) return [];
  const blocks = [...sources].map(([heading, files]) => [
    heading,
    ...[...files].map(([file, sha256]) => `      ${file}\n        sha256 ${sha256}`),
  ]);
  return [[`  ${styled(terminal.stdout, 'bold', 'files')}`, ...blocks.flat()].join('\n')];
}
