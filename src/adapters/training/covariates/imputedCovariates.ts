import type { ImputedFlags } from '../../../model/simulation/covariateErrors.ts';
import { yearlyMatrices } from '../../../tables/pivot.ts';
import type { Years } from '../../areas.ts';
import { PanelSeries } from '../../panelSeries.ts';
import type { CovariateTables } from './rawCovariates.ts';
import { overYears } from './rawCovariates.ts';

/**
 * Which values of the covariates no publisher gives, in the shapes of `rawCovariates`. A value that is missing counts as
 * imputed, because the model takes the mean in its place, and so does all that accounting makes of imputed stocks. Refugees and
 * conflict deaths are reported wherever there are any.
 */
export function imputedCovariates({ panel, trade }: Pick<CovariateTables, 'panel' | 'trade'>, areas: readonly string[], years: Years) {
  const flags = { ...panel, value: Float64Array.from(panel.imputed) };
  const ofArea = (indicator: string) => asFlags(new PanelSeries(flags, indicator, areas).over(years));
  const ofTrade = yearlyMatrices({ year: trade.year, from: trade.orig, to: trade.dest }, Float64Array.from(trade.imputed), areas);
  const accounted = new Uint8Array((years.last - years.first + 1) * areas.length * areas.length).fill(1);
  return {
    gdp_per_capita: ofArea('gdp_per_capita'),
    gdp_growth: ofArea('gdp_growth'),
    population: ofArea('population'),
    life_expectancy: ofArea('life_expectancy'),
    birth_rate: ofArea('birth_rate'),
    death_rate: ofArea('death_rate'),
    trade: asFlags(overYears(ofTrade, Number.NaN, areas.length, years)),
    accounted_departures: accounted,
    accounted_arrivals: accounted,
    accounted_flow: accounted,
  } as const satisfies ImputedFlags;
}

/** 0 for a flag of 0, 1 for any other and where there is none. */
function asFlags(values: Float64Array): Uint8Array {
  return Uint8Array.from(values, (flag) => (flag === 0 ? 0 : 1));
}
