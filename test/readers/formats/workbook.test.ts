import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { sheetRows } from '../../../src/readers/formats/workbook.ts';
import { rawFile, refusalOfReading } from '../scratch.ts';
import { sheetXml, workbookBytes, workbookFiles } from './workbookBytes.ts';

const refusal = (content: Uint8Array, sheet?: string) => refusalOfReading(() => sheetRows(rawFile('a.xlsx', content), sheet));
const withSheet = (xml: string) => zipSync(workbookFiles({ Data: xml }));

describe('a workbook', () => {
  test('gives the cells of a sheet as text, by name or the first', async () => {
    const file = rawFile('a.xlsx', workbookBytes({ Notes: [['see', null, 'there']], 'Table 1': [[], ['n'], [0.1], [304021813]] }));
    expect(await sheetRows(file)).toEqual([['see', '', 'there']]);
    expect(await sheetRows(file, 'Table 1')).toEqual([['n'], ['0.1'], ['304021813']]);
  });

  test('is refused without the sheet', async () => {
    const message = (await refusal(workbookBytes({ A: [['x']], B: [['y']] }), 'Table 1')).message;
    expect(message).toMatch(/^the file cannot be read as a workbook \(.*Table 1/);
  });

  test('is refused with an error in a cell, which the library would take for an empty one', async () => {
    const xml = sheetXml([['n']]).replace('</row>', '</row><row r="2"><c r="A2" t="e"><v>#DIV/0!</v></c></row>');
    expect((await refusal(withSheet(xml))).message).toBe('the file holds an error in cell A2 of xl/worksheets/sheet1.xml');
  });

  test('is refused with one cell far away', async () => {
    const xml = sheetXml([['n']]).replace('</row>', '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>');
    expect((await refusal(withSheet(xml))).message).toBe('the file has too large a sheet (xl/worksheets/sheet1.xml)');
  });

  test('is refused where it unpacks to more than it says', async () => {
    const liar = Buffer.from(workbookBytes({ Data: [['n', 1]] }));
    // The size once unpacked of the sheet, the last entry of the directory (APPNOTE 4.3.12).
    const entry = liar.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    liar.writeUInt32LE(10, entry + 24);
    expect(await refusal(liar)).toMatchObject({ code: 'E305', message: expect.stringMatching(/^the file is a broken ZIP archive/) });
  });

  test('is refused where it is cut short or no workbook', async () => {
    const bytes = workbookBytes({ Data: [['n'], [1]] });
    expect((await refusal(bytes.subarray(0, bytes.length - 30))).message).toBe('the file is a broken ZIP archive (it has no directory)');
    expect((await refusal(zipSync({ 'a.txt': Uint8Array.of(1) }))).code).toBe('E305');
  });
});
