import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exclusions } from '../../schemas/generated/types.ts';
import { type Harmonized, harmonize } from '../../src/harmonize/harmonize.ts';
import type { RawTables } from '../../src/harmonize/lineage/rawTables.ts';
import { type Category, type Columns, categoryAt, categoryOf, columnLength, isCategory } from '../../src/tables/columns.ts';
import { CALENDAR, type Flow, type Reports, smallWorld, type TradeRow } from './smallWorld.ts';
import { countsOf } from './tallies.ts';

const RUNS = { numRuns: 60 };

// Areas of the small world, one without indicators, and codes for no area.
const code = fc.constantFrom('USA', 'DEU', 'GRC', 'VAT', 'XXA');
const year = fc.integer({ min: 1993, max: 1998 });
const persons = fc.integer({ min: 0, max: 5_000_000 });

const stocks = fc.uniqueArray(
  fc.tuple(fc.constantFrom(2024, 2020), fc.constantFrom(1990, 1995), fc.constantFrom('USA', 'DEU', 'GRC', 'VAT', 'OOO'), code, persons),
  { selector: ([revision, when, birth, residence]) => `${revision} ${when} ${birth} ${residence}` },
);
const stockCorrections = fc.uniqueArray(
  fc
    .tuple(code, code, fc.constantFrom(1990, 1995, 1996), fc.option(persons))
    .map(([birth, residence, when, count]) => [birth, residence, when, count, count === null ? 2020 : 0] as const),
  { selector: ([birth, residence, when]) => `${birth} ${residence} ${when}` },
);
const refugees = fc.uniqueArray(fc.tuple(code, code, year, persons, fc.constantFrom('stock' as const, 'displaced' as const)), {
  selector: ([origin, asylum, when, , measure]) => `${origin} ${asylum} ${when} ${measure}`,
});
const SIDES = [
  { source: 'flows-eurostat', reporter: 'destination', system: 'iso3' },
  { source: 'flows-eurostat-both-reports', reporter: 'destination', system: 'iso3' },
  { source: 'flows-eurostat-both-reports', reporter: 'origin', system: 'iso3' },
  { source: 'flows-meta', reporter: 'model', system: 'iso3' },
] as const;
const flows: fc.Arbitrary<Flow[]> = fc.uniqueArray(
  fc
    // Few different numbers, so that two sources often repeat one report.
    .tuple(fc.constantFrom(...SIDES), code, code, year, fc.integer({ min: 0, max: 3 }))
    .map(([side, orig, dest, when, count]) => ({ ...side, orig, dest, year: when, persons: count })),
  { selector: (flow) => `${flow.source} ${flow.reporter} ${flow.orig} ${flow.dest} ${flow.year}` },
);
const netMigration = fc.uniqueArray(
  fc.tuple(code, year, fc.integer({ min: -3, max: 3 }), fc.constantFrom('net-migration-national', 'net-migration-filled')),
  { selector: ([area, when, , source]) => `${area} ${when} ${source}` },
);
const trade: fc.Arbitrary<TradeRow[]> = fc.uniqueArray(
  fc.oneof(
    fc.tuple(
      fc.constant('cow' as const),
      fc.constantFrom('2', '255', '260', '350', '315'),
      fc.constantFrom('2', '255', '350', '347'),
      year,
      fc.oneof({ arbitrary: persons, weight: 4 }, { arbitrary: fc.constant(Number.NaN), weight: 1 }),
    ),
    fc.tuple(fc.constant('comtrade' as const), code, fc.constantFrom('USA', 'DEU', 'GRC', 'SVU'), year, persons),
  ),
  { selector: ([system, exporter, importer, when]) => `${system} ${exporter} ${importer} ${when}` },
);
/** XXA is a code of UNHCR; Comtrade's word for it is UNS. */
const known = (rows: readonly TradeRow[]): TradeRow[] =>
  rows.map(([system, exporter, ...rest]) => [system, exporter === 'XXA' ? 'UNS' : exporter, ...rest]);
