import type { Random } from '../../../numerics/random.ts';
import { lognormal } from '../../world/sampling.ts';
import { type RealWorld, SIMULATED_YEARS } from '../real/realWorld.ts';
import type { Mobility } from './mobility.ts';

/** What is carried from year to year, whole persons by birth and residence. Sojourners came for a time; refugees are apart from them. */
export interface State {
  readonly stocks: Int32Array;
  readonly sojourners: Int32Array;
  readonly refugees: Int32Array;
}

/** Yearly arrivals of settlers that a diaspora of unknown size stands for. */
const UNKNOWN_DIASPORA_YEARS = 10;
/** Most of a population that may be foreign-born at the start. */
const MOST_FOREIGN = 0.85;

/** 1 January of the first year: published stocks of that year, and what the corridors would have brought where none is listed. */
export function firstState(random: Random, real: RealWorld, mobility: Mobility): State {
  const n = real.areas.length;
  const listed = listedStocks(real);
  const stocks = new Int32Array(n * n);
  const sojourners = new Int32Array(n * n);
  const refugees = new Int32Array(n * n);
  for (let i = 0; i < n; i++) {
    const room = MOST_FOREIGN * real.areas[i]!.population;
    const wanted = Float64Array.from({ length: n }, (_, b) => {
      if (b === i) return 0;
      const cell = b * n + i;
      const settlers = mobility.outward[cell]! * (1 - mobility.temporary[cell]!) * UNKNOWN_DIASPORA_YEARS * lognormal(random, 0.8);
      const persons = Number.isNaN(listed[cell]!) ? settlers + steadySojourners(mobility, cell) : listed[cell]!;
      return Math.max(persons, 1.1 * real.refugees[cell]!);
    });
    const total = wanted.reduce((sum, each) => sum + each, 0);
    const fits = Math.min(1, room / Math.max(1, total));
    let foreign = 0;
    for (let b = 0; b < n; b++) {
      if (b === i) continue;
      const cell = b * n + i;
      stocks[cell] = Math.round(wanted[b]! * fits);
      refugees[cell] = Math.min(stocks[cell]!, Math.round(real.refugees[cell]! * fits));
      sojourners[cell] = Math.floor(Math.min(0.9 * (stocks[cell]! - refugees[cell]!), steadySojourners(mobility, cell)));
      foreign += stocks[cell]!;
    }
    stocks[i * n + i] = real.areas[i]!.population - foreign;
  }
  return { stocks, sojourners, refugees };
}

/** Sojourners of a corridor whose arrivals and departures are even. */
function steadySojourners({ outward, temporary, goingHome }: Mobility, cell: number): number {
  return (outward[cell]! * temporary[cell]!) / (goingHome[cell]! + 0.06);
}

/** Published stocks of the first date, of the later revision where it lists the pair; NaN where none does. */
function listedStocks({ areas: { length: n }, stocks }: RealWorld): Float64Array {
  const first = stocks.reduce((least, { year }) => Math.min(least, year), Number.POSITIVE_INFINITY);
  const values = new Float64Array(n * n).fill(Number.NaN);
  const revisions = new Int32Array(n * n);
  for (const { revision, year, birth, residence, persons } of stocks) {
    const cell = birth * n + residence;
    if (birth < 0 || year !== first || revision < revisions[cell]!) continue;
    values[cell] = persons;
    revisions[cell] = revision;
  }
  return values;
}

/** Position of a year's table of pairs. */
export function tableOf(values: Float64Array, step: number, n: number): Float64Array {
  return values.subarray(Math.min(step, SIMULATED_YEARS - 1) * n * n, (Math.min(step, SIMULATED_YEARS - 1) + 1) * n * n);
}
