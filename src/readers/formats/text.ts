import { MAXIMUM_BYTES, unpackedChunks } from './bytes.ts';
import { type RawFile, refuseBroken } from './rawFile.ts';

/** What a table may come as; whatever begins like none of them is taken for text. */
const FORMS = 'CSV, TSV or JSON in UTF-8, Parquet or XLSX, each plain or packed with gzip or xz';

/**
 * Text of a file in UTF-8 in chunks, without byte order mark; CRLF becomes LF. Memory is that of one chunk.
 * Refuses other encodings, NUL bytes and carriage returns alone (E305), and what `unpackedChunks` refuses.
 */
export async function* textChunks(file: RawFile, bytes: AsyncIterable<Uint8Array> = unpackedChunks(file)): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held = '';
  for await (const chunk of bytes) {
    const text = held + decoded(file, () => decoder.decode(chunk, { stream: true }));
    // A carriage return at the end may be the first half of CRLF.
    held = text.endsWith('\r') ? '\r' : '';
    yield withLineFeeds(file, held ? text.slice(0, -1) : text);
  }
  const rest = withLineFeeds(file, held + decoded(file, () => decoder.decode()));
  if (rest !== '') yield rest;
}

/** Text of a whole file; refuses what `textChunks` refuses. */
export async function readText(file: RawFile, maximum: number = MAXIMUM_BYTES): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of textChunks(file, unpackedChunks(file, maximum))) chunks.push(chunk);
  return chunks.join('');
}

function decoded(file: RawFile, decode: () => string): string {
  try {
    return decode();
  } catch {
    return refuseBroken(file, 'is not text in UTF-8', FORMS);
  }
}

function withLineFeeds(file: RawFile, text: string): string {
  if (text.includes('\0')) refuseBroken(file, 'holds a NUL byte', 'text in UTF-8');
  if (!text.includes('\r')) return text;
  const lines = text.replaceAll('\r\n', '\n');
  return lines.includes('\r') ? refuseBroken(file, 'holds a carriage return without line feed', 'lines that end in LF or CRLF') : lines;
}
