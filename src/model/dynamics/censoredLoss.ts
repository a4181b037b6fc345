import { log1p } from '../../numerics/elementary.ts';
import type { TargetGroup } from '../problem/targets.ts';
import { NOT_COVERED } from '../problem/targets.ts';
import { heavyLoss, heavyWeight } from './heavyTail.ts';
import type { ReportingFactors } from './repeatedReports.ts';

/**
 * Loss of reports of one year that a flow is smaller: of what the estimate is above, up to `NOT_COVERED` times; adds its
 * derivatives, times a factor, to the adjoint of the corridors.
 */
export function censoredLoss(
  { cells, persons, errors, reporters }: TargetGroup,
  corridors: Float64Array,
  adjoint: Float64Array,
  reporting: ReportingFactors,
  { bend, factor }: { readonly bend: number; readonly factor: number },
): number {
  let loss = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    const reporter = reporters?.[row] ?? -1;
    const multiple = reporting.factors[reporter] ?? 1;
    const flow = multiple * corridors[cell]!;
    const below = persons[row]!;
    if (!(flow > below)) continue;
    const error = log1p(Math.min(flow, NOT_COVERED * below)) - log1p(below);
    loss += heavyLoss(error, errors[row]!, bend);
    if (flow >= NOT_COVERED * below) continue;
    const slope = (factor * error * heavyWeight(error, errors[row]!, bend)) / (1 + flow);
    adjoint[cell] = adjoint[cell]! + slope * multiple;
    if (reporting.factors[reporter] !== undefined) reporting.adjoints[reporter] = reporting.adjoints[reporter]! + slope * flow;
  }
  return loss;
}

/** Loss of reports of one year that at least so many arrive: of what the estimate is below; adds its derivatives, times a factor. */
export function floorLoss(
  { cells, persons, errors }: TargetGroup,
  arrivals: Float64Array,
  adjoint: Float64Array,
  { bend, factor }: { readonly bend: number; readonly factor: number },
): number {
  let loss = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    const estimate = Math.max(0, arrivals[cell]!);
    if (estimate >= persons[row]!) continue;
    const error = log1p(estimate) - log1p(persons[row]!);
    loss += heavyLoss(error, errors[row]!, bend);
    adjoint[cell] = adjoint[cell]! + (factor * error * heavyWeight(error, errors[row]!, bend)) / (1 + estimate);
  }
  return loss;
}
