import type { RawCovariates } from '../../../model/problem/covariates.ts';
import type { AccountedInterval } from '../../../model/problem/problem.ts';

type AccountedCovariate = 'accounted_departures' | 'accounted_arrivals' | 'accounted_flow';

/**
 * What accounting makes of the stocks as covariates, persons a year, years x areas x areas: departures by birth and origin,
 * arrivals by birth and destination, flows by origin and destination. Between the middles of two intervals they change in a
 * straight line, so that no flow jumps where an interval ends.
 */
export function accountedCovariates(
  accounts: readonly AccountedInterval[],
  areas: number,
  years: number,
): Pick<RawCovariates, AccountedCovariate> {
  const size = areas * areas;
  const tables = accounts.map((account) => annualTables(account, areas));
  const middles = accounts.map(({ start, end }) => (start + end - 1) / 2);
  const over = (name: AccountedCovariate) => {
    const values = new Float64Array(years * size).fill(accounts.length === 0 ? Number.NaN : 0);
    for (let year = 0; year < years && accounts.length > 0; year++) {
      for (const { interval, share } of sharesOf(year, middles)) {
        const table = tables[interval]![name];
        for (let cell = 0; cell < size; cell++) values[year * size + cell] = values[year * size + cell]! + share * table[cell]!;
      }
    }
    return values;
  };
  return {
    accounted_departures: over('accounted_departures'),
    accounted_arrivals: over('accounted_arrivals'),
    accounted_flow: over('accounted_flow'),
  };
}

function annualTables({ start, end, flow }: AccountedInterval, areas: number): Readonly<Record<AccountedCovariate, Float64Array>> {
  const size = areas * areas;
  const departures = new Float64Array(size);
  const arrivals = new Float64Array(size);
  const flows = new Float64Array(size);
  for (let birth = 0; birth < areas; birth++) {
    for (let orig = 0; orig < areas; orig++) {
      for (let dest = 0; dest < areas; dest++) {
        if (orig === dest) continue;
        const persons = flow(birth, orig, dest) / (end - start);
        departures[birth * areas + orig] = departures[birth * areas + orig]! + persons;
        arrivals[birth * areas + dest] = arrivals[birth * areas + dest]! + persons;
        flows[orig * areas + dest] = flows[orig * areas + dest]! + persons;
      }
    }
  }
  return { accounted_departures: departures, accounted_arrivals: arrivals, accounted_flow: flows };
}

/** What each interval counts in a year: the two whose middles it lies between, or the nearest alone. */
function sharesOf(year: number, middles: readonly number[]): { readonly interval: number; readonly share: number }[] {
  const after = middles.findIndex((middle) => middle >= year);
  if (after <= 0) return [{ interval: after === 0 ? 0 : middles.length - 1, share: 1 }];
  const share = (year - middles[after - 1]!) / (middles[after]! - middles[after - 1]!);
  return [
    { interval: after - 1, share: 1 - share },
    { interval: after, share },
  ];
}
