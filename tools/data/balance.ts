import { SOURCE, stockSource } from '../../src/harmonize/lineage/sources.ts';
import { type Category, categoryAt } from '../../src/tables/columns.ts';
import type { HarmonizeTables, IngestTables } from './artifacts.ts';
import { type CountedRows, emptyGroup, type Group, groupRows } from './groups.ts';

/** What became of the values of one source. A value is one row of a table of ingest: for stocks, both sexes of a cell. */
export interface SourceBalance {
  readonly source: string;
  /** Rows of its files, in grids cells. */
  readonly rows: number;
  /** Rows that the reader left out, such as aggregates and those without a value. */
  readonly leftOut: number;
  readonly read: number;
  /** Rows of the files that broke their format and were set apart. */
  readonly quarantined: number;
  /** Values that harmonize took, counted in its tables. */
  readonly used: Group;
  /** Values that harmonize listed in exclusions. */
  readonly excluded: number;
}

/** Reason of rows that ingest set apart already, and that are no values. */
const QUARANTINED = 'quarantined: ';
/** The border is listed once and holds both ways; religion and the others are listed for each direction. */
const OTHER_DIRECTION = 'listed in the other direction';

/** Their entries are no values: those that are no area of the estimates are left, and in no table of exclusions. */
const CODE_LISTS: readonly string[] = ['area-codes', 'regions', 'wpp-locations'];

/** The balance of every source that any table names, in order of first appearance. */
export function balances(ingest: IngestTables, harmonized: HarmonizeTables): SourceBalance[] {
  const used = bySource(groupRows(...usedRows(harmonized, areasWithRegion(ingest))));
  const rows = rowsBySource(ingest, null);
  const leftOut = rowsBySource(ingest, 'left out');
  const quarantined = rowsBySource(ingest, 'set apart');
  const excluded = bySource(groupRows(excludedRows(harmonized)));
  return groupRows(...readRows(ingest)).map(({ labels: [label], rows: values }) => {
    const source = label as string;
    const taken = used.get(source) ?? emptyGroup([source]);
    const left = CODE_LISTS.includes(source) ? values - taken.rows : (excluded.get(source)?.total ?? 0);
    const count = (counts: ReadonlyMap<string, Group>): number => counts.get(source)?.total ?? 0;
    const files = { rows: count(rows), leftOut: count(leftOut), quarantined: count(quarantined) };
    return { source, ...files, read: values, used: taken, excluded: left };
  });
}

/** Values that were neither used nor excluded; anything but 0 is a value lost in silence. */
export function lost({ read, used, excluded }: SourceBalance): number {
  return read - used.rows - excluded;
}

function bySource(groups: readonly Group[]): ReadonlyMap<string, Group> {
  return new Map(groups.map((group) => [group.labels[0]!, group]));
}

/** Rows of the files of each source that had this outcome; null stands for any. */
function rowsBySource({ row_counts: { source, outcome, rows } }: IngestTables, wanted: string | null): ReadonlyMap<string, Group> {
  const labels = (row: number) => (wanted === null || categoryAt(outcome, row) === wanted ? [categoryAt(source, row)!] : null);
  return bySource(groupRows({ length: rows.length, labels, value: rows }));
}

function readRows({
  area_codes: codes,
  dated_areas: dated,
  stocks,
  stock_tables: stockTables,
  stock_corrections: corrections,
  demography,
  gdp,
  area_measures: areaMeasures,
  pair_measures: pairMeasures,
  trade,
  refugees,
  flows,
  reports,
  net_migration: netMigration,
}: IngestTables): CountedRows[] {
  return [
    constant('area-codes', codes.m49.length, {}),
    { length: codes.m49.length, labels: (row) => (categoryAt(codes.region, row) === null ? null : ['regions']) },
    { length: codes.m49.length, labels: (row) => (codes.wpp[row] === 1 ? ['wpp-locations'] : null) },
    { length: stocks.year.length, labels: (row) => [stockSource(stocks.revision[row]!)] },
    constant(SOURCE.corrections, corrections.year.length, {}),
    constant(SOURCE.demography, demography.year.length, {}),
    sourced(areaMeasures.source, {}),
    constant(SOURCE.gdp, gdp.year.length, {}),
    sourced(pairMeasures.source, {}),
    { length: dated.first.length, labels: (row) => [datedSource(categoryAt(dated.list, row)!)] },
    sourced(trade.source, {}),
    sourced(refugees.source, {}),
    sourced(flows.source, {}),
    sourced(reports.source, {}),
    sourced(stockTables.source, {}),
    sourced(netMigration.source, {}),
  ];
}

function datedSource(list: string): string {
  return list === 'succession' ? SOURCE.successions : SOURCE.freeMovement;
}

/** Areas whose region the source of regions names; any other region is a rule of harmonize. */
function areasWithRegion({ area_codes: { iso3, region } }: IngestTables): ReadonlySet<string | null> {
  return new Set([...iso3.codes.keys()].map((row) => (categoryAt(region, row) === null ? null : categoryAt(iso3, row))));
}

