import { type Columns, categoryAt, isCategory } from '../../tables/columns.ts';
import type { Provenance, Source } from '../types.ts';
import type { IngestedFiles } from './traceChain.ts';

/** A file of a publisher. What the table or the manifest does not tell is null. */
export interface TracedFile {
  readonly source: string;
  readonly title: string | null;
  readonly publisher: string | null;
  readonly file: string | null;
  /** Of the file when it was read by the run that made the table. */
  readonly sha256: string | null;
  /** Whether the manifest now names another content of this file, or no longer the file. */
  readonly superseded: boolean;
}

/** Place in a file of a publisher. */
export interface Origin extends TracedFile {
  /** Line or record of the file, from 1. */
  readonly row: number | null;
  readonly column: string | null;
}

/**
 * Where a row (from 0) comes from: `sources` is the manifest of now, `ingested` what the stages have read.
 * Null where the row names no source, and no file that one source alone has.
 */
export function originOf(
  provenance: Provenance,
  columns: Columns,
  row: number,
  sources: ReadonlyMap<string, Source>,
  ingested: ReadonlyMap<string, IngestedFiles>,
): Origin | null {
  const named = textAt(columns, provenance.file, row);
  const id = provenance.source === null ? sourceOf(named, ingested) : textAt(columns, provenance.source, row);
  if (id === null) return null;
  const files = ingested.get(id);
  const file = named ?? (files?.size === 1 ? [...files.keys()][0]! : null);
  return {
    ...tracedFile(id, file, sources, ingested),
    row: recordAt(columns, provenance.row, row),
    column: textAt(columns, provenance.column, row),
  };
}

/** What is known of a file: `sources` is the manifest of now, `ingested` what the stages have read. */
export function tracedFile(
  id: string,
  file: string | null,
  sources: ReadonlyMap<string, Source>,
  ingested: ReadonlyMap<string, IngestedFiles>,
): TracedFile {
  const source = sources.get(id);
  const sha256 = (file === null ? undefined : ingested.get(id)?.get(file)) ?? null;
  const declared = source?.files.find(({ path }) => path === file)?.sha256;
  return {
    source: id,
    title: source?.title ?? null,
    publisher: source?.publisher ?? null,
    file,
    sha256,
    superseded: sha256 !== null && sha256 !== declared,
  };
}

/** The only source that the file was read of; null where there is none, or more than one. */
function sourceOf(file: string | null, ingested: ReadonlyMap<string, IngestedFiles>): string | null {
  const having = file === null ? [] : [...ingested].filter(([, files]) => files.has(file));
  return having.length === 1 ? (having[0]?.[0] ?? null) : null;
}

/** What was done between the file and a row (from 0), in this order. */
export function operationsOf(provenance: Provenance, columns: Columns, row: number): readonly string[] {
  const chain = textAt(columns, provenance.operation, row);
  return chain === null ? [] : chain.split('; ');
}

/** Text of a field that holds provenance; null where the field is not declared, missing or empty. */
function textAt(columns: Columns, name: string | null, row: number): string | null {
  const column = name === null ? undefined : columns[name];
  return column !== undefined && isCategory(column) ? categoryAt(column, row) || null : null;
}

function recordAt(columns: Columns, name: string | null, row: number): number | null {
  const column = name === null ? undefined : columns[name];
  if (column === undefined || isCategory(column)) return null;
  const record = column[row]!;
  return record >= 1 ? record : null;
}
