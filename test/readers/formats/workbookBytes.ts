import { strToU8, zipSync } from 'fflate';

/** A number or text; a formula with the value that a program computed for it, or none; a null is no cell. */
export type Cell = string | number | null | { readonly formula: string; readonly value?: number | string };

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** XML of a sheet with inline strings. */
export function sheetXml(rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map((cells, row) => `<row r="${row + 1}">${cells.map((cell, column) => cellXml(cell, row, column)).join('')}</row>`);
  return `<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

/** The files inside of an XLSX workbook with these sheets, in order (ECMA-376, part 1). */
export function workbookFiles(sheets: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  const names = Object.keys(sheets);
  const listed = names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('');
  const related = names
    .map((_, index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`)
    .join('');
  const files: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${listed}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${related}</Relationships>`,
  };
  names.forEach((name, index) => {
    files[`xl/worksheets/sheet${index + 1}.xml`] = sheets[name]!;
  });
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
}

/** An XLSX workbook with these sheets. */
export function workbookBytes(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Uint8Array {
  return zipSync(workbookFiles(Object.fromEntries(Object.entries(sheets).map(([name, rows]) => [name, sheetXml(rows)]))));
}

function cellXml(cell: Cell, row: number, column: number): string {
  if (cell === null) return '';
  const reference = `${column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26))}${String.fromCharCode(65 + (column % 26))}${row + 1}`;
  if (typeof cell === 'object') {
    const value = cell.value === undefined ? '<v></v>' : `<v>${cell.value}</v>`;
    return `<c r="${reference}"${typeof cell.value === 'string' ? ' t="str"' : ''}><f>${cell.formula}</f>${value}</c>`;
  }
  return typeof cell === 'number'
    ? `<c r="${reference}"><v>${cell}</v></c>`
    : `<c r="${reference}" t="inlineStr"><is><t>${cell}</t></is></c>`;
}
