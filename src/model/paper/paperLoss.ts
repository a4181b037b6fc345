import { standardDeviation } from '../../numerics/statistics.ts';
import { addNetMigrationAdjoint, netMigrationOfYear } from '../dynamics/stockFlowYear.ts';
import type { TargetGroup } from '../problem/targets.ts';
import type { OutflowExcess } from './outflow.ts';
import { outflowExcess } from './outflow.ts';
import type { PaperKind, PaperObjective, PaperProblem } from './problem/paperProblem.ts';
import { PAPER_KINDS } from './problem/paperProblem.ts';
import type { StandardisedTerm } from './standardisedLoss.ts';
import { standardisedTerm } from './standardisedLoss.ts';

/** Loss of one period; a kind without a scale in it is null. */
export interface PeriodLoss {
  readonly terms: Readonly<Record<PaperKind, StandardisedTerm | null>>;
  readonly outflowPenalty: number;
  readonly loss: number;
}

export interface PaperLoss {
  readonly loss: number;
  readonly periods: readonly PeriodLoss[];
  /** By year. */
  readonly outflows: readonly OutflowExcess[];
  readonly adjoints: {
    /** By year, areas x areas (orig, dest). */
    readonly corridors: readonly Float64Array[];
    /** By 1 January, areas x areas (birth, residence). */
    readonly stocks: readonly Float64Array[];
  };
}

/**
 * The published loss of one run and its derivatives: over all periods, penalties of outflows above population, and the terms
 * of changes of stocks over the period and of flows and net migration of its years (docs/method.md 4.3).
 * @param corridors by year, areas x areas (orig, dest).
 * @param stocks by 1 January, areas x areas (birth, residence).
 */
export function paperLoss(
  problem: PaperProblem,
  objective: PaperObjective,
  corridors: readonly Float64Array[],
  stocks: readonly Float64Array[],
): PaperLoss {
  const { areas, boundaries, demography } = problem;
  const zeros = (tables: readonly Float64Array[]) => tables.map(({ length }) => new Float64Array(length));
  const adjoints = { corridors: zeros(corridors), stocks: zeros(stocks) };
  const scale = objective.outflowWeight === 0 ? 0 : objective.outflowWeight / standardDeviation(demography.population, 'sample');
  const outflows = corridors.map((flows, year) => {
    const population = demography.population.subarray(year * areas, (year + 1) * areas);
    return outflowExcess(flows, population, scale, adjoints.corridors[year]!);
  });
  const periods = boundaries.slice(1).map((end, period) => {
    const years = { start: boundaries[period]!, end };
    const outflowPenalty = outflows.slice(years.start, end).reduce((sum, { penalty }) => sum + penalty, 0);
    const terms = {
      stock: stockTerm(problem, objective, years, stocks, adjoints.stocks),
      flow: flowTerm(problem, objective, years, corridors, adjoints.corridors),
      net: netTerm(problem, objective, years, corridors, adjoints.corridors),
    };
    const loss = PAPER_KINDS.reduce((sum, kind) => sum + (terms[kind]?.loss ?? 0), outflowPenalty);
    return { terms, outflowPenalty, loss };
  });
  return { loss: periods.reduce((sum, { loss }) => sum + loss, 0), periods, outflows, adjoints };
}

/** Years from `start` up to but not including `end`. */
interface Period {
  readonly start: number;
  readonly end: number;
}

function comparisonOf({ lambdas, bands, weights }: PaperObjective, kind: PaperKind) {
  return { lambda: lambdas[kind], band: bands[kind], weight: weights[kind] };
}

/** Of the changes that end with the period; both ends have a gradient. */
function stockTerm(
  { targets }: PaperProblem,
  objective: PaperObjective,
  period: Period,
  stocks: readonly Float64Array[],
  adjoints: readonly Float64Array[],
): StandardisedTerm | null {
  const groups = targets.stock.filter(({ end }) => end === period.end);
  const changes = groups.map(({ start, end }) => {
    const before = stocks[start]!;
    return stocks[end]!.map((persons, cell) => persons - before[cell]!);
  });
  const ofChanges = changes.map(({ length }) => new Float64Array(length));
  const term = standardisedTerm(groups, changes, ofChanges, comparisonOf(objective, 'stock'));
  groups.forEach(({ start, end }, group) => {
    const [atStart, atEnd] = [adjoints[start]!, adjoints[end]!];
    ofChanges[group]!.forEach((adjoint, cell) => {
      atEnd[cell] = atEnd[cell]! + adjoint;
      atStart[cell] = atStart[cell]! - adjoint;
    });
  });
  return term;
}

function flowTerm(
  { targets }: PaperProblem,
  objective: PaperObjective,
  period: Period,
  corridors: readonly Float64Array[],
  adjoints: readonly Float64Array[],
): StandardisedTerm | null {
  const of = <T>(years: readonly T[]) => years.slice(period.start, period.end);
  return standardisedTerm(of(targets.flow), of(corridors), of(adjoints), comparisonOf(objective, 'flow'));
}

function netTerm(
  { targets, areas }: PaperProblem,
  objective: PaperObjective,
  period: Period,
  corridors: readonly Float64Array[],
  adjoints: readonly Float64Array[],
): StandardisedTerm | null {
  const groups: readonly TargetGroup[] = targets.net.slice(period.start, period.end);
  const nets = groups.map((_, year) => netMigrationOfYear(corridors[period.start + year]!, areas));
  const ofNets = nets.map(({ length }) => new Float64Array(length));
  const term = standardisedTerm(groups, nets, ofNets, comparisonOf(objective, 'net'));
  ofNets.forEach((ofNet, year) => {
    addNetMigrationAdjoint(adjoints[period.start + year]!, ofNet);
  });
  return term;
}
