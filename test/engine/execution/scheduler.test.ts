import { expect, test } from 'vitest';
import { coresFor } from '../../../src/engine/execution/scheduler.ts';
import type { Instance, Plan } from '../../../src/engine/types.ts';

function instance(id: string, needs: readonly string[] = [], cpu = 1): Instance {
  return {
    id,
    needs,
    each: {},
    params: {},
    inputs: new Map(),
    stage: { name: id, resources: { cpu, memoryBytes: 1, gpu: 0 } },
  } as unknown as Instance;
}

const ALL = [instance('a'), instance('b'), instance('wide', [], 2), instance('gather', ['a', 'b']), instance('last', ['gather'])];
const [A, , WIDE] = ALL as [Instance, Instance, Instance];
const PLAN = { instances: ALL, byId: new Map(ALL.map((each) => [each.id, each])) } as unknown as Plan;

test('with others to run beside it, an instance gets its cpu', () => {
  expect(coresFor(A, 0, new Set(['b', 'gather', 'last']), PLAN, 2)).toBe(1);
  expect(coresFor(A, 1, new Set(['gather', 'last']), PLAN, 2)).toBe(1);
  expect(coresFor(WIDE, 0, new Set(['a', 'b']), PLAN, 4)).toBe(2);
});

test('idle slots are lent; what waits for the instance leaves them idle, transitively', () => {
  expect(coresFor(A, 0, new Set(['gather', 'last']), PLAN, 4)).toBe(4);
  expect(coresFor(A, 3, new Set(['gather', 'last']), PLAN, 4)).toBe(1);
  expect(coresFor(WIDE, 1, new Set(['b']), PLAN, 8)).toBe(6);
});

test('an instance that asks for more than there are slots keeps its cpu', () => {
  expect(coresFor(WIDE, 0, new Set(), PLAN, 1)).toBe(2);
});
