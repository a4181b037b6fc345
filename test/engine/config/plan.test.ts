// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planOf } from '../../../src/engine/config/plan.ts';
import type { Config, InputDeclaration, Plan, StageDeclaration } from '../../../src/engine/types.ts';
import { load, pipelineWith, projectWith } from './project.ts';

const planWith = async (edits = {}): Promise<Plan> => planOf(await load(projectWith(edits)));

describe('the plan of the small project', () => {
  test('has an instance for each value of the fan-out', async () => {
    const { instances } = await planWith();
    expect(instances.map(({ id, each, needs }) => ({ id, each, needs }))).toEqual([
      { id: 'make[member=1]', each: { member: 1 }, needs: [] },
      { id: 'make[member=2]', each: { member: 2 }, needs: [] },
      { id: 'report', each: {}, needs: ['make[member=1]', 'make[member=2]'] },
    ]);
  });

  test('gives a stage the parameters that it declares, and no others', async () => {
    const { byId } = await planWith();
    expect(byId.get('make[member=1]')?.params).toEqual({ size: 3, 'train.epochs': 5 });
    expect(byId.get('report')?.params).toEqual({});
    const deep = await planWith(pipelineWith('[size, train.epochs]', '[train]'));
    expect(deep.byId.get('make[member=1]')?.params).toEqual({ train: { epochs: 5, rate: 0.1 } });
  });

  test('connects sources, absent sources and gathered outputs', async () => {
    const { byId, config } = await planWith();
    expect(byId.get('make[member=2]')?.inputs).toEqual(
      new Map<string, unknown>([
        ['raw', { kind: 'source', source: config.sources.get('numbers') }],
        ['extra', { kind: 'absent' }],
      ]),
    );
    expect(byId.get('report')?.inputs.get('tables')).toEqual({
      kind: 'gathered',
      instances: ['make[member=1]', 'make[member=2]'],
      output: 'table',
    });
  });

  test('connects one output where the stage has no fan-out', async () => {
    const { byId } = await planWith(pipelineWith('    each: { member: "${params.members}" }\n', ''));
    expect(byId.get('report')?.inputs.get('tables')).toEqual({ kind: 'one', instance: 'make', output: 'table' });
    expect(byId.get('report')?.needs).toEqual(['make']);
  });

  test('gathers also a fan-out of one', async () => {
    const { byId } = await planWith(pipelineWith('"${params.members}"', '1'));
    expect(byId.get('report')?.inputs.get('tables')).toEqual({ kind: 'gathered', instances: ['make[member=1]'], output: 'table' });
  });

  test('combines fan-outs in the order of their declaration', async () => {
    const { instances } = await planWith(pipelineWith('member: "${params.members}"', 'fold: 2, region: [africa, asia-2], rate: [0.5]'));
    expect(instances.map(({ id }) => id)).toEqual([
      'make[fold=1,region=africa,rate=0.5]',
      'make[fold=1,region=asia-2,rate=0.5]',
      'make[fold=2,region=africa,rate=0.5]',
      'make[fold=2,region=asia-2,rate=0.5]',
      'report',
    ]);
  });
});

describe('any plan', () => {
  /** Stages that read from earlier ones only, declared in random order. */
  const stages = fc
    .array(fc.tuple(fc.array(fc.nat(20), { maxLength: 4 }), fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 12 })
    .map((drafts) => drafts.map(([needs, fanOut], index) => stageOf(index, needs, fanOut)))
    .chain((list) => fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }));

  test('has every instance after what it needs, and those of a stage together', () => {
    fc.assert(
      fc.property(stages, (list) => {
        const { instances, byId } = planOf({ stages: list, params: {}, sources: new Map() } as unknown as Config);
        const position = new Map(instances.map(({ id }, index) => [id, index]));
        expect(byId.size).toBe(instances.length);
        for (const { id, needs, inputs } of instances) {
          for (const need of needs) expect(position.get(need)).toBeLessThan(position.get(id)!);
          expect([...needs].sort((a, b) => position.get(a)! - position.get(b)!)).toEqual(needs);
          const read = [...inputs.values()].flatMap((input) =>
            input.kind === 'gathered' ? input.instances : input.kind === 'one' ? input.instance : [],
          );
          expect(new Set(needs)).toEqual(new Set(read));
        }
        const runs = instances.filter(({ stage }, index) => instances[index - 1]?.stage !== stage);
        expect(runs).toHaveLength(list.length);
      }),
    );
  });

  function stageOf(index: number, needs: readonly number[], fanOut: number): StageDeclaration {
    const earlier = index === 0 ? [] : needs.map((need) => need % index);
    const inputs = earlier.map((need, input): [string, InputDeclaration] => [
      `i${input}`,
      { kind: 'output', stage: `s${need}`, output: 'o' },
    ]);
    return {
      name: `s${index}`,
      about: '',
      action: { kind: 'run', command: 'x', code: [] },
      environment: {},
      params: [],
      each: fanOut === 0 ? {} : { k: Array.from({ length: fanOut }, (_, value) => value) },
      inputs: new Map(inputs),
      outputs: new Map([['o', { file: 'o.csv', format: 'csv', contract: 'c' }]]),
      resources: { cpu: 1, memoryBytes: 1, gpu: 0 },
      timeoutMs: null,
      retry: 0,
    };
  }

  test('of 10,000 stages in a chain does not overflow the stack', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => stageOf(index, [index - 1], 0)).reverse();
    const { instances } = planOf({ stages: chain, params: {}, sources: new Map() } as unknown as Config);
    expect(instances[9_999]?.needs).toEqual(['s9998']);
  });
});