const reports: fc.Arbitrary<Reports> = fc.record({ stocks, stockCorrections, refugees, flows, netMigration, trade: trade.map(known) });

/** Rows and persons by source and year, of some sources. */
function excludedOf({ source, year: when, rows, persons: sum }: Exclusions, sources: string) {
  return countsOf(rows.length, (row) => {
    const name = categoryAt(source, row)!;
    return name.startsWith(sources) ? { source: name, year: when[row]!, rows: rows[row]!, persons: sum[row]! } : null;
  });
}

function expectConserved(raw: RawTables, { stocks, refugees, observations, netMigration, trade, exclusions }: Harmonized): void {
  const of = (table: { source: Category; year: Int16Array }, value: Float64Array, prefix = '') =>
    countsOf(value.length, (row) => {
      const source = categoryAt(table.source, row);
      return source?.startsWith(prefix) ? { source, year: table.year[row]!, rows: 1, persons: value[row]! } : null;
    });
  const used = countsOf(stocks.persons.length * 2, (index) => {
    const row = index >> 1;
    const value = index % 2 === 0 ? stocks.persons : stocks.alternative;
    const published = index % 2 === 1 || categoryAt(stocks.source, row)?.startsWith('un-desa');
    if (!published || Number.isNaN(value[row])) return null;
    return { source: 'un-desa', year: stocks.year[row]!, rows: 1, persons: value[row]! };
  });
  const left = excludedOf(exclusions, 'un-desa').map(
    ([key, ...counts]) => [key.replace(/un-desa-stocks-\d+/, 'un-desa'), ...counts] as const,
  );
  const published = countsOf(raw.stocks.persons.length, (row) => {
    return { source: 'un-desa', year: raw.stocks.year[row]!, rows: 1, persons: raw.stocks.persons[row]! };
  });
  expect(countsOf([...used, ...left], ([key, rows, sum]) => ({ key, rows, persons: sum }))).toEqual(published);
  const balances = [
    [of(raw.flows, raw.flows.persons), of(observations, observations.persons), 'flows'],
    [of(raw.netMigration, raw.netMigration.persons), of(netMigration, netMigration.persons, 'net-migration'), 'net-migration'],
    [of(raw.refugees, raw.refugees.persons), of(refugees, refugees.persons), 'unhcr'],
  ] as const;
  for (const [read, taken, prefix] of balances) {
    const sum = countsOf([...taken, ...excludedOf(exclusions, prefix)], ([key, rows, total]) => ({ key, rows, persons: total }));
    expect(sum).toEqual(read);
  }
  expectCorrectionsConserved(raw, stocks, exclusions);
  const one = (table: { readonly value: Float64Array }) => table.value.map(() => 1);
  const rowsOnly = (counts: readonly (readonly [string, number, number])[]) => counts.map(([key, rows]) => [key, rows]);
  const tradeRows = [...of(trade, one(trade)), ...excludedOf(exclusions, 'trade')];
  expect(rowsOnly(countsOf(tradeRows, ([key, rows]) => ({ key, rows, persons: 0 })))).toEqual(rowsOnly(of(raw.trade, one(raw.trade))));
}

/** A correction gives the value, or prefers a revision where both list the stock, or is excluded; the floor may exclude it later. */
function expectCorrectionsConserved({ stockCorrections: read }: RawTables, stocks: Harmonized['stocks'], exclusions: Exclusions): void {
  const rowsOf = ({ year: { length } }: { readonly year: Int16Array }) => Array.from({ length }, (_, row) => row);
  const cellOf = (table: Pick<typeof read, 'birth' | 'residence' | 'year'>) => (row: number) =>
    `${categoryAt(table.birth, row)} ${categoryAt(table.residence, row)} ${table.year[row]}`;
  const inBoth = new Set(
    rowsOf(stocks)
      .filter((row) => !Number.isNaN(stocks.alternative[row]))
      .map(cellOf(stocks)),
  );
  const preferred = rowsOf(read).filter((row) => read.revision[row] !== 0 && inBoth.has(cellOf(read)(row)));
  const corrected = rowsOf(stocks).filter((row) => categoryAt(stocks.source, row) === 'stock-corrections');
  const left = excludedOf(exclusions, 'stock-corrections').reduce((sum, [, rows]) => sum + rows, 0);
  expect(corrected.length + preferred.length + left).toBe(read.row.length);
}

