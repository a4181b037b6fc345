import { requireStocks } from './stockTable.ts';

/** What a falling stock of people born in b and living in r means: nobody moved, or they went from r back to b. */
export type NegativeChange = 'drop' | 'reverse';

/**
 * Flows as differences of stocks (docs/method.md 9.1). A rising stock of people born in b and living in r is a flow
 * from b to r; a falling one is dropped, or reversed into a flow from r to b.
 * @param start n*n (birth, residence). @param end n*n. @param areas n codes.
 * @param natives changes of natives are counted too, on the diagonal; otherwise natives do not matter and it is 0.
 * @returns n*n, origin x destination.
 * @throws PipelineError E505 for stocks that are negative or not finite.
 */
export function differenceFlows(
  start: Float64Array,
  end: Float64Array,
  areas: readonly string[],
  negative: NegativeChange,
  natives = false,
): Float64Array {
  const n = areas.length;
  requireStocks(start, { what: 'stocks at the start', areas, withoutNatives: !natives });
  requireStocks(end, { what: 'stocks at the end', areas, withoutNatives: !natives });
  const flows = new Float64Array(n * n);
  for (let birth = 0; birth < n; birth++) {
    for (let residence = 0; residence < n; residence++) {
      if (birth === residence && !natives) continue;
      const there = birth * n + residence;
      const back = residence * n + birth;
      const change = end[there]! - start[there]!;
      if (change > 0) flows[there] = flows[there]! + change;
      else if (negative === 'reverse') flows[back] = flows[back]! - change;
    }
  }
  return flows;
}
