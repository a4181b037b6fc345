import { describe, expect, test } from 'vitest';
import type {
  Baselines,
  CompareBaselines,
  FlowAgreement,
  MethodDifferences,
  MethodScores,
  ReferenceFlows,
} from '../../schemas/generated/types.ts';
import { categoryAt } from '../../src/tables/columns.ts';
import { run } from '../../stages/compare-baselines.ts';
import {
  areas,
  CORRIDORS,
  competitorsOf,
  heldoutOf,
  memberOf,
  netMigrationReports,
  observationsOf,
  panelOf,
  publishedInputs,
  stocksOf,
} from '../evaluation/comparison/smallComparison.ts';
import { gathered, tableInput, WrittenTable } from './tableContext.ts';

async function compare(panel = panelOf(), years = { first: 1990, last: 1994 }, published: Partial<CompareBaselines['inputs']> = {}) {
  const outputs = {
    baselines: new WrittenTable<Baselines>(),
    scores: new WrittenTable<MethodScores>(),
    differences: new WrittenTable<MethodDifferences>(),
    reference_flows: new WrittenTable<ReferenceFlows>(),
    agreement: new WrittenTable<FlowAgreement>(),
  };
  const context: CompareBaselines = {
    params: { years, compare: { minimum_flow: 1, bootstrap: 100 }, training: { seed: 1 } },
    inputs: {
      areas: tableInput(areas),
      panel: tableInput(panel),
      observations: tableInput(observationsOf()),
      stocks: tableInput(stocksOf()),
      flows: gathered([memberOf(2), memberOf(4)]),
      heldout: gathered([heldoutOf(0.5), heldoutOf(1.5)]),
      competitors: gathered([competitorsOf()]),
      net_migration: tableInput(netMigrationReports()),
      area_codes: { read: () => Promise.reject(new Error('read without published estimates')) },
      published_stocks: { read: () => Promise.reject(new Error('read without published estimates')) },
      reference_estimates: null,
      ...published,
    },
    outputs,
    each: {},
    scratch: '',
    backend: '',
    cores: 1,
    memoryBytes: 3e9,
    log: () => undefined,
    note: () => undefined,
    progress: () => undefined,
  };
  await run(context);
  return {
    baselines: outputs.baselines.columns,
    scores: outputs.scores.columns,
    differences: outputs.differences.columns,
    referenceFlows: outputs.reference_flows.columns,
    agreement: outputs.agreement.columns,
  };
}

/** Values of all corridors in the order of CORRIDORS; 0 where there is no row. */
function flowsBy(
  baselines: Baselines,
  method: 'drop_negative' | 'reverse_negative' | 'migration_rate' | 'open' | 'closed' | 'pseudo_bayes' | 'ensemble',
): number[] {
  const rows = [...baselines.start.keys()];
  return CORRIDORS.map(({ orig, dest }) => {
    const row = rows.find((at) => categoryAt(baselines.orig, at) === orig && categoryAt(baselines.dest, at) === dest);
    return row === undefined ? 0 : baselines[method][row]!;
  });
}

function scoreOf(scores: MethodScores, measure: string, method: string, collection = 'all') {
  const matches = (row: number) =>
    categoryAt(scores.measure, row) === measure &&
    categoryAt(scores.method, row) === method &&
    categoryAt(scores.collection, row) === collection;
  const row = [...scores.n.keys()].find(matches)!;
  return { n: scores.n[row], value: scores.value[row] };
}