/** Spread over the known origins, the unknown ones add to persons, not to rows. */
function expectSpread({ stocks: raw }: RawTables, { stocks: made, exclusions }: Harmonized): void {
  const sum = (values: Float64Array, counts: (row: number) => boolean) =>
    values.reduce((total, value, row) => (Number.isNaN(value) || !counts(row) ? total : total + value), 0);
  const published = sum(made.persons, (row) => categoryAt(made.source, row)?.startsWith('un-desa') === true);
  const beside = sum(made.alternative, () => true);
  const left = excludedOf(exclusions, 'un-desa').reduce((total, [, , persons]) => total + persons, 0);
  expect(published + beside + left).toBeCloseTo(
    sum(raw.persons, () => true),
    3,
  );
}

describe('whatever is reported', () => {
  test('is used or excluded: rows and persons of every source and year are conserved', () => {
    fc.assert(
      fc.property(reports, fc.constantFrom('apart' as const, 'proportional' as const), (each, unknown) => {
        // A corrected value takes its share of the unknown as well, and is no published one.
        const raw = smallWorld(unknown === 'apart' ? each : { ...each, stockCorrections: [] });
        const harmonized = harmonize(raw, CALENDAR, unknown);
        if (unknown === 'apart') expectConserved(raw, harmonized);
        else expectSpread(raw, harmonized);
      }),
      RUNS,
    );
  });

  test('has one row for each key', () => {
    fc.assert(
      fc.property(reports, (each) => {
        const { stocks, refugees, observations, netMigration, trade, pairs, panel } = harmonize(smallWorld(each), CALENDAR, 'apart');
        expectUnique(stocks, ['year', 'birth', 'residence']);
        expectUnique(refugees, ['measure', 'year', 'origin', 'asylum']);
        expectUnique(observations, ['orig', 'dest', 'year', 'source', 'reporter']);
        expectUnique(netMigration, ['area', 'year', 'source']);
        expectUnique(trade, ['orig', 'dest', 'year']);
        expectUnique(pairs, ['orig', 'dest', 'measure']);
        expectUnique(panel, ['area', 'year', 'indicator']);
      }),
      RUNS,
    );
  });

  test('links mirrors of one flow, one from each side', () => {
    fc.assert(
      fc.property(flows, (each) => {
        const { observations } = harmonize(smallWorld({ flows: each }), CALENDAR, 'apart');
        observations.mirror.forEach((mirror, row) => {
          const side = categoryAt(observations.reporter, row);
          const key = (at: number) => [observations.orig.codes[at], observations.dest.codes[at], observations.year[at]];
          if (mirror === -1) return;
          expect(key(mirror)).toEqual(key(row));
          expect([side, categoryAt(observations.reporter, mirror)].sort()).toEqual(['destination', 'origin']);
        });
      }),
      RUNS,
    );
  });

  test('does not change when stocks and pairs are harmonized again', () => {
    fc.assert(
      fc.property(stocks, (each) => {
        const raw = smallWorld({ stocks: each, pairs: [['border', 'USA', 'GRC', 1]] });
        const once = harmonize(raw, CALENDAR, 'apart');
        const { stocks: made, pairs } = once;
        const published = rowsWhere(pairs, (row) => pairs.imputed[row] === 0);
        const again = harmonize(
          { ...raw, stocks: { ...made, revision: new Int16Array(made.year.length).fill(2024) }, pairMeasures: withSelf(published) },
          CALENDAR,
          'apart',
        );
        expect(decoded({ persons: again.stocks.persons })).toEqual(decoded({ persons: made.persons }));
        expect(decoded({ value: again.pairs.value })).toEqual(decoded({ value: pairs.value }));
      }),
      RUNS,
    );
  });

  test('does not change when reports are harmonized again', () => {
    fc.assert(
      fc.property(flows, netMigration, refugees, (flowRows, net, displaced) => {
        const raw = smallWorld({ flows: flowRows, netMigration: net, refugees: displaced });
        const once = harmonize(raw, CALENDAR, 'apart');
        const { observations, netMigration: nets, refugees: moved } = once;
        const again = harmonize(
          {
            ...raw,
            flows: { ...observations, code_system: categoryOf(Array.from(observations.year, () => 'iso3')) },
            netMigration: rowsWhere(nets, (row) => categoryAt(nets.source, row) !== 'un-wpp-2024'),
            refugees: moved,
          },
          CALENDAR,
          'apart',
        );
        const plain = (table: { readonly operation: Category } & Columns) => decoded({ ...table, operation: moved.operation });
        expect(plain(again.observations)).toEqual(plain(observations));
        expect(plain(again.netMigration)).toEqual(plain(nets));
        expect(decoded(again.refugees)).toEqual(decoded(moved));
      }),
      RUNS,
    );
  });
});

