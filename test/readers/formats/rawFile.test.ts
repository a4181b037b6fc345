import { describe, expect, test } from 'vitest';
import { readBytes } from '../../../src/readers/formats/bytes.ts';
import { gridNamed, onlyFile, tableNamed } from '../../../src/readers/formats/rawFile.ts';
import { readText } from '../../../src/readers/formats/text.ts';
import { gzipped, rawFile, rawSource, refusalOf, refusalOfReading } from '../scratch.ts';

describe('reading a raw file', () => {
  test('unpacks gzip by its first bytes, whatever the name says', async () => {
    expect(await readText(rawFile('a.csv', gzipped('migrants')))).toBe('migrants');
    expect(await readText(rawFile('a.csv.gz', 'migrants'))).toBe('migrants');
  });

  test('drops a byte order mark and makes line feeds', async () => {
    expect(await readText(rawFile('a.csv', '\uFEFFyear\r\n1990'))).toBe('year\n1990');
  });

  test('refuses a truncated gzip file', async () => {
    const file = rawFile('a.csv.gz', gzipped('a long text '.repeat(100)).subarray(0, 30));
    expect(await refusalOfReading(() => readBytes(file))).toMatchObject({
      code: 'E305',
      message: 'the file is a broken gzip file (unexpected end of file)',
      place: { file: 'folder/a.csv.gz' },
    });
  });

  test('refuses to unpack more than the maximum', async () => {
    const file = rawFile('bomb.gz', gzipped('0'.repeat(100_000)));
    expect(await refusalOfReading(() => readBytes(file, 1000))).toMatchObject({
      code: 'E305',
      message: 'the file holds more than 1000 bytes',
    });
    expect((await refusalOfReading(() => readBytes(rawFile('large', '0'.repeat(1001)), 1000))).code).toBe('E305');
    expect(await readBytes(file, 100_000)).toHaveLength(100_000);
  });

  test('refuses text that is not UTF-8, a file that is not there, and a folder', async () => {
    const latin = rawFile('latin.csv', Uint8Array.of(0x43, 0xf4, 0x74));
    expect(await refusalOfReading(() => readText(latin))).toMatchObject({ code: 'E305', message: 'the file is not text in UTF-8' });
    const gone = { name: 'gone.csv', path: '/nowhere/gone.csv' };
    expect(await refusalOfReading(() => readText(gone))).toMatchObject({ code: 'E301', message: 'the file cannot be read (ENOENT)' });
    const folder = { name: 'folder', path: import.meta.dirname };
    expect(await refusalOfReading(() => readText(folder))).toMatchObject({ code: 'E301', message: 'the file cannot be read (EISDIR)' });
  });
});

describe('finding a file of a source', () => {
  const source = rawSource('un-wpp-2024', { 'births.txt.gz': '', 'deaths.parquet': '', 'GDP_data.nc': '', 'GDP_data.csv.xz': '' });

  test('goes by the base name, in any form, plain or packed', () => {
    expect(tableNamed(source, 'births').name).toBe('folder/births.txt.gz');
    expect(tableNamed(source, 'deaths').name).toBe('folder/deaths.parquet');
    expect(tableNamed(source, 'GDP_data').name).toBe('folder/GDP_data.csv.xz');
    expect(gridNamed(source, 'GDP_data').name).toBe('folder/GDP_data.nc');
  });

  test('refuses a manifest that lacks it', () => {
    expect(refusalOf(() => tableNamed(source, 'cbr'))).toMatchObject({ code: 'E301', message: 'source "un-wpp-2024" lacks the file cbr' });
    expect(refusalOf(() => onlyFile(source)).message).toBe('source "un-wpp-2024" needs exactly one file, the manifest names 4');
  });
});
