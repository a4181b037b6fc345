import type { Memberships, Pairs, Panel, RefugeeStocks, Trade } from '../../../../schemas/generated/types.ts';
import type { RawCovariates } from '../../../model/problem/covariates.ts';
import type { AccountedInterval } from '../../../model/problem/problem.ts';
import { yearlyMatrices } from '../../../tables/pivot.ts';
import { recode } from '../../../tables/recode.ts';
import type { Years } from '../../areas.ts';
import { pairMeasure, refugeesByYear } from '../../pairMeasures.ts';
import { PanelSeries } from '../../panelSeries.ts';
import { accountedCovariates } from './accountedCovariates.ts';
import { stockCovariates } from './stockCovariates.ts';

/** The tables that covariates come from. */
export interface CovariateTables {
  readonly panel: Panel;
  readonly pairs: Pairs;
  readonly trade: Trade;
  readonly memberships: Memberships;
  readonly refugees: RefugeeStocks;
}

/** Covariates of all areas and pairs over the years, in their own units. */
export function rawCovariates(
  tables: CovariateTables,
  { accounts, stocks }: { readonly accounts: readonly AccountedInterval[]; readonly stocks: ReadonlyMap<number, Float64Array> },
  areas: readonly string[],
  years: Years,
): RawCovariates {
  const ofArea = (indicator: string) => new PanelSeries(tables.panel, indicator, areas).over(years);
  const ofPair = (measure: string) => pairMeasure(tables.pairs, measure, areas);
  const trade = yearlyMatrices({ year: tables.trade.year, from: tables.trade.orig, to: tables.trade.dest }, tables.trade.value, areas);
  const refugees = overYears(refugeesByYear(tables.refugees, areas), 0, areas.length, years);
  return {
    gdp_per_capita: ofArea('gdp_per_capita'),
    gdp_growth: ofArea('gdp_growth'),
    population: ofArea('population'),
    life_expectancy: ofArea('life_expectancy'),
    birth_rate: ofArea('birth_rate'),
    death_rate: ofArea('death_rate'),
    conflict_deaths: ofArea('conflict_deaths'),
    eu_member: ofArea('eu_member'),
    distance: ofPair('distance'),
    language: ofPair('language'),
    religion: ofPair('religion'),
    colony: ofPair('colony'),
    border: ofPair('border'),
    trade: overYears(trade, Number.NaN, areas.length, years),
    refugees,
    refugee_change: changes(refugees, areas.length),
    free_movement: freeMovement(tables.memberships, areas, years),
    ...stockCovariates(stocks, areas.length, years),
    ...accountedCovariates(accounts, areas.length, years.last - years.first + 1),
  };
}

/** Matrices of years in a row, years x n x n; `absent` where there is no value. */
export function overYears(matrices: ReadonlyMap<number, Float64Array>, absent: number, n: number, { first, last }: Years): Float64Array {
  const values = new Float64Array((last - first + 1) * n * n).fill(absent);
  for (const [year, matrix] of matrices) {
    if (year < first || year > last) continue;
    const from = (year - first) * n * n;
    matrix.forEach((value, cell) => {
      if (!Number.isNaN(value)) values[from + cell] = value;
    });
  }
  return values;
}

/** Changes from the year before, years x n x n; none in the first year. */
function changes(values: Float64Array, n: number): Float64Array {
  return values.map((value, at) => (at < n * n ? 0 : value - values[at - n * n]!));
}

/** years x n x n, 1 where both areas belong to one free-movement area in the year. */
function freeMovement({ agreement, area, first, last }: Memberships, areas: readonly string[], years: Years): Float64Array {
  const n = areas.length;
  const codes = recode(area, areas).codes;
  const free = new Float64Array((years.last - years.first + 1) * n * n);
  for (let year = years.first; year <= years.last; year++) {
    const members = agreement.levels.map((): number[] => []);
    agreement.codes.forEach((of, row) => {
      if (first[row]! <= year && year <= last[row]!) members[of]!.push(codes[row]!);
    });
    const from = (year - years.first) * n * n;
    for (const group of members) for (const one of group) for (const other of group) if (one !== other) free[from + one * n + other] = 1;
  }
  return free;
}