describe('population', () => {
  test('is that of the year before plus births minus deaths plus net migration, exactly', () => {
    const count = fc.integer({ min: 0, max: 900 });
    fc.assert(
      fc.property(fc.array(fc.tuple(count, count, fc.integer({ min: -50, max: 900 })), { minLength: 9, maxLength: 9 }), (moves) => {
        const raw = withMoves(smallWorld(), moves);
        const { panel } = harmonize(raw, CALENDAR, 'apart');
        const values = new Map<string, number>();
        panel.value.forEach((value, row) => {
          values.set(`${panel.area.codes[row]} ${panel.year[row]} ${categoryAt(panel.indicator, row)}`, value);
        });
        for (const area of [0, 1, 2]) {
          for (const when of [1995, 1996]) {
            const at = (indicator: string, offset = 0) => values.get(`${area} ${when + offset} ${indicator}`)!;
            expect(at('population', 1)).toBe(at('population') + at('births') - at('deaths') + at('net_migration'));
          }
        }
      }),
      RUNS,
    );
  });
});

describe('units', () => {
  test('are converted without loss: what is converted back is what was published', () => {
    const rate = fc.double({ min: 1, max: 99, noNaN: true });
    const level = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 1e9 }), level, (published, dollars, deflator) => {
        const { demography, gdp, ...rest } = smallWorld({ trade: [['comtrade', 'USA', 'GRC', 1995, dollars]] });
        const births = demography.indicator.levels.indexOf('crude_birth_rate');
        const { panel, trade: made } = harmonize(
          {
            ...rest,
            demography: {
              ...demography,
              value: demography.value.map((value, row) => (demography.indicator.codes[row] === births ? published : value)),
            },
            gdp: { ...gdp, deflator: gdp.deflator.map((value) => value * (deflator / 0.5)) },
          },
          CALENDAR,
          'apart',
        );
        const rates = panel.value.filter((_, row) => categoryAt(panel.indicator, row) === 'birth_rate');
        expect(rates).toHaveLength(6);
        for (const each of rates) expect((1000 * each) / published).toBeCloseTo(1, 12);
        const reported = made.value.filter((_, row) => categoryAt(made.source, row) === 'trade-comtrade');
        expect(reported).toHaveLength(1);
        expect((reported[0]! * deflator) / dollars).toBeCloseTo(1, 12);
      }),
      RUNS,
    );
  });
});

