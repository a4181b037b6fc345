import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelSizes } from '../../../src/model/kernel/memoryPlan.ts';
import { memoryPlan, REGIONS, scratchPlan } from '../../../src/model/kernel/memoryPlan.ts';
import { pairLayout } from '../../../src/model/kernel/pairGroups.ts';
import type { KernelShape } from '../../../src/model/kernel/parameters.ts';
import { parameterLayout, weightPositions } from '../../../src/model/kernel/parameters.ts';
import * as constants from '../../../src/model/kernel/wasm/shared/constants.ts';
import * as edgeSet from '../../../src/model/kernel/wasm/shared/edgeSet.ts';
import * as layer from '../../../src/model/kernel/wasm/shared/layer.ts';
import * as pairGroup from '../../../src/model/kernel/wasm/shared/pairGroup.ts';
import * as record from '../../../src/model/kernel/wasm/shared/record.ts';
import { paperWeights } from '../../../src/model/paper/network/paperNetwork.ts';
import { INPUTS } from '../../../src/model/problem/inputs.ts';
import { initialWeights } from '../../../src/model/problem/network.ts';
import { Random } from '../../../src/numerics/random.ts';

/** A stretch of memory: where it begins, and how long it is. */
type Stretch = readonly [name: string, from: number, length: number];

/** Those that begin before another one has ended, or end beyond `end`. Empty ones take no room. */
function overlapping(stretches: readonly Stretch[], end: number): string[] {
  const taken = stretches.filter(([, , length]) => length > 0).toSorted(([, one], [, other]) => one - other);
  return taken.flatMap(([name, from, length], at) => {
    const next = taken[at + 1]?.[1] ?? end;
    return from + length > next ? [name] : [];
  });
}

test('stretches that overlap or leave the memory are found', () => {
  const first: Stretch = ['first', 0, 4];
  expect(overlapping([first, ['second', 4, 2]], 6)).toEqual([]);
  expect(overlapping([['second', 3, 2], first], 6)).toEqual(['first']);
  expect(overlapping([first, ['second', 4, 3]], 6)).toEqual(['second']);
  expect(overlapping([first, ['nothing', 2, 0]], 4)).toEqual([]);
});

describe('the record', () => {
  const { SET_WORDS, ...fieldsOfSet } = edgeSet;
  const { LAYER_WORDS, ...fieldsOfLayer } = layer;
  const { PAIR_GROUP_WORDS, ...fieldsOfGroup } = pairGroup;
  test.each([
    ['a set of edges', fieldsOfSet, SET_WORDS],
    ['a layer', fieldsOfLayer, LAYER_WORDS],
    ['a group of inputs', fieldsOfGroup, PAIR_GROUP_WORDS],
  ])('the words of %s are those of its fields, one each', (_, fields, words) => {
    expect(Object.values(fields).toSorted((one, other) => one - other)).toEqual(Array.from({ length: words }, (_, word) => word));
  });

  test('fields follow each other without a gap, and the layers come last', () => {
    const wide: Readonly<Record<string, number>> = {
      ALL: SET_WORDS,
      SAMPLE: SET_WORDS,
      PAIR_GROUP: 4 * PAIR_GROUP_WORDS,
      LAYER: LAYER_WORDS,
    };
    const fields = Object.entries(record).map(([name, from]): Stretch => [name, from, wide[name] ?? 1]);
    const words = fields.reduce((sum, [, , length]) => sum + length, 0);
    expect(overlapping(fields, words)).toEqual([]);
    expect(record.LAYER + LAYER_WORDS).toBe(words);
    expect(Object.keys(wide).every((name) => name in record)).toBe(true);
  });

  test('constants come before it, 4 bytes each', () => {
    const { RECORD, ...places } = constants;
    const addresses = Object.values(places).toSorted((one, other) => one - other);
    expect(addresses).toEqual(Array.from({ length: 29 }, (_, at) => 512 + 4 * at));
    expect(RECORD).toBe(640);
  });
});

const width = fc.integer({ min: 1, max: 200 });
const shapes: fc.Arbitrary<KernelShape> = fc.record({
  kind: fc.constantFrom('default' as const, 'paper' as const),
  inputs: fc.integer({ min: 2, max: 60 }),
  hiddenLayers: fc.array(width, { minLength: 1, maxLength: 70 }),
  latent: fc.integer({ min: 0, max: 200 }),
});
const sizes: fc.Arbitrary<KernelSizes> = fc
  .record({
    areas: fc.integer({ min: 1, max: 60 }),
    years: fc.integer({ min: 1, max: 50 }),
    edges: fc.nat({ max: 100_000 }),
    sample: fc.nat({ max: 100_000 }),
    samplesByYear: fc.boolean(),
    shape: shapes,
    tables: fc.nat({ max: 100_000 }),
    indices: fc.integer({ min: 3, max: 7 }),
    threads: fc.integer({ min: 1, max: 200 }),
    split: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
  })
  .map(({ split, ...given }) => {
    const [a, b, c] = split.map((number) => number % (given.shape.inputs + 1)).toSorted((one, other) => one - other) as [
      number,
      number,
      number,
    ];
    return { ...given, groups: [a, b - a, c - b, given.shape.inputs - c] };
  });

