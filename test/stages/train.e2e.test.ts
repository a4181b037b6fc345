import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CrossValidate, Params, Train } from '../../schemas/generated/types.ts';
import type { Columns } from '../../src/tables/columns.ts';
import { run as crossValidate } from '../../stages/cross-validate.ts';
import { run as harmonize } from '../../stages/harmonize.ts';
import { run as impute } from '../../stages/impute.ts';
import { run as ingest } from '../../stages/ingest.ts';
import { run as train } from '../../stages/train.ts';
import { type ManifestSources, sourcesOfKind } from '../readers/declaredSources.ts';
import { tableInput, WrittenTable } from './tableContext.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const YEARS = 34;
const AREAS = 24;

interface Declared {
  readonly inputs: Readonly<
    Record<string, { readonly source?: string; readonly sources?: string; readonly stage?: string; readonly output?: string }>
  >;
  readonly outputs: Readonly<Record<string, object>>;
}

const yaml = <T>(file: string): T => parse(readFileSync(resolve(ROOT, file), 'utf8')) as T;
const { stages } = yaml<{ stages: Readonly<Record<string, Declared>> }>('pipeline.yaml');
const manifest = yaml<ManifestSources>('data/demo/sources.yaml');
const params = shortened(yaml<Params>('params.yaml'));
const made = new Map<string, Columns>();
const lines: string[] = [];

/** Few epochs of few edges: the tests are about tables, not about how good the estimates are. */
function shortened(given: Params): Params {
  return {
    ...given,
    model: {
      kind: 'default',
      hidden_layers: [4],
      latent: 2,
      area_effect: given.model.area_effect,
      corridor_effect: given.model.corridor_effect,
      reporting_factor: 0.5,
      errors: given.model.errors,
    },
    training: { ...given.training, epochs: 2, learning_rate: 0.001, sample: 200 },
    uncertainty: { ...given.uncertainty, runs: 1 },
  };
}

/** Runs a stage of pipeline.yaml in memory on the demo world. */
async function runStage<C>(name: string, run: (context: C) => void | Promise<void>, each: object = {}, given = params): Promise<void> {
  const { inputs, outputs } = stages[name]!;
  const written = Object.keys(outputs).map((output) => [output, new WrittenTable()] as const);
  const context = {
    params: given,
    each,
    inputs: Object.fromEntries(Object.entries(inputs).map(([input, of]) => [input, inputOf(of)])),
    outputs: Object.fromEntries(written),
    scratch: mkdtempSync(join(tmpdir(), 'scratch-')),
    backend: 'auto',
    cores: 1,
    memoryBytes: 3e9,
    log: (line: string) => lines.push(line),
    note: (line: string) => lines.push(line),
    progress: () => undefined,
  };
  await run(context as C);
  for (const [output, table] of written) made.set(`${name}.${output}`, table.columns);
}

function inputOf({ source, sources: kind, stage, output }: Declared['inputs'][string]) {
  if (kind !== undefined) return sourcesOfKind(manifest, kind, sourceOf);
  return source === undefined ? tableInput(made.get(`${stage}.${output}`)!) : sourceOf(source);
}

function sourceOf(id: string) {
  const listed = manifest.sources[id];
  if (listed === undefined) return null;
  return { id, files: listed.files.map(({ path }) => ({ name: path, path: resolve(ROOT, 'data/demo', path) })) };
}

function table<T>(name: string): T {
  return made.get(name) as unknown as T;
}

beforeAll(async () => {
  expect(existsSync(resolve(ROOT, 'data/demo'))).toBe(true);
  await runStage('ingest', ingest);
  await runStage('harmonize', harmonize);
  await runStage('impute', impute);
  await runStage<Train>('train', train, { member: 1 });
  await runStage<CrossValidate>('cross-validate', crossValidate, { fold: 2, seed: 1 });
}, 120_000);

type Written<C extends { outputs: object }, K extends keyof C['outputs']> = C['outputs'][K] extends { write(columns: infer T): unknown }
  ? T
  : never;

