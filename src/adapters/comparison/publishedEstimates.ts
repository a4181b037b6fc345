import type { AreaCodes } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { SourceInput } from '../../engine/stage.ts';
import { type AnnualFlows, annualFlowsOf, positionOf } from '../../evaluation/annualFlows.ts';
import type { Interval } from '../../evaluation/comparison/comparison.ts';
import { readAbelCohenMatrices } from '../../readers/estimates/abelCohenMatrices.ts';
import { readAbelCohenTable } from '../../readers/estimates/abelCohenTable.ts';
import { readGaskinAbelFlows } from '../../readers/estimates/gaskinAbelFlows.ts';
import { readGaskinAbelNetMigration } from '../../readers/estimates/gaskinAbelNetMigration.ts';
import type { PublishedFlows } from '../../readers/estimates/publishedFlows.ts';
import { baseNameOf, gridNamed, tableNamed } from '../../readers/formats/rawFile.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { Years } from '../areas.ts';
import { type AreaLookup, byIso2, byIso3, byName, placesOf } from './publishedAreas.ts';

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
  /** Gaskin and Abel 2026. Pairs under 50 persons a year were dropped from the copy, and count as 0 here. */
  readonly annual: AnnualFlows;
  /** Net migration of Gaskin and Abel in each interval, n; NaN where a year is missing. */
  readonly netMigration: readonly Float64Array[];
}

/** Name of the estimates of Gaskin and Abel among the methods. */
export const GASKIN_ABEL = 'gaskin_abel';

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

/** Where and when estimates are wanted. */
export interface Frame {
  readonly areas: readonly string[];
  readonly intervals: readonly Interval[];
  readonly years: Years;
}

/**
 * Reads all published estimates of the source `reference-estimates`. Periods of others run from mid-year to mid-year and
 * stand beside our intervals of calendar years with the same first and last year. Refuses files that are missing or broken
 * (E301, E303, E305) and codes of no country (E304).
 */
export async function publishedEstimates(source: SourceInput, codes: AreaCodes, frame: Frame): Promise<PublishedEstimates> {
  const table = await readAbelCohenTable(tableNamed(source, 'abel_cohen_ims2024_1990_2024'));
  const matrices = await readMatrices(source, MATRIX_FILES);
  const moves = await readMatrices(source, MOVE_FILES);
  const annualFiles = source.files.filter(({ name }) => /^flows_\d{4}\.json/.test(baseNameOf(name)));
  return {
    sets: [
      setOf({ name: 'abel_cohen_2024', revision: 2024, methods: table, moves: {} }, byIso3(codes), frame),
      setOf({ name: 'abel_cohen_2020', revision: 2020, methods: matrices, moves }, byName(codes), frame),
    ],
    annual: annualMatrices(await readGaskinAbelFlows(annualFiles), byIso2(codes), frame),
    netMigration: await netMigrationOfIntervals(source, codes, frame),
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
    visit(set, flows, lookUp, areas, (row, orig, dest) => {
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
  visit(set, flows, lookUp, areas, (row, orig, dest) => {
    const interval = intervalAt(intervals, flows, row);
    if (interval >= 0) setOnce(set, matrices[interval]!, orig * n + dest, flows, row);
  });
  return matrices;
}

/** Annual flows; 0 for a pair that a year does not list, NaN in years without a file. */
function annualMatrices(flows: PublishedFlows, lookUp: AreaLookup, { areas, years }: Frame): AnnualFlows {
  const annual = annualFlowsOf(years, areas.length, Number.NaN);
  const cells = areas.length * areas.length;
  for (const year of new Set(flows.start)) {
    const position = positionOf(annual, year, 0, 0);
    if (position >= 0) annual.values.fill(0, position, position + cells);
  }
  visit(GASKIN_ABEL, flows, lookUp, areas, (row, orig, dest) => {
    const position = positionOf(annual, flows.start[row]!, orig, dest);
    if (position >= 0) setOnce(GASKIN_ABEL, annual.values, position, flows, row);
  });
  return annual;
}

async function netMigrationOfIntervals(source: SourceInput, codes: AreaCodes, { areas, intervals }: Frame): Promise<Float64Array[]> {
  const { area, year, persons } = await readGaskinAbelNetMigration(gridNamed(source, 'gaskin_abel_net_migration'));
  const places = placesOf(GASKIN_ABEL, area.levels, byIso3(codes), areas);
  return intervals.map(({ start, end }) => {
    const total = new Float64Array(areas.length);
    const counts = new Uint8Array(areas.length);
    for (const [row, code] of area.codes.entries()) {
      const place = places[code]!;
      if (place < 0 || year[row]! < start || year[row]! >= end) continue;
      total[place] = total[place]! + persons[row]!;
      counts[place] = counts[place]! + 1;
    }
    return total.map((sum, place) => (counts[place] === end - start ? sum : Number.NaN));
  });
}

/** Rows between two different areas of ours. */
function visit(
  set: string,
  flows: PublishedFlows,
  lookUp: AreaLookup,
  areas: readonly string[],
  each: (row: number, orig: number, dest: number) => void,
): void {
  const origins = placesOf(set, flows.orig.levels, lookUp, areas);
  const destinations = placesOf(set, flows.dest.levels, lookUp, areas);
  for (let row = 0; row < flows.persons.length; row++) {
    const orig = origins[flows.orig.codes[row]!]!;
    const dest = destinations[flows.dest.codes[row]!]!;
    if (orig >= 0 && dest >= 0) each(row, orig, dest);
  }
}

/** Refuses (E303) a second flow of the same corridor and period. */
function setOnce(set: string, values: Float64Array, position: number, flows: PublishedFlows, row: number): void {
  if (values[position]! > 0) {
    const [orig, dest] = [categoryAt(flows.orig, row), categoryAt(flows.dest, row)];
    refuse('E303', `the published estimates "${set}" give the flow from ${orig} to ${dest} of ${flows.start[row]} twice`, {
      expected: 'one flow of each corridor and period',
      hint: 'take the file from its publisher again (`pipeline fetch`)',
    });
  }
  values[position] = flows.persons[row]!;
}

function intervalAt(intervals: readonly Interval[], flows: PublishedFlows, row: number): number {
  return intervals.findIndex(({ start, end }) => start === flows.start[row] && end === flows.end[row]);
}

async function readMatrices(source: SourceInput, stems: Readonly<Record<string, string>>): Promise<Named> {
  const flows: Record<string, PublishedFlows> = {};
  for (const [method, stem] of Object.entries(stems)) flows[method] = await readAbelCohenMatrices(tableNamed(source, stem));
  return flows;
}
