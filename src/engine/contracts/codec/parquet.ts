import type * as Arrow from 'apache-arrow';
import type * as Parquet from 'parquet-wasm';
import { type Category, type Column, type Columns, isCategory, type NumberColumn } from '../../../tables/columns.ts';
import type { Field, TableContract } from '../../types.ts';
import { normalised } from '../category.ts';
import { ARRAYS, isFloat } from '../fieldTypes.ts';
import { rowCount } from '../shape.ts';

/** Rows of a row group: large enough to compress, small enough to be read in parts. */
const ROW_GROUP = 2 ** 18;

/** Rows of a batch while reading; the default of 1,024 makes more batches than rows are worth. */
const BATCH = 2 ** 16;

/**
 * Columns as a Parquet file: zstd, dictionaries for categories only, because on floats they cost both time and size
 * (docs/promises.md 7.2). Equal content gives equal bytes: nothing of the machine, the clock or the coding of categories gets in.
 * The columns must have passed `checkTable`.
 */
export async function encodeParquet(contract: TableContract, columns: Columns): Promise<Uint8Array> {
  const [arrow, parquet] = await libraries();
  const rows = rowCount(contract, columns);
  const encoded = contract.fields.map((field, index) => encodeColumn(arrow, field, columns[field.name]!, index));
  const schema = new arrow.Schema(contract.fields.map(({ name, missing }, index) => new arrow.Field(name, encoded[index]!.type, missing)));
  const struct = arrow.makeData({ type: new arrow.Struct(schema.fields), length: rows, nullCount: 0, children: encoded });
  const stream = arrow.tableToIPC(new arrow.Table(schema, new arrow.RecordBatch(schema, struct)), 'stream');
  // The writer consumes the properties and the table, and frees both.
  return parquet.writeParquet(parquet.Table.fromIPCStream(stream), writerProperties(parquet, contract));
}

/** Columns of a Parquet file. Throws an Error that says why the file is not a table of the contract. */
export async function decodeParquet(contract: TableContract, bytes: Uint8Array): Promise<Columns> {
  const [arrow, parquet] = await libraries();
  const table = arrow.tableFromIPC(parquet.readParquet(bytes, { batchSize: BATCH }).intoIPCStream());
  const names = table.schema.fields.map(({ name }) => name);
  const declared = contract.fields.map(({ name }) => name);
  if (names.join() !== declared.join()) throw new Error(`it has the columns ${names.join(', ')}, not ${declared.join(', ')}`);
  return Object.fromEntries(
    contract.fields.map((field, index) => {
      const type = String(table.schema.fields[index]?.type);
      const expected = String(arrowType(arrow, field, index));
      if (type !== expected) throw new Error(`column ${field.name} is ${type}, not ${expected}`);
      const parts = table.batches.map((batch) => batch.data.children[index]!);
      return [field.name, decodeColumn(field, parts, table.numRows)];
    }),
  );
}

/** Loaded on first use: a run that only restores artifacts needs neither library. */
function libraries(): Promise<[typeof Arrow, typeof Parquet]> {
  return Promise.all([import('apache-arrow'), import('parquet-wasm')]);
}

/** Differences suit whole numbers, which are mostly sorted; split bytes suit floats, whose exponents are alike. */
function writerProperties(parquet: typeof Parquet, contract: TableContract): Parquet.WriterProperties {
  let builder = new parquet.WriterPropertiesBuilder()
    .setCreatedBy('pipeline')
    .setCompression(parquet.Compression.ZSTD)
    .setMaxRowGroupSize(ROW_GROUP)
    .setDictionaryEnabled(false);
  const { DELTA_BINARY_PACKED, BYTE_STREAM_SPLIT } = parquet.Encoding;
  for (const { name, type } of contract.fields) {
    if (type === 'category') builder = builder.setColumnDictionaryEnabled(name, true);
    else builder = builder.setColumnEncoding(name, isFloat(type) ? BYTE_STREAM_SPLIT : DELTA_BINARY_PACKED);
  }
  return builder.build();
}

