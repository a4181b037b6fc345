import { categoryAt } from '../../src/tables/columns.ts';
import type { HarmonizeTables } from './artifacts.ts';
import { groupRows } from './groups.ts';
import { grouped, headings, markdownTable, yearSpan } from './markdown.ts';

/** Reports by birth and citizenship, and of other things than moves, by source and by what they count. */
export function groupReportsSection({ group_reports: reports }: HarmonizeTables): string {
  const { source, side, definition, measure, year, persons, area, group } = reports;
  const rows = {
    length: year.length,
    labels: (row: number) => [source, side, definition, measure].map((column) => categoryAt(column, row)!),
  };
  const counted = groupRows({ ...rows, year, value: persons, ends: [group], flag: persons.map((count) => (count === 0 ? 1 : 0)) });
  const reporters = groupRows({ ...rows, ends: [area] });
  const lines = counted.map(({ labels, firstYear, lastYear, areas, rows: count, flagged, total }, index) => [
    ...labels,
    yearSpan(firstYear, lastYear),
    ...[reporters[index]!.areas.size, areas.size, count, flagged, total].map((number) => grouped(number)),
  ]);
  return markdownTable(
    headings('source', 'side', 'definition', 'measure', 'years', '#reporters', '#groups', '#rows', '#zeros', '#persons'),
    lines.sort(byText),
  );
}

/** A witness agrees with the combined stock where it differs by no more than this, relative to that. */
const AGREEMENT = 0.1;

/** Stocks of other editions by year, beside the combined ones of the same cells. */
export function stockWitnessesSection({ stock_witnesses: witnesses, stocks }: HarmonizeTables): string {
  const { source, edition, year, persons, birth, residence } = witnesses;
  const cell = (table: Pick<typeof stocks, 'birth' | 'residence' | 'year'>, row: number) =>
    `${categoryAt(table.birth, row)} ${categoryAt(table.residence, row)} ${table.year[row]}`;
  const combined = new Map(Array.from(stocks.persons, (count, row) => [cell(stocks, row), count]));
  const beside = persons.map((_, row) => combined.get(cell(witnesses, row)) ?? Number.NaN);
  const rows = { length: year.length, labels: (row: number) => [categoryAt(source, row)!, String(edition[row]), String(year[row])] };
  const total = groupRows({
    ...rows,
    value: persons,
    ends: [birth, residence],
    flag: beside.map((count) => (Number.isNaN(count) ? 0 : 1)),
  });
  const differ = groupRows({
    ...rows,
    flag: beside.map((count, row) => (Math.abs(count - persons[row]!) > AGREEMENT * count ? 1 : 0)),
  });
  const lines = total.map((group, index) => [
    ...group.labels,
    ...[group.rows, group.total, group.flagged, differ[index]!.flagged].map((count) => grouped(count)),
  ]);
  return markdownTable(
    headings('source', 'edition', 'year', '#pairs', '#migrants', '#beside a stock of the panel', '#differ by more than 10 %'),
    lines.sort(byText),
  );
}

function byText(a: readonly string[], b: readonly string[]): number {
  return a.join() < b.join() ? -1 : 1;
}
