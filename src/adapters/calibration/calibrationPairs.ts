import type { Heldout, Observations, ObserverFactors } from '../../../schemas/generated/types.ts';
import type { Gathered, TableInput } from '../../engine/stage.ts';
import type { AnnualFlows } from '../../evaluation/annualFlows.ts';
import { positionOf } from '../../evaluation/annualFlows.ts';
import type { CalibrationPairs } from '../../evaluation/calibration/calibration.ts';
import { calibrationPairsAt, joinedCalibrationPairs } from '../../evaluation/calibration/calibration.ts';
import type { HeldoutReports } from '../../evaluation/calibration/heldoutCoverage.ts';
import { exp, log } from '../../numerics/elementary.ts';
import { categoryAt } from '../../tables/columns.ts';
import { recode } from '../../tables/recode.ts';
import { collectionAt } from '../collections.ts';
import { countryPairsOf } from './countryPairs.ts';
import { heldoutCalibrationPairs, type LeastEstimates, rowsAboveTruncation } from './heldoutPairs.ts';

/**
 * A collection is truncated at its smallest report: of small estimates it shows only those that were too low. Estimates count from
 * so many times that report.
 */
const TRUNCATION_MARGIN = 10;

export function leastEstimates({ source, reporter, persons }: Observations): LeastEstimates {
  const least = new Map<string, number>();
  for (const [row, value] of persons.entries()) {
    const collection = collectionAt({ source, reporter }, row);
    least.set(collection, Math.min(least.get(collection) ?? Number.POSITIVE_INFINITY, TRUNCATION_MARGIN * value));
  }
  return least;
}

/** Reports of the held-out pairs of all folds, where the estimates are far enough above truncation. */
export async function heldoutReports(
  tables: readonly Gathered<TableInput<Heldout>>[],
  areas: readonly string[],
  least: LeastEstimates,
): Promise<HeldoutReports> {
  const sets: CalibrationPairs[] = [];
  const folds: number[] = [];
  const reporters: string[] = [];
  for (const { each, input } of tables) {
    const table = await input.read();
    const rows = rowsAboveTruncation(table, least);
    sets.push(calibrationPairsAt(heldoutCalibrationPairs(table, areas), rows));
    for (const row of rows) {
      folds.push(Number(each['fold']));
      reporters.push(categoryAt(table.reporter, row)!);
    }
  }
  return { pairs: joinedCalibrationPairs(sets), folds, reporters };
}

/** Reports that the ensemble learnt from, divided by their reporting factor, beside its flows. */
export async function fittedCalibrationPairs(
  observations: Observations,
  areas: readonly string[],
  ensemble: AnnualFlows,
  factors: readonly Gathered<TableInput<ObserverFactors>>[],
): Promise<CalibrationPairs> {
  const factorOf = await meanFactors(factors);
  const orig = recode(observations.orig, areas).codes;
  const dest = recode(observations.dest, areas).codes;
  const { source, reporter, year, persons } = observations;
  const at = Array.from(year, (of, row) => positionOf(ensemble, of, orig[row]!, dest[row]!));
  const least = leastEstimates(observations);
  const isAboveTruncation = (row: number) => ensemble.values[at[row]!]! >= least.get(collectionAt({ source, reporter }, row))!;
  const rows = Int32Array.from(at.keys()).filter((row) => at[row]! >= 0 && isAboveTruncation(row));
  const areaOf = (row: number) => ({ origin: areas[orig[row]!]!, destination: areas[dest[row]!]! })[categoryAt(reporter, row)!] ?? null;
  const reporterAt = (row: number) => nameOf(categoryAt(source, row), categoryAt(reporter, row), areaOf(row));
  return {
    estimates: Float64Array.from(rows, (row) => ensemble.values[at[row]!]!),
    outcomes: Float64Array.from(rows, (row) => persons[row]! / (factorOf.get(reporterAt(row)) ?? 1)),
    countryPairs: countryPairsOf(
      rows.map((row) => orig[row]!),
      rows.map((row) => dest[row]!),
      areas.length,
    ),
  };
}

/** Geometric means over the members. */
async function meanFactors(tables: readonly Gathered<TableInput<ObserverFactors>>[]): Promise<Map<string, number>> {
  const logs = new Map<string, number>();
  for (const { input } of tables) {
    const { source, reporter, area, factor } = await input.read();
    for (const [row, value] of factor.entries()) {
      const name = nameOf(categoryAt(source, row), categoryAt(reporter, row), categoryAt(area, row));
      logs.set(name, (logs.get(name) ?? 0) + log(value) / tables.length);
    }
  }
  return new Map([...logs].map(([name, value]) => [name, exp(value)]));
}

function nameOf(source: string | null, reporter: string | null, area: string | null): string {
  return `${source} ${reporter} ${area}`;
}

/** True flows beside those of the ensemble, between different areas. @param isChosen of a position among the flows of all years. */
export function trueCalibrationPairs(truth: AnnualFlows, ensemble: AnnualFlows, isChosen: (position: number) => boolean): CalibrationPairs {
  const { areas, values } = ensemble;
  const origOf = (position: number) => Math.floor(position / areas) % areas;
  const positions = Int32Array.from(values.keys()).filter((at) => origOf(at) !== at % areas && isChosen(at));
  return {
    estimates: Float64Array.from(positions, (at) => values[at]!),
    outcomes: Float64Array.from(positions, (at) => truth.values[at]!),
    countryPairs: countryPairsOf(
      positions.map(origOf),
      positions.map((at) => at % areas),
      areas,
    ),
  };
}
