import type { AreaCodes } from '../../../schemas/generated/types.ts';
import type { SourceInput } from '../../engine/stage.ts';
import type { AnnualFlows } from '../../evaluation/annualFlows.ts';
import type { Interval } from '../../evaluation/comparison/comparison.ts';
import { readAbelCohenMatrices } from '../../readers/estimates/abelCohenMatrices.ts';
import { readAbelCohenTable } from '../../readers/estimates/abelCohenTable.ts';
import type { PublishedFlows } from '../../readers/estimates/publishedFlows.ts';
import { tableNamed } from '../../readers/formats/rawFile.ts';
import { gaskinAbelFlows, gaskinAbelNetMigration } from './gaskinAbel.ts';
import { type AreaLookup, byIso3, byName } from './publishedAreas.ts';
import { type Frame, setOnce, visitRows } from './publishedRows.ts';

/** Flows of Abel and Cohen on one revision of the stocks: persons in each interval, n*n, NaN where the set has no flows. */
export interface PublishedSet {
  readonly name: string;
  /** Revision of the migrant stocks. */
  readonly revision: number;
  /** By estimator. */
  readonly methods: ReadonlyMap<string, readonly Float64Array[]>;
  /** Pseudo-Bayes flows by type of move: outward from the country of birth, return to it, transit between others. */
  readonly moves: ReadonlyMap<string, readonly Float64Array[]>;
}

/** Estimates of others, on our areas and intervals. */
export interface PublishedEstimates {
  readonly sets: readonly PublishedSet[];
  /** Gaskin and Abel (2026): 0 where the copy leaves a flow out because it is small, NaN where it covers nothing. */
  readonly annual: AnnualFlows;
  /** Net migration of Gaskin and Abel in each interval, n; NaN where a year is missing. */
  readonly netMigration: readonly Float64Array[];
}

const MATRIX_FILES = {
  open: 'abel_cohen_ims2020_flow_da_min_open',
  closed: 'abel_cohen_ims2020_flow_da_min_closed',
  pseudo_bayes: 'abel_cohen_ims2020_flow_da_pb_closed',
} as const;
const MOVE_FILES = {
  outward: 'abel_cohen_ims2020_flow_outward_da_pb_closed',
  return: 'abel_cohen_ims2020_flow_return_da_pb_closed',
  transit: 'abel_cohen_ims2020_flow_transit_da_pb_closed',
} as const;

/**
 * Reads all published estimates of the source `reference-estimates`. Periods of others run from mid-year to mid-year and
 * stand beside our intervals of calendar years with the same first and last year. Refuses files that are missing or broken
 * (E301, E303, E305) and codes of no country (E304).
 */
export async function publishedEstimates(source: SourceInput, codes: AreaCodes, frame: Frame): Promise<PublishedEstimates> {
  const table = await readAbelCohenTable(tableNamed(source, 'abel_cohen_ims2024_1990_2024'));
  const matrices = await readMatrices(source, MATRIX_FILES);
  const moves = await readMatrices(source, MOVE_FILES);
  return {
    sets: [
      setOf({ name: 'abel_cohen_2024', revision: 2024, methods: table, moves: {} }, byIso3(codes), frame),
      setOf({ name: 'abel_cohen_2020', revision: 2020, methods: matrices, moves }, byName(codes), frame),
    ],
    annual: await gaskinAbelFlows(source, codes, frame),
    netMigration: await gaskinAbelNetMigration(source, codes, frame),
  };
}

type Named = Readonly<Record<string, PublishedFlows>>;

/** A set as its files have it. */
interface SetOfFiles extends Pick<PublishedSet, 'name' | 'revision'> {
  readonly methods: Named;
  readonly moves: Named;
}

function setOf({ name, revision, methods, moves }: SetOfFiles, lookUp: AreaLookup, frame: Frame): PublishedSet {
  const covered = coveredAreas(name, Object.values(methods), lookUp, frame);
  const matrices = (named: Named) =>
    new Map(Object.entries(named).map(([key, flows]) => [key, intervalMatrices(name, flows, lookUp, covered, frame)]));
  return { name, revision, methods: matrices(methods), moves: matrices(moves) };
}

/** By interval: 1 for the areas that any of the flows of the period begins or ends in. The others are not in the set. */
function coveredAreas(set: string, all: readonly PublishedFlows[], lookUp: AreaLookup, { areas, intervals }: Frame): Uint8Array[] {
  const covered = intervals.map(() => new Uint8Array(areas.length));
  for (const flows of all) {
    visitRows(set, flows, lookUp, areas, (row, orig, dest) => {
      const interval = intervalAt(intervals, flows, row);
      if (interval < 0) return;
      covered[interval]![orig] = 1;
      covered[interval]![dest] = 1;
    });
  }
  return covered;
}

function intervalMatrices(
  set: string,
  flows: PublishedFlows,
  lookUp: AreaLookup,
  covered: readonly Uint8Array[],
  { areas, intervals }: Frame,
): Float64Array[] {
  const n = areas.length;
  const matrices = covered.map((areasOf) =>
    Float64Array.from({ length: n * n }, (_, cell) => (areasOf[Math.floor(cell / n)] === 1 && areasOf[cell % n] === 1 ? 0 : Number.NaN)),
  );
  visitRows(set, flows, lookUp, areas, (row, orig, dest) => {
    const interval = intervalAt(intervals, flows, row);
    if (interval >= 0) setOnce(set, matrices[interval]!, orig * n + dest, flows, row);
  });
  return matrices;
}

function intervalAt(intervals: readonly Interval[], flows: PublishedFlows, row: number): number {
  return intervals.findIndex(({ start, end }) => start === flows.start[row] && end === flows.end[row]);
}

async function readMatrices(source: SourceInput, stems: Readonly<Record<string, string>>): Promise<Named> {
  const flows: Record<string, PublishedFlows> = {};
  for (const [method, stem] of Object.entries(stems)) flows[method] = await readAbelCohenMatrices(tableNamed(source, stem));
  return flows;
}
