import { describe, expect, it } from 'vitest';
import type {
  Areas,
  Baselines,
  CompareBaselines,
  Heldout,
  MemberFlows,
  MethodScores,
  Observations,
  Panel,
  StocksImputed,
} from '../../schemas/types.ts';
import { categoryAt, categoryOf } from '../../src/tables/columns.ts';
import { run } from '../../stages/compare-baselines.ts';
import { gathered, tableInput, WrittenTable } from './tableContext.ts';

// Vector E5 of method.md 9.7: four areas, one interval, births 80 20 60 60 and deaths 70 30 50 10.
const AREAS = ['AAA', 'BBB', 'CCC', 'DDD'];
const YEARS = [1990, 1991, 1992, 1993, 1994];
const STOCKS = new Map([
  [1990, [1000, 100, 10, 0, 55, 555, 50, 5, 80, 40, 800, 40, 20, 25, 20, 200]],
  [1995, [1060, 60, 10, 10, 45, 540, 40, 0, 70, 75, 770, 70, 30, 30, 20, 230]],
]);
/** Persons a year, by area. */
const ANNUAL = new Map([
  ['births', [16, 4, 12, 12]],
  ['deaths', [14, 6, 10, 2]],
  ['population', [1155, 720, 880, 245]],
  ['net_migration', [5, -5, 3, -3]],
]);
const CORRIDORS = AREAS.flatMap((orig) => AREAS.filter((dest) => dest !== orig).map((dest) => ({ orig, dest })));

const areas: Areas = { area: categoryOf(AREAS), m49: Int32Array.of(1, 2, 3, 4), name: categoryOf(AREAS) };

function panelOf(): Panel {
  const rows = AREAS.flatMap((area, at) =>
    YEARS.flatMap((year) => [...ANNUAL].map(([indicator, values]) => ({ area, year, indicator, value: values[at] as number }))),
  );
  return {
    area: categoryOf(rows.map(({ area }) => area)),
    year: Int16Array.from(rows, ({ year }) => year),
    indicator: categoryOf(rows.map(({ indicator }) => indicator)),
    value: Float64Array.from(rows, ({ value }) => value),
    source: categoryOf(rows.map(() => 'invented')),
    operation: categoryOf(rows.map(() => 'none')),
  };
}

function stocksOf(): StocksImputed {
  const rows = [...STOCKS].flatMap(([year, table]) => table.map((persons, cell) => ({ year, persons, cell })));
  const at = (cell: number) => AREAS[cell] as string;
  return {
    year: Int16Array.from(rows, ({ year }) => year),
    birth: categoryOf(rows.map(({ cell }) => at(Math.floor(cell / 4)))),
    residence: categoryOf(rows.map(({ cell }) => at(cell % 4))),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    sd: new Float64Array(rows.length),
    weight: new Float64Array(rows.length),
    observed: new Uint8Array(rows.length),
  };
}

/** One member whose flow from the first to the second area is `persons` in every year; all others are 0. */
function memberOf(persons: number): MemberFlows {
  const rows = YEARS.flatMap((year) => CORRIDORS.map((corridor, at) => ({ year, ...corridor, flow: at === 0 ? persons : 0 })));
  const flow = Float64Array.from(rows, (row) => row.flow);
  return {
    year: Int16Array.from(rows, ({ year }) => year),
    orig: categoryOf(rows.map(({ orig }) => orig)),
    dest: categoryOf(rows.map(({ dest }) => dest)),
    flow,
    runs_mean: flow,
    runs_variance: new Float64Array(rows.length),
  };
}

/** Destinations report 1 person for the first corridor, 2 for the second and so on, in 1991 and 1993. */
const REPORTS = CORRIDORS.flatMap(({ orig, dest }, at) => [1991, 1993].map((year) => ({ orig, dest, year, persons: at + 1 })));

function observationsOf(): Observations {
  return {
    orig: categoryOf(REPORTS.map(({ orig }) => orig)),
    dest: categoryOf(REPORTS.map(({ dest }) => dest)),
    year: Int16Array.from(REPORTS, ({ year }) => year),
    source: categoryOf(REPORTS.map(() => 'office')),
    reporter: categoryOf(REPORTS.map(() => 'destination')),
    persons: Float64Array.from(REPORTS, ({ persons }) => persons),
    definition: categoryOf(REPORTS.map(() => 'usual')),
    pair: new Int32Array(REPORTS.length),
  };
}

/** Predictions of one seed: `share` of what is reported. */
function heldoutOf(share: number): Heldout {
  const { orig, dest, year, source, reporter, persons } = observationsOf();
  return { orig, dest, year, source, reporter, reported: persons, predicted: persons.map((reported) => share * reported) };
}

