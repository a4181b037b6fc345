import { expect, test } from 'vitest';
import { isPipelineError, type PipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { memoryFormula, memoryQuantities } from '../../../src/model/kernel/memoryFormula.ts';
import type { KernelSizes } from '../../../src/model/kernel/memoryPlan.ts';
import { checkMemory, LARGEST_MEMORY, memoryPlan, REGIONS } from '../../../src/model/kernel/memoryPlan.ts';
import { parameterLayout, shapeOfWeights, weightPositions } from '../../../src/model/kernel/parameters.ts';
import { countEdges } from '../../../src/model/problem/edges.ts';
import { INPUTS, inputSourcesOf, inputsOf } from '../../../src/model/problem/inputs.ts';
import { initialWeights } from '../../../src/model/problem/network.ts';
import { Random } from '../../../src/numerics/random.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

/** The published size (docs/method.md 13.5), on two threads. */
const PUBLISHED: KernelSizes = {
  areas: 230,
  years: 34,
  edges: 900_000,
  sample: 50_000,
  shape: { kind: 'paper', inputs: 38, hiddenLayers: [60, 60, 60, 60, 60, 60, 60], latent: 100 },
  tables: 6_000_000,
  indices: 7,
  groups: [17, 15, 6, 0],
  threads: 2,
};

test('the published size takes 0.8 GB, most of it latent states', () => {
  const { total, regions } = memoryPlan(PUBLISHED);
  expect(regions.states.bytes).toBe(391 * 128 * 34 * 100 * 4);
  expect(total).toBeGreaterThan(0.75e9);
  expect(total).toBeLessThan(0.85e9);
});

test.each([PUBLISHED, { ...PUBLISHED, edges: 5_000_000, sample: 129, shape: { ...PUBLISHED.shape, hiddenLayers: [7, 30], latent: 5 } }])(
  'the printed formula gives the planned bytes',
  (given) => {
    for (const samplesByYear of [false, true]) expectFormula({ ...given, samplesByYear });
  },
);

/** The refusal of a plan for these sizes. */
function refusalOf(sizes: KernelSizes): PipelineError {
  try {
    checkMemory(memoryPlan(sizes), LARGEST_MEMORY);
  } catch (error) {
    if (isPipelineError(error)) return error;
    throw error;
  }
  throw new Error('the plan is not refused');
}

test('a plan above the bound is refused with its size and its largest parts', () => {
  const { message, diagnostics } = refusalOf({ ...PUBLISHED, sample: 310_000 });
  expect(message).toMatch(/^training would take 4\.\d\d GB of memory in the kernel$/);
  expect(diagnostics[0]!.details![0]).toBe('states would take 4.22 GB');
});

test('the deepest and widest network that parameters allow is refused before it is made', () => {
  const { message, diagnostics } = refusalOf({ ...PUBLISHED, shape: { ...PUBLISHED.shape, hiddenLayers: new Array(64).fill(4096) } });
  expect(message).toBe('training would take 79.83 GB of memory in the kernel');
  expect(diagnostics[0]!.details![0]).toBe('gradients would take 67.73 GB');
  expect(diagnostics[0]!.hint).toContain('model.hidden_layers');
});

test('less than one thread is refused', () => {
  expect(() => memoryPlan({ ...PUBLISHED, threads: 0 })).toThrow('the kernel cannot compute on 0 threads');
});

test('the sources give the inputs of the network, edge by edge', () => {
  const { problem } = syntheticWorld({ areas: 5, years: 3 });
  const { edges, covariates } = problem;
  const sources = inputSourcesOf(covariates);
  for (let year = 0; year < problem.years; year++) {
    const expected = inputsOf(covariates, edges, year);
    for (let edge = 0; edge < countEdges(edges); edge++) {
      const ends = [edges.birth[edge]!, edges.orig[edge]!, edges.dest[edge]!];
      const inputs = sources.map(({ table, offset, yearStride, factors }) => {
        return table[offset + year * yearStride + factors.reduce((sum, factor, end) => sum + factor * ends[end]!, 0)];
      });
      expect(inputs).toEqual(Array.from(expected.subarray(edge * INPUTS.length, (edge + 1) * INPUTS.length)));
    }
  }
});

test('every weight has a place of its own', () => {
  const linear = { coefficients: new Float64Array(INPUTS.length + 2), intercept: 0 };
  const weights = initialWeights({ hiddenLayers: [5, 7], latent: 3 }, linear, new Random(1));
  const shape = shapeOfWeights('default', weights, INPUTS.length + 2);
  expect(shape).toEqual({ kind: 'default', inputs: INPUTS.length + 2, hiddenLayers: [5, 7], latent: 3 });
  const layout = parameterLayout(shape);
  const places = weightPositions(shape, layout, weights).flatMap((positions) => Array.from(positions));
  expect(new Set(places).size).toBe(weights.reduce((sum, { values }) => sum + values.length, 0));
  expect(Math.max(...places)).toBeLessThan(layout.length);
});

function expectFormula(sizes: KernelSizes): void {
  const quantities = memoryQuantities(sizes);
  const { regions } = memoryPlan(sizes);
  const blocks = (edges: number) => 128 * Math.ceil(edges / 128);
  for (const region of REGIONS) {
    const formula = new Function(...Object.keys(quantities), 'blocks', 'max', 'ceil', `return ${memoryFormula(sizes)[region]};`);
    expect([region, formula(...Object.values(quantities), blocks, Math.max, Math.ceil)]).toEqual([region, regions[region].bytes]);
  }
}
