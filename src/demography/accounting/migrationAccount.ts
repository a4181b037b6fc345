import type { AccountedStocks } from './accountedStocks.ts';
import type { BirthplaceFlows } from './birthplaceFlows.ts';

/**
 * The account of everybody born in area `birth`: (n + 2) x (n + 2). Rows are where people come from (n areas, birth,
 * outside), columns where they go to (n areas, death, outside); stayers are on the diagonal. Row r of an area adds up to
 * the stock at the start, its column to the stock at the end, after negative natives and the world gap are removed and,
 * if closed, birthplace totals are matched.
 */
export function migrationAccount(stocks: AccountedStocks, flows: BirthplaceFlows, birth: number): Float64Array {
  const n = stocks.areas.length;
  const size = n + 2;
  const account = new Float64Array(size * size);
  const moved = flows.flowsOf(birth);
  const stayed = flows.stayersOf(birth);
  for (let area = 0; area < n; area++) {
    account.set(moved.subarray(area * n, (area + 1) * n), area * size);
    const cell = birth * n + area;
    account[area * size + area] = stayed[area]!;
    account[area * size + n] = stocks.deaths[cell]!;
    account[area * size + n + 1] = stocks.exits[cell]!;
    account[n * size + area] = stocks.births[cell]!;
    account[(n + 1) * size + area] = stocks.entries[cell]!;
  }
  return account;
}
