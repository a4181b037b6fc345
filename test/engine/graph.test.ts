import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planOf } from '../../src/engine/config/plan.ts';
import { findCycle, type Graph, topologicalOrder, upstreamOf } from '../../src/engine/graph.ts';
import { selectTargets } from '../../src/engine/project/targets.ts';
import type { Plan } from '../../src/engine/types.ts';
import { lines, load, messageOf, projectWith } from './config/project.ts';

/** Any graph of up to 12 nodes, as the nodes that each needs. */
const anyGraph: fc.Arbitrary<Graph> = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.array(fc.subarray(Array.from({ length: size }, (_, node) => `n${node}`)), { minLength: size, maxLength: size }))
  .map((needs) => new Map(needs.map((list, node) => [`n${node}`, list])));

/** A graph without circles, its nodes declared in random order. */
const acyclic: fc.Arbitrary<Graph> = anyGraph.chain((graph) => {
  const down = [...graph].map(([node, needs]) => [node, needs.filter((need) => Number(need.slice(1)) < Number(node.slice(1)))] as const);
  return fc.shuffledSubarray(down, { minLength: down.length, maxLength: down.length }).map((entries) => new Map(entries));
});

/** Slow and plain: the first declared node, of those whose needs are all there, again and again. */
function orderByHand(graph: Graph): string[] {
  const order: string[] = [];
  for (;;) {
    const next = [...graph].find(([node, needs]) => !order.includes(node) && needs.every((need) => order.includes(need)));
    if (next === undefined) return order;
    order.push(next[0]);
  }
}

describe('topologicalOrder', () => {
  test('is the order of declaration where it can be', () => {
    expect(
      topologicalOrder(
        new Map([
          ['c', ['b']],
          ['a', []],
          ['b', ['a']],
          ['d', []],
        ]),
      ),
    ).toEqual(['a', 'b', 'c', 'd']);
    expect(
      topologicalOrder(
        new Map([
          ['d', ['a']],
          ['a', []],
          ['c', ['a', 'a']],
        ]),
      ),
    ).toEqual(['a', 'd', 'c']);
  });

  test('takes the first declared of those that are ready', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        expect(topologicalOrder(graph)).toEqual(orderByHand(graph));
      }),
    );
  });

  test('holds every node exactly if there is no circle', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        expect(topologicalOrder(graph).length === graph.size).toBe(findCycle(graph) === null);
      }),
    );
  });
});

describe('findCycle', () => {
  test('gives the circle in the direction of needs', () => {
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
    expect(findCycle(new Map([['a', ['a']]]))).toEqual(['a', 'a']);
    expect(
      findCycle(
        new Map([
          ['a', []],
          ['b', ['a']],
        ]),
      ),
    ).toBeNull();
  });

  test('gives a real circle or none', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const cycle = findCycle(graph);
        if (cycle === null) return;
        expect(cycle[0]).toBe(cycle.at(-1));
        expect(new Set(cycle).size).toBe(cycle.length - 1);
        for (const [index, node] of cycle.slice(0, -1).entries()) expect(graph.get(node)).toContain(cycle[index + 1]);
      }),
    );
    fc.assert(
      fc.property(acyclic, (graph) => {
        expect(findCycle(graph)).toBeNull();
      }),
    );
  });

  test('follows a chain of 20,000', () => {
    const chain = new Map(Array.from({ length: 20_000 }, (_, index) => [`n${index}`, [`n${(index + 1) % 20_000}`]]));
    expect(findCycle(chain)).toHaveLength(20_001);
    chain.set('n19999', []);
    expect(findCycle(chain)).toBeNull();
    expect(topologicalOrder(chain)[0]).toBe('n19999');
  });
});

describe('what lies up and down', () => {
  const graph: Graph = new Map([
    ['a', []],
    ['b', ['a']],
    ['c', ['b']],
    ['d', ['a']],
  ]);

  test('includes the nodes themselves', () => {
    expect([...upstreamOf(graph, ['c'])]).toEqual(['c', 'b', 'a']);
    expect([...upstreamOf(turnedRound(graph), ['b'])]).toEqual(['b', 'c']);
  });

  test('agrees: a is above b if b is below a', () => {
    fc.assert(
      fc.property(acyclic, (any) => {
        for (const a of any.keys())
          for (const b of any.keys()) expect(upstreamOf(any, [b]).has(a)).toBe(upstreamOf(turnedRound(any), [a]).has(b));
      }),
    );
  });

  test('is closed: everything that a member needs is a member', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(11), (any, pick) => {
        const start = [...any.keys()][pick % any.size]!;
        const closure = upstreamOf(any, [start]);
        for (const node of closure) for (const need of any.get(node) ?? []) expect(closure.has(need)).toBe(true);
      }),
    );
  });
});

describe('selectTargets', () => {
  const small = async (): Promise<Plan> => planOf(await load(projectWith()));

  test('takes stages, instances and outputs, with all upstream', async () => {
    const plan = await small();
    expect(selectTargets(plan, [])).toEqual(new Set(['make[member=1]', 'make[member=2]', 'report']));
    expect(selectTargets(plan, ['make'])).toEqual(new Set(['make[member=1]', 'make[member=2]']));
    expect(selectTargets(plan, ['make[member=2]'])).toEqual(new Set(['make[member=2]']));
    expect(selectTargets(plan, ['make.table'])).toEqual(new Set(['make[member=1]', 'make[member=2]']));
    expect(selectTargets(plan, ['report.summary'])).toEqual(new Set(['report', 'make[member=1]', 'make[member=2]']));
  });

  test('refuses what is none, all at once (E103)', async () => {
    const plan = await small();
    expect(await messageOf(() => selectTargets(plan, ['make', 'reprot', 'make[member=3]', 'make.tabel']))).toBe(
      lines(
        'E103 unknown stage "reprot"',
        '  expected: one of make, report',
        '  hint: did you mean "report"?',
        'E103 unknown stage "make[member=3]"',
        '  expected: one of make, report',
        '  hint: did you mean "make[member=1]"?',
        'E103 unknown stage "make.tabel"',
        '  expected: one of make, report',
        '  hint: did you mean "make.table"?',
      ),
    );
  });
});

/** The same nodes, every arrow the other way. */
function turnedRound(graph: Graph): Graph {
  return new Map([...graph.keys()].map((node) => [node, [...graph.keys()].filter((user) => graph.get(user)?.includes(node))]));
}
