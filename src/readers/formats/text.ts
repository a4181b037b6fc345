import { MAXIMUM_BYTES, startsWith, unpackedChunks } from './bytes.ts';
import { type RawFile, refuseContent } from './rawFile.ts';

type Decoder = InstanceType<typeof TextDecoder>;

/** What a table may come as; whatever begins like none of them is taken for text. */
const FORMS = 'CSV, TSV or JSON in UTF-8, Parquet or XLSX, each plain or packed with gzip, xz or ZIP';

/** Byte order marks, by which a text says that it is in UTF-16. */
const UTF16 = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/** The encoding of a text by its first bytes: UTF-16 where a mark says so, else UTF-8. */
export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  return UTF16.find(({ mark }) => startsWith(bytes, mark))?.encoding ?? 'utf-8';
}

/**
 * Text of a file in UTF-8, or in UTF-16 with a byte order mark, in chunks, without the mark; CRLF becomes LF. Memory is that of
 * one chunk. Refuses other encodings, NUL bytes and carriage returns alone (E305), and what `unpackedChunks` refuses.
 */
export async function* textChunks(file: RawFile, bytes: AsyncIterable<Uint8Array> = unpackedChunks(file)): AsyncGenerator<string> {
  let decoder: Decoder | null = null;
  let held = '';
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    const text = held + decoded(file, decoder, chunk);
    // A carriage return at the end may be the first half of CRLF.
    held = text.endsWith('\r') ? '\r' : '';
    yield withLineFeeds(file, held ? text.slice(0, -1) : text);
  }
  const rest = withLineFeeds(file, held + (decoder === null ? '' : decoded(file, decoder)));
  if (rest !== '') yield rest;
}

/** Text of a whole file; refuses what `textChunks` refuses. */
export async function readText(file: RawFile, maximum: number = MAXIMUM_BYTES): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of textChunks(file, unpackedChunks(file, maximum))) chunks.push(chunk);
  return chunks.join('');
}

/** Text of a chunk, or of what is left after the last. */
function decoded(file: RawFile, decoder: Decoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    if (decoder.encoding !== 'utf-8') {
      return refuseContent(file, `is not text in ${decoder.encoding.toUpperCase()}, as its byte order mark says`, {
        expected: FORMS,
        hint: 'Save it again as UTF-8; where it ends within a letter, it is cut.',
      });
    }
    return refuseContent(file, 'is not text in UTF-8', {
      expected: FORMS,
      hint: 'If it is in Latin-1 or Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > CONVERTED.',
    });
  }
}

function withLineFeeds(file: RawFile, text: string): string {
  if (text.includes('\0')) {
    const hint = 'If it is in UTF-16 without a byte order mark, convert it: iconv -f UTF-16LE -t UTF-8 FILE > CONVERTED.';
    refuseContent(file, 'holds a NUL byte', { expected: 'text in UTF-8', hint });
  }
  if (!text.includes('\r')) return text;
  const lines = text.replaceAll('\r\n', '\n');
  if (!lines.includes('\r')) return lines;
  return refuseContent(file, 'holds a carriage return without line feed', {
    expected: 'lines that end in LF or CRLF',
    hint: "Write line feeds in their place: tr '\\r' '\\n' < FILE > CONVERTED.",
  });
}
