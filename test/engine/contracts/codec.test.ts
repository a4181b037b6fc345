import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDocument, decodeTable, encodeDocument, encodeTable } from '../../../src/engine/contracts/codec/codec.ts';
import { ARRAYS } from '../../../src/engine/contracts/fieldTypes.ts';
import { sha256Hex } from '../../../src/engine/digest.ts';
import { type Category, type Columns, categoryAt, isCategory } from '../../../src/tables/columns.ts';
import { columnsFrom, type Row, recoded, row, rowFields, tableContract } from './tables.ts';

/** All types, with the edges of their ranges and strings that CSV has to quote. */
const contract = tableContract({
  fields: [
    ...Object.keys(ARRAYS).map((type) => ({ name: `n_${type}`, type, missing: type.startsWith('float') })),
    { name: 'text', type: 'category' },
    { name: 'maybe', type: 'category', missing: true },
  ],
});
const integer = (bits: number, signed: boolean): fc.Arbitrary<number> =>
  signed ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 }) : fc.integer({ min: 0, max: 2 ** bits - 1 });
const text = fc.oneof(
  fc.constantFrom('a', ' ', ',', '"', '""', '\n', '\r\n', 'a,"b"\n', '\uFEFF', '1', 'NaN', '\u{1F600}'),
  fc.string({ minLength: 1, unit: 'grapheme' }),
);
const anyRow = fc.record({
  n_int8: integer(8, true),
  n_int16: integer(16, true),
  n_int32: integer(32, true),
  n_uint8: integer(8, false),
  n_uint16: integer(16, false),
  n_uint32: integer(32, false),
  n_float32: fc.float({ noDefaultInfinity: true }),
  n_float64: fc.double({ noDefaultInfinity: true }),
  text,
  maybe: fc.option(text),
});

/** Rows of plain values; -0 as 0, because CSV does not keep its sign. */
function rowsOf(columns: Columns, keepSign: boolean): Row[] {
  const entries = Object.entries(columns);
  const length = isCategory(entries[0]![1]) ? entries[0]![1].codes.length : entries[0]![1].length;
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(
      entries.map(([name, column]) => {
        if (isCategory(column)) return [name, categoryAt(column, index)];
        return [name, keepSign ? (column[index] as number) : (column[index] as number) + 0];
      }),
    ),
  );
}

describe.each(['parquet', 'csv'] as const)('encodeTable and decodeTable: %s', (format) => {
  it('gives back every value of every type', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 12 }), async (rows) => {
        const columns = columnsFrom(contract, rows);
        const back = await decodeTable(contract, await encodeTable(contract, columns, format), format);
        const keepSign = format === 'parquet';
        expect(rowsOf(back, keepSign)).toEqual(rowsOf(columns, keepSign));
        for (const [name, column] of Object.entries(back)) {
          if (isCategory(column)) expect(column.levels, name).toEqual([...column.levels].sort());
          else expect(column.constructor, name).toBe(columns[name]?.constructor);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives equal bytes for equal strings, however they are coded', async () => {
    const small = tableContract({ fields: rowFields });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
        const columns = columnsFrom(small, rows);
        const other = { ...columns, a: recoded(columns['a'] as Category), b: recoded(columns['b'] as Category) };
        const digest = sha256Hex(await encodeTable(small, columns, format));
        expect(sha256Hex(await encodeTable(small, other, format))).toBe(digest);
      }),
      { numRuns: 30 },
    );
  });

  it('joins row groups and batches whose dictionaries differ', { timeout: 20_000 }, async () => {
    const long = tableContract({
      fields: [
        { name: 'a', type: 'category', missing: true },
        { name: 'x', type: 'float64', missing: true },
        { name: 'i', type: 'int32' },
      ],
    });
    const rows = 300_000;
    const codes = Int32Array.from({ length: rows }, (_, index) => (index % 1000 === 7 ? -1 : Math.floor(index / 500)));
    const a = { codes, levels: Array.from({ length: rows / 500 }, (_, code) => `level ${1000 - code}`) };
    const x = Float64Array.from({ length: rows }, (_, index) => (index % 11 === 0 ? Number.NaN : index / 3));
    const i = Int32Array.from({ length: rows }, (_, index) => index);
    const bytes = await encodeTable(long, { a, x, i }, format);
    const back = (await decodeTable(long, bytes, format)) as { readonly a: Category; readonly x: Float64Array; readonly i: Int32Array };
    expect(back.x.length).toBe(rows);
    expect(i.filter((index) => !Object.is(back.x[index], x[index]))).toHaveLength(0);
    expect(i.filter((index) => back.i[index] !== index)).toHaveLength(0);
    expect(back.a.levels).toHaveLength(600);
    expect(i.filter((index) => categoryAt(back.a, index) !== categoryAt(a, index))).toHaveLength(0);
  });

  it.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 7)],
    ['empty', () => new Uint8Array()],
    ['of another kind', () => Buffer.from('\u0000{"not": "a table"}\n')],
  ])('refuses bytes that are %s', async (_, spoil) => {
    const bytes = await encodeTable(contract, columnsFrom(contract, fc.sample(anyRow, { numRuns: 3, seed: 1 })), format);
    await expect(decodeTable(contract, spoil(bytes), format, 'store/ab12')).rejects.toMatchObject({
      name: 'PipelineError',
      diagnostics: [{ code: 'E403', place: { file: 'store/ab12' } }],
    });
  });

  it('refuses columns that are not those of the contract', async () => {
    const written = tableContract({ fields: [{ name: 'year', type: 'int16' }] });
    const bytes = await encodeTable(written, { year: Int16Array.of(1990) }, format);
    const read = tableContract({ fields: [{ name: 'jahr', type: 'int16' }] });
    await expect(decodeTable(read, bytes, format)).rejects.toThrow(
      'the artifact cannot be read as a table of contract "test": it has the columns year, not jahr',
    );
  });
});

