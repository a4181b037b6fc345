import { describe, expect, test } from 'vitest';
import type { Impute, Pairs, Panel, StockChanges, StocksImputed, StocksMidYear } from '../../../schemas/generated/types.ts';
import { categoryOf } from '../../../src/tables/columns.ts';
import { run } from '../../../stages/impute.ts';
import { tableInput, WrittenTable } from '../../stages/tableContext.ts';

const AREAS = ['AAA', 'BBB', 'CCC'];
const POPULATION = [1_000_000, 500_000, 200_000];
const MISSING = Number.NaN;

type StockRow = readonly [year: number, birth: string, residence: string, persons: number, alternative: number];

const STOCKS: readonly StockRow[] = [
  [2000, 'AAA', 'BBB', 9000, MISSING],
  [2000, 'BBB', 'AAA', 5000, 5400],
  [2003, 'AAA', 'BBB', 12_000, 11_000],
  [2003, 'AAA', 'CCC', 700, MISSING],
  [2003, 'BBB', 'AAA', 4500, MISSING],
];

/** Provenance of rows that nobody published. */
function madeUp(rows: number) {
  const all = (text: string) => categoryOf(new Array<string>(rows).fill(text));
  return { source: all('made up'), file: all('none'), row: new Int32Array(rows).fill(-1), operation: all('none') };
}

function stocksTable(rows: readonly StockRow[]): StocksMidYear {
  return {
    year: Int16Array.from(rows, ([year]) => year),
    birth: categoryOf(rows.map(([, birth]) => birth)),
    residence: categoryOf(rows.map(([, , residence]) => residence)),
    persons: Float64Array.from(rows, ([, , , persons]) => persons),
    alternative: Float64Array.from(rows, ([, , , , alternative]) => alternative),
    citizenship: new Uint8Array(rows.length),
    imputed: new Uint8Array(rows.length),
    ...madeUp(rows.length),
  };
}

/** Calendar years 2000 to 2002, and the population of 1 January 2003; every area grows by its births minus deaths. */
function panelTable(): Panel {
  const rows = AREAS.flatMap((area, index) =>
    [2000, 2001, 2002, 2003].flatMap((year) => {
      const people = POPULATION[index]! + (year - 2000) * 1000;
      const flows = [
        { area, year, indicator: 'births', value: 6000 },
        { area, year, indicator: 'death_rate', value: 5000 / people },
        { area, year, indicator: 'deaths', value: 5000 },
      ];
      return [...(year < 2003 ? flows : []), { area, year, indicator: 'population', value: people }];
    }),
  );
  return {
    area: categoryOf(rows.map(({ area }) => area)),
    year: Int16Array.from(rows, ({ year }) => year),
    indicator: categoryOf(rows.map(({ indicator }) => indicator)),
    value: Float64Array.from(rows, ({ value }) => value),
    imputed: new Uint8Array(rows.length),
    ...madeUp(rows.length),
  };
}

function pairsTable(): Pairs {
  const rows = AREAS.flatMap((orig) => AREAS.filter((dest) => dest !== orig).map((dest) => ({ orig, dest })));
  return {
    orig: categoryOf(rows.map(({ orig }) => orig)),
    dest: categoryOf(rows.map(({ dest }) => dest)),
    measure: categoryOf(rows.map(() => 'distance')),
    value: new Float64Array(rows.length).fill(1000),
    imputed: new Uint8Array(rows.length),
    ...madeUp(rows.length),
  };
}

interface Tables {
  readonly stocks: StocksMidYear;
  readonly panel: Panel;
  readonly pairs: Pairs;
}

async function impute(change: Partial<Tables> = {}) {
  const tables = { stocks: stocksTable(STOCKS), panel: panelTable(), pairs: pairsTable(), ...change };
  const stocks = new WrittenTable<StocksImputed>();
  const changes = new WrittenTable<StockChanges>();
  const lines: string[] = [];
  const context: Impute = {
    params: {
      years: { first: 2000, last: 2002 },
      impute: { distance_scale_km: 1000, growth_minimum: -0.9, growth_maximum: 5, weight_minimum: 0.5, weight_maximum: 2 },
    },
    inputs: {
      areas: tableInput({ area: categoryOf(AREAS), m49: Int32Array.of(1, 2, 3), name: categoryOf(AREAS), region: categoryOf(AREAS) }),
      panel: tableInput(tables.panel),
      stocks: tableInput(tables.stocks),
      pairs: tableInput(tables.pairs),
    },
    outputs: { stocks, changes },
    each: {},
    scratch: '',
    backend: '',
    cores: 1,
    memoryBytes: 3e9,
    log: (line) => lines.push(line),
    note: (line) => lines.push(line),
    progress: () => {},
  };
  await run(context);
  return { stocks: stocks.columns, changes: changes.columns, lines };
}

