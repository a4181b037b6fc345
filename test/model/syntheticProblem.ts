import { type RawCovariates, standardiseCovariates } from '../../src/model/problem/covariates.ts';
import { countEdges, listEdges } from '../../src/model/problem/edges.ts';
import { effectDesign } from '../../src/model/problem/effects.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import type { TargetGroup, Targets } from '../../src/model/problem/targets.ts';
import { groupTargets } from '../../src/model/problem/targets.ts';
import { exp } from '../../src/numerics/elementary.ts';
import { Random } from '../../src/numerics/random.ts';
import { noneByYear, reportedBy, targetsAt } from './likelihood.ts';

/** A small world whose flows follow a gravity law that rises and falls over the years, with everything observed of it. */
export interface SyntheticWorld {
  readonly problem: Problem;
  /** years x areas x areas (orig, dest). */
  readonly trueFlows: Float64Array;
}

export interface WorldSize {
  readonly areas: number;
  readonly years: number;
  /** Share of corridors with a report. */
  readonly reported?: number;
}

export function syntheticWorld({ areas, years, reported = 0.5 }: WorldSize, seed = 1): SyntheticWorld {
  const random = new Random(seed);
  const n = areas;
  const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  const wealth = normals(n);
  const size = normals(n);
  const places = Array.from({ length: n }, () => [random.uniform(), random.uniform()] as const);
  const distance = Float64Array.from({ length: n * n }, (_, cell) => {
    const [x, y] = places[Math.floor(cell / n)]!;
    const [u, v] = places[cell % n]!;
    return Math.floor(cell / n) === cell % n ? Number.NaN : 200 + 8000 * Math.sqrt((x - u) * (x - u) + (y - v) * (y - v));
  });
  const boom = Float64Array.from({ length: years }, (_, year) => ((year % 7) - 3) / 3);
  const perYear = (of: (area: number, year: number) => number) =>
    Float64Array.from({ length: years * n }, (_, at) => of(at % n, Math.floor(at / n)));
  const population = perYear((area) => 1e6 * exp(size[area]!));
  const deathRate = perYear(() => 0.01);
  const births = perYear((area) => 1e4 * exp(size[area]!));
  const none = new Float64Array(n * n);
  const noneYearly = new Float64Array(years * n * n);
  const raw: RawCovariates = {
    gdp_per_capita: perYear((area) => 8000 * exp(wealth[area]!)),
    gdp_growth: perYear((area, year) => 3 * boom[year]! * (area % 2 === 0 ? 1 : -1)),
    population,
    life_expectancy: perYear((area) => 70 + 5 * wealth[area]!),
    birth_rate: perYear(() => 0.01),
    death_rate: deathRate,
    conflict_deaths: new Float64Array(years * n),
    eu_member: perYear((area) => area % 2),
    distance,
    language: none,
    religion: none,
    colony: none,
    border: distance.map((km) => (km < 1500 ? 1 : 0)),
    trade: noneYearly,
    refugees: noneYearly,
    refugee_change: noneYearly,
    free_movement: noneYearly,
    accounted_departures: noneYearly,
    accounted_arrivals: noneYearly,
    accounted_flow: noneYearly,
    diaspora: noneYearly,
    emigrants: new Float64Array(years * n),
    immigrants: new Float64Array(years * n),
  };
  const initialStock = Float64Array.from({ length: n * n }, (_, cell) => {
    const birth = Math.floor(cell / n);
    const residence = cell % n;
    return birth === residence ? 0.95 * population[birth]! : random.uniform() < 0.6 ? 20000 * random.uniform() : 0;
  });
  const present = Uint8Array.from(initialStock, (persons) => (persons > 0 ? 1 : 0));
  const edges = listEdges(n, present);

  const rate = (year: number, b: number, i: number, j: number) =>
    exp(
      -8 +
        0.6 * (wealth[j]! - wealth[i]!) +
        (b === i ? 0 : 2) +
        (b === j ? 0.5 : 0) +
        0.5 * size[j]! +
        0.8 * boom[year]! * (j % 2 === 0 ? 1 : -1),
    ) *
    (2000 / distance[i * n + j]!);
  const trueFlows = new Float64Array(years * n * n);
  const stocks = [Float64Array.from(initialStock)];
  for (let year = 0; year < years; year++) {
    const before = stocks[year]!;
    const after = before.map((persons, cell) => 0.99 * persons + (Math.floor(cell / n) === cell % n ? births[year * n + (cell % n)]! : 0));
    for (let edge = 0; edge < countEdges(edges); edge++) {
      const [b, i, j] = [edges.birth[edge]!, edges.orig[edge]!, edges.dest[edge]!];
      const moved = before[b * n + i]! * rate(year, b, i, j);
      trueFlows[(year * n + i) * n + j]! += moved;
      after[b * n + i]! -= moved;
      after[b * n + j]! += moved;
    }
    stocks.push(after.map((persons) => Math.max(0, persons)));
  }

  const seen = Uint8Array.from({ length: n * n }, (_, cell) => (Math.floor(cell / n) !== cell % n && random.uniform() < reported ? 1 : 0));
  const flowRows = Array.from({ length: years * n * n }, (_, at) => at).filter((at) => seen[at % (n * n)] === 1);
  const middle = Math.floor(years / 2);
  const dates = [0, middle, years];
  const offDiagonal = Array.from({ length: n * n }, (_, cell) => cell).filter((cell) => Math.floor(cell / n) !== cell % n);
  const ones = (length: number) => new Float64Array(length).fill(1);
  const targets: Targets = {
    stock: [0, 1].map((interval) => {
      const [start, end] = [dates[interval]!, dates[interval + 1]!];
      return {
        start,
        end,
        cells: Int32Array.from(offDiagonal),
        persons: Float64Array.from(offDiagonal, (cell) => stocks[end]![cell]! - stocks[start]![cell]!),
        errors: Float64Array.from(offDiagonal, (cell) => 50 + 0.2 * Math.abs(stocks[end]![cell]! - stocks[start]![cell]!)),
        weights: ones(offDiagonal.length),
      };
    }),
    flow: groupTargets(
      {
        group: Int32Array.from(flowRows, (at) => Math.floor(at / (n * n))),
        cell: Int32Array.from(flowRows, (at) => at % (n * n)),
        persons: Float64Array.from(flowRows, (at) => trueFlows[at]!),
        errors: ones(flowRows.length).fill(0.2),
        weights: ones(flowRows.length),
        // Whoever reports counts by destination.
        reporter: Int32Array.from(flowRows, (at) => at % n),
      },
      years,
    ),
    arrivals: noneByYear(years),
    departures: noneByYear(years),
    net: noneByYear(years),
  };
  const problem: Problem = {
    areas: n,
    years,
    edges,
    covariates: standardiseCovariates(
      raw,
      n,
      present,
      initialStock.filter((persons) => persons > 0),
    ),
    demography: { population, births, deathRate },
    initialStock,
    initialError: initialStock.map((persons, cell) => (Math.floor(cell / n) === cell % n ? 0 : 0.1 * persons)),
    targets,
    effects: effectDesign(targets, n),
    accounts: [],
  };
  return { problem, trueFlows };
}

