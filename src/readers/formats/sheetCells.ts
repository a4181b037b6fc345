import { type RawFile, refuseContent } from './rawFile.ts';

/** Most cells of a sheet, filled or not. The library lays a sheet out as a rectangle, so that one far cell would fill the memory. */
const MAXIMUM_CELLS = 20_000_000;
const MAXIMUM_FILLED_CELLS = 5_000_000;

/** Tags of cells, formulas and values, each with the text up to the next tag (ECMA-376, part 1, 18.3.1). */
const TAGS = /<(?:\w+:)?([cfv])(?=[\s/>])([^>]*)>([^<]{0,40})/g;

/** One cell of the XML of a sheet, as far as its tags have been read. */
interface SheetCell {
  readonly place: string;
  /** Whether its value is a text, which may be empty. */
  readonly isText: boolean;
  isFormula: boolean;
  /** Null as long as there is none. */
  value: string | null;
}

/**
 * Refuses a sheet with too many or too far cells, with an error in one, or with formulas whose values are not in the file (E305):
 * none at all, or the 0 that a program writes which leaves the computing to a spreadsheet. `isComputedLater` says that the
 * workbook asks for it.
 */
export function checkCells(file: RawFile, sheet: string, xml: string, isComputedLater: boolean): void {
  const extent = { filled: 0, rows: 0, columns: 0 };
  const formulas = { count: 0, zeros: 0, place: '' };
  let cell: SheetCell | null = null;
  const end = (): void => {
    if (cell?.isFormula !== true) return;
    if (cell.value === null || (cell.value === '' && !cell.isText)) refuseFormula(file, sheet, cell.place, 'without a value');
    formulas.count += 1;
    if (!cell.isText && Number(cell.value) === 0) formulas.zeros += 1;
    formulas.place ||= cell.place;
  };
  for (const [, tag, attributes = '', text = ''] of xml.matchAll(TAGS)) {
    if (tag === 'f' && cell !== null) cell.isFormula = true;
    if (tag === 'v' && cell !== null && !attributes.endsWith('/')) cell.value = text.trim();
    if (tag !== 'c') continue;
    end();
    const isText = /\bt=["']str["']/.test(attributes);
    cell = { place: placeOf(file, sheet, attributes, extent), isText, isFormula: false, value: null };
  }
  end();
  if (formulas.count > 0 && isComputedLater) refuseFormula(file, sheet, formulas.place, 'that was never computed');
  if (formulas.count > 0 && formulas.zeros === formulas.count) refuseFormula(file, sheet, formulas.place, 'of value 0, as all of them are');
}

/** Place of a cell such as B7. Refuses errors, and counts how far the sheet reaches. */
function placeOf(file: RawFile, sheet: string, attributes: string, extent: { filled: number; rows: number; columns: number }): string {
  const [, letters = '', digits = '0'] = /\br=["']([A-Z]+)(\d+)["']/.exec(attributes) ?? [];
  if (/\bt=["']e["']/.test(attributes)) {
    const hint = 'Correct the formula or the value in the workbook, and save it.';
    refuseContent(file, `holds an error in cell ${letters}${digits} of ${sheet}`, { expected: 'values', hint });
  }
  extent.filled += 1;
  extent.rows = Math.max(extent.rows, Number(digits));
  extent.columns = Math.max(extent.columns, columnNumber(letters));
  if (extent.filled > MAXIMUM_FILLED_CELLS || extent.rows * extent.columns > MAXIMUM_CELLS) {
    const expected = `at most ${MAXIMUM_FILLED_CELLS} filled cells within ${MAXIMUM_CELLS}`;
    refuseContent(file, `has too large a sheet (${sheet})`, { expected, hint: 'Save the table as CSV, or delete the cells far from it.' });
  }
  return `${letters}${digits}`;
}

function refuseFormula(file: RawFile, sheet: string, place: string, problem: string): never {
  return refuseContent(file, `holds a formula ${problem} in cell ${place} of ${sheet}`, {
    expected: 'values, or formulas with the values that a spreadsheet program computed',
    hint: 'Open the workbook in a spreadsheet program and save it, which computes the formulas.',
  });
}

/** Number of a column by its letters: A is 1, AA is 27. */
function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = 26 * number + letter.charCodeAt(0) - 64;
  return number;
}
