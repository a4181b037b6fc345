import type { AreaEffects, CorridorEffects, ObserverFactors } from '../../../../schemas/generated/types.ts';
import { areaEffects, CORRIDOR, corridorOffsets, type EffectDesign, reportingFactors } from '../../../model/problem/effects.ts';
import type { Weights } from '../../../model/problem/network.ts';
import { exp } from '../../../numerics/elementary.ts';
import type { Reporter } from '../reporters.ts';

/** Reporting factors as they were learnt; no rows where the model has none. */
export function reportingFactorColumns(weights: Weights, reporters: readonly Reporter[], areas: readonly string[]): ObserverFactors {
  const factors = reportingFactors(weights);
  const known = reporters.slice(0, factors.length);
  const category = (of: (reporter: Reporter) => string) => {
    const levels = [...new Set(known.map(of))].sort();
    return { codes: Int32Array.from(known, (reporter) => levels.indexOf(of(reporter))), levels };
  };
  return {
    source: category(({ source }) => source),
    reporter: category(({ side }) => side),
    area: { codes: Int32Array.from(known, ({ area }) => (area === null ? -1 : areas.indexOf(area))), levels: areas },
    measure: category(({ measure }) => measure),
    factor: Float64Array.from(factors, exp),
  };
}

/** Effects of areas on the log odds of moving of all who leave them and of all who come, year by year; no rows where the model has none. */
export function areaEffectColumns(weights: Weights, areas: readonly string[], first: number): AreaEffects {
  const effects = areaEffects(weights) ?? new Float32Array();
  const n = areas.length;
  const years = effects.length / (2 * n);
  const rows = Int32Array.from({ length: years * n }, (_, row) => row);
  const at = (row: number, side: number) => effects[(2 * (row % years) + side) * n + Math.floor(row / years)]!;
  return {
    area: { codes: rows.map((row) => Math.floor(row / years)), levels: areas },
    year: Int16Array.from(rows, (row) => first + (row % years)),
    leaving: Float32Array.from(rows, (row) => at(row, 0)),
    coming: Float32Array.from(rows, (row) => at(row, 1)),
  };
}

/** Effects of corridors with reports on their log odds of moving, corridor by corridor and year by year. */
export function corridorEffectColumns(weights: Weights, design: EffectDesign, areas: readonly string[], first: number): CorridorEffects {
  const { years, corridors } = weights.some(({ name }) => name === CORRIDOR) ? design : { years: 0, corridors: new Int32Array() };
  const size = areas.length * areas.length;
  const offsets = corridorOffsets(weights, design);
  const rows = Int32Array.from({ length: years * corridors.length }, (_, row) => row);
  const cells = rows.map((row) => corridors[Math.floor(row / years)]!);
  return {
    orig: { codes: cells.map((cell) => Math.floor(cell / areas.length)), levels: areas },
    dest: { codes: cells.map((cell) => cell % areas.length), levels: areas },
    year: Int16Array.from(rows, (row) => first + (row % years)),
    effect: Float32Array.from(rows, (row) => offsets[(row % years) * size + cells[row]!]!),
  };
}