function usedRows(tables: HarmonizeTables, withRegion: ReadonlySet<string | null>): CountedRows[] {
  const {
    areas,
    memberships,
    successions,
    pairs,
    trade,
    refugees,
    observations,
    group_reports: groups,
    stock_witnesses: witnesses,
  } = tables;
  const areaCount = areas.m49.length;
  const ends = { ends: [areas.area] };
  return [
    constant('area-codes', areaCount, ends),
    { length: areaCount, labels: (row) => (withRegion.has(categoryAt(areas.area, row)) ? ['regions'] : null), ...ends },
    constant('wpp-locations', areaCount, ends),
    ...stockRows(tables),
    ...panelRows(tables),
    sourced(memberships.source, { ends: [memberships.area] }),
    sourced(successions.source, { ends: [successions.area] }),
    {
      ...sourced(pairs.source, { ends: [pairs.orig, pairs.dest] }),
      labels: (row) => {
        const source = categoryAt(pairs.source, row);
        return source === null || categoryAt(pairs.operation, row) === OTHER_DIRECTION ? null : [source];
      },
    },
    sourced(trade.source, { year: trade.year, ends: [trade.orig, trade.dest] }),
    sourced(refugees.source, { year: refugees.year, ends: [refugees.origin, refugees.asylum] }),
    sourced(observations.source, { year: observations.year, ends: [observations.orig, observations.dest] }),
    sourced(groups.source, { year: groups.year, ends: [groups.area, groups.group] }),
    sourced(witnesses.source, { year: witnesses.year, ends: [witnesses.birth, witnesses.residence] }),
    ...netMigrationRows(tables),
  ];
}

/** GDP per head and its growth are one value of the source; the population of the World Bank stands in the check alone. */
function panelRows({ panel, population_check: check }: HarmonizeTables): CountedRows[] {
  return [
    {
      ...sourced(panel.source, { year: panel.year, ends: [panel.area] }),
      labels: (row) => {
        const source = categoryAt(panel.source, row);
        return source === null || categoryAt(panel.indicator, row) === 'gdp_growth' ? null : [source];
      },
    },
    constant(SOURCE.worldBank, check.year.length, { year: check.year, ends: [check.area] }),
  ];
}

/** Net migration of WPP stands in the panel already. */
function netMigrationRows({ net_migration: { source, year, area } }: HarmonizeTables): CountedRows[] {
  const wpp = source.levels.indexOf(SOURCE.demography);
  const rows = sourced(source, { year, ends: [area] });
  return [{ ...rows, labels: (row) => (source.codes[row] === wpp ? null : rows.labels(row)) }];
}

/**
 * A revision is used where it gives the value, and where it stands beside it as the alternative; a correction where it gives
 * the value, and where it preferred the second revision.
 */
function stockRows({ stocks, exclusions }: HarmonizeTables): CountedRows[] {
  const { year, birth, residence, alternative, source } = stocks;
  const [first, second] = [stockSource(2024), stockSource(2020)];
  const rows = { length: year.length, year, ends: [birth, residence] };
  const taken = (row: number) => categoryAt(source, row)!;
  const replaced = replacedCells(exclusions, second);
  const beside = (row: number) => !Number.isNaN(alternative[row]);
  // The first revision stands beside the second where that was preferred, even if its value was replaced after that.
  const preferred = (row: number) => {
    const cell = `${categoryAt(birth, row)} ${categoryAt(residence, row)} ${year[row]}`;
    return beside(row) && (taken(row) === second || replaced.has(cell));
  };
  const named = [first, second, SOURCE.corrections];
  return [
    { ...rows, labels: (row) => (named.includes(taken(row)) ? [taken(row)] : null) },
    { ...rows, labels: (row) => (beside(row) ? [preferred(row) ? first : second] : null) },
    { ...rows, labels: (row) => (preferred(row) ? [SOURCE.corrections] : null) },
  ];
}

/** Cells whose value of a source was replaced, "VNM MYS 2020". */
function replacedCells({ source, orig, dest, year }: HarmonizeTables['exclusions'], wanted: string): ReadonlySet<string> {
  const rows = [...year.keys()].filter((row) => categoryAt(source, row) === wanted);
  return new Set(rows.map((row) => `${categoryAt(orig, row)} ${categoryAt(dest, row)} ${year[row]}`));
}

function excludedRows({ exclusions: { source, reason, rows } }: HarmonizeTables): CountedRows {
  return {
    ...sourced(source, { value: rows }),
    labels: (row) => (categoryAt(reason, row)?.startsWith(QUARANTINED) ? null : [categoryAt(source, row)!]),
  };
}

type Counted = Omit<CountedRows, 'length' | 'labels'>;

/** Rows by the source that they name; those that name none are left out. */
function sourced(source: Category, counted: Counted): CountedRows {
  const labels = (row: number) => {
    const name = categoryAt(source, row);
    return name === null ? null : [name];
  };
  return { length: source.codes.length, labels, ...counted };
}

function constant(source: string, length: number, counted: Counted): CountedRows {
  return { length, labels: () => [source], ...counted };
}
