import type { ReportedStocks } from '../../schemas/types.ts';
import { refuse } from '../diagnostics/diagnostic.ts';
import { categoryOf } from '../tables/columns.ts';
import { type DelimitedRow, readDelimited } from './delimited.ts';
import type { RawFile } from './rawFile.ts';

interface Cell {
  /** First data row of the cell. */
  readonly row: number;
  readonly year: number;
  readonly birth: string;
  readonly residence: string;
  female: number | null;
  male: number | null;
  citizenship: number;
  imputed: number;
}

const FORMAT = { delimiter: ',', fields: ['geo', 't', 'from', 'sex', 'n', 'type_c', 'type_i'] } as const;

/**
 * UN DESA International Migrant Stock by sex: `geo` is the country of residence, `from` that of birth, persons on 1 July.
 * Adds the sexes; a cell must have both, once each (E303). A cell without rows is unknown, a listed 0 is a real zero.
 */
export function readUnDesaStocks(file: RawFile, revision: number): ReportedStocks {
  const cells = new Map<string, Cell>();
  readDelimited(file, FORMAT, (row) => {
    const cell = cellOf(cells, row);
    const sex = sexOf(row);
    if (cell[sex] !== null) row.refuse('sex', `is "${sex}" again for ${cell.birth} in ${cell.residence} ${cell.year}`, 'each sex once');
    cell[sex] = row.amount('n');
    cell.citizenship = Math.max(cell.citizenship, row.flag('type_c'));
    cell.imputed = Math.max(cell.imputed, row.flag('type_i'));
  });
  const list = [...cells.values()];
  return {
    revision: new Int16Array(list.length).fill(revision),
    year: Int16Array.from(list, ({ year }) => year),
    birth: categoryOf(list.map(({ birth }) => birth)),
    residence: categoryOf(list.map(({ residence }) => residence)),
    persons: Float64Array.from(list, (cell) => bothSexes(file, cell)),
    citizenship: Uint8Array.from(list, ({ citizenship }) => citizenship),
    imputed: Uint8Array.from(list, ({ imputed }) => imputed),
  };
}

function cellOf(cells: Map<string, Cell>, row: DelimitedRow): Cell {
  const year = row.year('t');
  const residence = row.text('geo');
  const birth = row.text('from');
  const key = `${year} ${residence} ${birth}`;
  let cell = cells.get(key);
  if (!cell) {
    cell = { row: row.number, year, birth, residence, female: null, male: null, citizenship: 0, imputed: 0 };
    cells.set(key, cell);
  }
  return cell;
}

function sexOf(row: DelimitedRow): 'female' | 'male' {
  const sex = row.text('sex');
  return sex === 'female' || sex === 'male' ? sex : row.refuse('sex', `is "${sex}"`, 'female or male');
}

function bothSexes(file: RawFile, cell: Cell): number {
  if (cell.female !== null && cell.male !== null) return cell.female + cell.male;
  const absent = cell.female === null ? 'female' : 'male';
  return refuse('E303', `${file.name} has no ${absent} row for ${cell.birth} in ${cell.residence} ${cell.year}`, {
    place: { file: file.name, row: cell.row, field: 'sex' },
    expected: 'one row for each sex',
    hint: 'The file may be cut short: fetch it again (`pipeline fetch`).',
  });
}
