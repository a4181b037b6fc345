import { gzipSync } from 'node:zlib';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { type Cells, writeDelimited } from './cells.ts';
import { xzStored } from './xzStream.ts';

/** The forms in which users bring a table. */
export const FORMS = ['csv', 'tsv', 'gzip', 'xz', 'json', 'workbook', 'parquet'] as const;
export type Form = (typeof FORMS)[number];

/** Forms that keep a table as text, where a row may have any number of cells. */
export const TEXT_FORMS: readonly Form[] = ['csv', 'tsv', 'gzip', 'xz'];

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** A table in one of its forms. Typed forms hold plain decimals as numbers, anything else as text, and nothing where a cell is empty. */
export async function encoded(form: Form, cells: Cells): Promise<Uint8Array> {
  if (form === 'json') return Buffer.from(jsonText(cells));
  if (form === 'workbook') return zipSync(workbookParts({ Sheet1: cells }));
  if (form === 'parquet') return parquetBytes(cells);
  const text = Buffer.from(writeDelimited({ delimiter: form === 'tsv' ? '\t' : ',', cells }));
  if (form === 'gzip') return gzipSync(text);
  return form === 'xz' ? xzStored(text) : text;
}

/** An array of objects; a name that comes twice in the header comes twice in every object. */
export function jsonText([header = [], ...rows]: Cells): string {
  const objectOf = (row: readonly string[]): string => {
    const members = header.map((name, column) => `${JSON.stringify(name)}:${jsonValue(row[column] ?? '')}`);
    return `{${members.join(',')}}`;
  };
  return `[${rows.map(objectOf).join(',\n')}]`;
}

/** Parts of a workbook (ECMA-376) with these sheets, strings in the cells themselves. */
export function workbookParts(sheets: Readonly<Record<string, Cells>>): Zippable {
  const names = Object.keys(sheets);
  const override = names.map(
    (_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${contentType('worksheet')}"/>`,
  );
  const entries = names.map((name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`);
  const targets = names.map(
    (_, index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  return {
    '[Content_Types].xml': xml(
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Default Extension="xml" ContentType="application/xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${contentType('sheet.main')}"/>${override.join('')}</Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(`<workbook xmlns="${NAMESPACE}" xmlns:r="${RELATIONSHIPS}"><sheets>${entries.join('')}</sheets></workbook>`),
    'xl/_rels/workbook.xml.rels': xml(`<Relationships xmlns="${PACKAGE}/relationships">${targets.join('')}</Relationships>`),
    ...Object.fromEntries(Object.values(sheets).map((cells, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(cells)])),
  };
}

/** A Parquet file: columns of plain decimals as doubles, others as strings. */
async function parquetBytes([header = [], ...rows]: Cells): Promise<Uint8Array> {
  const [arrow, parquet] = await Promise.all([import('apache-arrow'), import('parquet-wasm')]);
  const fields: InstanceType<typeof arrow.Field>[] = [];
  const columns = header.map((name, column) => {
    const texts = rows.map((row) => row[column] ?? '');
    const isNumber = texts.every((text) => text === '' || NUMBER.test(text));
    const type = isNumber ? new arrow.Float64() : new arrow.Utf8();
    fields.push(new arrow.Field(name, type, true));
    const values = texts.map((text) => (text === '' ? null : isNumber ? Number(text) : text));
    return arrow.vectorFromArray(values as (string | null)[], type as InstanceType<typeof arrow.Utf8>).data[0]!;
  });
  const struct = arrow.makeData({ type: new arrow.Struct(fields), length: rows.length, children: columns });
  const table = new arrow.Table(new arrow.Schema(fields), [new arrow.RecordBatch(new arrow.Schema(fields), struct)]);
  return parquet.writeParquet(parquet.Table.fromIPCStream(arrow.tableToIPC(table, 'stream')));
}

function jsonValue(text: string): string {
  if (text === '') return 'null';
  return NUMBER.test(text) ? text : JSON.stringify(text);
}

function sheetXml(cells: Cells): Uint8Array {
  const rows = cells.map((row, index) => {
    const written = row.map((cell, column) => cellXml(`${columnLetters(column)}${index + 1}`, cell));
    return `<row r="${index + 1}">${written.join('')}</row>`;
  });
  return xml(`<worksheet xmlns="${NAMESPACE}"><sheetData>${rows.join('')}</sheetData></worksheet>`);
}

function cellXml(place: string, text: string): string {
  if (text === '') return '';
  if (NUMBER.test(text)) return `<c r="${place}"><v>${text}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

function contentType(part: string): string {
  return `application/vnd.openxmlformats-officedocument.spreadsheetml.${part}+xml`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function xml(text: string): Uint8Array {
  return strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`);
}
