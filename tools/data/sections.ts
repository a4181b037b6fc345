import type { Source } from '../../src/engine/types.ts';
import { categoryAt } from '../../src/tables/columns.ts';
import type { HarmonizeTables } from './artifacts.ts';
import type { SourceBalance } from './balance.ts';
import type { Claim } from './claims.ts';
import { type Group, groupRows } from './groups.ts';
import { grouped, headings, markdownTable, yearSpan } from './markdown.ts';

/** What each source brings, in the order of the manifest. Sources that no stage of the panel reads are left out. */
export function sourcesTable(sources: ReadonlyMap<string, Source>, balances: readonly SourceBalance[]): string {
  const balanceOf = new Map(balances.map((balance) => [balance.source, balance]));
  const rows = [...sources.values()].flatMap(({ id, publisher }) => {
    const balance = balanceOf.get(id);
    if (balance === undefined) return [];
    const { rows, leftOut, quarantined, read, used, excluded } = balance;
    return [[id, publisher, ...extent(used), ...[rows, leftOut, quarantined, read, used.rows, excluded].map((count) => grouped(count))]];
  });
  return markdownTable(
    headings('source', 'publisher', 'years', '#areas', '#pairs', '#rows', '#left out', '#quarantined', '#values', '#used', '#excluded'),
    rows,
  );
}

/** Cells of the panel by indicator and by what was done. */
export function panelTable({ panel }: HarmonizeTables): string {
  const groups = groupRows({
    length: panel.year.length,
    labels: (row) => [categoryAt(panel.indicator, row)!, categoryAt(panel.operation, row)!, categoryAt(panel.source, row) ?? ''],
    year: panel.year,
    value: panel.value,
    ends: [panel.area],
    flag: panel.imputed,
  });
  const rows = byLabels(groups).map((group) => [...group.labels, ...extent(group).slice(0, 2), ...counts(group), ...range(group)]);
  return markdownTable(
    headings('indicator', 'what was done', 'source', 'years', '#areas', '#cells', '#imputed', '#least', '#greatest'),
    rows,
  );
}

/** Time-invariant measures of ordered pairs, by what was done. */
export function pairsTable({ pairs }: HarmonizeTables): string {
  const groups = groupRows({
    length: pairs.value.length,
    labels: (row) => [categoryAt(pairs.measure, row)!, categoryAt(pairs.operation, row)!, categoryAt(pairs.source, row) ?? ''],
    value: pairs.value,
    flag: pairs.imputed,
  });
  const rows = byLabels(groups).map((group) => [...group.labels, ...counts(group), ...range(group)]);
  return markdownTable(headings('measure', 'what was done', 'source', '#pairs', '#imputed', '#least', '#greatest'), rows);
}

/** Pair-years of trade by source, or by the rule that filled them. */
export function tradeTable({ trade }: HarmonizeTables): string {
  const groups = groupRows({
    length: trade.year.length,
    labels: (row) => {
      const source = categoryAt(trade.source, row);
      return source === null ? ['', categoryAt(trade.operation, row)!] : [source, 'reported'];
    },
    year: trade.year,
    value: trade.value,
    ends: [trade.orig, trade.dest],
    flag: trade.imputed,
  });
  const rows = byLabels(groups).map((group) => [...group.labels, ...extent(group), ...counts(group), grouped(group.total / 1e9)]);
  return markdownTable(
    headings('source', 'what was done', 'years', '#areas', '#pairs', '#pair-years', '#imputed', '#billion USD of 2015'),
    rows,
  );
}

/** Reported flows by source, reporting side and what is counted. */
export function observationsTable({ observations }: HarmonizeTables): string {
  const { source, reporter, measure, year, persons, orig, dest, mirror } = observations;
  const groups = groupRows({
    length: year.length,
    labels: (row) => [source, reporter, measure].map((column) => categoryAt(column, row)!),
    year,
    value: persons,
    ends: [orig, dest],
    flag: mirror.map((other) => (other >= 0 ? 1 : 0)),
  });
  const rows = byLabels(groups).map((group) => [...group.labels, ...extent(group), ...counts(group), grouped(group.total)]);
  return markdownTable(headings('source', 'reporter', 'measure', 'years', '#areas', '#corridors', '#rows', '#mirrored', '#persons'), rows);
}