/** Three corridors of every year said to carry less than 5, 50 and 500 persons, whatever they do carry. */
export function smallFlows({ areas, years }: Pick<Problem, 'areas' | 'years'>): TargetGroup[] {
  return Array.from({ length: years }, () =>
    reportedBy(0, { ...targetsAt([1, 2, areas], [5, 50, 500], 0.8), errors: Float64Array.of(0.8, 1, 2) }),
  );
}

/**
 * Arrivals of those born in 1 in 0 and in 2, and departures of those born in 0 from 1, by year, as two reporters count them: one as
 * all do, one with a level of its own in each cell.
 * @param reporters numbers of the two.
 */
export function groupReports({ years, areas }: Pick<Problem, 'areas' | 'years'>, reporters: readonly [number, number]) {
  const counted = (cells: readonly number[], persons: (year: number) => number): TargetGroup[] =>
    Array.from({ length: years }, (_, year) => ({
      ...targetsAt(
        cells,
        cells.map((_, at) => (1 + at) * persons(year)),
        0.3,
      ),
      levels: Float64Array.from(cells, (_, at) => (at % 2 === 0 ? 0.4 : 0)),
      reporters: Int32Array.from(cells, (_, at) => reporters[at % 2]!),
    }));
  return {
    arrivals: counted([areas, areas + 2, areas], (year) => 120 + 30 * year),
    departures: counted([1, 1], (year) => 200 - 10 * year),
  };
}
