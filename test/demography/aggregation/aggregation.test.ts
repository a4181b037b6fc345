import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BirthplaceFlows, totalFlows } from '../../../src/demography/accounting/birthplaceFlows.ts';
import { areaTotals } from '../../../src/demography/aggregation/areaTotals.ts';
import { bilateralFlows } from '../../../src/demography/aggregation/bilateral.ts';
import { blockOf, expandBlocks, sumBlocks } from '../../../src/demography/aggregation/blocks.ts';
import { withGroups } from '../../../src/demography/aggregation/groups.ts';
import { lumpSmall } from '../../../src/demography/aggregation/lumping.ts';
import { multiplicativeComponents } from '../../../src/demography/spatialInteraction/multiplicativeComponents.ts';
import { sum } from '../../../src/numerics/statistics.ts';
import { available, cases, flat, type RMatrix, type RVector } from '../migest.ts';
import { areaNames, distance, relativeDistance, table } from '../tables.ts';

interface Labelled extends RMatrix {
  readonly dimnames: readonly (readonly string[])[];
}

interface Frame {
  readonly columns: Readonly<Record<string, readonly (number | string)[]>>;
}

/** R's argument without a name: a positional one. */
interface Table {
  readonly 0?: Labelled;
  readonly '': Labelled;
}

function argument(args: Table): Labelled {
  return args[0] ?? args[''];
}

function byColumn(values: readonly number[], rows: number): Float64Array {
  const columns = values.length / rows;
  return Float64Array.from(values, (_, cell) => values[(cell % columns) * rows + Math.floor(cell / columns)]!);
}

/** Flows of an array origin x destination x birthplace. */
function byBirthplace(persons: readonly (readonly (readonly number[])[])[]): BirthplaceFlows {
  const areas = areaNames(persons.length);
  return {
    areas,
    flowsOf: (birth) => Float64Array.from(persons.flatMap((row, orig) => row.map((cell, dest) => (orig === dest ? 0 : cell[birth]!)))),
    stayersOf: (birth) => Float64Array.from(persons, (row, area) => row[area]![birth]!),
  };
}

/** Rows of a frame in an order that does not depend on who wrote it. */
function sortedRows(columns: Readonly<Record<string, ArrayLike<number | string>>>, names: readonly string[]): string[] {
  return Array.from({ length: columns[names[0]!]!.length }, (_, row) => names.map((name) => columns[name]![row]).join(' ')).sort();
}

