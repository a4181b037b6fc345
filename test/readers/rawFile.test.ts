import { describe, expect, it } from 'vitest';
import { fileNamed, onlyFile, readBytes, readText } from '../../src/readers/rawFile.ts';
import { gzipped, rawFile, rawSource, refusalOf } from './scratch.ts';

describe('reading a raw file', () => {
  it('unpacks gzip by its first bytes, whatever the name says', () => {
    expect(readText(rawFile('a.csv', gzipped('migrants')))).toBe('migrants');
    expect(readText(rawFile('a.csv.gz', 'migrants'))).toBe('migrants');
  });

  it('drops a byte order mark', () => {
    expect(readText(rawFile('a.csv', '\uFEFFyear'))).toBe('year');
  });

  it('refuses a truncated gzip file', () => {
    const file = rawFile('a.csv.gz', gzipped('a long text '.repeat(100)).subarray(0, 30));
    expect(refusalOf(() => readBytes(file))).toMatchObject({
      code: 'E305',
      message: 'folder/a.csv.gz is a broken gzip file (unexpected end of file)',
      place: { file: 'folder/a.csv.gz' },
    });
  });

  it('refuses to unpack more than the maximum', () => {
    const file = rawFile('bomb.gz', gzipped('0'.repeat(100_000)));
    expect(refusalOf(() => readBytes(file, 1000))).toMatchObject({ code: 'E305', message: 'folder/bomb.gz holds more than 1000 bytes' });
    expect(refusalOf(() => readBytes(rawFile('large', '0'.repeat(1001)), 1000)).code).toBe('E305');
    expect(readBytes(file, 100_000)).toHaveLength(100_000);
  });

  it('refuses text that is not UTF-8, and a file that is not there', () => {
    expect(refusalOf(() => readText(rawFile('latin.csv', Uint8Array.of(0x43, 0xf4, 0x74))))).toMatchObject({
      code: 'E305',
      message: 'folder/latin.csv is not text in UTF-8',
    });
    expect(refusalOf(() => readText({ name: 'gone.csv', path: '/nowhere/gone.csv' }))).toMatchObject({
      code: 'E301',
      message: 'gone.csv cannot be read (ENOENT)',
    });
  });
});

describe('finding a file of a source', () => {
  const source = rawSource('un-wpp-2024', { 'births.txt.gz': '', 'deaths.txt': '' });

  it('goes by the base name, plain or packed', () => {
    expect(fileNamed(source, 'births.txt').name).toBe('folder/births.txt.gz');
    expect(fileNamed(source, 'deaths.txt').name).toBe('folder/deaths.txt');
  });

  it('refuses a manifest that lacks it', () => {
    expect(refusalOf(() => fileNamed(source, 'cbr.txt'))).toMatchObject({
      code: 'E301',
      message: 'source "un-wpp-2024" lacks the file cbr.txt',
      expected: 'cbr.txt or cbr.txt.gz among: folder/births.txt.gz, folder/deaths.txt',
    });
    expect(refusalOf(() => onlyFile(source)).message).toBe('source "un-wpp-2024" needs exactly one file, the manifest names 2');
  });
});
