import type { Random } from '../../numerics/random.ts';
import { AREAS, type Area, type Income } from '../world/areas.ts';
import { lognormal } from '../world/sampling.ts';
import { LAST_SIMULATED_YEAR, populationOf, stocksAtMidYear, type TrueWorld } from '../world/world.ts';
import { WORLD_BANK_DEFECTS } from './defects/defects.ts';
import type { DefectStep, PublishedErrors } from './defects/publishedErrors.ts';
import { textFile } from './formats/text.ts';

const FIRST_YEAR = 1985;
const YEARS = Array.from({ length: LAST_SIMULATED_YEAR - FIRST_YEAR + 1 }, (_, step) => FIRST_YEAR + step);

/** Aggregates of the publisher: they are mixed in and must not be taken for countries. */
const AGGREGATES: readonly { readonly name: string; readonly code: string; readonly income: Income | 'all' }[] = [
  { name: 'High income', code: 'HIC', income: 'high' },
  { name: 'Low income', code: 'LIC', income: 'low' },
  { name: 'Lower middle income', code: 'LMC', income: 'lower' },
  { name: 'Upper middle income', code: 'UMC', income: 'upper' },
  { name: 'World', code: 'WLD', income: 'all' },
];

/** A territory of the code list that WPP does not have: its name, its population in the first year and the yearly rise. */
const TERRITORY = { name: 'Skerry Islands', iso3: 'QZK', population: 41_000, rise: 350 } as const;

/** A country whose name this publisher writes with a comma, so in quotes. */
const COMMA_NAMES: Readonly<Record<string, string>> = { XCG: '"Congara, Rep."' };

/** population.csv: persons at mid-year, whole; countries, a territory and then aggregates, each with all years. Lines end in CR LF. */
export function worldBankPopulation(random: Random, world: TrueWorld, publishedErrors: PublishedErrors): Uint8Array {
  const middle = new Map(YEARS.map((year) => [year, populationOf(stocksAtMidYear(world, year))]));
  const lines = AREAS.flatMap((area, index) => {
    if (WORLD_BANK_DEFECTS.notCovered.includes(area.iso3)) return [];
    const estimate = lognormal(random.fork(area.iso3), WORLD_BANK_DEFECTS.sd);
    return YEARS.map((year) => {
      const steps = estimateSteps(area, year, middle.get(year)![index]!, estimate);
      publishedErrors.add(
        { source: 'world-bank-population', reporter: '', orig: '', dest: area.iso3, year },
        middle.get(year)![index]!,
        steps,
      );
      return [COMMA_NAMES[area.iso3] ?? area.name, area.iso3, year, steps.at(-1)![1]].join(',');
    });
  });
  const territory = YEARS.map((year) =>
    [TERRITORY.name, TERRITORY.iso3, year, TERRITORY.population + TERRITORY.rise * (year - FIRST_YEAR)].join(','),
  );
  const sums = AGGREGATES.flatMap(({ name, code, income }) =>
    YEARS.map((year) => [name, code, year, Math.round(sumOver(income, middle.get(year)!))].join(',')),
  );
  return textFile(['Country Name,Country Code,Year,Value', ...lines, ...territory, ...sums].map((line) => `${line}\r`));
}

/** From the true population to the published one: another territory until its last year, another estimate, whole persons. */
function estimateSteps({ iso3 }: Area, year: number, truth: number, estimate: number): DefectStep[] {
  const { territory } = WORLD_BANK_DEFECTS;
  const inside = iso3 === territory.area && year <= territory.last ? truth * territory.factor : truth;
  return [
    ['other territory', inside],
    ['measurement', inside * estimate],
    ['rounding', Math.round(inside * estimate)],
  ];
}

function sumOver(income: Income | 'all', persons: Float64Array): number {
  return persons.reduce((sum, each, index) => sum + (income === 'all' || AREAS[index]!.income === income ? each : 0), 0);
}
