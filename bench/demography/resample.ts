// Some of the runs of a resampling: errors of 10 % on every stock of foreign-born.
import { resampledFlows } from '../../src/demography/accounting/resampling.ts';
import { Random } from '../../src/numerics/random.ts';
import { madeUpIntervals } from './tables.ts';

const [n, first, count] = process.argv.slice(2).map(Number) as [number, number, number];
const [interval] = madeUpIntervals(n, 1, 1);
const errors = (stocks: Float64Array) => stocks.map((persons, cell) => (cell % (n + 1) === 0 ? 0 : persons / 10));
const areas = Array.from({ length: n }, (_, area) => `area ${area + 1}`);
const stocks = { ...interval!, areas, startErrors: errors(interval!.start), endErrors: errors(interval!.end) };
const { mean } = resampledFlows(stocks, { first, count }, new Random('resampling'));
if (!mean.every((persons) => persons >= 0)) throw new Error('a mean flow is negative');
