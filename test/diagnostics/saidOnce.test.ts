import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Diagnostic, isPipelineError } from '../../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../../src/diagnostics/print.ts';
import { readYaml } from '../../src/engine/config/reading/yaml.ts';
import { decodeDocument, decodeTable } from '../../src/engine/contracts/codec/codec.ts';
import { readRegions } from '../../src/readers/areas/areaCodes.ts';
import { readGaskinAbelFlows } from '../../src/readers/estimates/gaskinAbelFlows.ts';
import { readMetaFlows } from '../../src/readers/flows/metaFlows.ts';
import { readBytes } from '../../src/readers/formats/bytes.ts';
import type { RawFile } from '../../src/readers/formats/rawFile.ts';
import { sheetRows } from '../../src/readers/formats/workbook.ts';
import { openGrid } from '../../src/readers/grids/grid.ts';
import { readDistance } from '../../src/readers/pairs/pairMeasures.ts';
import { readCowTrade } from '../../src/readers/pairs/trade.ts';
import { readUnDesaStocks } from '../../src/readers/stocks/unDesaStocks.ts';
import { readTable } from '../../src/readers/table/table.ts';
import { categoryOf } from '../../src/tables/columns.ts';
import { tableContract } from '../engine/contracts/tables.ts';
import { gzipped, rawFile } from '../readers/scratch.ts';
import { expectSaidOnce } from './saidOnce.ts';

const FORMAT = { fields: ['code', 'n'] };
const STOCK = '"location","year","birth","sex","n","citizenship","refugees","imputed","estimate"\n';
const CODES = {
  iso3: categoryOf(['ABW']),
  iso2: categoryOf(['AW']),
  eurostat: categoryOf(['AW']),
  cow: Int32Array.of(0),
  m49: Int32Array.of(533),
  name: categoryOf(['Aruba']),
  region: categoryOf([null]),
  wpp: Uint8Array.of(1),
};

type Reading = (file: RawFile) => Promise<unknown>;
const sourceOf = (file: RawFile) => ({ id: 'source', files: [file] });
const table: Reading = (file) =>
  readTable(file, FORMAT, (row) => [row.iso3('code'), row.amount('n'), row.refuse('n', 'is no good', 'another')]);
const trade: Reading = (file) => readCowTrade(sourceOf(file));
const meta: Reading = (file) => readMetaFlows(sourceOf(file));
const contract = tableContract({ fields: [{ name: 'n', type: 'int8' }] });

/** Malformed inputs of the readers: what the file is, what it holds, who reads it. */
const REFUSED: readonly (readonly [title: string, content: string | Uint8Array, reading: Reading])[] = [
  ['a row of another width', 'code,n\nDEU,1\nFRA\nITA,2\n', table],
  ['a code that is none', 'code,n\nDE,1\n', table],
  ['an empty field', 'code,n\nDEU,\n', table],
  ['a negative amount', 'code,n\nDEU,-1\n', table],
  ['a refusal of the reader', 'code,n\nDEU,1\n', table],
  ['a header without a field', 'kode,n\nDEU,1\n', table],
  ['a header with a field twice', 'code,n,n\nDEU,1,1\n', table],
  ['an empty file', '', table],
  ['a row that breaks off', 'code,n\nDEU,1\nFRA', table],
  ['an open quote', 'code,n\n"DEU,1\n', table],
  ['a NUL byte', 'code,n\n\0,1\n', table],
  ['no UTF-8', Uint8Array.of(0x43, 0xf4, 0x74), table],
  ['a broken packing', gzipped('code,n\nDEU,1\n'.repeat(99)).subarray(0, 30), table],
  ['broken JSON', '[{"code":', table],
  ['a document of another kind', '[1]', table],
  ['a broken Parquet', 'PAR1 and no more', table],
  ['a broken workbook', 'PK\u0003\u0004 and no more', (file) => sheetRows(file)],
  ['too many bytes', 'x'.repeat(2000), (file) => readBytes(file, 1000)],
  ['a row that is there twice', 'ccode1,ccode2,year,flow1,flow2\n2,20,1990,1,2\n2,20,1990,3,4\n', trade],
  ['a flow below zero', 'ccode1,ccode2,year,flow1,flow2\n2,20,1990,-7,2\n', trade],
  ['a distance that is none', 'iso_o,iso_d,distw_harmonic\nBRA,GUF,far\n', (file) => readDistance(sourceOf(file))],
  ['an area in no list', 'Country ISO,Region\nABX,Caribbean\n', (file) => readRegions(sourceOf(file), CODES)],
  ['a sex that is none', `${STOCK}"DEU",1990,"POL","both",25,1,0,1,0\n`, (file) => readUnDesaStocks(sourceOf(file), 2024, new Map())],
  ['a value of JSON', '{"DE":{"PL":"58"}}', meta],
  ['a member of JSON twice', '{"DE":{"PL":1,"PL":2}}', meta],
  ['a negative flow of JSON', '{"AF":{"IN":-1}}', (file) => readGaskinAbelFlows([file])],
  ['another format of grids', 'CDF\u0005 and more', openGrid],
  ['a truncated grid', 'CDF\u0001 and more', openGrid],
  ['a broken HDF5', '\u0089HDF\r\n\u001a\n and more', openGrid],
  ['YAML with an alias', 'a: *b\n', async (file) => readYaml(file.name, await readBytes(file))],
  ['YAML with a key twice', 'a: 1\na: 2\n', async (file) => readYaml(file.name, await readBytes(file))],
  ['an artifact with another header', 'm\n1\n', async (file) => decodeTable(contract, await readBytes(file), 'csv', file.name)],
  ['an artifact with a value that is none', 'n\n1\n400\n', async (file) => decodeTable(contract, await readBytes(file), 'csv', file.name)],
  ['an artifact that is no table', 'n\n1\n', async (file) => decodeTable(contract, await readBytes(file), 'parquet', file.name)],
  [
    'an artifact that is no document',
    '{"a": 1',
    async (file) => decodeDocument({ kind: 'document', name: 'd', title: 'D', digest: '', schema: {} }, await readBytes(file), file.name),
  ],
  ['a file that is gone', '', ({ name }) => readBytes({ name, path: '/nowhere/at/all' })],
];

async function refusedWith(reading: Reading, file: RawFile): Promise<readonly Diagnostic[]> {
  try {
    await reading(file);
  } catch (error) {
    if (isPipelineError(error)) return error.diagnostics;
    throw error;
  }
  throw new Error('the file was not refused');
}

/** Names that no message holds by chance, with a year, which some readers want. */
const fileName = fc.stringMatching(/^[a-z]{3}x{3}[a-z]{3}_1990\.[a-z]{3}$/);

describe('a refusal names its file once, whatever the name', () => {
  test.each(REFUSED)('%s', async (_, content, reading) => {
    await fc.assert(
      fc.asyncProperty(fileName, async (name) => {
        const file = rawFile(name, content);
        const diagnostics = await refusedWith(reading, file);
        for (const diagnostic of diagnostics) {
          expect(diagnostic.place?.file).toBe(file.name);
          expectSaidOnce(diagnostic);
          // The base name alone would be the place a second time, too.
          expect(formatDiagnostics([diagnostic], { color: false }).split(name)).toHaveLength(2);
        }
      }),
      { numRuns: 5 },
    );
  });
});

test('the error of a refusal says the place in front of the message, once', async () => {
  const refused = readTable(rawFile('stocks.csv', 'code,n\nDE,1\n'), FORMAT, (row) => row.iso3('code'));
  await expect(refused).rejects.toThrow(/^folder\/stocks\.csv, data row 1: code is "DE"$/);
});