describe.skipIf(!available)('migest', () => {
  type SumOd = Table & { readonly zero_diag?: boolean; readonly add_margins?: boolean };
  test.each(cases<SumOd, RMatrix>('sums', 'sum_od').map((one) => [one.id, one] as const))('sum_od %s', (_, { args, result }) => {
    const { dim, values } = argument(args);
    const [n = 0] = dim;
    const persons = values as unknown as readonly (readonly (readonly number[])[])[];
    const stayers = Float64Array.from({ length: n }, (__, area) => (args.zero_diag === false ? sum(persons[area]![area]!) : 0));
    const flows = totalFlows(byBirthplace(persons));
    const table = flows.map((moved, cell) => moved + (cell % (n + 1) === 0 ? stayers[cell / (n + 1)]! : 0));
    const { outMigration, inMigration } = areaTotals(flows, areaNames(n));
    const margin = (row: number) => (args.add_margins === false ? [] : [outMigration[row]!]);
    const rows = Array.from(outMigration, (__, row) => [...table.subarray(row * n, (row + 1) * n), ...margin(row)]);
    expect(args.add_margins === false ? rows : [...rows, [...inMigration, sum(flows)]]).toEqual(result.values);
  });

  test.each(cases<Table, RVector>('sums', 'sum_net').map((one) => [one.id, one] as const))('sum_net %s', (_, { args, result }) => {
    const m = argument(args);
    expect([...areaTotals(flat(m), m.dimnames[0]!).net]).toEqual(result.values);
  });

  type SumRegion = Table & { readonly drop_diagonal?: boolean };
  const regions = [...cases<SumRegion, Frame>('sums', 'sum_region'), ...cases<SumRegion, Frame>('sums', 'sum_country')];
  test('there are cases', () => expect(regions.length).toBe(3));
  test.each(regions.map((one) => [one.id, one] as const))('sum_region, sum_country %s', (_, { args, result }) => {
    const m = argument(args);
    const totals = areaTotals(flat(m), m.dimnames[0]!, args.drop_diagonal === false ? 'keep' : 'drop');
    expect([...totals.outMigration]).toEqual(result.columns['out_mig'] ?? result.columns['emi']);
    expect([...totals.inMigration]).toEqual(result.columns['in_mig'] ?? result.columns['imm']);
    expect([...totals.turnover]).toEqual(result.columns['turn']);
    expect([...totals.net]).toEqual(result.columns['net']);
  });

  test.each(cases<Table, Frame>('sums', 'sum_bilat').map((one) => [one.id, one] as const))('sum_bilat %s', (_, { args, result }) => {
    const m = argument(args);
    const areas = m.dimnames[0]!;
    const ours = bilateralFlows(flat(m), areas);
    const columns = {
      orig: Array.from(ours.origin, (area) => areas[area]!),
      dest: Array.from(ours.destination, (area) => areas[area]!),
      flow: ours.flow,
      counter_flow: ours.counterFlow,
      net_flow: ours.net,
      interchange: ours.interchange,
    };
    expect(sortedRows(columns, Object.keys(columns))).toEqual(sortedRows(result.columns, Object.keys(columns)));
  });

  type SumLump = Table & { readonly threshold: number; readonly lump?: { readonly values: readonly string[] } };
  test.each(cases<SumLump, Frame & Labelled>('sums', 'sum_lump').map((one) => [one.id, one] as const))(
    'sum_lump %s',
    (_, { args, result }) => {
      const m = argument(args);
      const byArea = { origins: args.threshold, destinations: args.threshold };
      const { origins, destinations, flows } = lumpSmall(flat(m), m.dimnames[0]!, args.lump ? byArea : { flows: args.threshold });
      if (result.dimnames) {
        expect([origins, destinations]).toEqual(result.dimnames);
        expect([...flows]).toEqual([...flat(result)]);
        return;
      }
      const { orig, dest, flow } = result.columns as { orig: string[]; dest: string[]; flow: number[] };
      const theirs = new Float64Array(flows.length);
      flow.forEach((persons, row) => {
        theirs[origins.indexOf(orig[row]!) * destinations.length + destinations.indexOf(dest[row]!)] = persons;
      });
      expect([...flows]).toEqual([...theirs]);
      expect(new Set(args.lump ? origins : orig)).toEqual(new Set(orig));
    },
  );

  interface SumExpand {
    readonly m: Labelled;
    readonly orig_area: { readonly values: readonly string[] };
    readonly area_first?: boolean;
  }
  test.each(cases<SumExpand, Labelled>('sums', 'sum_expand').map((one) => [one.id, one] as const))(
    'sum_expand %s',
    (_, { args, result }) => {
      const nested = withGroups(flat(args.m), args.m.dimnames[0]!, args.orig_area.values, args.area_first === false ? 'last' : 'first');
      expect(nested.labels).toEqual(result.dimnames[0]);
      expect([...nested.flows]).toEqual([...flat(result)]);
    },
  );

  interface Blocks {
    readonly x: RVector;
    readonly b: RVector;
    readonly s: RVector;
    readonly byrow?: boolean;
  }
  test.each(cases<Blocks, Labelled>('sums', 'block_matrix').map((one) => [one.id, one] as const))(
    'block_matrix %s',
    (_, { args, result }) => {
      const sizes = args.b.values;
      const values = args.byrow === true ? Float64Array.from(args.x.values) : byColumn(args.x.values, sizes.length);
      expect([...expandBlocks(values, sizes, sizes)]).toEqual([...flat(result)]);
    },
  );

  // R's `byrow` turns the stripes as well as the order in which values are read.
  test.each(cases<Blocks, RMatrix>('sums', 'stripe_matrix').map((one) => [one.id, one] as const))(
    'stripe_matrix %s',
    (_, { args, result }) => {
      const sizes = args.s.values;
      const single = new Array<number>(sum(sizes)).fill(1);
      const rows = args.byrow === true ? single : sizes;
      const values = args.byrow === true ? Float64Array.from(args.x.values) : byColumn(args.x.values, sizes.length);
      expect([...expandBlocks(values, rows, args.byrow === true ? sizes : single)]).toEqual([...flat(result)]);
    },
  );

  interface BlockSum {
    readonly block: number;
    readonly m: RMatrix;
    readonly block_id: RMatrix;
  }
  test.each(cases<BlockSum, number>('sums', 'block_sum').map((one) => [one.id, one] as const))('block_sum %s', (_, { args, result }) => {
    const blocks = Int32Array.from(flat(args.block_id), (id) => id - 1);
    expect(sumBlocks(flat(args.m), blocks, 16)[args.block - 1]).toBe(result);
  });

  // R fits the margins by reweighted least squares to about 1e-10; here they are the product of the shares.
  test.each(cases<{ m: Labelled }, RMatrix>('sums', 'multi_comp').map((one) => [one.id, one] as const))(
    'multi_comp %s',
    (_, { args, result }) => {
      const { total, origins, destinations, interactions } = multiplicativeComponents(flat(args.m), args.m.dimnames[0]!);
      const cells = flat(result).filter((__, cell) => cell % 5 < 4 && cell < 20);
      expect(relativeDistance(interactions, cells)).toBeLessThan(1e-7);
      const [last, shares] = [result.values[4]!, result.values.slice(0, 4).map((row) => row[4]!)];
      expect(relativeDistance([...origins, ...destinations, total], [...shares, ...last])).toBeLessThan(1e-12);
    },
  );

  type Typed = { readonly m: { readonly values: readonly number[][][]; readonly dimnames: readonly string[][] } };
  test.each(cases<Typed, { readonly values: readonly number[][][] }>('sums', 'multi_comp2').map((one) => [one.id, one] as const))(
    'multi_comp2 %s',
    (_, { args, result }) => {
      for (const type of [0, 1]) {
        const flows = Float64Array.from(args.m.values.flat(), (cell) => cell[type]!);
        const { total, origins, destinations, interactions } = multiplicativeComponents(flows, args.m.dimnames[0]!);
        const [first, second, third] = result.values.map((row) => row.map((cell) => cell[type]!)) as [number[], number[], number[]];
        const interaction = [first[0]!, first[1]!, second[0]!, second[1]!];
        expect(relativeDistance(interactions, interaction)).toBeLessThan(1e-7);
        expect(relativeDistance([...origins, ...destinations, total], [first[2]!, second[2]!, ...third])).toBeLessThan(1e-12);
      }
    },
  );
});

