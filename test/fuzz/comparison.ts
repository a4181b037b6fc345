import { type Cells, parseDelimited } from './cells.ts';
import type { Expectation } from './judgement.ts';
import type { Knowledge } from './knowledge.ts';
import { uses } from './tableMutations.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const REFUSED: Expectation = { result: 'refused' };

/** Cells of text in CSV or TSV; null where it is not UTF-8 with line feeds, or has quotes that are not closed. */
export function cellsOfText(content: Uint8Array): Cells | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content).replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
  // Nothing shows that a last cell is whole which ends in neither a line feed nor a quote.
  if (text.includes('\0') || text.includes('\r') || (text !== '' && !/[\n"]$/.test(text))) return null;
  return parseDelimited(text)?.cells ?? null;
}

/** What must come of a file that changed by chance, from the cells that it holds now; null where they cannot be told. */
export async function expectationOf(known: Knowledge, cells: Cells | null): Promise<Expectation> {
  const [header, ...rows] = cells ?? [];
  if (header === undefined) return REFUSED;
  if (rows.length === 0) return known.mayBeEmpty ? { result: 'part' } : REFUSED;
  if (header.length !== known.fields.length) return REFUSED;
  const renamed = known.fields.filter((name, column) => name !== header[column]);
  if (renamed.length > 0) return expectationOfNames(known, renamed, header);
  const ragged = rows.some((row) => row.length !== header.length);
  if (ragged) return REFUSED;
  if (rows.length > known.cells.length - 1) return { result: 'unguarded' };
  const changed = rows.flatMap((row, index) => (row.some((cell, column) => cell !== known.cells[index + 1]![column]) ? [index + 1] : []));
  if (rows.length < known.cells.length - 1) {
    return changed.length === 0 ? { result: 'part' } : { result: 'unguarded' };
  }
  const [row] = changed;
  if (row === undefined) return { result: 'same' };
  return changed.length === 1 ? expectationOfRow(known, row, rows[row - 1]!) : { result: 'unguarded' };
}

async function expectationOfNames(known: Knowledge, renamed: readonly string[], header: readonly string[]): Promise<Expectation> {
  if (new Set(header).size < header.length) return { result: 'same or refused' };
  // A year that became another year cannot be told from a right one.
  if (renamed.some((name) => /^\d{4}$/.test(name))) return { result: 'unguarded' };
  for (const name of renamed) if (await uses(known, name)) return REFUSED;
  return { result: 'same or refused' };
}

async function expectationOfRow(known: Knowledge, row: number, cells: readonly string[]): Promise<Expectation> {
  const changed = known.fields.filter((field, column) => cells[column] !== known.text(row, field));
  const [field] = changed as [string];
  if (changed.length > 1) return { result: 'row', row };
  const [before, after] = [known.text(row, field), cells[known.fields.indexOf(field)]!];
  const role = await known.roleOf(row, field);
  if (role === 'unused') return { result: 'same or refused' };
  if (before === '' || after === '' || !Number.isFinite(Number(before))) return { result: 'row', row };
  if (!NUMBER.test(after) || !Number.isFinite(Number(after))) return { result: 'refused', row, field };
  return role === 'number' ? { result: 'number', row, field, value: Number(after), mayRefuse: true } : { result: 'row', row };
}