describe('stage compare-baselines', () => {
  test('writes the flows of the reference vector by every estimator', async () => {
    const { baselines } = await compare();
    expect(flowsBy(baselines, 'drop_negative')).toEqual([0, 0, 10, 0, 0, 0, 0, 35, 30, 10, 5, 0]);
    expect(flowsBy(baselines, 'reverse_negative')).toEqual([10, 10, 10, 40, 0, 0, 0, 45, 30, 10, 10, 0]);
    const closed = [3.329, 0, 3.243, 34.121, 0.584, 9.809, 0.004, 27.128, 25.711, 12.446, 9.058, 2.26];
    const pseudoBayes = [15.872, 9.444, 6.329, 47.972, 9.713, 11.229, 9.379, 36.394, 31.392, 14.295, 11.647, 8.009];
    for (const [at, flow] of flowsBy(baselines, 'closed').entries()) expect(flow).toBeCloseTo(closed[at]!, 2);
    for (const [at, flow] of flowsBy(baselines, 'pseudo_bayes').entries()) expect(flow).toBeCloseTo(pseudoBayes[at]!, 2);
    // Net migration of 25, -25, 15 and -15 persons over five years; 445 foreign-born at the start.
    const rate = [100, 10, 0, 55, 50, 5, 80, 40, 40, 20, 25, 20].map((stock) => (80 * stock) / 445);
    for (const [at, flow] of flowsBy(baselines, 'migration_rate').entries()) expect(flow).toBeCloseTo(rate[at]!, 12);
    expect(flowsBy(baselines, 'ensemble')).toEqual([15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(new Set(baselines.start)).toEqual(new Set([1990]));
    expect(new Set(baselines.end)).toEqual(new Set([1995]));
  });

  test('scores held-out predictions by the mean over seeds, on the same corridors as all other methods', async () => {
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

  test('scores net migration against offices too, of areas with a report of every year', async () => {
    const { scores } = await compare();
    // The ensemble gives -15 and 15 for AAA and BBB, where 15 and -10 are reported; two points are always on a line.
    expect(scoreOf(scores, 'net_migration', 'ensemble', 'offices')).toEqual({ n: 2, value: -1 });
    expect(scoreOf(scores, 'net_migration', 'closed', 'offices')).toEqual({ n: 2, value: expect.closeTo(1, 12) });
  });

  test('gives the difference of every other method to the held-out predictions, with an interval around it', async () => {
    const { differences, scores } = await compare();
    const isOf = (row: number) => categoryAt(differences.measure, row) === 'count' && categoryAt(differences.collection, row) === 'all';
    const rows = [...differences.n.keys()].filter(isOf);
    expect(rows.map((row) => categoryAt(differences.method, row))).toEqual([
      'drop_negative',
      'reverse_negative',
      'migration_rate',
      'open',
      'closed',
      'pseudo_bayes',
      'ensemble',
      'corridor_mean',
      'last_value',
      'gravity',
      'ridge',
      'boosted_trees',
    ]);
    for (const row of rows) {
      const method = categoryAt(differences.method, row)!;
      const apart = scoreOf(scores, 'count', method).value! - scoreOf(scores, 'count', 'heldout').value!;
      expect(differences.difference[row]).toBeCloseTo(apart, 12);
      expect(differences.low[row]).toBeLessThan(apart);
      expect(differences.high[row]).toBeGreaterThan(apart);
    }
    const nets = [...differences.n.keys()].filter((row) => categoryAt(differences.measure, row) === 'net_migration');
    expect(new Set(nets.map((row) => categoryAt(differences.reference, row)))).toEqual(new Set(['ensemble']));
  });

  test('writes empty tables of published estimates where there are none', async () => {
    const { referenceFlows, agreement } = await compare();
    expect([referenceFlows.start.length, agreement.n.length]).toEqual([0, 0]);
  });

  test('puts published estimates beside the others, and computes them again from the published stocks', async () => {
    const { referenceFlows, agreement, scores, differences } = await compare(panelOf(), undefined, publishedInputs());
    const beforeAll = CORRIDORS.findIndex(({ orig, dest }) => orig === 'BBB' && dest === 'AAA');
    expect(referenceFlows.start.length).toBe(12);
    expect(referenceFlows.abel_cohen_2024_closed[beforeAll]).toBe(10 * (beforeAll + 1));
    expect(referenceFlows.abel_cohen_2020_transit[beforeAll]).toBe(50);
    expect(referenceFlows.gaskin_abel[0]).toBe(5 * 60);
    expect(referenceFlows.gaskin_abel[beforeAll]).toBe(0);
    // Published flows are ten times what is reported in a year.
    expect(scoreOf(scores, 'count', 'abel_cohen_2024_closed').value).toBeCloseTo(1, 12);
    expect(scoreOf(scores, 'median_percentage_error', 'abel_cohen_2024_closed').value).toBeCloseTo(100, 9);
    expect(scoreOf(scores, 'net_migration', 'gaskin_abel', 'un-wpp')).toEqual({ n: 2, value: expect.closeTo(1, 12) });
    expect(new Set(differences.method.levels)).toContain('gaskin_abel');
    const variants = [...agreement.n.keys()].map((row) => `${categoryAt(agreement.set, row)} ${categoryAt(agreement.variant, row)}`);
    expect(variants.filter((variant) => variant === 'abel_cohen_2024 as_published').length).toBe(6);
    expect(variants.filter((variant) => variant === 'abel_cohen_2020 january').length).toBe(3);
    expect(new Set(agreement.published_total)).toContain(10 * 78);
  });

  test('refuses a gap in the panel and says where it is', async () => {
    const panel = panelOf();
    const births = panel.indicator.levels.indexOf('births');
    const gap = [...panel.value.keys()].find(
      (row) => panel.indicator.codes[row] === births && panel.year[row] === 1992 && categoryAt(panel.area, row) === 'CCC',
    );
    panel.value[gap as number] = Number.NaN;
    await expect(compare(panel)).rejects.toThrow('the panel has no births of CCC in 1992');
  });

  test('refuses years without an interval between stock dates', async () => {
    await expect(compare(panelOf(), { first: 1991, last: 1994 })).rejects.toThrow('no interval between stock dates lies in 1991 to 1994');
  });
});
