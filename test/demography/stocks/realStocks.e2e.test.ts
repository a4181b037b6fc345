import { beforeAll, describe, expect, test } from 'vitest';
import { distances, imputationInput } from '../../../src/adapters/imputation/imputationInput.ts';
import { accountedFlows, netMigration } from '../../../src/demography/accounting/accountedFlows.ts';
import { accountStocks } from '../../../src/demography/accounting/accountedStocks.ts';
import { type Imputation, type ImputationInput, imputeStocks } from '../../../src/demography/stocks/imputation.ts';
import { stockErrors } from '../../../src/demography/stocks/stockErrors.ts';
import { combineErrors, relativeErrors } from '../../../src/demography/stocks/stockWeights.ts';
import { columnTotals } from '../../../src/demography/tableTotals.ts';
import { harmonize } from '../../../src/harmonize/harmonize.ts';
import { mean, sum, trimmedMean } from '../../../src/numerics/statistics.ts';
import { hasRealWorld, readRealWorld } from '../../harmonize/realWorld.ts';

const YEARS = { first: 1990, last: 2023 };

/**
 * Acceptance checks 12.3 and 12.6 to 12.8 of docs/method.md on the published stocks of 231 areas. Check 3 of the annual model is in
 * test/model/tensorflow/step.test.ts. Check 4 has no object: the model is fitted to the stocks, and nothing shifts them afterwards.
 * Check 5, the vectors of docs/method.md 9.7, is in accounting.test.ts and differencing.test.ts.
 */
