import { asinh } from '../../numerics/elementary.ts';
import type { StockTargetGroup, TargetGroup, TargetKind, Targets } from '../problem/targets.ts';
import { countAllTargets, TARGET_KINDS } from '../problem/targets.ts';
import { censoredLoss, floorLoss } from './censoredLoss.ts';
import { heavyLoss, heavyWeight } from './heavyTail.ts';
import { type LossTerms, lossTermsOf, type Objective } from './objective.ts';
import { RepeatedReports, reportingFactorsOf } from './repeatedReports.ts';
import { addNetMigrationAdjoint, type FlowTotals, netMigrationOfYear, noFlows } from './stockFlowYear.ts';

/** What reports count: flows of corridors, and arrivals and departures by country of birth or citizenship. */
type ReportKind = 'flow' | 'arrivals' | 'departures';

/** What the model says of all years, persons. */
export interface ModelCourse {
  /** By year. */
  readonly totals: readonly FlowTotals[];
  /** By 1 January, areas x areas (birth, residence). */
  readonly stocks: readonly Float64Array[];
}

/** Derivatives of the loss by what the model says; those by net migration are in those by corridors. */
export interface LossAdjoints extends ModelCourse {
  /** By the log of a reporting factor. */
  readonly reportingFactors: Float64Array;
}

/**
 * Minus the log of the likelihood of all targets, each with an error of its own, normal with exponential tails, divided by the
 * number of targets; with its derivatives (docs/method.md 4.3).
 */
export class Loss {
  readonly #targets: Targets;
  readonly #objective: Objective;
  readonly #areas: number;
  readonly #reports: Readonly<Record<ReportKind, RepeatedReports>>;
  readonly #count: number;

  /** @param level standard deviation of the level of a corridor, which is found along with the loss; 0 for none. */
  constructor(targets: Targets, objective: Objective, areas: number, level: number) {
    this.#targets = targets;
    this.#objective = objective;
    this.#areas = areas;
    const errors = { bend: objective.bend, level };
    this.#reports = {
      flow: new RepeatedReports(targets.flow, errors),
      arrivals: new RepeatedReports(targets.arrivals, errors),
      departures: new RepeatedReports(targets.departures, errors),
    };
    this.#count = countAllTargets(targets);
  }

  /**
   * Loss and derivatives of one course of flows and stocks.
   * @param logFactors logs of the reporting factors; empty where there are none.
   */
  evaluate({ totals, stocks }: ModelCourse, logFactors: Float32Array): { loss: number; terms: LossTerms; adjoints: LossAdjoints } {
    const reporting = reportingFactorsOf(logFactors);
    const adjoints = {
      totals: totals.map(() => noFlows(this.#areas)),
      stocks: stocks.map(({ length }) => new Float64Array(length)),
      reportingFactors: reporting.adjoints,
    };
    const corridors = totals.map((ofYear) => ofYear.corridors);
    const ofCorridors = adjoints.totals.map((ofYear) => ofYear.corridors);
    const { weights, bend } = this.#objective;
    const group = (side: 'arrivals' | 'departures') =>
      this.#reports[side].evaluate(
        totals.map((ofYear) => ofYear[side]),
        adjoints.totals.map((ofYear) => ofYear[side]),
        reporting,
        weights[side] / this.#count,
      );
    const factor = weights.flow / this.#count;
    const sums: Record<TargetKind, number> = {
      stock: this.#stockLoss(stocks, adjoints.stocks),
      flow: this.#reports.flow.evaluate(corridors, ofCorridors, reporting, factor),
      arrivals: group('arrivals'),
      departures: group('departures'),
      net: this.#netLoss(corridors, ofCorridors),
    };
    this.#targets.censored?.forEach((reports, year) => {
      sums.flow += censoredLoss(reports, corridors[year]!, ofCorridors[year]!, reporting, { bend, factor });
    });
    this.#targets.floors?.forEach((reports, year) => {
      const ofArrivals = { bend, factor: weights.arrivals / this.#count };
      sums.arrivals += floorLoss(reports, totals[year]!.arrivals, adjoints.totals[year]!.arrivals, ofArrivals);
    });
    const terms = lossTermsOf((kind) => sums[kind] / this.#count);
    return { loss: TARGET_KINDS.reduce((loss, kind) => loss + weights[kind] * terms[kind], 0), terms, adjoints };
  }

  #stockLoss(stocks: readonly Float64Array[], adjoints: readonly Float64Array[]): number {
    let loss = 0;
    for (const group of this.#targets.stock) {
      const { loss: ofGroup, slopes } = this.#errors('stock', group, changes(stocks, group));
      loss += ofGroup;
      addAt(adjoints[group.end]!, group.cells, slopes, 1);
      addAt(adjoints[group.start]!, group.cells, slopes, -1);
    }
    return loss;
  }

  #netLoss(corridors: readonly Float64Array[], adjoints: readonly Float64Array[]): number {
    let loss = 0;
    this.#targets.net.forEach((group, year) => {
      if (group.cells.length === 0) return;
      const net = netMigrationOfYear(corridors[year]!, this.#areas);
      const { loss: ofGroup, slopes } = this.#errors(
        'net',
        group,
        Float64Array.from(group.cells, (area) => net[area]!),
      );
      loss += ofGroup;
      const ofNet = new Float64Array(this.#areas);
      addAt(ofNet, group.cells, slopes, 1);
      addNetMigrationAdjoint(adjoints[year]!, ofNet);
    });
    return loss;
  }

  /** Sum of the losses of a group, and the derivatives of its weighted part of the whole by the persons predicted for each row. */
  #errors(kind: 'stock' | 'net', { persons, errors }: TargetGroup, predicted: Float64Array): { loss: number; slopes: Float64Array } {
    const { weights, bend, relative } = this.#objective;
    const factor = weights[kind] / this.#count;
    const slopes = new Float64Array(predicted.length);
    let loss = 0;
    for (let row = 0; row < predicted.length; row++) {
      const sigma = errors[row]!;
      const error = asinh(predicted[row]! / sigma) - asinh(persons[row]! / sigma);
      const scale = Math.sqrt(relative[kind] ** 2 + 1 / (1 + (persons[row]! / sigma) ** 2));
      loss += heavyLoss(error, scale, bend);
      slopes[row] = (factor * error * heavyWeight(error, scale, bend)) / Math.sqrt(sigma * sigma + predicted[row]! ** 2);
    }
    return { loss, slopes };
  }
}

/** Changes of the stocks of a group between its dates. */
function changes(stocks: readonly Float64Array[], { start, end, cells }: StockTargetGroup): Float64Array {
  return Float64Array.from(cells, (cell) => stocks[end]![cell]! - stocks[start]![cell]!);
}

function addAt(table: Float64Array, cells: Int32Array, values: Float64Array, factor: 1 | -1): void {
  for (let row = 0; row < cells.length; row++) table[cells[row]!] = table[cells[row]!]! + factor * values[row]!;
}