describe('a world of three areas', () => {
  test('has every cell of every date in order, and columns that add up to the population', async () => {
    const { stocks } = await impute();
    const cells = Array.from(stocks.persons, (_, row) =>
      [stocks.year[row], stocks.birth.codes[row], stocks.residence.codes[row]].join(' '),
    );
    expect(cells.length).toBe(18);
    expect(cells.slice(0, 4)).toEqual(['2000 0 0', '2000 0 1', '2000 0 2', '2000 1 0']);
    expect(cells).toEqual([...cells].sort());
    expect(stocks.birth.levels).toEqual(AREAS);
    for (const [date, grown] of [0, 3000].entries()) {
      AREAS.forEach((_, area) => {
        const column = [0, 1, 2].map((birth) => stocks.persons[date * 9 + birth * 3 + area]!);
        const total = column.reduce((sum, persons) => sum + persons, 0);
        expect(Math.abs(total - POPULATION[area]! - grown)).toBeLessThan(1e-6);
      });
    }
  });

  test('completes the cell that has one date only, and marks what was published', async () => {
    const { stocks, changes } = await impute();
    // AAA in CCC in 2000: back with the growth of AAA in BBB, 700 * 9000 / 12000 at mid-year.
    expect(stocks.persons[2]! / 525).toBeGreaterThan(0.9);
    expect(stocks.persons[2]! / 525).toBeLessThan(1.1);
    expect([...stocks.observed]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1]);
    expect([...changes.observed]).toEqual([1, 0, 1, 0, 0, 0]);
    stocks.weight.forEach((weight, row) => {
      expect(weight >= 0.5 && weight <= 2).toBe(stocks.observed[row] === 1);
      expect(weight === 0).toBe(stocks.observed[row] === 0);
    });
  });

  test('takes the other revision as a further error', async () => {
    const alone = await impute({
      stocks: stocksTable(STOCKS.map(([year, birth, residence, persons]) => [year, birth, residence, persons, MISSING])),
    });
    const both = await impute();
    const row = 3; // BBB in AAA in 2000, where the revisions are 400 apart
    expect(both.stocks.sd[row]).toBeCloseTo(Math.sqrt(alone.stocks.sd[row]! ** 2 + 400 ** 2), 6);
    expect(both.stocks.sd[row + 1]).toBe(alone.stocks.sd[row + 1]);
  });

  test('has changes off the diagonal that are differences of the stocks', async () => {
    const { stocks, changes } = await impute();
    expect(changes.change.length).toBe(6);
    changes.change.forEach((change, row) => {
      const cell = changes.birth.codes[row]! * 3 + changes.residence.codes[row]!;
      expect(change).toBe(stocks.persons[9 + cell]! - stocks.persons[cell]!);
      expect([changes.start[row], changes.end[row]]).toEqual([2000, 2003]);
    });
  });

  test('has errors of changes that are 2 % of the stock, and more where one of the two was not observed', async () => {
    const { stocks, changes } = await impute();
    // The revisions of two stocks are apart, by 400 of 5000 and 1000 of 12,000; of no stock are there two at both dates.
    const typical = (0.08 + 1 / 12) / 2;
    changes.sd.forEach((sd, row) => {
      const cell = changes.birth.codes[row]! * 3 + changes.residence.codes[row]!;
      const [start, end] = [cell, 9 + cell].map((at) => ({ persons: stocks.persons[at]!, missing: 1 - stocks.observed[at]! }));
      const counted = (0.02 * (start!.persons + end!.persons)) / 2;
      expect(sd).toBeCloseTo(Math.hypot(counted, typical * start!.missing * start!.persons, typical * end!.missing * end!.persons), 6);
    });
  });

  test('has weights of changes by the errors of the stocks at both ends', async () => {
    const { stocks, changes } = await impute();
    const seen = [...changes.observed.keys()].filter((row) => changes.observed[row] === 1);
    const errors = seen.map((row) => {
      const cell = changes.birth.codes[row]! * 3 + changes.residence.codes[row]!;
      return Math.hypot(stocks.sd[cell]!, stocks.sd[9 + cell]!) / Math.abs(changes.change[row]!);
    });
    const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const raw = errors.map((error) => Math.exp(-error / meanOf(errors)));
    expect(seen.map((row) => changes.weight[row])).toEqual(raw.map((weight) => expect.closeTo(weight / meanOf(raw), 9)));
  });

  test('logs how the fits went', async () => {
    const { lines } = await impute();
    expect(lines[0]).toBe('3 areas, stocks of 2000, 2003');
    expect(lines[1]).toMatch(/^4 proportional fits in \d+ cycles and \d+ Newton steps$/);
    expect(lines.length).toBe(2);
  });

  test('names the areas of a fit that the zeros forbid', async () => {
    // Natives are all that CCC has in 2000, so its residents cannot be as many as in 2003 and its natives fewer.
    const rows: StockRow[] = [[2000, 'AAA', 'CCC', 0, MISSING], ...STOCKS];
    const { lines } = await impute({ stocks: stocksTable(rows) });
    expect(lines[2]).toMatch(
      /^a fit did not converge \(2000 to 2003, stocks of the start at the endpoint\): a total stays 0\.\d+ of itself away \(born in .*CCC; living in .*\)$/,
    );
  });

  test('gives the same numbers whatever the order of the rows', async () => {
    const forward = await impute();
    const backward = await impute({ stocks: stocksTable([...STOCKS].reverse()) });
    expect(backward.stocks).toEqual(forward.stocks);
  });
});

describe('bad input is refused', () => {
  test('stocks of one date', async () => {
    await expect(impute({ stocks: stocksTable(STOCKS.slice(0, 2)) })).rejects.toThrow('the stocks have 1 dates');
  });

  test('a panel without a value that is needed', async () => {
    const panel = panelTable();
    const row = Array.from(panel.value).findIndex((_, index) => {
      return (
        panel.area.codes[index] === 1 && panel.year[index] === 2001 && panel.indicator.levels[panel.indicator.codes[index]!] === 'deaths'
      );
    });
    panel.value[row] = MISSING;
    await expect(impute({ panel })).rejects.toThrow('the panel has no deaths of BBB in 2001');
  });

  test('stocks outside the years of the panel', async () => {
    const early: StockRow = [1990, 'AAA', 'BBB', 5, MISSING];
    await expect(impute({ stocks: stocksTable([early, ...STOCKS]) })).rejects.toThrow('the panel has no population of AAA in 1990');
  });

  test('a pair without distance', async () => {
    const pairs = pairsTable();
    pairs.value[3] = MISSING;
    await expect(impute({ pairs })).rejects.toThrow('pairs have no distance from BBB to CCC');
  });
});
