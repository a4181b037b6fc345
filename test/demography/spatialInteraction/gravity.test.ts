import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitDistanceDecay, independentFlows } from '../../../src/demography/spatialInteraction/gravity.ts';
import { columnTotals, rowTotals } from '../../../src/demography/tableTotals.ts';
import { pow } from '../../../src/numerics/elementary.ts';
import { areaNames, distance, relativeDistance, table } from '../tables.ts';

const N = 5;
const sizes = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: N, maxLength: N });
const places = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: N, maxLength: N });
const flowTables = fc
  .array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: N * N, maxLength: N * N })
  .map((cells) => Float64Array.from(cells, (persons, cell) => (cell % (N + 1) === 0 ? 0 : persons)));

function build(cell: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: N * N }, (_, at) => {
    const [i, j] = [Math.floor(at / N), at % N];
    return i === j ? 0 : cell(i, j);
  });
}

test('flows that follow the model give its exponent back', () => {
  fc.assert(
    fc.property(sizes, sizes, places, fc.double({ min: -3, max: 1, noNaN: true }), (push, pull, at, exponent) => {
      // Squares spread the places, so that no distances are products of effects.
      const distances = build((i, j) => 10 + Math.abs(at[i]! ** 2 - at[j]! ** 2));
      const flows = build((i, j) => push[i]! * pull[j]! * pow(distances[i * N + j]!, exponent));
      const fit = fitDistanceDecay(flows, distances, areaNames(N));
      expect(fit.exponent).toBeCloseTo(exponent, 6);
      expect(relativeDistance(fit.expected, flows)).toBeLessThan(1e-4);
    }),
    { numRuns: 30, seed: 1 },
  );
});

test('margins and the mean log distance are those of the flows', () => {
  fc.assert(
    fc.property(flowTables, places, (flows, at) => {
      const distances = build((i, j) => 10 + Math.abs(at[i]! ** 2 - at[j]! ** 2));
      const { expected, standardError } = fitDistanceDecay(flows, distances, areaNames(N));
      expect(relativeDistance(rowTotals(expected, N), rowTotals(flows, N))).toBeLessThan(1e-9);
      expect(relativeDistance(columnTotals(expected, N), columnTotals(flows, N))).toBeLessThan(1e-9);
      const logs = build((i, j) => Math.log(distances[i * N + j]!));
      const moment = (weights: Float64Array): number => weights.reduce((total, weight, cell) => total + weight * logs[cell]!, 0);
      expect(relativeDistance([moment(expected)], [moment(flows)])).toBeLessThan(1e-9);
      expect(standardError).toBeGreaterThan(0);
    }),
    { numRuns: 30, seed: 2 },
  );
});

test('only ratios of distances matter to the exponent', () => {
  const flows = table('0 8 3 1; 9 0 4 2; 2 5 0 6; 1 3 7 0');
  const distances = table('0 10 20 45; 10 0 12 30; 20 12 0 16; 45 30 16 0');
  const { exponent, standardError } = fitDistanceDecay(flows, distances, areaNames(4));
  const metres = fitDistanceDecay(
    flows,
    distances.map((kilometres) => 1000 * kilometres),
    areaNames(4),
  );
  const more = fitDistanceDecay(
    flows.map((persons) => 4 * persons),
    distances,
    areaNames(4),
  );
  expect(metres.exponent).toBeCloseTo(exponent, 10);
  expect(more.exponent).toBeCloseTo(exponent, 10);
  expect(more.standardError).toBeCloseTo(standardError / 2, 10);
});

test('without distance the margins are all there is', () => {
  const product = table('0 6 8; 3 0 4; 6 9 0').map((_, cell) =>
    cell % 4 === 0 ? 0 : [1, 2, 3][Math.floor(cell / 3)]! * [4, 5, 6][cell % 3]!,
  );
  expect(distance(independentFlows(product, areaNames(3)), product)).toBeLessThan(1e-9);
});

test('what has no exponent is refused', () => {
  const areas = areaNames(3);
  const flows = table('0 6 8; 3 0 4; 6 9 0');
  expect(() => fitDistanceDecay(flows, table('0 7 7; 7 0 7; 7 7 0'), areas)).toThrow('leave nothing for an exponent');
  expect(() => fitDistanceDecay(flows, table('0 7 7; 7 0 0; 7 7 0'), areas)).toThrow('distance from A1 to A2 is 0');
  expect(() => fitDistanceDecay(table('0 6 8; 3 0 4; 6 -9 0'), flows, areas)).toThrow('from A2 to A1 there are -9');
});
