import { categoryAt } from '../../src/tables/columns.ts';
import type { HarmonizeTables } from './artifacts.ts';
import { groupRows } from './groups.ts';
import { headings, markdownTable, yearSpan } from './markdown.ts';

/** Stands for the last year of what goes on. */
const GOES_ON = 9999;

/** Former states with their successors, together where the rule is the same. */
export function successionsTable({ successions: { former, area, first, rule } }: HarmonizeTables): string {
  const groups = groupRows({
    length: first.length,
    labels: (row) => [former, rule].map((column) => categoryAt(column, row)!),
    year: first,
    ends: [area],
  });
  const rows = groups.map(({ labels: [state, text], areas, firstYear, lastYear }) => [
    state as string,
    [...areas].join(', '),
    yearSpan(firstYear, lastYear),
    text as string,
  ]);
  return markdownTable(headings('former state', 'successors', 'first year of their own', 'rule'), rows);
}

/** Free-movement areas with the number of their members and the years in which they joined. */
export function membershipsTable({ memberships: { agreement, area, first, last } }: HarmonizeTables): string {
  const groups = groupRows({
    length: first.length,
    labels: (row) => [categoryAt(agreement, row)!],
    year: first,
    value: last,
    ends: [area],
  });
  const rows = groups.map(({ labels, firstYear, lastYear, areas, least }) => [
    ...labels,
    String(areas.size),
    yearSpan(firstYear, lastYear),
    least === GOES_ON ? '' : String(least),
  ]);
  return markdownTable(headings('agreement', '#members', 'joined', 'first to leave, last year'), rows);
}
