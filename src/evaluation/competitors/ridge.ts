import { expm1, log1p } from '../../numerics/elementary.ts';
import { solvePositiveDefinite } from '../../numerics/linear.ts';
import type { Random } from '../../numerics/random.ts';
import { mean } from '../../numerics/statistics.ts';
import { foldOfPairs } from '../folds.ts';
import type { CorridorRows, Extent, LearntRows, Predictor } from './corridorRows.ts';
import { listedRows } from './corridorRows.ts';
import { type FeatureScale, featureScale, standardisedFeatures } from './standardised.ts';

/** Ridges that are tried, in units of one report. */
const RIDGES = [0.3, 1, 3, 10, 30, 100, 300] as const;
/** Parts of the learnt pairs, each of which is predicted from the others to choose the ridge. */
const INNER_FOLDS = 5;

/** Sums over rows of x x' and of x y, for columns x: the features, then one for each origin, destination and year. */
interface NormalEquations {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/**
 * Ridge regression of log(1 + report) on the standardised features and effects of origins, destinations and years, all drawn
 * towards 0 alike (Hoerl and Kennard 1970). The ridge is the one that predicts pairs best which are set apart inside the learnt
 * ones.
 */
export function ridgeRegression(learnt: LearntRows, extent: Extent, random: Random): Predictor {
  const reports = listedRows(learnt);
  if (reports.orig.length === 0) return ({ orig }) => new Float64Array(orig.length);
  const scale = featureScale(reports);
  const design = designOf(reports, scale, extent);
  const logs = reports.persons.map((persons) => log1p(persons));
  const centre = mean(logs);
  const target = logs.map((value) => value - centre);
  const coefficients = bestFit(design, target, reports.pair, random);
  return (wanted) => products(designOf(wanted, scale, extent), coefficients).map((value) => Math.max(0, expm1(centre + value)));
}

/** Columns of each row: all features, and the three effects that are 1. */
interface Design {
  readonly features: Float64Array;
  readonly width: number;
  /** rows x 3, columns of the effects. */
  readonly effects: Int32Array;
  readonly columns: number;
}

const EFFECTS = 3;

function designOf(rows: CorridorRows, scale: FeatureScale, { areas, years }: Extent): Design {
  const { width, orig, dest, year } = rows;
  const effects = new Int32Array(orig.length * EFFECTS);
  for (const row of orig.keys()) {
    effects.set([width + orig[row]!, width + areas + dest[row]!, width + 2 * areas + year[row]!], row * EFFECTS);
  }
  return { features: standardisedFeatures(rows, scale), width, effects, columns: width + 2 * areas + years };
}

/** Coefficients with the ridge whose predictions of the inner folds have the least squared error. */
function bestFit(design: Design, target: Float64Array, pair: Int32Array, random: Random): Float64Array {
  const foldOf = foldOfPairs(pair, INNER_FOLDS, random);
  const rows = Int32Array.from(target.keys());
  const parts = Array.from({ length: INNER_FOLDS }, (_, fold) => rows.filter((row) => foldOf.get(pair[row]!) === fold + 1));
  const sums = parts.map((part) => normalEquations(design, target, part));
  const all = added(sums, 1);
  const errorOf = (ridge: number) =>
    parts.reduce((error, part, fold) => {
      const others = added([all, sums[fold]!], -1);
      const predictions = products(design, solved(others, ridge), part);
      return part.reduce((sum, row, at) => sum + (target[row]! - predictions[at]!) * (target[row]! - predictions[at]!), error);
    }, 0);
  const errors = RIDGES.map(errorOf);
  return solved(all, RIDGES[errors.indexOf(Math.min(...errors))]!);
}

function normalEquations({ features, width, effects, columns }: Design, target: Float64Array, rows: Int32Array): NormalEquations {
  const matrix = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  const place = new Int32Array(width + EFFECTS);
  const value = new Float64Array(width + EFFECTS).fill(1);
  for (let feature = 0; feature < width; feature++) place[feature] = feature;
  for (const row of rows) {
    value.set(features.subarray(row * width, (row + 1) * width));
    place.set(effects.subarray(row * EFFECTS, (row + 1) * EFFECTS), width);
    for (let one = 0; one < place.length; one++) {
      const x = value[one]!;
      right[place[one]!] = right[place[one]!]! + x * target[row]!;
      // Effects stand behind the features and in order, so this is the lower triangle.
      const base = place[one]! * columns;
      for (let other = 0; other <= one; other++) matrix[base + place[other]!] = matrix[base + place[other]!]! + x * value[other]!;
    }
  }
  return { matrix, right };
}

/** Sum of equations; the second and later ones times `sign`. */
function added([first, ...others]: readonly NormalEquations[], sign: number): NormalEquations {
  const matrix = Float64Array.from(first!.matrix);
  const right = Float64Array.from(first!.right);
  for (const other of others) {
    for (let at = 0; at < matrix.length; at++) matrix[at] = matrix[at]! + sign * other.matrix[at]!;
    for (let at = 0; at < right.length; at++) right[at] = right[at]! + sign * other.right[at]!;
  }
  return { matrix, right };
}

function solved({ matrix, right }: NormalEquations, ridge: number): Float64Array {
  const columns = right.length;
  const penalised = Float64Array.from(matrix);
  for (let column = 0; column < columns; column++) penalised[column * (columns + 1)] = penalised[column * (columns + 1)]! + ridge;
  return solvePositiveDefinite(penalised, right);
}

function products({ features, width, effects }: Design, coefficients: Float64Array, rows?: Int32Array): Float64Array {
  return Float64Array.from(rows ?? Int32Array.from({ length: effects.length / EFFECTS }, (_, row) => row), (row) => {
    let sum = 0;
    for (let feature = 0; feature < width; feature++) sum += coefficients[feature]! * features[row * width + feature]!;
    for (let effect = 0; effect < EFFECTS; effect++) sum += coefficients[effects[row * EFFECTS + effect]!]!;
    return sum;
  });
}