test('train writes flows of every corridor, stocks of every date and net migration that sums to zero', () => {
  const flows = table<Written<Train, 'flows'>>('train.flows');
  expect(flows.flow.length).toBe(YEARS * AREAS * (AREAS - 1));
  expect([flows.year[0], flows.year[flows.year.length - 1]]).toEqual([1990, 2023]);
  expect(flows.orig.codes.every((orig, row) => orig !== flows.dest.codes[row])).toBe(true);
  expect(flows.flow.every((persons) => persons >= 0)).toBe(true);

  const stocks = table<Written<Train, 'stocks'>>('train.stocks');
  expect(stocks.stock.length).toBe((YEARS + 1) * AREAS * AREAS);

  const net = table<Written<Train, 'net_migration'>>('train.net_migration');
  for (let year = 0; year < YEARS; year++) {
    const sum = net.net.subarray(year * AREAS, (year + 1) * AREAS).reduce((total, persons) => total + persons, 0);
    expect(Math.abs(sum)).toBeLessThan(1e-6);
  }
});

test('moments are those of the central and one sampled run', () => {
  const { flow, runs_mean: mean, runs_variance: variance } = table<Written<Train, 'flows'>>('train.flows');
  expect(variance.some((value) => value > 0)).toBe(true);
  flow.forEach((persons, row) => {
    // Of two values, the central one lies one standard deviation from the mean.
    expect(Math.abs((persons - mean[row]!) ** 2 - variance[row]!)).toBeLessThanOrEqual(1e-9 * (1 + mean[row]! ** 2));
  });
});

test('flows by birth sum to those between countries of residence, up to the edges that are not listed', () => {
  const flows = table<Written<Train, 'flows'>>('train.flows');
  const births = table<Written<Train, 'births'>>('train.births');
  const edges = table<Written<Train, 'edges'>>('train.edges');
  const runs = table<Written<Train, 'runs'>>('train.runs');
  const byYear = (years: ArrayLike<number>, persons: ArrayLike<number>) => {
    const sums = new Float64Array(YEARS);
    for (let row = 0; row < years.length; row++) sums[years[row]! - 1990]! += persons[row]!;
    return sums;
  };
  const movers = byYear(flows.year, flows.flow);
  const [arrived, left, listed] = [
    byYear(births.year, births.arrivals),
    byYear(births.year, births.departures),
    byYear(edges.year, edges.persons),
  ];
  for (let year = 0; year < YEARS; year++) {
    for (const sum of [arrived[year]!, left[year]!, listed[year]! + runs.unlisted[year]!, runs.movers[year]!]) {
      expect(Math.abs(sum - movers[year]!)).toBeLessThan(1e-6 * movers[year]!);
    }
  }
  expect(runs.unlisted.some((persons) => persons > 0)).toBe(true);
  expect(edges.year.length % YEARS).toBe(0);
  expect(
    lines.some((line) => /^\d+ edges carry at least uncertainty.minimum_flow and are listed: all movers but \d+\.\d\d %$/.test(line)),
  ).toBe(true);
});

test('runs are told apart by their streams and totals', () => {
  const { run, stream, movers, abroad } = table<Written<Train, 'runs'>>('train.runs');
  expect(Array.from(run)).toEqual([...new Array(YEARS).fill(0), ...new Array(YEARS).fill(1)]);
  expect(stream.levels).toEqual(['20260610/member 1/run 0']);
  expect([stream.codes[0], stream.codes[YEARS]]).toEqual([-1, 0]);
  expect(movers[YEARS]).not.toBe(movers[0]);
  expect(abroad[YEARS]).not.toBe(abroad[0]);
});

test('weights are listed by layer and history by epoch', () => {
  const { layer, index, value } = table<Written<Train, 'weights'>>('train.weights');
  expect(new Set(Array.from(index, (position, row) => `${layer.codes[row]} ${position}`)).size).toBe(value.length);
  expect(layer.levels).toContain('output kernel');
  const history = table<Written<Train, 'history'>>('train.history');
  expect(Array.from(history.epoch)).toEqual([0, 1]);
  expect(history.loss[1]).toBeLessThan(history.loss[0]!);
  history.loss.forEach((loss, epoch) => {
    const { stock, flow, arrivals, departures, net, effects } = history;
    const terms = [stock, flow, arrivals, departures, net, effects].map((term) => term[epoch]!);
    expect(loss).toBeCloseTo(
      terms.reduce((sum, term) => sum + term, 0),
      6,
    );
  });
});

