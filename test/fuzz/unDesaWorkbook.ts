import { zipSync } from 'fflate';
import type { Random } from '../../src/numerics/random.ts';
import type { Cells } from './cells.ts';
import { workbookParts } from './forms.ts';
import { Knowledge } from './knowledge.ts';
import { mutatedPacking } from './packedMutations.ts';
import type { Case, Subject } from './subjects.ts';
import { mutatedCells, oneOf } from './tableMutations.ts';
import type { Target } from './targets.ts';

const TITLES: Cells = [['United Nations'], ['International Migrant Stock'], [], ['Table 1: by sex, destination and origin']];
const FIELDS = ['Index', 'Destination', 'Notes', 'Location code of destination', 'Type of data', 'Origin', 'Location code of origin'];
const YEARS = ['1990', '2020', '2024'];
const BLOCKS = ['both sexes', 'males', 'females'];
const AREAS = 5;

/** The workbook by destination and origin as UN DESA publishes it: both sexes only, or with males and females too. */
export async function unDesaWorkbookSubject(target: Target, codes: Cells, blocks: number): Promise<Subject> {
  const cells = cellsOf(codes, blocks);
  const known = await Knowledge.of(cells, (each, quarantine) => target.read(workbookOf(each), quarantine));
  const untouched = workbookOf(cells);
  const make = async (random: Random): Promise<Case> => {
    if (random.uniform() < 0.25) return misledWorkbook(known, random);
    if (random.uniform() < 0.3) {
      const { mutation, content } = mutatedPacking('workbook', untouched, '', random);
      return { mutation, content, expected: { result: 'same or refused' } };
    }
    const mutated = await mutatedCells(known, { random, foreign: [['1', '2']], ragged: false, trims: true });
    // Titles of the publisher vary, so that a header without one of them may be that of another table.
    return { ...mutated, content: workbookOf(mutated.cells) };
  };
  return { known, untouched, make };
}

/** Rows of a few areas with each other, numbers by a simple rule, both sexes being the sum of the two. */
function cellsOf([header = [], ...rows]: Cells, blocks: number): Cells {
  const column = header.indexOf('iso3n');
  const areas = rows
    .map((row) => row[column]!)
    .filter((code) => code !== '')
    .slice(0, AREAS);
  const years = BLOCKS.slice(0, blocks).flatMap((block) => YEARS.map((year) => `${year} ${block}`));
  const pairs = areas.flatMap((destination, row) => areas.map((origin, place) => ({ destination, origin, number: 10 * row + place })));
  const cells = pairs.map(({ destination, origin, number }, index) => {
    const males = YEARS.map((_, step) => 100 * number + step);
    const females = males.map((count) => count + 7);
    const both = males.map((count, step) => count + females[step]!);
    const counts = [both, males, females].slice(0, blocks).flat().map(String);
    return [String(index + 1), 'Name', '', destination, 'B', 'Name', origin, ...counts];
  });
  return [[...FIELDS, ...years], ...cells];
}

/** Titles and the table below them; a column of a year is headed by the year alone, and by the sexes in the row above. */
function workbookOf([header = [], ...rows]: Cells, headed: (title: string, column: number) => string = (title) => title): Uint8Array {
  const years = header.map((name) => /^(\d{4}) (both sexes|males|females)$/.exec(name.trim()));
  const labels = years.map((found) => found?.[2] ?? '');
  const heading = header.map((name, column) => headed(years[column]?.[1] ?? name, column));
  return zipSync(workbookParts({ Contents: [['Contents']], 'Table 1': [...TITLES, labels, heading, ...rows] }));
}

/** A workbook of which one cannot tell whom it counts, or when; or that says the same in another way. */
function misledWorkbook(known: Knowledge, random: Random): Case {
  const { cells, fields } = known;
  const years = fields.flatMap((name, column) => (/^\d{4} /.test(name) ? [column] : []));
  const without = (block: string): Cells => cells.map((row) => row.filter((_, column) => !fields[column]!.endsWith(` ${block}`)));
  const column = oneOf(years, random);
  const choice = random.integer(4);
  if (choice === 0) return { mutation: 'without both sexes', content: workbookOf(without('both sexes')), expected: { result: 'refused' } };
  if (choice === 1) {
    const block = oneOf(['males', 'females'], random);
    return { mutation: `without ${block}`, content: workbookOf(without(block)), expected: { result: 'same' } };
  }
  const mark = oneOf(choice === 2 ? [' (a)', '*', ' 1/', 'a'] : [' estimate', '-2024', 'x1', ' (revised)'], random);
  const headed = (title: string, place: number): string => (place === column ? title + mark : title);
  const expected = choice === 2 ? ({ result: 'same' } as const) : ({ result: 'refused' } as const);
  return { mutation: `"${mark}" after the year of column ${column}`, content: workbookOf(cells, headed), expected };
}