async function compare(panel = panelOf(), years = { first: 1990, last: 1994 }) {
  const outputs = { baselines: new WrittenTable<Baselines>(), scores: new WrittenTable<MethodScores>() };
  const context: CompareBaselines = {
    params: { years, compare: { minimum_flow: 1 } },
    inputs: {
      areas: tableInput(areas),
      panel: tableInput(panel),
      observations: tableInput(observationsOf()),
      stocks: tableInput(stocksOf()),
      flows: gathered([memberOf(2), memberOf(4)]),
      heldout: gathered([heldoutOf(0.5), heldoutOf(1.5)]),
    },
    outputs,
    each: {},
    scratch: '',
    backend: '',
    log: () => undefined,
    progress: () => undefined,
  };
  await run(context);
  return { baselines: outputs.baselines.columns, scores: outputs.scores.columns };
}

/** Values of all corridors in the order of CORRIDORS; 0 where there is no row. */
function flowsBy(baselines: Baselines, method: 'drop_negative' | 'reverse_negative' | 'closed' | 'pseudo_bayes' | 'ensemble'): number[] {
  const rows = [...baselines.start.keys()];
  return CORRIDORS.map(({ orig, dest }) => {
    const row = rows.find((at) => categoryAt(baselines.orig, at) === orig && categoryAt(baselines.dest, at) === dest);
    return row === undefined ? 0 : (baselines[method][row] as number);
  });
}

function scoreOf(scores: MethodScores, measure: string, method: string, collection = 'all') {
  const matches = (row: number) =>
    categoryAt(scores.measure, row) === measure &&
    categoryAt(scores.method, row) === method &&
    categoryAt(scores.collection, row) === collection;
  const row = [...scores.n.keys()].find(matches) as number;
  return { n: scores.n[row], value: scores.value[row] };
}

describe('stage compare-baselines', () => {
  it('writes the flows of the reference vector by every estimator', async () => {
    const { baselines } = await compare();
    expect(flowsBy(baselines, 'drop_negative')).toEqual([0, 0, 10, 0, 0, 0, 0, 35, 30, 10, 5, 0]);
    expect(flowsBy(baselines, 'reverse_negative')).toEqual([10, 10, 10, 40, 0, 0, 0, 45, 30, 10, 10, 0]);
    const closed = [3.329, 0, 3.243, 34.121, 0.584, 9.809, 0.004, 27.128, 25.711, 12.446, 9.058, 2.26];
    const pseudoBayes = [15.872, 9.444, 6.329, 47.972, 9.713, 11.229, 9.379, 36.394, 31.392, 14.295, 11.647, 8.009];
    for (const [at, flow] of flowsBy(baselines, 'closed').entries()) expect(flow).toBeCloseTo(closed[at] as number, 2);
    for (const [at, flow] of flowsBy(baselines, 'pseudo_bayes').entries()) expect(flow).toBeCloseTo(pseudoBayes[at] as number, 2);
    expect(flowsBy(baselines, 'ensemble')).toEqual([15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(new Set(baselines.start)).toEqual(new Set([1990]));
    expect(new Set(baselines.end)).toEqual(new Set([1995]));
  });

  it('scores held-out predictions by the mean over seeds, on the same corridors as all other methods', async () => {
    const { scores } = await compare();
    for (const method of ['drop_negative', 'closed', 'ensemble', 'heldout']) expect(scoreOf(scores, 'count', method).n).toBe(12);
    expect(scoreOf(scores, 'count', 'heldout').value).toBeCloseTo(1, 12);
    expect(scoreOf(scores, 'median_percentage_error', 'heldout', 'office destination')).toEqual({ n: 12, value: 0 });
    // The ensemble gives 3 persons where 1 is reported, and nothing elsewhere.
    expect(scoreOf(scores, 'within_factor_two', 'ensemble')).toEqual({ n: 12, value: 0 });
    expect(scoreOf(scores, 'median_percentage_error', 'ensemble').value).toBe(100);
    // Interval net migration of WPP is 25, -25, 15, -15; that of the ensemble -15, 15, 0, 0.
    expect(scoreOf(scores, 'net_migration', 'ensemble', 'un-wpp').value).toBeCloseTo(-750 / Math.sqrt(1700 * 450), 12);
    expect(scoreOf(scores, 'within_corridor', 'heldout')).toEqual({ n: 0, value: Number.NaN });
  });

  it('refuses a gap in the panel and says where it is', async () => {
    const panel = panelOf();
    const births = panel.indicator.levels.indexOf('births');
    const gap = [...panel.value.keys()].find(
      (row) => panel.indicator.codes[row] === births && panel.year[row] === 1992 && categoryAt(panel.area, row) === 'CCC',
    );
    panel.value[gap as number] = Number.NaN;
    await expect(compare(panel)).rejects.toThrow('the panel has no births of CCC in 1992');
  });

  it('refuses years without an interval between stock dates', async () => {
    await expect(compare(panelOf(), { first: 1991, last: 1994 })).rejects.toThrow('no interval between stock dates lies in 1991 to 1994');
  });
});
