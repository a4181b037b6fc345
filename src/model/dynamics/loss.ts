import { exp } from '../../numerics/elementary.ts';
import type { StockTargetGroup, TargetGroup, TargetKind, Targets } from '../problem/targets.ts';
import { lossDivisor, NOT_COVERED } from '../problem/targets.ts';
import { yeoJohnson, yeoJohnsonSlope } from '../problem/yeoJohnson.ts';
import type { LossTerms, Objective } from './objective.ts';
import { addNetMigrationAdjoint, netMigrationOfYear } from './stockFlowYear.ts';

interface PreparedGroup {
  readonly cells: Int32Array;
  readonly transformed: Float64Array;
  /** w / (N sd^2): the sum over all groups of a kind is the weighted mean of the squared standardised errors. */
  readonly coefficients: Float64Array;
  readonly reporters: Int32Array | null;
  /** Largest error that counts, from 0, of reports that a flow is smaller; null where an error counts in full and on either side. */
  readonly limits: Float64Array | null;
}

/** Reporting factors, and the derivatives of the loss by their logs. */
interface ReportingFactors {
  readonly factors: Float64Array;
  readonly adjoints: Float64Array;
}

/** Derivatives of the loss by what the model says. */
export interface LossAdjoints {
  /** By year, areas x areas (orig, dest); net migration is in them. */
  readonly corridors: readonly Float64Array[];
  /** By 1 January, areas x areas (birth, residence). */
  readonly stocks: readonly Float64Array[];
  /** By the log of a reporting factor. */
  readonly reportingFactors: Float64Array;
}

/** The loss of `tensorflow/loss.ts` in double precision, with its derivatives written out. */
export class Loss {
  readonly #objective: Objective;
  readonly #areas: number;
  readonly #stock: readonly (PreparedGroup & { readonly start: number; readonly end: number })[];
  readonly #flow: readonly PreparedGroup[];
  readonly #censored: readonly PreparedGroup[];
  readonly #net: readonly PreparedGroup[];

  constructor(targets: Targets, objective: Objective, areas: number) {
    this.#objective = objective;
    this.#areas = areas;
    const { lambdas } = objective;
    const stock: readonly StockTargetGroup[] = targets.stock.filter(({ cells }) => cells.length > 0);
    this.#stock = preparedGroups(stock, lambdas.stock).map((group, at) => ({ ...group, start: stock[at]!.start, end: stock[at]!.end }));
    this.#flow = preparedGroups(targets.flow, lambdas.flow);
    this.#censored = censoredGroups(targets, lambdas.flow);
    this.#net = preparedGroups(targets.net, lambdas.net);
  }