describe.skipIf(!hasRealWorld)('the real stocks', () => {
  let input: ImputationInput;
  let imputation: Imputation;

  beforeAll(async () => {
    const world = harmonize(await readRealWorld(), YEARS, 'apart');
    const areas = world.areas.area.levels;
    input = imputationInput(world.stocks, world.panel, areas, YEARS);
    imputation = imputeStocks(input, {
      completion: { distanceKm: distances(world.pairs, areas), scaleKm: 1000, growthMinimum: -0.9, growthMaximum: 5 },
      weights: { minimum: 0.5, maximum: 2 },
    });
  });

  const cellOf = (birth: string, residence: string) => input.areas.indexOf(birth) * input.areas.length + input.areas.indexOf(residence);

  test('every fit converges', () => {
    expect(imputation.fits.length).toBe(28);
    expect(imputation.fits.filter(({ converged }) => !converged)).toEqual([]);
  });

  test('columns add up to the population', () => {
    imputation.stocks.forEach(({ persons }, date) => {
      const { population } = input.dates[date]!;
      columnTotals(persons, input.areas.length).forEach((total, area) => {
        expect(Math.abs(total - population[area]!)).toBeLessThan(1e-6 * population[area]!);
      });
    });
  });

  test('no cell above 1,000 persons moves by 10 % in half a year', () => {
    let cells = 0;
    let furthest = 0;
    imputation.stocks.forEach(({ persons }, date) => {
      input.dates[date]!.persons.forEach((published, cell) => {
        if (!(published > 1000)) return;
        cells++;
        furthest = Math.max(furthest, Math.abs(persons[cell]! / published - 1));
      });
    });
    expect(cells).toBeGreaterThan(30_000);
    expect(furthest).toBeLessThan(0.1);
  });

  /**
   * Check 8. Published: 0.21 and 0.29 million, read off a figure. Fits that meet their margins give 0.222 and 0.426: the
   * published ones seem to have been cut off. Ours, stopped after 15 cycles, give 0.198 and 0.316.
   */
  test('errors of Poles in Germany and of Venezuelans in the USA', () => {
    const tables = imputation.stocks.map(({ persons }) => persons);
    const at = (errors: readonly Float64Array[], year: number, birth: string, residence: string) => {
      return errors[input.dates.findIndex((date) => date.year === year)]![cellOf(birth, residence)]! / 1e6;
    };
    const { errors } = stockErrors(input.areas, tables, input.between);
    expect(at(errors, 2005, 'POL', 'DEU')).toBeCloseTo(0.222, 2);
    expect(at(errors, 2015, 'VEN', 'USA')).toBeCloseTo(0.426, 2);
    const { errors: cutOff } = stockErrors(input.areas, tables, input.between, { maximumCycles: 15, accelerate: false });
    expect(at(cutOff, 2005, 'POL', 'DEU')).toBeCloseTo(0.198, 2);
    expect(at(cutOff, 2015, 'VEN', 'USA')).toBeCloseTo(0.316, 2);
  });

  /**
   * Published, read off figures: stocks 0.50 / 1.01 / 1.97 with weights of 2.0 exp(-4.8 e), changes 0.50 / 0.98 / 1.72 with
   * 1.74 exp(-0.43 e). What was tried to come nearer is in docs/experiments/stock-weights.md. A mean below 1 beside a
   * maximum below 2 cannot come from one set of cells, see stockErrors.test.ts.
   */
  test('weights run from 0.5 over about 1 to about 2, and fall about as fast as the published ones', () => {
    const summary = (estimates: Imputation['stocks'], errorsOf: readonly Float64Array[]) => {
      const counted = (of: (one: Imputation['stocks'][number], at: number) => Float64Array) =>
        Float64Array.from(estimates.flatMap((one, at) => [...of(one, at).filter((_, cell) => one.observed[cell] === 1)]));
      const weights = counted((one) => one.weights).sort();
      const errors = counted(({ persons }, at) => relativeErrors(persons, errorsOf[at]!));
      return { least: weights[0]!, mean: mean(weights), greatest: weights.at(-1)!, slope: 1 / trimmedMean(errors, 0.05) };
    };
    const ofStocks = imputation.stocks.map(({ errors }) => errors);
    const stocks = summary(imputation.stocks, ofStocks);
    expect(stocks.least).toBe(0.5);
    expect(stocks.mean).toBeCloseTo(1.06, 2);
    expect(stocks.greatest).toBe(2);
    expect(stocks.slope).toBeCloseTo(5.9, 0);
    // Those of changes follow the errors of the stocks at both ends.
    const ofEnds = ofStocks.slice(1).map((end, start) => combineErrors(ofStocks[start]!, end));
    const changes = summary(imputation.changes, ofEnds);
    expect(changes.least).toBe(0.5);
    expect(changes.mean).toBeCloseTo(1.09, 2);
    expect(changes.greatest).toBeCloseTo(1.82, 1);
    expect(changes.slope).toBeCloseTo(0.44, 1);
  });

  /** Of German-born in the USA two revisions are 0.6 million apart in 2015, and their changes to 2020 by 19 thousand. */
  test('what is wrong with a stock at both dates is not wrong with its change', () => {
    const [date, cell] = [input.dates.findIndex(({ year }) => year === 2015), cellOf('DEU', 'USA')];
    expect(imputation.stocks[date]!.errors[cell]! / 1e6).toBeCloseTo(0.602, 2);
    // The typical error of a change, 6.8 % of the stock of 1.17 million, and 0.019 million.
    expect(imputation.changes[date]!.errors[cell]! / 1e6).toBeCloseTo(Math.hypot(0.068 * 1.17, 0.019), 3);
  });

  /** Check 3. Natives take up the world gap (docs/method.md 9.3.2), which is all that stands between stocks and net migration. */
  test('closed accounting: residents change by births, deaths, net migration and the share of the world gap', () => {
    const { areas, between } = input;
    const n = areas.length;
    const natives = (table: Float64Array) => Float64Array.from(areas, (_, area) => table[area * (n + 1)]!);
    between.forEach(({ births, deaths }, interval) => {
      const [start, end] = [imputation.stocks[interval]!.persons, imputation.stocks[interval + 1]!.persons];
      const accounted = accountStocks({ areas, start, end, births, deaths });
      const net = netMigration(accountedFlows(accounted, 'minimum'), n);
      const [before, after] = [columnTotals(start, n), columnTotals(end, n)];
      const [nativesBefore, nativesAfter] = [natives(start), natives(end)];
      const half = accounted.gap / 2;
      const shares = [half / sum(nativesBefore), half / sum(nativesAfter)] as const;
      expect(Math.abs(sum(net))).toBeLessThan(1);
      areas.forEach((_, area) => {
        const shift = shares[0] * nativesBefore[area]! + shares[1] * nativesAfter[area]!;
        const left = after[area]! - before[area]! + deaths[area]! - births[area]! + shift - net[area]!;
        expect(Math.abs(left)).toBeLessThanOrEqual(1e-4 * before[area]!);
      });
    });
  });
});
