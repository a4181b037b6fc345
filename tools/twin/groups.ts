import { areaCodes } from '../../src/adapters/areas.ts';
import { PanelSeries } from '../../src/adapters/panelSeries.ts';
import { corridorGroups } from '../../src/adapters/validation/predictions.ts';
import { isContractCorridor, RICH } from '../../src/demo/twin/process/stays.ts';
import type { CorridorGroup } from '../../src/evaluation/truth.ts';
import { categoryAt } from '../../src/tables/columns.ts';
import { recode } from '../../src/tables/recode.ts';
import type { HarmonizeTables } from '../data/artifacts.ts';

/** Positions of reports in an array of annual flows, and what was reported there. */
export interface ReportedCells {
  readonly corridor: Int32Array;
  readonly year: Int16Array;
  readonly persons: Float64Array;
  readonly isMeta: readonly boolean[];
}

/** The areas of the twin and which corridors, cells orig * areas + dest, the measures look at. */
export interface TwinCorridors {
  readonly codes: readonly string[];
  readonly groups: readonly CorridorGroup[];
  readonly reports: ReportedCells;
  /** Corridors that Meta reports in 2019 or in 2020. */
  readonly ofMeta: ReadonlySet<number>;
  /** Between two rich areas. */
  readonly exchange: ReadonlySet<number>;
  /** To a rich area, where registers count even single persons. */
  readonly toRich: ReadonlySet<number>;
  /** To destinations of contract labour, and back. */
  readonly contract: ReadonlySet<number>;
}

/** The corridors by what is known of them and what kind they are. */
export function twinCorridors(tables: HarmonizeTables, years: { readonly first: number; readonly last: number }): TwinCorridors {
  const codes = areaCodes(tables.areas);
  const n = codes.length;
  const { observations } = tables;
  const [orig, dest] = [recode(observations.orig, codes).codes, recode(observations.dest, codes).codes];
  const corridor = orig.map((from, row) => from * n + dest[row]!);
  const isMeta = Array.from(orig, (_, row) => categoryAt(observations.source, row) === 'flows-meta');
  const income = new PanelSeries(tables.panel, 'gdp_per_capita', codes).at(2015);
  const rich = codes.map((_, area) => income[area]! > RICH);
  const cells = Array.from({ length: n * n }, (_, cell) => cell).filter((cell) => cell % (n + 1) !== 0);
  const leads = (from: number, to: number) => isContractCorridor(codes, rich, from, to);
  return {
    codes,
    groups: corridorGroups(observations, codes, years, () => false).filter(({ corridors }) => corridors.length > 0),
    reports: { corridor, year: observations.year, persons: observations.persons, isMeta },
    ofMeta: new Set(corridor.filter((_, row) => isMeta[row] && (observations.year[row] === 2019 || observations.year[row] === 2020))),
    exchange: new Set(cells.filter((cell) => rich[Math.floor(cell / n)] && rich[cell % n])),
    toRich: new Set(cells.filter((cell) => rich[cell % n])),
    contract: new Set(cells.filter((cell) => leads(Math.floor(cell / n), cell % n) || leads(cell % n, Math.floor(cell / n)))),
  };
}
