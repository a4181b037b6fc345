import type { Objective } from '../../../src/model/dynamics/objective.ts';
import type { EffectPrior, WalkPrior } from '../../../src/model/problem/effects.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import type { TargetGroup } from '../../../src/model/problem/targets.ts';
import type { FittedEffects } from '../../../src/model/training/effectPosterior.ts';

/** Persons on each edge by year, under effects of zero. */
export type Flows = readonly Float32Array[];

/**
 * Minus the log of the posterior of effects, written out (docs/method.md 3.7, 4.2, 4.3, 4.9): flows times
 * what the effects say, stocks by accounting. Those who are neither born where they leave nor where they come to count in the totals
 * of corridors; in stocks, arrivals and departures they stay as they were, and so do flows of fewer than two persons.
 */
export function writtenPosterior(
  { areas: n, years, edges, effects: design, initialStock, demography, targets }: Problem,
  objective: Objective,
  prior: EffectPrior,
  flows: Flows,
  { areas, corridors }: FittedEffects,
): number {
  const { weights, bend, relative } = objective;
  let sum = 0;
  const cost = (error: number, scale: number) => {
    const scales = Math.abs(error) / scale;
    return scales <= bend ? scales ** 2 / 2 : bend * (scales - bend / 2);
  };
  const each = (group: TargetGroup | undefined, ofRow: (cell: number, persons: number, error: number) => number) =>
    group?.cells.forEach((cell, row) => {
      sum += ofRow(cell, group.persons[row]!, group.errors[row]!);
    });
  const inLogs = (group: TargetGroup | undefined, table: number[], weight: number) =>
    each(group, (cell, persons, error) => weight * cost(Math.log1p(table[cell]!) - Math.log1p(persons), error));
  const inPersons = (group: TargetGroup | undefined, personsOf: (cell: number) => number, kind: 'stock' | 'net') =>
    each(group, (cell, persons, error) => {
      const off = Math.asinh(personsOf(cell) / error) - Math.asinh(persons / error);
      return weights[kind] * cost(off, Math.sqrt(relative[kind] ** 2 + 1 / (1 + (persons / error) ** 2)));
    });

  const stocks = [Array.from(initialStock)];
  for (let year = 0; year < years; year++) {
    const [moved, came, left] = [0, 1, 2].map(() => new Array<number>(n * n).fill(0)) as [number[], number[], number[]];
    flows[year]!.forEach((persons, edge) => {
      const [b, i, j] = [edges.birth[edge]!, edges.orig[edge]!, edges.dest[edge]!];
      const column = design.corridors.indexOf(n * i + j);
      const own = column < 0 ? 0 : corridors[design.corridors.length * year + column]!;
      const times = Math.exp(areas[2 * n * year + i]! + areas[2 * n * year + n + j]! + own);
      const changesStocks = (b === i || b === j) && persons >= 2;
      moved[n * i + j]! += persons * times;
      came[n * b + j]! += persons * (changesStocks ? times : 1);
      left[n * b + i]! += persons * (changesStocks ? times : 1);
    });
    inLogs(targets.flow[year], moved, weights.flow);
    inLogs(targets.arrivals[year], came, weights.arrivals);
    inLogs(targets.departures[year], left, weights.departures);
    const others = Array.from({ length: n }, (_, other) => other);
    const net = (area: number) => others.reduce((total, other) => total + moved[n * other + area]! - moved[n * area + other]!, 0);
    inPersons(targets.net[year], net, 'net');
    stocks.push(
      stocks[year]!.map((people, cell) => {
        const [birth, residence] = [Math.floor(cell / n), cell % n];
        const born = birth === residence ? demography.births[n * year + birth]! : 0;
        return (1 - demography.deathRate[n * year + residence]!) * people + born + came[cell]! - left[cell]!;
      }),
    );
  }
  for (const group of targets.stock) inPersons(group, (cell) => stocks[group.end]![cell]! - stocks[group.start]![cell]!, 'stock');

  const walks = (values: Float64Array, { level, step, unreportedStep, degrees }: WalkPrior, reported: Uint8Array) => {
    if (level === 0) return;
    const side = values.length / years;
    values.forEach((value, at) => {
      const change = (value - values[at - side]!) / (reported[at] === 1 ? step : unreportedStep);
      if (at < side) sum += (value / level) ** 2 / 2;
      else sum += degrees !== null && reported[at] === 1 ? ((degrees + 1) / 2) * Math.log1p(change ** 2 / degrees) : change ** 2 / 2;
    });
  };
  walks(areas, prior.area, design.reported.areas);
  walks(corridors, prior.corridor, design.reported.corridors);
  return sum;
}