/** Reported net migration by source. */
export function netMigrationTable({ net_migration: reports }: HarmonizeTables): string {
  const groups = groupRows({
    length: reports.year.length,
    labels: (row) => [reports.source, reports.kind, reports.operation].map((column) => categoryAt(column, row)!),
    year: reports.year,
    value: reports.persons,
    ends: [reports.area],
  });
  const rows = byLabels(groups).map((group) => [...group.labels, ...extent(group).slice(0, 2), grouped(group.rows), ...range(group)]);
  return markdownTable(headings('source', 'kind', 'what was done', 'years', '#areas', '#rows', '#least', '#greatest'), rows);
}

/** Refugees at year ends, and newly displaced persons. */
export function refugeesTable({ refugees }: HarmonizeTables): string {
  const groups = groupRows({
    length: refugees.year.length,
    labels: (row) => [refugees.measure, refugees.source].map((column) => categoryAt(column, row)!),
    year: refugees.year,
    value: refugees.persons,
    ends: [refugees.origin, refugees.asylum],
  });
  const rows = byLabels(groups).map((group) => [...group.labels, ...extent(group), grouped(group.rows), grouped(group.greatest)]);
  return markdownTable(headings('measure', 'source', 'years', '#areas', '#pairs', '#pair-years', '#greatest'), rows);
}

/** Areas whose two mid-year populations differ by more than 5 % in some year. */
export function populationTable({ population_check: check }: HarmonizeTables): string {
  const groups = groupRows({
    length: check.year.length,
    labels: (row) => (check.differs[row] === 1 ? [categoryAt(check.area, row)!] : null),
    year: check.year,
    value: check.world_bank.map((persons, row) => 100 * (persons / check.wpp[row]! - 1)),
  });
  const rows = byLabels(groups).map(({ labels, rows: count, firstYear, lastYear, least, greatest }) => [
    ...labels,
    yearSpan(firstYear, lastYear),
    grouped(count),
    grouped(least, 1),
    grouped(greatest, 1),
  ]);
  return markdownTable(headings('area', 'between', '#years that differ', '#least, per cent', '#greatest, per cent'), rows);
}

/** Values that were read and not used, by source and reason. */
export function exclusionsTable({ exclusions }: HarmonizeTables): string {
  const labels = (row: number) => [exclusions.source, exclusions.reason].map((column) => categoryAt(column, row)!);
  const length = exclusions.rows.length;
  const persons = groupRows({ length, labels, value: exclusions.persons, year: exclusions.year });
  const values = groupRows({ length, labels, value: exclusions.rows });
  const rows = persons.map((group, index) => [
    ...group.labels,
    grouped(values[index]!.total),
    Number.isFinite(group.least) ? grouped(group.total) : '',
  ]);
  return markdownTable(headings('source', 'reason', '#values', '#persons'), rows);
}

/** The counts of the README of the real data beside those of the tables. */
export function claimsTable(claims: readonly Claim[]): string {
  const rows = claims.map(({ what, stated, found, holds }) => [what, stated, found, holds ? 'yes' : 'no']);
  return markdownTable(headings('what', '#stated', '#counted', 'equal'), rows);
}

/** Years, areas and pairs of a group; empty where it has none. */
function extent({ firstYear, lastYear, areas, pairs }: Group): string[] {
  const span = Number.isFinite(firstYear) ? yearSpan(firstYear, lastYear) : '';
  return [span, ...[areas.size, pairs.size].map((count) => (count === 0 ? '' : grouped(count)))];
}

function counts({ rows, flagged }: Group): string[] {
  return [grouped(rows), grouped(flagged)];
}

/** Least and greatest value, with four significant decimals where they are small. */
function range({ least, greatest }: Group): string[] {
  const digits = Math.abs(greatest) < 10 ? 4 : Math.abs(greatest) < 1000 ? 1 : 0;
  return [least, greatest].map((value) => (Number.isInteger(value) ? grouped(value) : grouped(value, digits)));
}

function byLabels(groups: readonly Group[]): Group[] {
  const key = ({ labels }: Group) => labels.join('\n');
  return [...groups].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
