import type { Plan } from './types.ts';

/** What each node needs, nodes in the order of their declaration. Every node that is needed is a node. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * The nodes so that each comes after what it needs; of several that could come next, the one declared first (Kahn).
 * Nodes on a circle and those behind one are left out: look for circles first.
 */
export function topologicalOrder(graph: Graph): readonly string[] {
  const nodes = [...graph.keys()];
  const indexOf = new Map(nodes.map((node, index) => [node, index]));
  const users = reversed(graph);
  const waitsFor = new Map([...graph].map(([node, needs]) => [node, new Set(needs).size]));
  const ready: number[] = [];
  for (const [node, count] of waitsFor) if (count === 0) push(ready, indexOf.get(node)!);
  const order: string[] = [];
  while (ready.length > 0) {
    const node = nodes[pop(ready)]!;
    order.push(node);
    for (const user of users.get(node) ?? []) {
      const left = waitsFor.get(user)! - 1;
      waitsFor.set(user, left);
      if (left === 0) push(ready, indexOf.get(user)!);
    }
  }
  return order;
}

/** A circle, from a node over what it needs back to the same node: `[a, b, a]`. Null if there is none. */
export function findCycle(graph: Graph): readonly string[] | null {
  const finished = new Set<string>();
  for (const node of graph.keys()) {
    const cycle = finished.has(node) ? null : cycleFrom(node, graph, finished);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Depth-first search with a stack of its own: a long chain would overflow the stack of calls. */
function cycleFrom(start: string, graph: Graph, finished: Set<string>): readonly string[] | null {
  const path: string[] = [];
  const onPath = new Set<string>();
  const ahead: Iterator<string>[] = [];
  const enter = (node: string): void => {
    path.push(node);
    onPath.add(node);
    ahead.push((graph.get(node) ?? [])[Symbol.iterator]());
  };
  enter(start);
  while (path.length > 0) {
    const next = (ahead.at(-1) as Iterator<string>).next();
    if (next.done) {
      const node = path.pop()!;
      onPath.delete(node);
      finished.add(node);
      ahead.pop();
    } else if (onPath.has(next.value)) {
      return [...path.slice(path.indexOf(next.value)), next.value];
    } else if (!finished.has(next.value)) {
      enter(next.value);
    }
  }
  return null;
}

/** The nodes and everything that they need, directly or not. */
export function upstreamOf(graph: Graph, nodes: Iterable<string>): ReadonlySet<string> {
  const reached = new Set(nodes);
  // A set visits what is added to it on the way.
  for (const node of reached) for (const need of graph.get(node) ?? []) reached.add(need);
  return reached;
}

/** The same nodes with every arrow turned round: what each is needed by. */
function reversed(graph: Graph): Graph {
  const users = new Map<string, string[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, needs] of graph) for (const need of new Set(needs)) users.get(need)?.push(node);
  return users;
}

/** Instances of a plan and what they need. */
export function instanceGraph(plan: Plan): Graph {
  return new Map(plan.instances.map(({ id, needs }) => [id, needs]));
}

/** Adds a number to a binary heap: the least is at index 0. */
function push(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = value;
}

/** Takes the least number out of a binary heap that is not empty. */
function pop(heap: number[]): number {
  const least = heap[0]!;
  const value = heap.pop()!;
  if (heap.length === 0) return least;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= value) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
  return least;
}
