import type { Params } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { standardiseCovariates } from '../../model/problem/covariates.ts';
import { countEdges, listEdges } from '../../model/problem/edges.ts';
import { effectDesign } from '../../model/problem/effects.ts';
import { INPUTS } from '../../model/problem/inputs.ts';
import type { Demography, Problem } from '../../model/problem/problem.ts';
import { countTargets, type TargetGroup, type Targets } from '../../model/problem/targets.ts';
import { yearlyMatrices } from '../../tables/pivot.ts';
import type { Years } from '../areas.ts';
import { areaCodes } from '../areas.ts';
import { PanelSeries } from '../panelSeries.ts';
import type { Censoring } from './censoredReports.ts';
import { accountedIntervals } from './covariates/accountedIntervals.ts';
import { rawCovariates } from './covariates/rawCovariates.ts';
import type { ModelTables } from './modelTables.ts';
import { targetsFrom } from './trainingTargets.ts';

/** What of the parameters the problem depends on. */
export interface ProblemParams {
  readonly years: Years;
  readonly model: Pick<Params['model'], 'errors' | 'corridor_effect'>;
  readonly training: { readonly censored: readonly Censoring[] };
}

/**
 * The problem that a network is trained on.
 * @param trainedOn whether a row of the observations may be learnt from.
 * @throws PipelineError E307 where demography is incomplete, E209 where years.first is no date of the stocks or training.censored does
 * not fit the reports.
 */
export function problemFrom(
  tables: ModelTables,
  { years, model, training: { censored } }: ProblemParams,
  log: (line: string) => void,
  trainedOn: (row: number) => boolean = () => true,
): Problem {
  const areas = areaCodes(tables.areas);
  const n = areas.length;
  const series = (indicator: string) => new PanelSeries(tables.panel, indicator, areas);
  const demography: Demography = {
    population: series('population').complete(years),
    births: series('births').complete(years),
    deathRate: series('death_rate').complete(years),
  };
  const stocks = stocksByDate(tables, tables.stocks.persons, areas);
  const present = presentPairs(stocks, n);
  const edges = listEdges(n, present);
  const { errors, corridor_effect } = model;
  const targets = targetsFrom(tables, areas, years, { censored, errors, level: corridor_effect.level }, trainedOn);
  const accounts = accountedIntervals(tables.panel, stocks, areas, years);
  const covariates = standardiseCovariates(rawCovariates(tables, { accounts, stocks }, areas, years), n, present, foreignBorn(stocks, n));
  log(
    `${countEdges(edges)} edges between ${n} areas, ${INPUTS.length} covariate inputs: ${covariates.missing} missing, ${covariates.cut} cut`,
  );
  log(targetsInWords(targets));
  return {
    areas: n,
    years: years.last - years.first + 1,
    edges,
    covariates,
    demography,
    initialStock: initial(stocks, years),
    initialError: initial(stocksByDate(tables, tables.stocks.sd, areas), years),
    targets,
    effects: effectDesign(targets, n),
    accounts,
  };
}

function targetsInWords({ stock, flow, arrivals, departures, net, censored = [], floors = [] }: Targets): string {
  const parts: readonly (readonly [readonly TargetGroup[], string])[] = [
    [stock, 'changes of stocks'],
    [flow, 'flows'],
    [censored, 'left out of lists'],
    [[...arrivals, ...departures], 'arrivals and departures of groups'],
    [floors, 'rises of refugees'],
    [net, 'values of net migration'],
  ];
  return `targets: ${parts.map(([groups, words]) => `${countTargets(groups)} ${words}`).join(', ')}`;
}

/** A column of the stocks by date: areas x areas (birth, residence), 0 where there is no row. */
function stocksByDate({ stocks }: ModelTables, values: Float64Array, areas: readonly string[]): Map<number, Float64Array> {
  const tables = yearlyMatrices({ year: stocks.year, from: stocks.birth, to: stocks.residence }, values, areas);
  return new Map([...tables].map(([date, table]) => [date, table.map((persons) => (Number.isNaN(persons) ? 0 : persons))]));
}

function initial(stocks: ReadonlyMap<number, Float64Array>, { first }: Years): Float64Array {
  const table = stocks.get(first);
  if (table === undefined) {
    return refuse('E209', `there are no stocks on 1 January ${first}, where the model starts`, {
      expected: `years.first in params.yaml among the dates of the stocks: ${[...stocks.keys()].sort((a, b) => a - b).join(', ')}`,
    });
  }
  return table;
}

/** areas x areas (birth, residence), 1 where the group is present at any date. */
function presentPairs(stocks: ReadonlyMap<number, Float64Array>, n: number): Uint8Array {
  const present = new Uint8Array(n * n);
  for (const table of stocks.values()) {
    table.forEach((persons, cell) => {
      if (persons > 0) present[cell] = 1;
    });
  }
  return present;
}

/** All foreign-born stocks that are not zero, at any date. */
function foreignBorn(stocks: ReadonlyMap<number, Float64Array>, n: number): Float64Array {
  return Float64Array.from(
    [...stocks.values()].flatMap((table) => Array.from(table.filter((persons, cell) => persons > 0 && cell % (n + 1) !== 0))),
  );
}