  /**
   * Loss and derivatives of one run.
   * @param corridors by year, areas x areas (orig, dest).
   * @param stocks by 1 January, areas x areas (birth, residence).
   * @param logFactors logs of the reporting factors; empty where there are none.
   */
  evaluate(
    corridors: readonly Float64Array[],
    stocks: readonly Float64Array[],
    logFactors: Float32Array,
  ): { terms: LossTerms; adjoints: LossAdjoints } {
    const zeros = (tables: readonly Float64Array[]) => tables.map(({ length }) => new Float64Array(length));
    const adjoints = { corridors: zeros(corridors), stocks: zeros(stocks), reportingFactors: new Float64Array(logFactors.length) };
    const reporting = { factors: Float64Array.from(logFactors, exp), adjoints: adjoints.reportingFactors };
    const terms: Record<TargetKind, number> = { stock: 0, flow: 0, net: 0 };
    for (const group of this.#stock) {
      const { loss, slopes } = this.#errors('stock', group, changes(stocks[group.start]!, stocks[group.end]!, group.cells));
      terms.stock += loss;
      addAt(adjoints.stocks[group.end]!, group.cells, slopes, 1);
      addAt(adjoints.stocks[group.start]!, group.cells, slopes, -1);
    }
    corridors.forEach((flows, year) => {
      for (const group of [this.#flow[year], this.#censored[year]]) {
        terms.flow += this.#flowError(group, flows, adjoints.corridors[year]!, reporting);
      }
      if (!this.#net[year]?.cells.length) return;
      const ofNet = new Float64Array(this.#areas);
      terms.net += this.#error('net', this.#net[year], netMigrationOfYear(flows, this.#areas), ofNet);
      addNetMigrationAdjoint(adjoints.corridors[year]!, ofNet);
    });
    return { terms, adjoints };
  }

  /** Loss of a group; adds the derivative of its weighted part of the whole to the adjoint of the table of predictions. */
  #error(kind: TargetKind, group: PreparedGroup | undefined, predicted: Float64Array, adjoint: Float64Array): number {
    if (group === undefined) return 0;
    const { loss, slopes } = this.#errors(kind, group, gather(predicted, group.cells));
    addAt(adjoint, group.cells, slopes, 1);
    return loss;
  }

  /** The same for reports, which are compared with the predicted flows on the scale of their reporters. */
  #flowError(group: PreparedGroup | undefined, flows: Float64Array, adjoint: Float64Array, reporting: ReportingFactors): number {
    if (group === undefined) return 0;
    const { cells, reporters } = group;
    if (reporters === null || reporting.factors.length === 0) return this.#error('flow', group, flows, adjoint);
    const factors = Float64Array.from(reporters, (reporter) => reporting.factors[reporter]!);
    const onReportersScale = gather(flows, cells).map((flow, row) => factors[row]! * flow);
    const { loss, slopes } = this.#errors('flow', group, onReportersScale);
    addAt(
      adjoint,
      cells,
      slopes.map((slope, row) => factors[row]! * slope),
      1,
    );
    addAt(
      reporting.adjoints,
      reporters,
      slopes.map((slope, row) => onReportersScale[row]! * slope),
      1,
    );
    return loss;
  }

  /** Loss of a group, and the derivatives of its weighted part of the whole by the persons predicted for each row. */
  #errors(
    kind: TargetKind,
    { transformed, coefficients, limits }: PreparedGroup,
    persons: Float64Array,
  ): { loss: number; slopes: Float64Array } {
    const lambda = this.#objective.lambdas[kind];
    const factor = 2 * this.#objective.weights[kind];
    const slopes = new Float64Array(persons.length);
    let loss = 0;
    for (let row = 0; row < persons.length; row++) {
      const off = yeoJohnson(persons[row]!, lambda) - transformed[row]!;
      const error = limits === null ? off : Math.min(Math.max(off, 0), limits[row]!);
      const weighted = coefficients[row]! * error;
      loss += weighted * error;
      if (limits === null || error === off) slopes[row] = factor * weighted * yeoJohnsonSlope(persons[row]!, lambda);
    }
    return { loss, slopes };
  }
}

function preparedGroups(groups: readonly TargetGroup[], lambda: number): PreparedGroup[] {
  const divisor = lossDivisor(groups, lambda);
  return groups.map((group) => preparedGroup(group, lambda, divisor));
}

/** Reports that a flow is smaller, in the scale of the reports that say how large one is. */
function censoredGroups({ flow, censored = [] }: Targets, lambda: number): PreparedGroup[] {
  const divisor = lossDivisor(flow, lambda);
  return censored.map((group) => {
    const prepared = preparedGroup(group, lambda, divisor);
    const limits = prepared.transformed.map((least, row) => yeoJohnson(NOT_COVERED * group.persons[row]!, lambda) - least);
    return { ...prepared, limits };
  });
}

function preparedGroup({ cells, persons, weights, reporters }: TargetGroup, lambda: number, divisor: number): PreparedGroup {
  return {
    cells,
    reporters: reporters ?? null,
    transformed: persons.map((value) => yeoJohnson(value, lambda)),
    coefficients: weights.map((weight) => weight / divisor),
    limits: null,
  };
}

/** Later less earlier values at cells. */
function changes(start: Float64Array, end: Float64Array, cells: Int32Array): Float64Array {
  const values = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row++) values[row] = end[cells[row]!]! - start[cells[row]!]!;
  return values;
}

function gather(table: Float64Array, cells: Int32Array): Float64Array {
  const values = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row++) values[row] = table[cells[row]!]!;
  return values;
}

function addAt(table: Float64Array, cells: Int32Array, values: Float64Array, factor: 1 | -1): void {
  for (let row = 0; row < cells.length; row++) table[cells[row]!] = table[cells[row]!]! + factor * values[row]!;
}