describe('symmetric relations', () => {
  test('stay symmetric', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 6, maxLength: 6 }), ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => {
        const both = (measure: 'distance' | 'language' | 'religion', one: string, other: string, each: number) =>
          [
            [measure, one, other, each],
            [measure, other, one, each],
          ] as const;
        const { pairs } = harmonize(
          smallWorld({
            pairs: [
              ...both('distance', 'USA', 'DEU', a * 20_000),
              ...both('distance', 'USA', 'GRC', b * 20_000),
              ...both('language', 'USA', 'DEU', c * 2.78),
              ...both('language', 'USA', 'GRC', d * 2.78),
              ...both('religion', 'USA', 'DEU', e * 2),
              ...both('religion', 'USA', 'GRC', f * 2),
              ['border', 'USA', 'GRC', 1],
            ],
          }),
          CALENDAR,
          'apart',
        );
        const values = new Map<string, number>();
        const keyOf = (row: number, from: number, to: number) => `${pairs.measure.codes[row]} ${from} ${to}`;
        pairs.value.forEach((each, row) => {
          values.set(keyOf(row, pairs.orig.codes[row]!, pairs.dest.codes[row]!), each);
        });
        pairs.value.forEach((each, row) => {
          if (categoryAt(pairs.measure, row) === 'colony') return;
          expect(values.get(keyOf(row, pairs.dest.codes[row]!, pairs.orig.codes[row]!))).toBe(each);
        });
      }),
      RUNS,
    );
  });
});

/** Puts births, deaths and net migration by area and year into the WPP table, and chains the population by them. */
function withMoves(world: RawTables, moves: readonly (readonly [number, number, number])[]): RawTables {
  const { demography } = world;
  const value = demography.value.slice();
  // Rows are area by area, year by year, eight indicators each; the last one is the population at the end of the year.
  for (const [index, [births, deaths, net]] of moves.entries()) {
    [value[index * 8], value[index * 8 + 1], value[index * 8 + 5]] = [births, deaths, net];
    const before = index % 3 === 0 ? 1_000_000 : value[index * 8 - 1]!;
    value[index * 8 + 7] = before + births - deaths + net;
  }
  return { ...world, demography: { ...demography, value } };
}

/** Published pairs as raw ones, and the religious similarity of each area with itself, by which the others are scaled. */
function withSelf(pairs: Harmonized['pairs']): RawTables['pairMeasures'] {
  const codes = pairs.orig.levels;
  const of = (column: Category, values: readonly string[]) =>
    categoryOf([...Array.from(column.codes, (_, row) => categoryAt(column, row)), ...values]);
  return {
    source: of(pairs.source, ['religion', 'religion', 'religion']),
    measure: of(pairs.measure, ['religion', 'religion', 'religion']),
    orig: of(pairs.orig, codes),
    dest: of(pairs.dest, codes),
    value: Float64Array.from([...pairs.value, 1, 1, 1]),
    file: of(pairs.file, ['pairs.csv', 'pairs.csv', 'pairs.csv']),
    row: Int32Array.from([...pairs.row, 1, 2, 3]),
  };
}

function expectUnique(table: Columns, key: readonly string[]): void {
  const columns = key.map((name) => table[name]);
  const keys = Array.from({ length: columnLength(columns[0]!) }, (_, row) =>
    columns.map((column) => (column && isCategory(column) ? column.codes[row] : column?.[row])).join(' '),
  );
  expect(new Set(keys).size).toBe(keys.length);
}

function rowsWhere<T extends Columns>(table: T, chosen: (row: number) => boolean): T {
  const length = columnLength(Object.values(table)[0]!);
  const rows = Array.from({ length }, (_, row) => row).filter(chosen);
  const entries = Object.entries(table).map(([name, column]) => {
    if (isCategory(column)) return [name, { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) }];
    return [name, Float64Array.from(rows, (row) => column[row]!)];
  });
  return Object.fromEntries(entries) as T;
}

/** Columns as plain values, whatever the order of the levels. */
function decoded(table: Columns): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(table).map(([name, column]) => [
      name,
      isCategory(column) ? Array.from(column.codes, (_, row) => categoryAt(column, row)) : Array.from(column),
    ]),
  );
}
