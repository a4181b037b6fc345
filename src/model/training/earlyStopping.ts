import { refuse } from '../../diagnostics/diagnostic.ts';
import { exp, log1p } from '../../numerics/elementary.ts';
import type { Random } from '../../numerics/random.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import type { TargetGroup } from '../problem/targets.ts';
import { countTargets, pairOfCorridor } from '../problem/targets.ts';
import type { LatestFlows } from './latestFlows.ts';

/** Ends a training when reports that it does not learn from are fitted no better. */
export interface EarlyStopping {
  /** Share of the reported pairs that are set apart, between 0 and 1. */
  readonly share: number;
  /** Checks in a row, one at each full pass, without a smaller inner loss before the training ends. */
  readonly patience: number;
}

/** The weights with the least inner loss so far. */
export interface BestWeights {
  /** Epochs that they were trained for. */
  readonly epochs: number;
  readonly inner: number;
  readonly weights: Weights;
  /** Checks since then. */
  readonly checks: number;
}

/**
 * Sets apart a share of the reported pairs, at least one, with both directions and all reports of each, so that no report
 * set apart has its mirror in training, nor arrivals or departures of the natives of one of the two in the other (docs/method.md
 * 4.10). What a fold holds out is no target and so in neither part.
 * @returns the problem without their reports, and these reports by year.
 * @throws PipelineError E209 where fewer than two pairs have a report.
 */
export function innerSplit(problem: Problem, share: number, random: Random): { problem: Problem; inner: readonly TargetGroup[] } {
  const { areas, targets } = problem;
  const pairOf = (cell: number) => pairOfCorridor(cell, areas);
  const pairs = Int32Array.from(new Set(targets.flow.flatMap(({ cells }) => Array.from(cells, pairOf)))).sort();
  if (pairs.length < 2) {
    refuse('E209', `early stopping sets apart some of the reported pairs of areas, and there are only ${pairs.length}`, {
      expected: 'reported flows between two pairs of areas or more',
      hint: 'set training.early_stopping to null',
    });
  }
  random.shuffle(pairs);
  const apart = new Set(pairs.subarray(0, Math.min(pairs.length - 1, Math.max(1, Math.round(share * pairs.length)))));
  const isApart = (cell: number) => apart.has(pairOf(cell));
  const learnt = (groups: readonly TargetGroup[]) => groups.map((group) => rowsWhere(group, (cell) => !isApart(cell)));
  const { flow, arrivals, departures, censored } = targets;
  const ofOtherPairs = {
    flow: learnt(flow),
    arrivals: learnt(arrivals),
    departures: learnt(departures),
    ...(censored === undefined ? {} : { censored: learnt(censored) }),
  };
  return {
    problem: { ...problem, targets: { ...targets, ...ofOtherPairs } },
    inner: flow.map((group) => rowsWhere(group, isApart)),
  };
}

function rowsWhere({ cells, persons, errors, levels, weights, reporters }: TargetGroup, chosen: (cell: number) => boolean): TargetGroup {
  const isChosen = (_: number, row: number) => chosen(cells[row]!);
  return {
    cells: cells.filter(isChosen),
    persons: persons.filter(isChosen),
    errors: errors.filter(isChosen),
    ...(levels === undefined ? {} : { levels: levels.filter(isChosen) }),
    weights: weights.filter(isChosen),
    ...(reporters === undefined ? {} : { reporters: reporters.filter(isChosen) }),
  };
}

/**
 * Mean squared error of the logs of the reports set apart.
 * @param logFactors logs of the reporting factors; empty where there are none.
 */
export function innerLoss(latest: LatestFlows, inner: readonly TargetGroup[], logFactors: Float32Array): number {
  let sum = 0;
  inner.forEach(({ cells, persons, reporters }, year) => {
    const { corridors } = latest.totals(year);
    cells.forEach((cell, row) => {
      const onReportersScale = exp(logFactors[reporters?.[row] ?? -1] ?? 0) * corridors[cell]!;
      const error = log1p(onReportersScale) - log1p(persons[row]!);
      sum += error * error;
    });
  });
  return sum / countTargets(inner);
}

/** The better of two weights after a check. Of equal ones the earlier is kept. */
export function betterWeights(best: BestWeights | null, epochs: number, inner: number, weights: Weights): BestWeights {
  if (best !== null && !(inner < best.inner)) return { ...best, checks: best.checks + 1 };
  return { epochs, inner, weights, checks: 0 };
}
