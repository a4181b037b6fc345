import { canonicalJson } from '../digest.ts';
import type { Action } from '../keys/assessment.ts';
import type { Project } from '../project/project.ts';
import { sourcePath } from '../project/sources.ts';
import type { Layout } from '../store/layout.ts';
import type { ResultRecord } from '../store/records.ts';
import type { Config, Contract, Instance, Json, OutputDeclaration, Source, StageCode } from '../types.ts';
import type { ActionCodeFile, ActionFile, ActionInput, ActionSource, Artifact } from '../worker/actionFile.ts';

/** Where an action is to run. */
export interface ActionPlace {
  readonly attempt: string;
  readonly backend: string;
  readonly cores: number;
  readonly encoder: string;
  readonly replace: boolean;
}

/** Writes down an action whose inputs are all in the store. */
export function actionFileOf(action: Action, project: Project, records: ReadonlyMap<string, ResultRecord>, place: ActionPlace): ActionFile {
  const { config, layout } = project;
  const { instance, key, ingredients, code } = action;
  const { stage } = instance;
  const inputs = actionInputs(instance, project, records);
  return {
    key,
    instance: instance.id,
    stage: stage.name,
    root: config.root,
    scratch: layout.scratch(key),
    ...place,
    memoryBytes: stage.resources.memoryBytes,
    code:
      stage.action.kind === 'run'
        ? { kind: 'command', command: stage.action.command, files: codeFilesOf(code, layout) }
        : { kind: 'bundle', path: layout.bundle(code.digest), digest: code.digest },
    environment: Object.keys(stage.environment),
    params: JSON.parse(canonicalJson(instance.params)) as Readonly<Record<string, Json>>,
    each: instance.each,
    inputs,
    outputs: Object.fromEntries(stage.outputs),
    contracts: contractsIn(config, inputs, stage.outputs),
    ingredients,
    codeFiles: code.files,
  };
}

function codeFilesOf({ files, executables }: StageCode, layout: Layout): readonly ActionCodeFile[] {
  return Object.entries(files).map(([name, digest]) => ({
    name,
    path: layout.snapshot(digest),
    digest,
    executable: executables.includes(name),
  }));
}

function actionInputs(
  instance: Instance,
  { config, layout, plan: { byId } }: Project,
  records: ReadonlyMap<string, ResultRecord>,
): Record<string, ActionInput> {
  const artifact = (id: string, output: string): Artifact => {
    const made = records.get(id)?.outputs[output];
    if (made === undefined) throw new Error(`${id} has no output ${output}`);
    const { contract, format } = byId.get(id)?.stage.outputs.get(output) ?? made;
    return { digest: made.digest, path: layout.object(made.digest), format, contract };
  };
  const inputs: Record<string, ActionInput> = {};
  for (const [name, input] of instance.inputs) {
    switch (input.kind) {
      case 'source':
        inputs[name] = { kind: 'source', ...actionSource(config, input.source) };
        break;
      case 'sources':
        inputs[name] = {
          kind: 'sources',
          sources: input.sources.map((source) => ({ ...actionSource(config, source), reading: source.reading })),
        };
        break;
      case 'absent':
        inputs[name] = input;
        break;
      case 'one':
        inputs[name] = { kind: 'one', artifact: artifact(input.instance, input.output) };
        break;
      case 'gathered':
        inputs[name] = {
          kind: 'gathered',
          parts: input.instances.map((id) => ({ each: byId.get(id)?.each ?? {}, artifact: artifact(id, input.output) })),
        };
        break;
    }
  }
  return inputs;
}

function actionSource(config: Config, source: Source): ActionSource {
  return {
    id: source.id,
    files: source.files.map(({ path, sha256 }) => ({ name: path, path: sourcePath(config, source, path), sha256 })),
  };
}

function contractsIn(
  config: Config,
  inputs: Readonly<Record<string, ActionInput>>,
  outputs: ReadonlyMap<string, OutputDeclaration>,
): Record<string, Contract> {
  const names = new Set<string>();
  for (const { contract } of outputs.values()) names.add(contract);
  for (const input of Object.values(inputs)) {
    if (input.kind === 'one') names.add(input.artifact.contract);
    if (input.kind === 'gathered') for (const { artifact } of input.parts) names.add(artifact.contract);
  }
  return Object.fromEntries([...names].sort().map((name) => [name, config.contracts.get(name)!]));
}
