import { topologicalOrder } from '../graph.ts';
import type { Config, InputDeclaration, Instance, InstanceInput, Json, Plan, Source, StageDeclaration } from '../types.ts';
import { valueAt } from './interpolate.ts';
import { stageGraph } from './references.ts';

type Each = Instance['each'];

/**
 * Expands every stage into its instances, one for each combination of fan-out values, and connects them.
 * Stages come in topological order, of several that could come next the one declared first. The configuration must be free of
 * unknown names and circles, as `loadConfig` leaves it.
 */
export function planOf(config: Config): Plan {
  const byName = new Map(config.stages.map((stage) => [stage.name, stage]));
  const stages = topologicalOrder(stageGraph(config.stages)).map((name) => byName.get(name)!);
  const rankOf = new Map(stages.map(({ name }, rank) => [name, rank]));
  const idsOf = new Map<string, readonly string[]>();
  const instances: Instance[] = [];
  for (const stage of stages) {
    const params = parametersOf(stage, config.params);
    const inputs = new Map([...stage.inputs].map(([name, declared]) => [name, inputOf(declared, config, byName, idsOf)]));
    const needs = needsOf(stage, rankOf, idsOf);
    const expanded = combinations(stage.each).map((each) => ({ id: idOf(stage.name, each), stage, each, params, inputs, needs }));
    idsOf.set(
      stage.name,
      expanded.map(({ id }) => id),
    );
    instances.push(...expanded);
  }
  return { config, instances, byId: new Map(instances.map((instance) => [instance.id, instance])) };
}

/** Every combination of the values, the last name changing fastest; one empty combination without a fan-out. */
function combinations(each: StageDeclaration['each']): readonly Each[] {
  return Object.entries(each).reduce<readonly Each[]>(
    (made, [name, values]) => made.flatMap((left) => values.map((value) => ({ ...left, [name]: value }))),
    [{}],
  );
}

/** `cross-validate[fold=2,seed=1]`, or the name of a stage without fan-out. */
function idOf(stage: string, each: Each): string {
  const values = Object.entries(each).map(([name, value]) => `${name}=${value}`);
  return values.length === 0 ? stage : `${stage}[${values.join(',')}]`;
}

/** What the stage may read of the parameters, by dotted path. */
function parametersOf(stage: StageDeclaration, params: Json): Readonly<Record<string, Json>> {
  return Object.fromEntries(stage.params.map((path) => [path, valueAt(params, path) as Json]));
}

/** A fanned-out stage is always gathered, also where the fan-out has one value. */
function inputOf(
  declared: InputDeclaration,
  config: Config,
  byName: ReadonlyMap<string, StageDeclaration>,
  idsOf: ReadonlyMap<string, readonly string[]>,
): InstanceInput {
  if (declared.kind === 'source') {
    const source = config.sources.get(declared.source);
    return source === undefined ? { kind: 'absent' } : { kind: 'source', source };
  }
  if (declared.kind === 'sources') return { kind: 'sources', sources: sourcesOfKind(config, declared.sourceKind) };
  const { stage, output } = declared;
  const instances = idsOf.get(stage) as readonly string[];
  const fansOut = Object.keys(byName.get(stage)?.each ?? {}).length > 0;
  return fansOut ? { kind: 'gathered', instances, output } : { kind: 'one', instance: instances[0]!, output };
}

/** By id, so that the order of the manifest is no part of any result. */
function sourcesOfKind({ sources }: Config, kind: string): readonly Source[] {
  return [...sources.values()].filter((source) => source.kind === kind).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ids of all instances of the stages that a stage reads from, in plan order. */
function needsOf(
  stage: StageDeclaration,
  rankOf: ReadonlyMap<string, number>,
  idsOf: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const read = new Set([...stage.inputs.values()].flatMap((input) => (input.kind === 'output' ? [input.stage] : [])));
  const inOrder = [...read].sort((a, b) => rankOf.get(a)! - rankOf.get(b)!);
  return inOrder.flatMap((name) => idsOf.get(name) as readonly string[]);
}
