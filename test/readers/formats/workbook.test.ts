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

describe('formulas of a workbook', () => {
  const sum = { formula: 'A2+A3' };
  const rows = (...sums: { readonly formula: string; readonly value?: number | string }[]) => [
    ['n'],
    [500],
    [278],
    ...sums.map((each) => [each]),
  ];

  test('are read where a program computed their values, empty texts and some zeros included', async () => {
    const file = rawFile(
      'a.xlsx',
      workbookBytes({ Data: rows({ ...sum, value: 778 }, { ...sum, value: 0 }, { formula: 'A9', value: '' }) }),
    );
    expect(await sheetRows(file)).toEqual([['n'], ['500'], ['278'], ['778'], ['0']]);
  });

  test.each([
    ['have no value, as openpyxl writes them', sheetXml(rows(sum)), 'without a value in cell A4'],
    ['have no tag for a value', sheetXml(rows(sum)).replace('<v></v>', ''), 'without a value in cell A4'],
    [
      'share a formula and have no value',
      sheetXml(rows(sum)).replace('<f>A2+A3</f><v></v>', '<f t="shared" si="0"/>'),
      'without a value in cell A4',
    ],
    ['have no value after one that has', sheetXml(rows({ ...sum, value: 778 }, sum)), 'without a value in cell A5'],
    ['are all 0', sheetXml(rows({ ...sum, value: 0 }, { ...sum, value: 0 })), 'of value 0, as all of them are in cell A4'],
  ])('are refused where they %s', async (_, xml, problem) => {
    expect(await refusal(withSheet(xml))).toMatchObject({
      code: 'E305',
      message: `the file holds a formula ${problem} of xl/worksheets/sheet1.xml`,
      hint: 'Open the workbook in a spreadsheet program and save it, which computes the formulas.',
    });
  });

  test('are refused where the workbook is to be computed when it is opened, as xlsxwriter says', async () => {
    const files = workbookFiles({ Data: sheetXml(rows({ ...sum, value: 0 }, { ...sum, value: 5 })) });
    const book = Buffer.from(files['xl/workbook.xml']!).toString();
    const later = book.replace('</workbook>', '<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>');
    expect((await refusal(zipSync({ ...files, 'xl/workbook.xml': Buffer.from(later) }))).message).toBe(
      'the file holds a formula that was never computed in cell A4 of xl/worksheets/sheet1.xml',
    );
  });
});