test('a fold holds both directions of its pairs, and every report is held out in one fold', () => {
  const heldout = table<Written<CrossValidate, 'heldout'>>('cross-validate.heldout');
  const observations = table<{ persons: Float64Array }>('harmonize.observations');
  const scores = table<Written<CrossValidate, 'scores'>>('cross-validate.scores');
  const counts = Array.from(scores.n).filter((_, row) => scores.measure.levels[scores.measure.codes[row]!] === 'count');
  const [ofFlows, ofCounts, learnt] = counts;
  expect(ofFlows).toBe(heldout.reported.length);
  expect(ofCounts).toBe(ofFlows);
  expect(ofFlows! + learnt!).toBe(observations.persons.length);
  const corridors = new Set(Array.from(heldout.orig.codes, (orig, row) => `${orig} ${heldout.dest.codes[row]}`));
  const backwards = [...corridors].filter((corridor) => corridors.has(corridor.split(' ').reverse().join(' ')));
  expect(backwards.length).toBeGreaterThan(0.5 * corridors.size);
  expect(heldout.predicted.every((persons) => persons >= 0)).toBe(true);
  // Each reporter has one reporting factor for all flows, and they differ.
  const shares = new Set(Array.from(heldout.predicted, (persons, row) => (heldout.counted[row]! / persons).toFixed(6)));
  expect(shares.size).toBeGreaterThan(1);
  expect(shares.size).toBeLessThan(30);
});

test('what a list leaves out between held-out pairs is scored', () => {
  const { group, measure, n, value } = table<Written<CrossValidate, 'scores'>>('cross-validate.scores');
  const last = group.codes.length - 1;
  expect([group.levels[group.codes[last]!], measure.levels[measure.codes[last]!]]).toEqual(['left_out', 'share_below']);
  expect(n[last]).toBeGreaterThan(20);
  expect(value[last]).toBeGreaterThan(0);
  expect(value[last]).toBeLessThanOrEqual(1);
});

test('estimates of the demo world are scored against its truth', () => {
  const truth = table<Written<CrossValidate, 'truth'>>('cross-validate.truth');
  expect(truth.value.length).toBe(12);
  expect(truth.n[0]).toBe(YEARS * AREAS * (AREAS - 1));
  expect(truth.n[3]! + truth.n[6]! + truth.n[9]!).toBe(truth.n[0]!);
  for (const row of [0, 3, 6, 9]) expect(truth.value[row]).toBeGreaterThan(0.5);
});

test('the log says how large the problem is and what it learns from', () => {
  // A fold that learns from fewer reports has the same edges.
  const edges = lines.flatMap((line) => /^(\d+) edges between/.exec(line)?.[1] ?? []);
  expect(edges.length).toBeGreaterThanOrEqual(2);
  expect(new Set(edges).size).toBe(1);
  expect(lines.some((line) => /^\d+ edges between 24 areas, 49 covariate inputs: \d+ missing, \d+ cut$/.test(line))).toBe(true);
  const parts = [
    'changes of stocks',
    'flows',
    'left out of lists',
    'arrivals and departures of groups',
    'rises of refugees',
    'values of net migration',
  ];
  const targets = new RegExp(`^targets: ${parts.map((part) => `\\d+ ${part}`).join(', ')}$`);
  expect(lines.some((line) => targets.test(line))).toBe(true);
});

// The last test: it writes over what the others read.
test('the published program is trained and run by the same stage', async () => {
  await runStage<Train>('train', train, { member: 1 }, { ...params, model: { ...params.model, kind: 'paper' } });
  const { layer } = table<Written<Train, 'weights'>>('train.weights');
  expect(layer.levels).toEqual(['layer 1 weight', 'layer 1 bias', 'layer 2 weight', 'layer 2 bias']);
  const history = table<Written<Train, 'history'>>('train.history');
  expect(history.loss[1]).toBeLessThan(history.loss[0]!);
  const flows = table<Written<Train, 'flows'>>('train.flows');
  expect(flows.flow.length).toBe(YEARS * AREAS * (AREAS - 1));
  expect(flows.flow.every((persons) => persons >= 0 && Number.isFinite(persons))).toBe(true);
});