const N = 4;
const flowTables = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1000 })), { minLength: N * N, maxLength: N * N })
  .map((cells) => Float64Array.from(cells));
const ORDER = [2, 0, 3, 1];

function permuted(flows: Float64Array): Float64Array {
  return flows.map((_, cell) => flows[ORDER[Math.floor(cell / N)]! * N + ORDER[cell % N]!]!);
}

test('aggregations lose nobody', () => {
  const thresholds = fc.record({ origins: fc.nat(2000), destinations: fc.nat(2000), flows: fc.nat(800) });
  const groupings = fc.array(fc.constantFrom('north', 'south', 'west'), { minLength: N, maxLength: N });
  fc.assert(
    fc.property(flowTables, thresholds, groupings, (flows, least, groupOf) => {
      const areas = areaNames(N);
      const all = sum(flows);
      const { outMigration, inMigration, net } = areaTotals(flows, areas, 'keep');
      expect([sum(outMigration), sum(inMigration), sum(net)]).toEqual([all, all, 0]);
      const corridors = bilateralFlows(flows, areas);
      expect([sum(corridors.flow), sum(corridors.net)]).toEqual([sum(areaTotals(flows, areas).outMigration), 0]);
      expect(sum(lumpSmall(flows, areas, least).flows)).toBe(all);
      // Areas and groups both hold everybody, and so do the flows between one and the other.
      expect(sum(withGroups(flows, areas, groupOf).flows)).toBe(4 * all);
      expect(sum(sumBlocks(flows, expandBlocksOfCells(), 4))).toBe(all);
    }),
    { numRuns: 60, seed: 1 },
  );
});

