import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBenchOptions } from '../../bench/train/benchOptions.ts';
import { firstAtMost, lossReached } from '../../bench/train/lossReached.ts';
import type { Measurement } from '../../bench/train/measurement.ts';
import { operationsDone, operationsOfEpoch } from '../../bench/train/operations.ts';
import { readProblem, writeProblem } from '../../bench/train/problemFiles.ts';
import { missedRequirements, speedPage } from '../../bench/train/report.ts';
import { SIZES, syntheticProblem } from '../../bench/train/syntheticProblem.ts';
import { paperWeights } from '../../src/model/paper/network/paperNetwork.ts';
import { Random } from '../../src/numerics/random.ts';

test('a problem is read as it was written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-problem-'));
  try {
    const size = { name: 'tiny', seed: 1, areas: 4, edges: 40, latent: 2, hiddenLayers: [3], sample: 10 };
    const made = syntheticProblem(size);
    const weights = paperWeights(size, made.problem.sources.length + 2, new Random('weights'));
    writeProblem(folder, size, made, weights);
    const read = readProblem(folder);
    expect(read.problem).toEqual(made.problem);
    expect(read.heldOut).toEqual(made.heldOut);
    expect(read.weights).toEqual(weights);
    const { stock, flow, net } = read.problem.targets;
    for (const { persons, errors } of [...stock, ...net]) {
      expect(errors).toEqual(new Float64Array(persons.length).fill(10));
    }
    expect(flow.flatMap(({ errors }) => [...errors]).every((error) => error === 0.2)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('options of the bench', () => {
  test('are all sizes with 2 threads where nothing is said', () => {
    expect(parseBenchOptions([])).toEqual({ sizes: ['small', 'middle', 'large'], threads: 2, budget: 300, epochs: null, write: false });
    expect(parseBenchOptions(['large', 'small', '--budget', '20', '--epochs=2'])).toMatchObject({
      sizes: ['small', 'large'],
      budget: 20,
      epochs: 2,
    });
  });

  test.each([
    [['medium'], 'there is no size "medium": expected small, middle, large'],
    [['--fast'], "Unknown option '--fast': expected [SIZE...] [--threads N] [--budget SECONDS] [--epochs N] [--write]"],
    [['--budget', 'long'], '--budget is "long": expected a whole number from 1'],
    [['--threads', '0'], '--threads is "0": expected a whole number from 1'],
    [['small', '--write'], '--write takes all sizes: name none of them'],
  ])('%j are refused in one line', (argv, message) => {
    expect(() => parseBenchOptions(argv)).toThrow(message);
    try {
      parseBenchOptions(argv);
    } catch (error) {
      expect(error).toMatchObject({ diagnostics: [{ code: 'E101', message }] });
    }
  });
});

test('the held-out loss that is reached is the lowest mean of five epochs in a row, or of half of fewer than ten', () => {
  expect(lossReached([9, 8, 7, 6, 5, 4, 3, 2, 1, 10, 10])).toBe(3);
  expect(lossReached([9, 8, 7, 6, 5, 4, 13])).toBe(5);
  expect(lossReached([9, 5, 4])).toBe(4);
});

test('a training is at a loss where it first falls to it, after the epochs before', () => {
  const lines = [9, 8, 5, 6, 4].map((heldOut, epoch) => ({ heldOut, seconds: epoch + 1 }));
  expect(firstAtMost(lines, 5.5)).toEqual({ epochs: 2, seconds: 3, heldOut: 5 });
  expect(() => firstAtMost(lines, 3)).toThrow(RangeError);
});

test('operations of an epoch are 2 for a weight and edge forward, and 8 for a sampled one', () => {
  const weights = [
    { name: 'layer 1 weight', shape: [2, 3], values: new Float32Array(6) },
    { name: 'layer 1 bias', shape: [2], values: new Float32Array(2) },
  ];
  const edges = { birth: new Int32Array(10), orig: new Int32Array(10), dest: new Int32Array(10) };
  const problem = { years: 4, edges } as Parameters<typeof operationsOfEpoch>[0]['problem'];
  expect(operationsOfEpoch({ problem, weights, sample: 5 })).toBe(6 * 4 * (2 * 10 + 8 * 5));
  // An input of two ends, one of three, and the two stocks; three inputs in two rows are summed for 4 pairs instead of 10 edges.
  const table = new Float32Array(8);
  const sources = [
    { table, offset: 0, yearStride: 0, factors: [2, 1, 0] },
    { table, offset: 0, yearStride: 0, factors: [4, 2, 1] },
  ] as const;
  expect(operationsDone({ problem: { ...problem, areas: 2, sources }, weights, sample: 5 })).toBe(1440 - 2 * 4 * 2 * 3 * (10 - 4));
});

describe('requirements', () => {
  const measured: Measurement = {
    size: SIZES[0]!,
    speeds: { product: 45, forward: 30, backward: 35, lasting: 40, step: 26, done: 22 },
    kernel: { seconds: 0.5, peak: 1e8, firstLoss: 21.3 },
    torch: { seconds: 1.6, peak: 7e8, firstLoss: 21.3001 },
    race: {
      start: 38.9,
      target: 0.8,
      torch: { epochs: 150, seconds: 240, heldOut: 0.79 },
      kernel: { epochs: 120, seconds: 12, heldOut: 0.75 },
      sample: 1000,
      refreshEvery: 20,
    },
  };

  test('that are met leave nothing to say', () => {
    expect(missedRequirements([measured])).toEqual([]);
    expect(missedRequirements([{ ...measured, torch: null, race: null }])).toEqual([]);
  });

  test('that are missed are named with size, value and bound', () => {
    const slow: Measurement = {
      ...measured,
      speeds: { ...measured.speeds, step: 20 },
      kernel: { seconds: 1, peak: 2e8, firstLoss: 21.3 },
      race: { ...measured.race!, kernel: { epochs: 500, seconds: 48, heldOut: 0.8 } },
    };
    expect(missedRequirements([slow])).toEqual([
      'small: share of the bare product is 0.50, at least 0.6 is required',
      'small: speed at equal work is 1.60, at least 2 is required',
      'small: ratio of peak memory is 3.50, at least 5 is required',
      'small: speed to the same held-out loss is 5.0, at least 10 is required',
    ]);
    const large = missedRequirements([{ ...slow, size: SIZES[2]!, race: null }]);
    expect(large).toContain('large: speed at equal work is 1.60, at least 3 is required');
  });

  test('hold for programs that compute the same only, and for a loss that is reached', () => {
    const other = { ...measured, torch: { ...measured.torch!, firstLoss: 22 } };
    expect(missedRequirements([other])).toEqual(['small: the first losses differ by 3.2e-2, so the programs do not compute the same']);
    const stuck = { ...measured, race: { ...measured.race!, kernel: { epochs: 900, seconds: 300, heldOut: 0.9 } } };
    expect(missedRequirements([stuck])).toEqual(['small: the kernel did not reach the held-out loss 0.8000 in 300.0 s']);
  });

  test('stand in the tables of the page', () => {
    const setting = { argv: ['--budget', '240', '--write'], cores: 2, threads: 2, node: '20.20.2', torch: '1.13.0' };
    const page = speedPage([measured], setting);
    expect(page).toContain('npm run bench:train -- --budget 240 --write');
    expect(page).not.toContain('Missed');
    expect(page).toContain('on 2 cores, 2 threads each, with Node 20.20.2 and PyTorch 1.13.0');
    expect(page).toContain('| small | 0.50 s | 1.60 s | 3.2 | 2 | 0.10 GB | 0.70 GB | 7.0 | 5 |');
    expect(page).toContain('| small | 38.90 | 0.8000 | 240.0 s | 150 | 12.0 s | 120 | 1,000 | 20 | 20.0 | 10 |');
    expect(page).toContain('| small | 45.0 | 30.0 | 35.0 | 40.0 | 26.0 | 65 % | 60 % | 55 % |');
    expect(page).not.toContain('Gaskin and Abel');
    const large = { ...measured, size: SIZES[2]!, kernel: { ...measured.kernel, seconds: 42 } };
    expect(speedPage([large], setting)).toContain('5.5 times as long as the kernel here.\n\n## Time');
    const slow = speedPage([{ ...measured, speeds: { ...measured.speeds, step: 20 } }], setting);
    expect(slow).toContain('Missed in this run:\n\n- small: share of the bare product is 0.50, at least 0.6 is required\n');
  });

  test('stand between the same sentences in docs/speed.md', () => {
    const sentences = (page: string) =>
      page
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('|'))
        .map((line) => line.replaceAll(/\d[\w.]*/g, 'N'));
    const setting = { argv: ['--budget', '240', '--write'], cores: 2, threads: 2, node: '20.20.2', torch: '1.13.0' };
    const written = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/speed.md'), 'utf8');
    expect(sentences(written)).toEqual(sentences(speedPage([{ ...measured, size: SIZES[2]! }], setting)));
  });
});
