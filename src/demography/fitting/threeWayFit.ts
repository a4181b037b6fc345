import { refuse } from '../../diagnostics/diagnostic.ts';
import { FIT_DEFAULTS, type FitOptions, type FitReport } from './fitOptions.ts';
import { type FitProblem, prepareFit, reportFit, requireNotNegative } from './fitProblem.ts';
import { type Course, iterate } from './iterate.ts';
import { type Scaling, startScaling, writeTable } from './scaling.ts';
import { type SparseTable, sparseTable } from './sparseTable.ts';

/** Faces of a table origin x destination x birthplace, and what it starts from. */
export interface ThreeWayTargets {
  /** n*n (birthplace, origin): persons who start there. */
  readonly origins: Float64Array;
  /** n*n (birthplace, destination): persons who end there. */
  readonly destinations: Float64Array;
  /** n*n (origin, destination), the same for every birthplace, or n*n*n (birthplace, origin, destination). Default 1. */
  readonly seed?: Float64Array;
  /** n*n (birthplace, area): cells origin = destination that are fixed, at most what both faces hold (quasi-independence). */
  readonly stayers?: Float64Array;
}

export interface ThreeWayFit {
  /** Over all birthplaces; rows and columns are numbered birthplace * n + area. */
  readonly report: FitReport;
  /** Table of one birthplace, n*n (origin, destination), computed from its factors when asked for. */
  tableOf(birth: number): Float64Array;
}

/**
 * Iterative proportional fitting of a table origin x destination x birthplace to its faces origin x birthplace and
 * destination x birthplace (Abel 2013; docs/method.md 9.6). The birthplaces share nothing, so the fit is n two-way fits
 * and only their 2 n^2 factors are held.
 * @throws PipelineError E505 for numbers that are negative or not finite, faces of different totals for a birthplace,
 * or stayers beyond a face.
 */
export function fitThreeWay(targets: ThreeWayTargets, n: number, options: FitOptions = {}): ThreeWayFit {
  const settings = { ...FIT_DEFAULTS, ...options };
  const seeds = seedsOf(targets, n);
  const origins = withoutStayers(targets.origins, targets.stayers, 'origins', n);
  const destinations = withoutStayers(targets.destinations, targets.stayers, 'destinations', n);
  const problems = seeds.map((seed, birth) => prepareFit(seed, slice(origins, birth, n), slice(destinations, birth, n), settings));
  const scalings = problems.map((problem) => startScaling(problem.seed, problem.rowTargets, problem.columnTargets));
  const course = iterate(scalings, settings);
  return {
    report: reportThreeWay(problems, scalings, course, n),
    tableOf(birth) {
      const table = new Float64Array(n * n);
      writeTable(scalings[birth]!, table);
      for (let area = 0; area < n; area++) table[area * (n + 1)] = table[area * (n + 1)]! + (targets.stayers?.[birth * n + area] ?? 0);
      return table;
    },
  };
}

/** One seed for each birthplace; a shared one is held once. Fixed diagonals leave nothing to fit there. */
function seedsOf({ seed, stayers }: ThreeWayTargets, n: number): SparseTable[] {
  if (seed !== undefined) requireNotNegative(seed, 'cell of the seed');
  const open = (cells: Float64Array): SparseTable => {
    return sparseTable(stayers === undefined ? cells : cells.map((value, cell) => (cell % (n + 1) === 0 ? 0 : value)), n, n);
  };
  if (seed !== undefined && seed.length === n * n * n) {
    return Array.from({ length: n }, (_, birth) => open(seed.subarray(birth * n * n, (birth + 1) * n * n)));
  }
  if (seed !== undefined && seed.length !== n * n)
    throw new RangeError(`a seed of ${seed.length} cells is neither n*n nor n*n*n for n = ${n}`);
  return new Array<SparseTable>(n).fill(open(seed ?? new Float64Array(n * n).fill(1)));
}

function withoutStayers(face: Float64Array, stayers: Float64Array | undefined, what: string, n: number): Float64Array {
  if (face.length !== n * n) throw new RangeError(`${what}: ${face.length} cells are not ${n} x ${n}`);
  if (stayers === undefined) return face;
  requireNotNegative(stayers, 'fixed stayer');
  const cell = face.findIndex((persons, index) => stayers[index]! > persons);
  if (cell < 0) return face.map((persons, index) => persons - stayers[index]!);
  refuse('E505', `proportional fitting: ${stayers[cell]} fixed stayers in cell ${cell + 1} of the ${what}, which holds ${face[cell]}`, {
    expected: 'not more stayers than either face holds',
  });
}

function reportThreeWay(problems: readonly FitProblem[], scalings: readonly Scaling[], course: Course, n: number): FitReport {
  const table = new Float64Array(n * n);
  const reports = problems.map((problem, birth) => {
    writeTable(scalings[birth]!, table);
    return reportFit(table, problem, course);
  });
  const all = (margins: (report: FitReport) => readonly number[]): number[] => {
    return reports.flatMap((report, birth) => margins(report).map((area) => birth * n + area));
  };
  return {
    cycles: course.cycles,
    newtonSteps: course.newtonSteps,
    residual: reports.reduce((largest, { residual }) => Math.max(largest, residual), 0),
    converged: reports.every(({ converged }) => converged),
    unreachableRows: all((report) => report.unreachableRows),
    unreachableColumns: all((report) => report.unreachableColumns),
    unmetRows: all((report) => report.unmetRows),
    unmetColumns: all((report) => report.unmetColumns),
  };
}

function slice(table: Float64Array, row: number, n: number): Float64Array {
  return table.subarray(row * n, (row + 1) * n);
}
