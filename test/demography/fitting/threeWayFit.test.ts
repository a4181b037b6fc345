import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipf } from '../../../src/demography/fitting/ipf.ts';
import { fitThreeWay } from '../../../src/demography/fitting/threeWayFit.ts';
import { columnTotals, rowTotals } from '../../../src/demography/tableTotals.ts';
import { distance, table } from '../tables.ts';

const n = 3;
const cube = fc
  .array(fc.integer({ min: 0, max: 500 }), { minLength: n ** 3, maxLength: n ** 3 })
  .map((values) => Float64Array.from(values));
const seeds = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: n ** 3, maxLength: n ** 3 })
  .map((values) => Float64Array.from(values));

/** Faces (birthplace, origin) and (birthplace, destination) of a cube (birthplace, origin, destination). */
function facesOf(cells: Float64Array) {
  const slices = Array.from({ length: n }, (_, birth) => cells.subarray(birth * n * n, (birth + 1) * n * n));
  return {
    origins: Float64Array.from(slices.flatMap((slice) => [...rowTotals(slice, n)])),
    destinations: Float64Array.from(slices.flatMap((slice) => [...columnTotals(slice, n)])),
  };
}

test('every birthplace is a two-way fit of its own', () => {
  fc.assert(
    fc.property(cube, seeds, (like, seed) => {
      const faces = facesOf(like);
      const fit = fitThreeWay({ ...faces, seed }, n);
      expect(fit.report.converged).toBe(true);
      for (let birth = 0; birth < n; birth++) {
        const [rows, columns] = [faces.origins, faces.destinations].map((face) => face.slice(birth * n, (birth + 1) * n));
        const alone = ipf(seed.slice(birth * n * n, (birth + 1) * n * n), rows!, columns!);
        expect(distance(fit.tableOf(birth), alone.table)).toBeLessThan(1e-7);
      }
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('fixed stayers stay, and the rest meets what is left of both faces', () => {
  fc.assert(
    fc.property(cube, (like) => {
      const stayers = Float64Array.from({ length: n * n }, (_, cell) => like[Math.floor(cell / n) * n * n + (cell % n) * (n + 1)]!);
      const fit = fitThreeWay({ ...facesOf(like), stayers }, n, { maximumCycles: 2000 });
      fc.pre(fit.report.converged);
      for (let birth = 0; birth < n; birth++) {
        const cells = fit.tableOf(birth);
        const given = like.slice(birth * n * n, (birth + 1) * n * n);
        for (let area = 0; area < n; area++) expect(cells[area * (n + 1)]).toBe(stayers[birth * n + area]);
        expect(distance(rowTotals(cells, n), rowTotals(given, n))).toBeLessThan(1e-6);
        expect(distance(columnTotals(cells, n), columnTotals(given, n))).toBeLessThan(1e-6);
      }
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('margins that the seed cannot reach are numbered by birthplace and area', () => {
  const faces = { origins: table('1 1; 2 3'), destinations: table('2 0; 1 4') };
  const fit = fitThreeWay({ ...faces, seed: table('1 1; 0 0') }, 2);
  expect(fit.report).toMatchObject({ converged: false, unreachableRows: [1, 3], unreachableColumns: [] });
  expect(() => fitThreeWay({ ...faces, stayers: table('2 0; 0 0') }, 2)).toThrow('2 fixed stayers in cell 1 of the origins, which holds 1');
  expect(() => fitThreeWay({ ...faces, origins: table('1 2; 2 3') }, 2)).toThrow('row targets add up to 3, column targets to 2');
});
