import { addFlows, flowAdjoints, nextStock, noFlows, stockAdjoints } from '../dynamics/stockFlowYear.ts';
import { selectEdges } from '../problem/edges.ts';
import type { EdgeNetwork, PaperWeights } from './network/edgeNetwork.ts';
import type { PaperLoss } from './paperLoss.ts';
import { paperLoss } from './paperLoss.ts';
import type { PaperObjective, PaperProblem } from './problem/paperProblem.ts';
import { beginsPeriod } from './problem/paperProblem.ts';
import { nativeReplaced, stockInputAdjoint, stockInputOf } from './problem/stockInputs.ts';

/*
 * One step of the published training program (docs/method.md 4.6), all in double precision but for the network, which is handed
 * in. Tables of stocks are areas x areas (birth, residence), tables of corridors areas x areas (orig, dest), persons.
 */

/** What the years of a run gave. */
export interface PaperRun {
  /** By year: flows of all edges, and the stocks as the network saw them. */
  readonly flows: readonly (Float32Array | Float64Array)[];
  readonly stockInputs: readonly Float64Array[];
  readonly corridors: readonly Float64Array[];
  /** By 1 January, one more than years; not cut at zero. */
  readonly stocks: readonly Float64Array[];
}

export interface TrainingStep {
  readonly run: PaperRun;
  readonly loss: PaperLoss;
  /** Derivatives of the loss by the weights, in their order. */
  readonly gradients: (Float32Array | Float64Array)[];
}

/**
 * Loss of one run through all years and its gradient through time.
 * @param samples by year, ascending positions of the edges with gradient; the others carry values only (docs/method.md 4.4).
 */
export function trainingStep(
  problem: PaperProblem,
  objective: PaperObjective,
  network: EdgeNetwork,
  weights: PaperWeights,
  samples: readonly Int32Array[],
): TrainingStep {
  network.start(weights);
  const run = runYears(problem, network, samples);
  const loss = paperLoss(problem, objective, run.corridors, run.stocks);
  backpropagateYears(problem, network, samples, run, loss);
  return { run, loss, gradients: network.gradients() };
}

function runYears(problem: PaperProblem, network: EdgeNetwork, samples: readonly Int32Array[]): PaperRun {
  const { areas, years, edges, demography } = problem;
  const stocks = [problem.initialStock];
  const stockInputs: Float64Array[] = [];
  const flows: (Float32Array | Float64Array)[] = [];
  const corridors: Float64Array[] = [];
  for (let year = 0; year < years; year++) {
    const stockInput = trainingStockInput(problem, stocks[year]!, year);
    const ofYear = network.forward(year, stockInput, samples[year]!);
    const totals = noFlows(areas);
    addFlows(totals, edges, areas, ofYear);
    stockInputs.push(stockInput);
    flows.push(ofYear);
    corridors.push(totals.corridors);
    stocks.push(nextStock(stocks[year]!, totals, demography, year, areas));
  }
  return { flows, stockInputs, corridors, stocks };
}

/** What the network sees of the stocks of 1 January of a year in training (docs/method.md 3.4). */
function trainingStockInput(problem: PaperProblem, stock: Float64Array, year: number): Float64Array {
  const { areas, demography, stockTransform } = problem;
  if (beginsPeriod(problem, year)) return stockInputOf(stock, stockTransform);
  const populationBefore = demography.population.subarray((year - 1) * areas, year * areas);
  return stockInputOf(nativeReplaced(stock, populationBefore), stockTransform);
}

/** From the derivatives by stocks and corridors to those by the weights, the last year first. */
function backpropagateYears(
  problem: PaperProblem,
  network: EdgeNetwork,
  samples: readonly Int32Array[],
  { stocks }: PaperRun,
  { adjoints }: PaperLoss,
): void {
  const { areas, years, edges, demography, stockTransform } = problem;
  let ofStock = adjoints.stocks[years]!;
  for (let year = years - 1; year >= 0; year--) {
    const sample = samples[year]!;
    const totals = { corridors: adjoints.corridors[year]!, arrivals: ofStock, departures: ofStock.map((slope) => -slope) };
    const ofFlows = flowAdjoints(totals, selectEdges(edges, sample), areas);
    const ofStockInputs = network.backward(year, sample, ofFlows);
    const direct = adjoints.stocks[year]!;
    const seen = beginsPeriod(problem, year) ? stockInputAdjoint(stocks[year]!, ofStockInputs, stockTransform) : null;
    ofStock = stockAdjoints(ofStock, demography, year, areas).map(
      (adjoint, cell) => adjoint + direct[cell]! + (seen === null ? 0 : seen[cell]!),
    );
  }
}
