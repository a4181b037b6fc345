import { describe, expect, test } from 'vitest';
import type { Pairs, RefugeeStocks } from '../../schemas/generated/types.ts';
import { pairMeasure, refugeesByYear } from '../../src/adapters/pairMeasures.ts';
import { type Category, categoryOf } from '../../src/tables/columns.ts';

const AREAS = ['AAA', 'BBB'];

/** Provenance that assembly does not look at. */
function unknown(length: number): { file: Category; source: Category; operation: Category; row: Int32Array } {
  const text = categoryOf(new Array<string>(length).fill('x'));
  return { file: text, source: text, operation: text, row: new Int32Array(length) };
}

describe('one measure of the pairs', () => {
  const pairs: Pairs = {
    orig: categoryOf(['BBB', 'AAA', 'AAA']),
    dest: categoryOf(['AAA', 'BBB', 'BBB']),
    measure: categoryOf(['distance', 'language', 'distance']),
    value: Float64Array.of(800, 0.5, 700),
    imputed: new Uint8Array(3),
    ...unknown(3),
  };

  test('is a matrix in the order of the areas', () => {
    expect(pairMeasure(pairs, 'distance', AREAS)).toEqual(Float64Array.of(Number.NaN, 700, 800, Number.NaN));
    expect(pairMeasure(pairs, 'language', AREAS)).toEqual(Float64Array.of(Number.NaN, 0.5, Number.NaN, Number.NaN));
  });

  test('has no value where the table has no row', () => {
    expect(pairMeasure(pairs, 'border', AREAS)).toEqual(new Float64Array(4).fill(Number.NaN));
  });
});

describe('refugees by year', () => {
  test('are those at the end of the year, not the newly displaced', () => {
    const refugees: RefugeeStocks = {
      measure: categoryOf(['displaced', 'stock', 'stock']),
      year: Int16Array.of(1995, 1995, 1996),
      origin: categoryOf(['AAA', 'AAA', 'BBB']),
      asylum: categoryOf(['BBB', 'BBB', 'AAA']),
      persons: Float64Array.of(9, 40, 50),
      ...unknown(3),
    };
    expect([...refugeesByYear(refugees, AREAS)]).toEqual([
      [1995, Float64Array.of(Number.NaN, 40, Number.NaN, Number.NaN)],
      [1996, Float64Array.of(Number.NaN, Number.NaN, 50, Number.NaN)],
    ]);
  });
});
