import { type Diagnostic, PipelineError } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import { instanceGraph, upstreamOf } from '../graph.ts';
import type { Instance, Plan } from '../types.ts';

/**
 * Ids of the instances that targets name, with everything upstream of them; all instances if there are no targets.
 * A target is a stage (`train`), an instance (`train[member=1]`) or an output (`train.flows`).
 * Throws a PipelineError of E103 for each that is none.
 */
export function selectTargets(plan: Plan, targets: readonly string[]): ReadonlySet<string> {
  return targets.length === 0 ? new Set(plan.byId.keys()) : upstreamOf(instanceGraph(plan), matchTargets(plan, targets));
}

/** Ids of the instances that targets name, without what is upstream. */
export function matchTargets(plan: Plan, targets: readonly string[]): ReadonlySet<string> {
  const idsOf = targetsOf(plan);
  const unknown = targets.filter((target) => !idsOf.has(target));
  if (unknown.length > 0) throw new PipelineError(unknown.map((target) => unknownTarget(target, idsOf.keys(), plan)));
  return new Set(targets.flatMap((target) => idsOf.get(target) ?? []));
}

/** The output that `export.flows` or `train[member=1].flows` names, and the instances that make it. */
export function matchOutput(plan: Plan, target: string): { readonly instances: readonly Instance[]; readonly output: string } {
  const dot = target.lastIndexOf('.');
  const output = target.slice(dot + 1);
  const ids = dot < 0 ? undefined : targetsOf(plan).get(target.slice(0, dot));
  const instances = (ids ?? []).flatMap((id) => plan.byId.get(id) ?? []).filter(({ stage }) => stage.outputs.has(output));
  if (instances.length > 0) return { instances, output };
  const known = plan.instances.flatMap(({ id, stage }) =>
    [...stage.outputs.keys()].flatMap((name) => [`${stage.name}.${name}`, `${id}.${name}`]),
  );
  const stage = plan.instances.find((candidate) => target === candidate.stage.name || target.startsWith(`${candidate.stage.name}.`))?.stage;
  const { hint } = insteadOf(target, known);
  throw new PipelineError({
    code: 'E103',
    severity: 'error',
    message: `unknown artifact "${target}"`,
    expected:
      stage === undefined
        ? 'STAGE.OUTPUT, for example export.flows'
        : `an output of ${stage.name}: ${[...stage.outputs.keys()].map((name) => `${stage.name}.${name}`).join(', ')}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Ids of instances by everything that can name them. */
function targetsOf(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const idsOf = new Map<string, string[]>();
  for (const { id, stage } of plan.instances) {
    const names = new Set([stage.name, id, ...[...stage.outputs.keys()].map((output) => `${stage.name}.${output}`)]);
    for (const name of names) {
      const ids = idsOf.get(name);
      if (ids === undefined) idsOf.set(name, [id]);
      else ids.push(id);
    }
  }
  return idsOf;
}

/** The nearest of all targets is suggested, but only the stages are listed: a fan-out has many instances. */
function unknownTarget(target: string, candidates: Iterable<string>, plan: Plan): Diagnostic {
  const { hint } = insteadOf(target, candidates);
  const { expected } = insteadOf(target, new Set(plan.instances.map(({ stage }) => stage.name)));
  const rest = { ...(expected === undefined ? {} : { expected }), ...(hint === undefined ? {} : { hint }) };
  return { code: 'E103', severity: 'error', message: `unknown stage "${target}"`, ...rest };
}