/** Blocks of 3 + 1 areas numbered 0 to 3. */
function expandBlocksOfCells(): Int32Array {
  return Int32Array.from(expandBlocks(table('0 1; 2 3'), [3, 1], [3, 1]));
}

test('aggregations do not depend on the order of the areas', () => {
  fc.assert(
    fc.property(flowTables, (flows) => {
      const names = areaNames(N);
      const { net, turnover } = areaTotals(flows, names);
      const other = areaTotals(permuted(flows), names);
      expect([...other.net]).toEqual(ORDER.map((area) => net[area]));
      expect([...other.turnover]).toEqual(ORDER.map((area) => turnover[area]));
    }),
    { numRuns: 30, seed: 2 },
  );
});

test('what was lumped is not lumped again, and thresholds of 0 change nothing', () => {
  fc.assert(
    fc.property(flowTables, fc.nat(1500), (flows, threshold) => {
      const areas = areaNames(N);
      const kept = lumpSmall(flows, areas, {}).flows;
      expect([...kept.filter((_, cell) => cell % (N + 1) < N && cell < N * (N + 1))]).toEqual([...flows]);
      const once = lumpSmall(flows, areas, { flows: threshold });
      const twice = lumpSmall(once.flows, once.origins, { flows: threshold }, 'rest');
      expect(twice.flows.at(-1)! + once.flows.at(-1)!).toBeGreaterThanOrEqual(once.flows.at(-1)!);
      const small = sum(once.flows.filter((persons) => persons < threshold));
      expect(twice.flows.at(-1)).toBe(small);
    }),
    { numRuns: 40, seed: 3 },
  );
});

test('summing the blocks of an expanded table gives its values times the sizes', () => {
  const sizes = [2, 1, 3];
  const values = table('1 2 3; 4 5 6; 7 8 9');
  const ids = Int32Array.from(expandBlocks(Float64Array.from(values.keys()), sizes, sizes));
  const sums = sumBlocks(expandBlocks(values, sizes, sizes), ids, 9);
  expect([...sums]).toEqual([4, 4, 18, 8, 5, 18, 42, 24, 81]);
  expect([...blockOf(sizes)]).toEqual([0, 0, 1, 2, 2, 2]);
});

test('components multiply to the flows', () => {
  fc.assert(
    fc.property(
      flowTables.filter((flows) => sum(flows) > 0),
      (flows) => {
        const { total, origins, destinations, interactions } = multiplicativeComponents(flows, areaNames(N));
        const product = interactions.map((value, cell) => total * origins[Math.floor(cell / N)]! * destinations[cell % N]! * value);
        expect(distance(product, flows)).toBeLessThan(1e-9);
        expect(sum(origins)).toBeCloseTo(1, 12);
        expect(sum(destinations)).toBeCloseTo(1, 12);
      },
    ),
    { numRuns: 40, seed: 4 },
  );
});

test('what cannot be aggregated is refused by name', () => {
  const areas = ['Here', 'There'];
  const flows = table('0 1; 2 0');
  expect(() => areaTotals(table('0 -1; 2 0'), areas)).toThrow('from Here to There there are -1');
  expect(() => bilateralFlows(table('0 1; NaN 0'), areas)).toThrow('from There to Here there are NaN');
  expect(() => lumpSmall(flows, areas, {}, 'There')).toThrow('cannot be called "There"');
  expect(() => withGroups(flows, areas, ['all', 'Here'])).toThrow('"Here" is an area and a group');
  expect(() => withGroups(flows, ['Here', 'Here'], ['all', 'all'])).toThrow('two areas have one label');
  expect(() => multiplicativeComponents(table('0 0; 0 0'), areas)).toThrow('nobody moves between Here, There');
  expect(() => expandBlocks(flows, [1, 0], [1, 1])).toThrow('a block of 0 positions');
});
