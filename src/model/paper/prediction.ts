import { addFlows, nextStock, noFlows } from '../dynamics/stockFlowYear.ts';
import type { EdgeFlowSink, Simulation } from '../training/engine.ts';
import { annualNetMigration } from '../training/engine.ts';
import type { EdgeNetwork, PaperWeights } from './network/edgeNetwork.ts';
import type { PaperProblem } from './problem/paperProblem.ts';
import { stockInputOf } from './problem/stockInputs.ts';

const NO_GRADIENT = new Int32Array();

/**
 * What the published prediction returns: stocks are cut at zero after every year and are seen by the network as they are,
 * with the native-born of the accounts and not those of the population balance (docs/method.md 3.4).
 * @param initialStock areas x areas (birth, residence), persons.
 */
export function predict(
  problem: PaperProblem,
  network: EdgeNetwork,
  weights: PaperWeights,
  initialStock: Float64Array,
  edgeFlows?: EdgeFlowSink,
): Simulation {
  const { areas, years, edges, demography, stockTransform } = problem;
  const size = areas * areas;
  const flows = new Float64Array(years * size);
  const stocks = new Float64Array((years + 1) * size);
  network.start(weights);
  stocks.set(initialStock);
  for (let year = 0; year < years; year++) {
    const stock = stocks.subarray(year * size, (year + 1) * size);
    const ofYear = network.forward(year, stockInputOf(stock, stockTransform), NO_GRADIENT);
    const totals = { ...noFlows(areas), corridors: flows.subarray(year * size, (year + 1) * size) };
    addFlows(totals, edges, areas, ofYear);
    const unconstrained = Float32Array.from(ofYear);
    edgeFlows?.(year, unconstrained, { unconstrained, shares: new Float64Array(size).fill(1) });
    const after = nextStock(stock, totals, demography, year, areas);
    stocks.set(
      after.map((persons) => Math.max(0, persons)),
      (year + 1) * size,
    );
  }
  return { flows, stocks, netMigration: annualNetMigration(flows, areas) };
}
