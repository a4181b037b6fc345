import { refuse } from '../../../diagnostics/diagnostic.ts';
import type { Columns } from '../../../tables/columns.ts';
import { canonicalJson } from '../../digest.ts';
import type { DocumentContract, Format, Json, TableContract } from '../../types.ts';
import { CsvError, decodeCsv, encodeCsv } from './csv.ts';
import { decodeParquet, encodeParquet } from './parquet.ts';

export type TableFormat = Exclude<Format, 'json'>;

/** Bytes of a table that has passed `checkTable`. Equal content gives equal bytes on every machine. */
export async function encodeTable(contract: TableContract, columns: Columns, format: TableFormat): Promise<Uint8Array> {
  return format === 'parquet' ? encodeParquet(contract, columns) : encodeCsv(contract, columns);
}

/**
 * Columns of an encoded table, in typed arrays as the contract declares them; levels of categories are those that occur,
 * sorted by UTF-16 code units, whatever the format. Refuses (E403) bytes that are no such table; `file` is what the
 * message should name.
 */
export async function decodeTable(contract: TableContract, bytes: Uint8Array, format: TableFormat, file?: string): Promise<Columns> {
  try {
    return await (format === 'parquet' ? decodeParquet : decodeCsv)(contract, bytes);
  } catch (error) {
    return unreadable(`a table of contract "${contract.name}"`, error, file);
  }
}

/** A document that has passed `checkDocument`, as JSON in UTF-8: keys sorted, two blanks of indentation, a line end at the end. */
export function encodeDocument(document: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(JSON.parse(canonicalJson(document as Json)), null, 2)}\n`);
}

/** The document. Refuses (E403) what is not JSON in UTF-8; `file` is what the message should name. */
export function decodeDocument(contract: DocumentContract, bytes: Uint8Array, file?: string): Json {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json;
  } catch (error) {
    return unreadable(`a document of contract "${contract.name}"`, error, file);
  }
}

function unreadable(expected: string, error: unknown, file: string | undefined): never {
  const reason = error instanceof Error ? error.message : String(error);
  const position = error instanceof CsvError ? error.position : {};
  refuse('E403', `the artifact cannot be read as ${expected}: ${reason}`, {
    ...(file === undefined ? {} : { place: { file, ...position } }),
    hint: 'Delete the file if it was edited or cut off; the next run makes it again.',
  });
}
