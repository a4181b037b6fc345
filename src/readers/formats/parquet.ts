import { MAXIMUM_BYTES, readBytes } from './bytes.ts';
import { cellText } from './cellText.ts';
import { type RawFile, refuseBroken } from './rawFile.ts';
import type { Batch } from './rows.ts';

/** Rows that are decoded at once, at first and at most, and how many times more the next ones may be. */
const FIRST_ROWS = 256;
const MOST_ROWS = 2 ** 14;
const GROWTH = 4;

/** Bytes that a window of rows should take; a dictionary lets a short file hold a long text in every row. */
const WINDOW_BYTES = 2 ** 26;

/**
 * Rows of a Parquet file, the header first. The file is held in memory, within MAXIMUM_BYTES, and decoded in windows of rows
 * that are fitted to the bytes of the rows before.
 * Refuses files that the library cannot read, and more than MAXIMUM_BYTES once decoded (E305).
 */
export async function* parquetRows(file: RawFile): AsyncGenerator<Batch> {
  const bytes = await readBytes(file);
  const [arrow, parquet] = await Promise.all([import('apache-arrow'), import('parquet-wasm')]);
  // The synchronous calls: a panic of the library inside of a promise would end the process.
  const window = (offset: number, limit: number) => {
    try {
      const decoded = parquet.readParquet(bytes, { offset, limit, batchSize: limit }).intoIPCStream();
      return { table: arrow.tableFromIPC(decoded), size: decoded.length };
    } catch (error) {
      return refuseBroken(file, `cannot be read as Parquet (${error instanceof Error ? error.message : String(error)})`);
    }
  };
  let [offset, limit, total] = [0, FIRST_ROWS, 0];
  for (let isLast = false; !isLast; ) {
    const { table, size } = window(offset, limit);
    total += size;
    if (total > MAXIMUM_BYTES) refuseBroken(file, `holds more than ${MAXIMUM_BYTES} bytes`);
    if (offset === 0) yield [table.schema.fields.map(({ name }) => name)];
    const columns = table.schema.fields.map((_, index) => table.getChildAt(index));
    yield Array.from({ length: table.numRows }, (_, row) => columns.map((column) => cellText(column?.get(row))));
    isLast = table.numRows < limit;
    offset += table.numRows;
    limit = Math.max(1, Math.min(GROWTH * limit, MOST_ROWS, Math.floor((WINDOW_BYTES * limit) / size)));
  }
}
