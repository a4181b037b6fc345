import type { Impute } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import { distances, imputationInput } from '../src/adapters/imputation/imputationInput.ts';
import { imputedStockColumns, stockChangeColumns } from '../src/adapters/imputation/imputationTables.ts';
import { imputeStocks } from '../src/demography/stocks/imputation.ts';
import type { AlternativeFit } from '../src/demography/stocks/stockErrors.ts';

/** Completes the stocks of 1 January, with errors and weights, by demographic accounting (docs/method.md 5.2 to 5.7). */
export async function run({ params, inputs, outputs, log }: Impute): Promise<void> {
  const areas = areaCodes(await inputs.areas.read());
  const distanceKm = distances(await inputs.pairs.read(), areas);
  const input = imputationInput(await inputs.stocks.read(), await inputs.panel.read(), areas, params.years);
  const dates = input.dates.map(({ year }) => year);
  log(`${areas.length} areas, stocks of ${dates.join(', ')}`);

  const { distance_scale_km: scaleKm, growth_minimum: growthMinimum, growth_maximum: growthMaximum } = params.impute;
  const imputation = imputeStocks(input, {
    completion: { distanceKm, scaleKm, growthMinimum, growthMaximum },
    weights: { minimum: params.impute.weight_minimum, maximum: params.impute.weight_maximum },
  });
  for (const line of describeFits(imputation.fits, dates, areas)) log(line);

  await outputs.stocks.write(imputedStockColumns(imputation.stocks, dates, areas));
  await outputs.changes.write(stockChangeColumns(imputation.changes, dates, areas));
}

/** How the fits behind the errors of stocks ended; a line for each that did not meet its margins, with the areas. */
function describeFits(fits: readonly AlternativeFit[], dates: readonly number[], areas: readonly string[]): string[] {
  const cycles = fits.reduce((total, fit) => total + fit.cycles, 0);
  const newtonSteps = fits.reduce((total, fit) => total + fit.newtonSteps, 0);
  const failed = fits.filter(({ converged }) => !converged);
  return [
    `${fits.length} proportional fits in ${cycles} cycles and ${newtonSteps} Newton steps`,
    ...failed.map(({ interval, of, to, residual, unmetRows, unmetColumns }) => {
      const named = (margins: readonly number[]) => margins.map((area) => areas[area]).join(', ') || 'none';
      const between = `${dates[interval]} to ${dates[interval + 1]}, stocks of the ${of} at the ${to}`;
      const missed = `born in ${named(unmetRows)}; living in ${named(unmetColumns)}`;
      return `a fit did not converge (${between}): a total stays ${residual} of itself away (${missed})`;
    }),
  ];
}
