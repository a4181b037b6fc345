import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { sheetRows } from '../../../src/readers/formats/workbook.ts';
import { rawFile, refusalOfReading } from '../scratch.ts';
import { sheetXml, workbookFiles } from './workbookBytes.ts';

test('a workbook is refused where it unpacks to more than the maximum', async () => {
  const bomb = zipSync({ ...workbookFiles({ Data: sheetXml([['n']]) }), 'xl/bomb.xml': new Uint8Array(300 * 2 ** 20) }, { level: 1 });
  expect((await refusalOfReading(() => sheetRows(rawFile('a.xlsx', bomb)))).message).toMatch(/^the file unpacks to 3\d{8} bytes$/);
});
