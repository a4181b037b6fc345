import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Random } from '../../src/numerics/random.ts';
import type { Cells } from './cells.ts';
import type { Expectation } from './judgement.ts';
import type { Knowledge } from './knowledge.ts';
import { type MutatedCells, oneOf, type Surroundings, uses } from './tableMutations.ts';
import type { MutatedBytes } from './textMutations.ts';

/** Files in which every number is one, and means something else than the reader would take it for. */

const SAME: Expectation = { result: 'same' };
const REFUSED: Expectation = { result: 'refused' };
const SHEET = 'xl/worksheets/sheet1.xml';

/** Fields in which the readers take persons, by their publishers' names. */
const PERSONS = ['n', 'value', 'Value', 'Immi', 'Emig', 'refugees', 'oip', 'asylum_seekers', 'Conflict deaths', 'Net Number of Migrants'];

/** Dimensions of tables of persons: a value of one group, and the total. */
const DIMENSIONS = [
  { name: 'sex', part: 'F', total: 'T' },
  { name: 'Gender', part: 'women', total: 'Both sexes' },
  { name: 'age', part: 'Y20-24', total: 'TOTAL' },
  { name: 'unit', part: 'THS', total: 'NR' },
  { name: 'UNIT_MULT', part: '3', total: '0' },
  { name: 'freq', part: 'M', total: 'A' },
  { name: 'citizen', part: 'SY', total: 'TOTAL' },
  { name: 'DATAFLOW', part: 'ESTAT:MIGR_EMI3NXT(1.0)', total: null },
  { name: 'Indicator Code', part: 'SP.POP.TOTL.FE.IN', total: null },
] as const;

/** Points between the thousands of a column of persons: 2.991 for 2,991. */
export async function thousandsGrouped(known: Knowledge, { random }: Surroundings): Promise<MutatedCells | null> {
  const fields = known.fields.filter((field) => PERSONS.includes(field));
  const used: string[] = [];
  for (const field of fields) if (await uses(known, field)) used.push(field);
  if (used.length === 0) return null;
  const field = oneOf(used, random);
  const column = known.fields.indexOf(field);
  const texts = known.cells.slice(1).map((row) => row[column]!);
  const isGrouped = (text: string): boolean => /^-?[1-9]\d{3,5}(\.0)?$/.test(text);
  // A last digit of 0 is lost where numbers are typed; other fractions say that the point is decimal.
  const shows = texts.some((text) => isGrouped(text) && !/0(\.0)?$/.test(text));
  if (!shows || texts.some((text) => text.includes('.') && !isGrouped(text))) return null;
  const grouped = (text: string): string => text.replace('.0', '').replace(/(\d{3})$/, '.$1');
  const cells = known.cells.map((row, index) => {
    return row.map((text, place) => (index > 0 && place === column && isGrouped(text) ? grouped(text) : text));
  });
  return { mutation: `points between the thousands of ${field}`, cells, expected: REFUSED };
}

/** A dimension more, of which all rows or one are no total. */
export async function dimensionAdded(known: Knowledge, { random }: Surroundings): Promise<MutatedCells | null> {
  const { name, part, total } = oneOf(DIMENSIONS, random);
  if (known.fields.some((field) => field.toLowerCase() === name.toLowerCase())) return null;
  const isTotal = total !== null && random.uniform() < 0.3;
  const only = random.uniform() < 0.3 && total !== null ? 1 + random.integer(known.cells.length - 1) : null;
  const valueIn = (index: number): string => (isTotal || (only !== null && index !== only) ? (total ?? part) : part);
  const cells: Cells = known.cells.map((row, index) => [...row, index === 0 ? name : valueIn(index)]);
  const what = isTotal ? 'the total' : only === null ? part : `${part} in row ${only}`;
  const refused = !isTotal || (await known.refusesOtherFields());
  return { mutation: `a dimension ${name}: ${what}`, cells, expected: refused ? REFUSED : SAME };
}

/** A workbook in which a number is a formula: with its value, without one, or with a 0 in its place; null where it has no number. */
export function formulaInstead(packed: Uint8Array, random: Random): MutatedBytes | null {
  const parts = unzipSync(packed);
  const xml = strFromU8(parts[SHEET]!);
  const numbers = [...xml.matchAll(/<c r="([A-Z]+\d+)"><v>([^<]+)<\/v><\/c>/g)];
  if (numbers.length === 0) return null;
  const cell = oneOf(numbers, random);
  const [whole, place, value] = cell as unknown as [string, string, string];
  const written = (formula: string): string => xml.slice(0, cell.index) + formula + xml.slice(cell.index + whole.length);
  const choice = random.integer(4);
  const sheet = written(`<c r="${place}"><f>A1+B1</f>${[`<v>${value}</v>`, '<v></v>', '', '<v>0</v>'][choice]}</c>`);
  // A lone formula of value 0 cannot be told from one that was never computed.
  const expected = choice === 0 && Number(value) !== 0 ? SAME : REFUSED;
  const mutation = `a formula ${['with its value', 'with an empty value', 'without a value', 'with a 0 in its place'][choice]} in ${place}`;
  return { mutation, content: zipSync({ ...parts, [SHEET]: strToU8(sheet) }), expected };
}
