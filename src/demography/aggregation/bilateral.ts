import { requireFlows } from '../flowTable.ts';

/** The n(n - 1) corridors between different areas, by origin, then destination. */
export interface BilateralFlows {
  readonly origin: Int32Array;
  readonly destination: Int32Array;
  readonly flow: Float64Array;
  /** From destination to origin. */
  readonly counterFlow: Float64Array;
  /** Flow minus counter-flow. */
  readonly net: Float64Array;
  /** Flow plus counter-flow. */
  readonly interchange: Float64Array;
}

/**
 * Every corridor with its counter-flow (docs/method.md 10.1, `sum_bilat`).
 * @param flows n*n.
 * @throws PipelineError E505 that names a pair of areas with a flow that is negative or not finite.
 */
export function bilateralFlows(flows: Float64Array, areas: readonly string[]): BilateralFlows {
  requireFlows(flows, areas);
  const n = areas.length;
  const cells = Int32Array.from(flows.keys()).filter((cell) => cell % (n + 1) !== 0);
  const origin = cells.map((cell) => Math.floor(cell / n));
  const destination = cells.map((cell) => cell % n);
  const flow = Float64Array.from(cells, (cell) => flows[cell]!);
  const counterFlow = flow.map((_, corridor) => flows[destination[corridor]! * n + origin[corridor]!]!);
  return {
    origin,
    destination,
    flow,
    counterFlow,
    net: flow.map((persons, corridor) => persons - counterFlow[corridor]!),
    interchange: flow.map((persons, corridor) => persons + counterFlow[corridor]!),
  };
}
