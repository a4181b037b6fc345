import type { Edges } from '../../problem/edges.ts';
import type { InputSource } from '../../problem/inputs.ts';
import { publishedSourcesOf } from '../../problem/inputs.ts';
import type { Demography, Problem } from '../../problem/problem.ts';
import type { Targets } from '../../problem/targets.ts';

/** A stock as input is (psi(S) - mean) / sd with the Yeo-Johnson exponent lambda (docs/method.md 2.3). */
export interface StockTransform {
  readonly lambda: number;
  readonly mean: number;
  readonly sd: number;
}

/** What the published program is trained on. Areas are indices, years are counted from 0. */
export interface PaperProblem {
  readonly areas: number;
  readonly years: number;
  /** Year indices 0, ..., years at which periods begin and end: the stock dates. */
  readonly boundaries: readonly number[];
  readonly edges: Edges;
  /** Of the covariates of an edge, in the order of the network. */
  readonly sources: readonly InputSource[];
  readonly stockTransform: StockTransform;
  readonly demography: Demography;
  /** Areas x areas (birth, residence), persons. */
  readonly initialStock: Float64Array;
  readonly targets: Targets;
}

/** What the published program compares. */
export const PAPER_KINDS = ['stock', 'flow', 'net'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** The published loss (docs/method.md 4.3). */
export interface PaperObjective {
  /** Exponents of the transform of the targets. */
  readonly lambdas: Readonly<Record<PaperKind, number>>;
  readonly weights: Readonly<Record<PaperKind, number>>;
  /** Errors below this share of the squared standardised target do not count. */
  readonly bands: Readonly<Record<PaperKind, number>>;
  /** Weight of the outflow above population. */
  readonly outflowWeight: number;
}

/** Whether a year is the first of its period. */
export function beginsPeriod({ boundaries }: PaperProblem, year: number): boolean {
  return boundaries.includes(year);
}

/**
 * A problem of the pipeline as the published program takes it: its list of inputs, stocks standardised as logs, and periods
 * between the dates at which changes of stocks are targets.
 */
export function paperProblemOf({ areas, years, edges, covariates, demography, initialStock, targets }: Problem): PaperProblem {
  const dates = new Set([0, years, ...targets.stock.flatMap(({ start, end }) => [start, end])]);
  return {
    areas,
    years,
    boundaries: [...dates].sort((a, b) => a - b),
    edges,
    sources: publishedSourcesOf(covariates),
    stockTransform: { lambda: 0, ...covariates.stock },
    demography,
    initialStock,
    targets,
  };
}
