import { readBytes } from './bytes.ts';
import { cellText } from './cellText.ts';
import type { Batch } from './delimited.ts';
import { type RawFile, refuseBroken } from './rawFile.ts';

/** Rows that are decoded at once, which bounds what a short file with long runs can become. */
const ROWS_AT_ONCE = 2 ** 17;

/**
 * Rows of a Parquet file, the header first. The file is held in memory, within MAXIMUM_BYTES, and decoded in windows of rows;
 * a page that unpacks to more than its share ends at the memory of the WebAssembly module, 4 GiB, and is refused.
 * Refuses files that the library cannot read (E305).
 */
export async function* parquetRows(file: RawFile): AsyncGenerator<Batch> {
  const bytes = await readBytes(file);
  const [arrow, parquet] = await Promise.all([import('apache-arrow'), import('parquet-wasm')]);
  // The synchronous calls: a panic of the library inside of a promise would end the process.
  const window = (offset: number) => {
    try {
      return arrow.tableFromIPC(parquet.readParquet(bytes, { offset, limit: ROWS_AT_ONCE, batchSize: ROWS_AT_ONCE }).intoIPCStream());
    } catch (error) {
      return refuseBroken(file, `cannot be read as Parquet (${error instanceof Error ? error.message : String(error)})`);
    }
  };
  let offset = 0;
  let rows: number;
  do {
    const table = window(offset);
    if (offset === 0) yield [table.schema.fields.map(({ name }) => name)];
    const columns = table.schema.fields.map((_, index) => table.getChildAt(index));
    rows = table.numRows;
    yield Array.from({ length: rows }, (_, row) => columns.map((column) => cellText(column?.get(row))));
    offset += rows;
  } while (rows === ROWS_AT_ONCE);
}
