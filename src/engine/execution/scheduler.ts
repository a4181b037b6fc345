import type { Instance, Plan } from '../types.ts';

/** Share of the machine's memory that stages are given; the rest is for all else that runs. */
export const USABLE_MEMORY = 0.9;

/** What the machine may be used for at once. */
export interface Capacity {
  /** Slots of --jobs; an instance takes as many as its `cpu`. */
  readonly jobs: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

/**
 * Length of the longest chain of work that waits for each instance, itself included, in ms.
 * Starting the longest first keeps all slots busy to the end.
 */
export function longestPaths(plan: Plan, expectedMs: (instance: Instance) => number): ReadonlyMap<string, number> {
  const paths = new Map<string, number>();
  for (const instance of [...plan.instances].reverse()) {
    const own = expectedMs(instance) + (paths.get(instance.id) ?? 0);
    paths.set(instance.id, own);
    for (const id of instance.needs) paths.set(id, Math.max(paths.get(id) ?? 0, own));
  }
  return paths;
}

/**
 * Cores for an instance that is about to start: its `cpu`, and the slots that would stand idle, because fewer instances run
 * or could run beside it. What waits for it is none of these.
 * @param busy cores of the instances that run.
 * @param left ids of the instances that are neither running nor settled.
 */
export function coresFor(instance: Instance, busy: number, left: ReadonlySet<string>, plan: Plan, jobs: number): number {
  const after = new Set([instance.id]);
  for (const { id, needs } of plan.instances) if (needs.some((need) => after.has(need))) after.add(id);
  const beside = plan.instances.filter(({ id }) => left.has(id) && !after.has(id));
  const taken = [instance, ...beside].reduce((sum, { stage }) => sum + stage.resources.cpu, busy);
  return instance.stage.resources.cpu + Math.max(0, jobs - taken);
}

/** Whether an instance fits beside what runs. One that asks for more than there is runs alone. */
export function fits(instance: Instance, running: readonly Instance[], capacity: Capacity): boolean {
  if (running.length === 0) return true;
  if (running.length >= capacity.jobs) return false;
  const all = [...running, instance].map(({ stage }) => stage.resources);
  const sum = (of: 'cpu' | 'memoryBytes' | 'gpu'): number => all.reduce((total, resources) => total + resources[of], 0);
  return sum('cpu') <= capacity.jobs && sum('memoryBytes') <= capacity.memoryBytes && sum('gpu') <= capacity.gpus;
}
