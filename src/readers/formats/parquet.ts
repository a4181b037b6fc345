import type { Table, Vector } from 'apache-arrow';
import { MAXIMUM_BYTES, PARQUET, readBytes, startsWith } from './bytes.ts';
import { cellText, decimalText } from './cellText.ts';
import { type RawFile, refuseBroken, refuseContent } from './rawFile.ts';
import type { Batch } from './rows.ts';

/** Rows that are decoded at once, at first and at most, and how many times more the next ones may be. */
const FIRST_ROWS = 256;
const MOST_ROWS = 2 ** 14;
const GROWTH = 4;

/** Bytes that a window of rows should take; a dictionary lets a short file hold a long text in every row. */
const WINDOW_BYTES = 2 ** 26;

/** Rows of a file as one call of the library decodes them, and the bytes that they take. */
interface Window {
  readonly table: Table;
  readonly size: number;
}

/**
 * Rows of a Parquet file, the header first. The file is held in memory, within MAXIMUM_BYTES, and decoded in windows of rows
 * that are fitted to the bytes of the rows before.
 * Refuses files that the library cannot read, and more than MAXIMUM_BYTES once decoded (E305).
 */
export async function* parquetRows(file: RawFile): AsyncGenerator<Batch> {
  const bytes = await readBytes(file);
  const [arrow, parquet] = await Promise.all([import('apache-arrow'), import('parquet-wasm')]);
  // The synchronous calls: a panic of the library inside of a promise would end the process.
  const decode = (offset: number, limit: number): Window => {
    const decoded = parquet.readParquet(bytes, { offset, limit, batchSize: limit }).intoIPCStream();
    return { table: arrow.tableFromIPC(decoded), size: decoded.length };
  };
  const windows = new Windows(file, bytes, decode);
  const textOf = (column: Vector): ((row: number) => string) => {
    const { type } = column;
    if (!arrow.DataType.isDecimal(type)) return (row) => cellText(column.get(row));
    return (row) => {
      const words = column.get(row) as Uint32Array | null;
      return words === null ? '' : decimalText(words, type.scale);
    };
  };
  let total = 0;
  for (let window = windows.next(); window !== null; window = windows.next()) {
    const { table, size } = window;
    if (total === 0) yield [table.schema.fields.map(({ name }) => name)];
    total += size;
    if (total > MAXIMUM_BYTES)
      refuseContent(file, `holds more than ${MAXIMUM_BYTES} bytes`, { hint: 'Leave out columns that no reader asks for.' });
    const texts = table.schema.fields.map((_, index) => textOf(table.getChildAt(index)!));
    for (let row = 0; row < table.numRows; row += MOST_ROWS) {
      const length = Math.min(MOST_ROWS, table.numRows - row);
      yield Array.from({ length }, (_, step) => texts.map((text) => text(row + step)));
    }
  }
}

/** The windows of a file one after the other, each as large as the bytes of the rows before it allow. */
class Windows {
  readonly #file: RawFile;
  readonly #decode: (offset: number, limit: number) => Window;
  /** Whether the file ends as a Parquet file does. */
  readonly #isWhole: boolean;
  #offset = 0;
  #limit = FIRST_ROWS;
  #isLast = false;
  /** False for encodings whose rows the library cannot skip: then all rows are decoded up to the end of each window. */
  #skips = true;

  constructor(file: RawFile, bytes: Uint8Array, decode: (offset: number, limit: number) => Window) {
    this.#file = file;
    this.#isWhole = startsWith(bytes.subarray(-PARQUET.length), PARQUET);
    this.#decode = decode;
  }

  /** Null after the last. */
  next(): Window | null {
    if (this.#isLast) return null;
    const window = this.#window();
    const rows = window.table.numRows;
    this.#isLast = rows < this.#limit;
    this.#offset += rows;
    // What cannot be skipped is decoded again, so that windows must double.
    const [most, bytes] = this.#skips ? [MOST_ROWS, WINDOW_BYTES] : [this.#offset, MAXIMUM_BYTES];
    this.#limit = Math.max(1, Math.min(GROWTH * this.#limit, most, Math.floor((bytes * rows) / window.size)));
    return window;
  }

  #window(): Window {
    try {
      if (this.#skips) return this.#decode(this.#offset, this.#limit);
    } catch (error) {
      // Version 2 as DuckDB writes it: "cannot skip miniblock of size 256".
      if (this.#offset === 0 || !messageOf(error).includes('cannot skip')) return this.#refuse(error);
      this.#skips = false;
    }
    try {
      const { table, size } = this.#decode(0, this.#offset + this.#limit);
      const rows = table.slice(this.#offset);
      return { table: rows, size: Math.ceil((size * rows.numRows) / table.numRows) };
    } catch (error) {
      return this.#refuse(error);
    }
  }

  #refuse(error: unknown): never {
    const problem = `cannot be read as Parquet (${messageOf(error)})`;
    if (!this.#isWhole) return refuseBroken(this.#file, problem, 'a complete file');
    const hint = 'Write it again with plain columns of numbers and text, or as CSV; where that does not help, it is damaged.';
    return refuseContent(this.#file, problem, { hint });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