/** The id of a dictionary is its column, since the library would else count on from call to call. */
function arrowType(arrow: typeof Arrow, field: Field, index: number): Arrow.DataType {
  if (field.type === 'category') return new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), index);
  return new {
    int8: arrow.Int8,
    int16: arrow.Int16,
    int32: arrow.Int32,
    uint8: arrow.Uint8,
    uint16: arrow.Uint16,
    uint32: arrow.Uint32,
    float32: arrow.Float32,
    float64: arrow.Float64,
  }[field.type]();
}

function encodeColumn(arrow: typeof Arrow, field: Field, column: Column, index: number): Arrow.Data {
  const type = arrowType(arrow, field, index);
  if (!isCategory(column)) return makeData(arrow, { type, data: column, ...nulls(field, column, Number.isNaN) });
  const { codes, levels } = normalised(column);
  const dictionary = arrow.vectorFromArray(levels, new arrow.Utf8());
  return makeData(arrow, { type, data: codes, dictionary, ...nulls(field, codes, (code) => code < 0) });
}

interface DataParts {
  readonly type: Arrow.DataType;
  readonly data: NumberColumn;
  readonly dictionary?: Arrow.Vector;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | null;
}

/** The overloads of the library want the type of each column known when compiling. */
function makeData(arrow: typeof Arrow, parts: DataParts): Arrow.Data {
  return arrow.makeData({ ...parts, length: parts.data.length } as unknown as Parameters<typeof arrow.makeData>[0]);
}

/** One bit for each row, set where there is a value; none if all have one. */
function nulls(field: Field, values: NumberColumn, isMissing: (value: number) => boolean): Pick<DataParts, 'nullCount' | 'nullBitmap'> {
  if (!field.missing) return { nullCount: 0, nullBitmap: null };
  const bitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  let nullCount = 0;
  for (let row = 0; row < values.length; row++) {
    if (isMissing(values[row]!)) nullCount++;
    else bitmap[row >> 3] = bitmap[row >> 3]! | (1 << (row & 7));
  }
  return nullCount === 0 ? { nullCount, nullBitmap: null } : { nullCount, nullBitmap: bitmap };
}

function decodeColumn(field: Field, parts: readonly Arrow.Data[], rows: number): Column {
  if (field.type !== 'category') return concatenated(new ARRAYS[field.type](rows), parts, Number.NaN);
  return normalised(decodeCategory(parts, rows));
}

/** Copies batches into one array, `missing` where they hold nulls. */
function concatenated<T extends NumberColumn>(target: T, parts: readonly Arrow.Data[], missing: number): T {
  let start = 0;
  for (const part of parts) {
    target.set(part.values.subarray(0, part.length), start);
    if (part.nullCount > 0) {
      for (let row = 0; row < part.length; row++) if (!part.getValid(row)) target[start + row] = missing;
    }
    start += part.length;
  }
  return target;
}

/** Each batch has its own dictionary, often the same object; their levels are put after one another. */
function decodeCategory(parts: readonly Arrow.Data[], rows: number): Category {
  const codes = concatenated(new Int32Array(rows), parts, -1);
  const levels: string[] = [];
  const offsets = new Map<unknown, number>();
  let start = 0;
  for (const part of parts) {
    const dictionary = part.dictionary;
    let offset = offsets.get(dictionary);
    if (offset === undefined) {
      offset = levels.length;
      offsets.set(dictionary, offset);
      for (const level of dictionary ? levelsOf(dictionary) : []) levels.push(level);
    }
    for (let row = start; row < start + part.length; row++) if (codes[row]! >= 0) codes[row] = codes[row]! + offset;
    start += part.length;
  }
  return { codes, levels };
}

/** Strings of a dictionary. The library's own decoding drops a byte order mark that a string begins with. */
function levelsOf(dictionary: Arrow.Vector): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return dictionary.data.flatMap(({ values, valueOffsets, length }) =>
    Array.from({ length }, (_, index) => decoder.decode(values.subarray(valueOffsets[index], valueOffsets[index + 1]))),
  );
}