describe('for any sizes', () => {
  test('regions begin after the constants, on multiples of 64, and do not overlap', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const { regions, total } = memoryPlan(given);
        const constantBytes: Stretch = ['constants', 0, 512 + 4 * 29];
        expect(
          overlapping([constantBytes, ...REGIONS.map((name): Stretch => [name, regions[name].offset, regions[name].bytes])], total),
        ).toEqual([]);
        for (const name of REGIONS) expect(regions[name].offset % 64).toBe(0);
      }),
    );
  });

  test('the region of the record holds every layer', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const layers = given.shape.hiddenLayers.length + 1;
        expect(memoryPlan(given).regions.record.bytes).toBe(4 * (record.LAYER + layers * layer.LAYER_WORDS));
      }),
    );
  });

  test('a larger sample leaves where it is what does not depend on it', () => {
    const fixed = REGIONS.slice(0, REGIONS.indexOf('sampleEnds') + 1);
    fc.assert(
      fc.property(sizes, fc.nat({ max: 100_000 }), (given, more) => {
        const [before, after] = [memoryPlan(given), memoryPlan({ ...given, sample: given.sample + more })];
        expect(fixed.map((name) => after.regions[name].offset)).toEqual(fixed.map((name) => before.regions[name].offset));
        expect(after.total).toBeGreaterThanOrEqual(before.total);
      }),
    );
  });

  test('tables of the scratch memory do not overlap, and adjoints of every layer fit', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 3, max: 7 }), (shape, indices) => {
        const plan = scratchPlan(shape, indices);
        const row = 4 * 128;
        const { layers } = parameterLayout(shape);
        const widest = Math.max(...[...shape.hiddenLayers, 1 + shape.latent].map((rows) => 4 * Math.ceil(rows / 4)));
        const tables: Stretch[] = [
          ['indices', plan.indices, indices * row],
          ['inputs', plan.inputs, layers[0]!.depth * row],
          ...layers.map(({ rows }, at): Stretch => [`outputs of layer ${at}`, plan.outputs[at]!, rows * row]),
          ['adjoint', plan.adjoint, widest * row],
          ['other adjoint', plan.otherAdjoint, widest * row],
          ['latent adjoint', plan.latentAdjoint, shape.latent * row],
        ];
        expect(overlapping(tables, plan.bytes)).toEqual([]);
      }),
    );
  });

  test('weights of the layers, transposed ones and those of pairs do not overlap', () => {
    const tiles = (rows: number, depth: number) => rows * (1 + depth);
    fc.assert(
      fc.property(sizes, ({ shape, groups }) => {
        const layout = parameterLayout(shape);
        const { layers, linear, linearLength, length, stockTransposed, transposedLength } = layout;
        const first = layers[0]!;
        expect(
          overlapping(
            [
              ...layers.map(({ position, rows, depth }, at): Stretch => [`layer ${at}`, position, tiles(rows, depth)]),
              ['linear part', linear, linearLength],
            ],
            length,
          ),
        ).toEqual([]);
        expect(
          overlapping(
            [
              ...layers.map(
                ({ transposedPosition, transposedRows, rows }, at): Stretch => [
                  `layer ${at}`,
                  transposedPosition,
                  tiles(transposedRows, rows),
                ],
              ),
              ['stocks', stockTransposed, tiles(4, first.rows)],
            ],
            transposedLength,
          ),
        ).toEqual([]);
        const pairs = pairLayout(groups, layout, shape);
        const ofPairs = pairs.groups.flatMap(({ kernel, linear: coefficients, depth }, group): Stretch[] => [
          [`kernel of group ${group}`, kernel, tiles(first.rows, depth)],
          [`linear part of group ${group}`, coefficients, groups[group]!],
        ]);
        expect(overlapping(ofPairs, pairs.length)).toEqual([]);
      }),
    );
  });

  test('every weight has a place of its own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 }),
        fc.nat({ max: 12 }),
        (hiddenLayers, latent) => {
          const inputs = INPUTS.length + 2;
          const linear = { coefficients: new Float64Array(inputs), intercept: 0 };
          for (const [kind, weights] of [
            ['default', initialWeights({ hiddenLayers, latent }, linear, new Random(1))],
            ['paper', paperWeights({ hiddenLayers, latent }, inputs, new Random(1))],
          ] as const) {
            const shape = { kind, inputs, hiddenLayers, latent };
            const layout = parameterLayout(shape);
            const places = weightPositions(shape, layout, weights).flatMap((positions) => Array.from(positions));
            expect(new Set(places).size).toBe(weights.reduce((sum, { values }) => sum + values.length, 0));
            for (const place of places) expect(place).toBeLessThan(layout.length);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
