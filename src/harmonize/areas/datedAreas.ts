import type { DatedAreas, Memberships, Successions } from '../../../schemas/generated/types.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { compareText } from '../lineage/order.ts';
import { SOURCE } from '../lineage/sources.ts';
import type { AreaResolver } from './areaResolver.ts';

interface DatedArea {
  readonly name: string;
  readonly area: number;
  readonly first: number;
  readonly last: number;
  /** How the years before are treated; null for memberships. */
  readonly rule: string | null;
  readonly file: string;
  readonly row: number;
}

/** States that were divided or joined, with the rule for each successor, sorted by former state and successor. */
export function buildSuccessions(dated: DatedAreas, codes: readonly string[], resolver: AreaResolver, log: ExclusionLog): Successions {
  const rows = rowsOf(dated, 'succession', SOURCE.successions, resolver, log);
  return {
    former: categoryOf(rows.map(({ name }) => name)),
    area: { levels: codes, codes: Int32Array.from(rows, ({ area }) => area) },
    first: Int16Array.from(rows, ({ first }) => first),
    rule: categoryOf(rows.map(({ rule }) => rule)),
    file: categoryOf(rows.map(({ file }) => file)),
    row: Int32Array.from(rows, ({ row }) => row),
    source: categoryOf(rows.map(() => SOURCE.successions)),
  };
}

/** Members of free-movement areas, sorted by agreement, area and first year. */
export function buildMemberships(dated: DatedAreas, codes: readonly string[], resolver: AreaResolver, log: ExclusionLog): Memberships {
  const rows = rowsOf(dated, 'free_movement', SOURCE.freeMovement, resolver, log);
  return {
    agreement: categoryOf(rows.map(({ name }) => name)),
    area: { levels: codes, codes: Int32Array.from(rows, ({ area }) => area) },
    first: Int16Array.from(rows, ({ first }) => first),
    last: Int16Array.from(rows, ({ last }) => last),
    source: categoryOf(rows.map(() => SOURCE.freeMovement)),
    file: categoryOf(rows.map(({ file }) => file)),
    row: Int32Array.from(rows, ({ row }) => row),
  };
}

/** Rows of one list whose areas are among the areas; others go to the log. */
function rowsOf(dated: DatedAreas, list: string, source: string, resolver: AreaResolver, log: ExclusionLog): DatedArea[] {
  const rows: DatedArea[] = [];
  for (let index = 0; index < dated.row.length; index++) {
    if (categoryAt(dated.list, index) !== list) continue;
    const code = categoryAt(dated.area, index)!;
    const place = { file: categoryAt(dated.file, index)!, row: dated.row[index]! };
    const { area, reason } = resolver.resolve(source, 'iso3', code, () => ({ ...place, field: 'area' }));
    const [first, last] = [dated.first[index]!, dated.last[index]!];
    if (reason !== null) log.add({ source, reason, orig: code, dest: null, year: first, persons: Number.NaN });
    else rows.push({ name: categoryAt(dated.name, index)!, area, first, last, rule: categoryAt(dated.rule, index), ...place });
  }
  return rows.sort((a, b) => compareText(a.name, b.name) || a.area - b.area || a.first - b.first);
}
