import type { Harmonized } from '../../../src/harmonize/harmonize.ts';
import { type Category, categoryAt } from '../../../src/tables/columns.ts';

/** Covariates of areas that docs/method.md 2.1 transforms, with the exponent of their transform. */
const AREA_COVARIATES = [
  ['gdp_per_capita', 0],
  ['gdp_growth', 0.5],
  ['population', 0],
  ['life_expectancy', 1],
  ['birth_rate', 1],
  ['death_rate', 1],
  ['conflict_deaths', 0],
] as const;

/** Standard deviations that no input should be from the mean (docs/method.md 2.3). */
const FURTHEST = 10;

type Tables = Pick<Harmonized, 'panel' | 'pairs' | 'trade' | 'refugees'>;

/**
 * Values further than 10 standard deviations from the mean of their covariate once it is transformed, such as
 * "death_rate RWA 1994" or "trade CHN USA 2020". Refugees are standardised over the pairs that are listed.
 */
export function furtherOut({ panel, pairs, trade, refugees }: Tables): string[] {
  const where = (column: Category, name: string) => [...column.codes.keys()].filter((row) => categoryAt(column, row) === name);
  const pairOf = (from: Category, to: Category, row: number) => `${categoryAt(from, row)} ${categoryAt(to, row)}`;
  return [
    ...AREA_COVARIATES.flatMap(([name, lambda]) =>
      outliers(where(panel.indicator, name), panel.value, lambda).map((row) => `${name} ${categoryAt(panel.area, row)} ${panel.year[row]}`),
    ),
    ...outliers(where(pairs.measure, 'distance'), pairs.value, 0).map((row) => `distance ${pairOf(pairs.orig, pairs.dest, row)}`),
    ...outliers([...trade.value.keys()], trade.value, 0).map((row) => `trade ${pairOf(trade.orig, trade.dest, row)} ${trade.year[row]}`),
    ...outliers(where(refugees.measure, 'stock'), refugees.persons, 0).map(
      (row) => `refugees ${pairOf(refugees.origin, refugees.asylum, row)} ${refugees.year[row]}`,
    ),
  ];
}

function outliers(rows: readonly number[], values: Float64Array, lambda: number): number[] {
  const transformed = Float64Array.from(rows, (row) => psi(values[row]!, lambda));
  const mean = transformed.reduce((sum, x) => sum + x, 0) / rows.length;
  const sd = Math.sqrt(transformed.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows.length);
  return rows.filter((_, at) => !(Math.abs(transformed[at]! - mean) <= FURTHEST * sd));
}

/** Symmetric Yeo-Johnson transform (docs/method.md 2.3). */
function psi(x: number, lambda: number): number {
  const size = lambda === 0 ? Math.log1p(Math.abs(x)) : ((Math.abs(x) + 1) ** lambda - 1) / lambda;
  return Math.sign(x) * size;
}
