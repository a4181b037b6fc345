import { join } from 'node:path';
import { type HarmonizeTables, openProfile, readStageTables } from '../data/artifacts.ts';
import { headings, markdownTable } from '../data/markdown.ts';
import { type Estimate, ensembleEstimate, estimateFromFile, type MovesByBirth, stockBasedEstimates } from './estimates.ts';
import { twinCorridors } from './groups.ts';
import { flowMeasures, type Measure } from './measures.ts';
import { readTruth } from './truth.ts';

const PROFILE = 'params.twin.yaml';
const YEARS = { first: 1990, last: 2023 };

/**
 * The table of measures: a row for each measure, a column for the trained members, for stock-based estimators and for the flows of
 * other programs. @param others NAME=FILE, CSV files of year, orig, dest, persons.
 */
export async function measuresTable(others: readonly string[]): Promise<string> {
  const project = await openProfile(PROFILE);
  const harmonized = await readStageTables<HarmonizeTables>(project, 'harmonize');
  const corridors = twinCorridors(harmonized, YEARS);
  const { folder, files } = project.config.sources.get('truth')!;
  const truth = readTruth(join(project.config.root, folder, files[0]!.path), corridors.codes, YEARS);
  const estimates: Estimate[] = [
    await ensembleEstimate(project, corridors.codes, YEARS),
    ...(await stockBasedEstimates(project, harmonized, YEARS)),
    ...others.map((other) => estimateFromFile(other, corridors.codes, YEARS)),
  ];
  const columns = estimates.map(({ flows, moves }) => [
    ...flowMeasures(truth.flows, flows, corridors),
    ...moveMeasures(truth.moves, moves),
  ]);
  const rows = columns[0]!.map(({ label }, row) => [label, ...columns.map((measures) => text(measures[row]!))]);
  return markdownTable(headings('measure', ...estimates.map(({ name }) => `#${name}`)), rows);
}

/** Moves out of the country of birth, back to it and between others, over the truth. */
function moveMeasures(truth: MovesByBirth, estimated: MovesByBirth | undefined): Measure[] {
  return (['outward', 'home', 'transit'] as const).map((kind) => ({
    label: `${kind} moves over truth (${(truth[kind] / 1e6).toFixed(0)} million)`,
    value: estimated === undefined ? Number.NaN : estimated[kind] / truth[kind],
    digits: 2,
  }));
}

function text({ value, digits }: Measure): string {
  return Number.isNaN(value) ? 'n/a' : value.toFixed(digits);
}