describe('parquet', () => {
  it('refuses a column of another type', async () => {
    const bytes = await encodeTable(tableContract({ fields: [{ name: 'n', type: 'int16' }] }), { n: Int16Array.of(1) }, 'parquet');
    const read = tableContract({ fields: [{ name: 'n', type: 'float64' }] });
    await expect(decodeTable(read, bytes, 'parquet')).rejects.toThrow('column n is Int16, not Float64');
  });

  // Changes only with a version of the packages it is written with, or where the encoding is changed on purpose.
  it('gives these very bytes on every machine', async () => {
    const fixed = tableContract({ fields: rowFields });
    const columns = columnsFrom(fixed, [
      { a: 'B', b: 'x', i: 1, x: 0.5, y: null },
      { a: 'A', b: null, i: -7, x: 1e300, y: 3 },
    ]);
    expect(sha256Hex(await encodeTable(fixed, columns, 'parquet'))).toBe(
      '6f67966385a4515d576d5750c5289cf8ea32e4dac369ce97458faf50c4d43409',
    );
  });
});

describe('csv', () => {
  const small = tableContract({
    fields: [
      { name: 'a', type: 'category', missing: true },
      { name: 'i', type: 'int8' },
      { name: 's', type: 'float32', missing: true },
      { name: 'd', type: 'float64', missing: true },
    ],
  });

  it('writes the shortest decimals, quotes where needed and nothing for missing values', async () => {
    const columns = columnsFrom(small, [
      { a: 'plain text', i: -128, s: 0.1, d: 0.1 },
      { a: 'a,"b"\nc', i: 0, s: 16777217, d: 1 / 3 },
      { a: null, i: 1, s: null, d: null },
      { a: ' b ', i: 2, s: 1.17549435e-38, d: -1e-7 },
    ]);
    expect(Buffer.from(await encodeTable(small, columns, 'csv')).toString()).toBe(
      ['a,i,s,d', 'plain text,-128,0.1,0.1', '"a,""b""\nc",0,16777216,0.3333333333333333', ',1,,', ' b ,2,1.1754944e-38,-1e-7', ''].join(
        '\n',
      ),
    );
  });

  it.each([
    ['x,1,0,zero', 'd', 'd is "zero", not a number'],
    ['x,1,0,Infinity', 'd', 'd is "Infinity", not a number'],
    ['x,128,0,0', 'i', 'i is "128", not an integer of type int8'],
    ['x,1.5,0,0', 'i', 'i is "1.5", not an integer of type int8'],
    ['x,,0,0', 'i', 'i is "", not an integer of type int8'],
    ['x,1,0', undefined, 'it has 3 values, not 4'],
    ['"x,1,0,0', undefined, 'Quoted field unterminated'],
  ])('refuses %s and says where', async (line, field, reason) => {
    const bytes = Buffer.from(`a,i,s,d\ny,1,2,3\n${line}\n`);
    await expect(decodeTable(small, bytes, 'csv', 'x.csv')).rejects.toMatchObject({
      message: `x.csv, data row 2: the artifact cannot be read as a table of contract "test": ${reason}`,
      diagnostics: [{ code: 'E403', place: { file: 'x.csv', row: 2, ...(field && { field }) } }],
    });
  });

  it('refuses a missing value where none may be, and bytes that are not UTF-8', async () => {
    const strict = tableContract({ fields: [{ name: 'a', type: 'category' }] });
    await expect(decodeTable(strict, Buffer.from('a\nb\n\n'), 'csv')).rejects.toThrow('a has no value');
    await expect(decodeTable(strict, Uint8Array.of(0x61, 0x0a, 0xff, 0x0a), 'csv')).rejects.toThrow('cannot be read as a table');
  });
});

describe('documents', () => {
  const report = { kind: 'document', name: 'report', title: 'Report', digest: '', schema: { type: 'object' } } as const;

  it('are written with sorted keys and a line end at the end', () => {
    const bytes = encodeDocument({ b: [1, { d: 'ä', c: null }], a: {} });
    expect(Buffer.from(bytes).toString()).toBe('{\n  "a": {},\n  "b": [\n    1,\n    {\n      "c": null,\n      "d": "ä"\n    }\n  ]\n}\n');
    expect(decodeDocument(report, bytes)).toEqual({ a: {}, b: [1, { c: null, d: 'ä' }] });
  });

  it('are refused where they are cut off', () => {
    expect(() => decodeDocument(report, Buffer.from('{"a": 1'), 'report.json')).toThrow(
      /^report\.json: the artifact cannot be read as a document of contract "report": /,
    );
  });
});
