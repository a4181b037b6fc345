import { UNKNOWN_ORIGIN } from '../../src/harmonize/areas/nonAreas.ts';
import { categoryAt } from '../../src/tables/columns.ts';
import type { HarmonizeTables, IngestTables } from './artifacts.ts';
import { groupRows } from './groups.ts';
import { grouped, headings, markdownTable } from './markdown.ts';

/** The revisions as they are published: world totals, and those of other or unknown origin. */
export function publishedStocksTable({ stocks }: IngestTables): string {
  const groups = groupRows({
    length: stocks.year.length,
    labels: (row) => [String(stocks.revision[row]), String(stocks.year[row])],
    value: stocks.persons,
    ends: [stocks.birth, stocks.residence],
    flag: stocks.birth.codes.map((code) => (stocks.birth.levels[code] === UNKNOWN_ORIGIN ? 1 : 0)),
  });
  const unknown = groupRows({
    length: stocks.year.length,
    labels: (row) => (categoryAt(stocks.birth, row) === UNKNOWN_ORIGIN ? [`${stocks.revision[row]} ${stocks.year[row]}`] : null),
    value: stocks.persons,
  });
  const unknownOf = new Map(unknown.map(({ labels: [key], total }) => [key, total]));
  const rows = groups.map(({ labels, pairs, flagged, total }) => {
    const persons = unknownOf.get(labels.join(' ')) ?? 0;
    return [...labels, grouped(pairs.size - flagged), grouped(total), grouped(persons), grouped((100 * persons) / total, 1)];
  });
  return markdownTable(
    headings('revision', 'year', '#cells of known origin', '#migrants', '#of unknown origin', '#per cent'),
    rows.sort(byText),
  );
}

/** Two revisions agree where they differ by no more than this, relative to the value taken. */
const AGREEMENT = 0.1;

/** The stocks of the panel on 1 July, by year and by the source that gave the value. */
export function stocksTable({ stocks }: HarmonizeTables): string {
  const { year, source, persons, alternative, birth, residence, citizenship, imputed } = stocks;
  const rows = { length: year.length, labels: (row: number) => [String(year[row]), categoryAt(source, row)!] };
  const differs = (row: number) => Math.abs(alternative[row]! - persons[row]!) > AGREEMENT * persons[row]!;
  const groups = groupRows({ ...rows, value: persons, ends: [birth, residence] });
  const flags = [
    citizenship,
    imputed,
    imputed.map((_, row) => (Number.isNaN(alternative[row]) ? 0 : 1)),
    imputed.map((_, row) => (differs(row) ? 1 : 0)),
  ];
  const flagged = flags.map((flag) => groupRows({ ...rows, flag }));
  const lines = groups.map((group, index) => {
    const marked = flagged.map((flag) => flag[index]?.flagged ?? 0);
    return [...group.labels, ...[group.rows, group.total, ...marked].map((count) => grouped(count))];
  });
  return markdownTable(
    headings('year', 'value from', '#pairs', '#migrants', '#by citizenship', '#imputed', '#in both revisions', '#differ by more than 10 %'),
    lines.sort(byText),
  );
}

function byText(a: readonly string[], b: readonly string[]): number {
  return a.join() < b.join() ? -1 : 1;
}
