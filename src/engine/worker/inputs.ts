import { readFileSync } from 'node:fs';
import type { Columns } from '../../tables/columns.ts';
import { decodeDocument, decodeTable } from '../contracts/codec/codec.ts';
import type { SourceInput } from '../stage.ts';
import type { Contract } from '../types.ts';
import type { ActionFile, ActionSource, Artifact } from './actionFile.ts';
import type { TableFinder } from './outputs.ts';

/** What `inputs` of a stage looks like at run time; schemas/generated/types.ts gives it its static types. */
export type StageInputs = Readonly<Record<string, unknown>>;

/** Handles for the inputs of an action; nothing is read before the stage asks. */
export function stageInputs(action: ActionFile): StageInputs {
  const inputs: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(action.inputs)) {
    switch (input.kind) {
      case 'source':
        inputs[name] = sourceOf(input);
        break;
      case 'sources':
        inputs[name] = input.sources.map((source) => ({ ...sourceOf(source), reading: source.reading }));
        break;
      case 'absent':
        inputs[name] = null;
        break;
      case 'one':
        inputs[name] = handleOf(action, input.artifact);
        break;
      case 'gathered':
        inputs[name] = input.parts.map(({ each, artifact }) => ({ each, input: handleOf(action, artifact) }));
        break;
    }
  }
  return inputs;
}

function sourceOf({ id, files }: ActionSource): SourceInput {
  return { id, files: files.map(({ name, path }) => ({ name, path })) };
}

/** Finds tables among the inputs by their contract, all parts of gathered ones, for references from outputs. */
export function inputTableFinder(action: ActionFile): TableFinder {
  const known = new Map<string, readonly Columns[]>();
  return async (contract) => {
    let tables = known.get(contract);
    if (tables === undefined) {
      const artifacts = artifactsOf(action).filter((candidate) => candidate.contract === contract);
      tables = (await Promise.all(artifacts.map((artifact) => readArtifact(action, artifact)))) as Columns[];
      known.set(contract, tables);
    }
    return tables;
  };
}

/** Artifacts that an action reads, every part of gathered inputs. */
export function artifactsOf(action: ActionFile): Artifact[] {
  return Object.values(action.inputs).flatMap((input) =>
    input.kind === 'one' ? [input.artifact] : input.kind === 'gathered' ? input.parts.map(({ artifact }) => artifact) : [],
  );
}

function handleOf(action: ActionFile, artifact: Artifact): { read(): Promise<unknown> } {
  return { read: () => readArtifact(action, artifact) };
}

async function readArtifact(action: ActionFile, artifact: Artifact): Promise<unknown> {
  return decodeArtifact(action.contracts[artifact.contract]!, readFileSync(artifact.path), artifact.format);
}

/** Decodes an artifact as its contract says; `file` is what a refusal names. */
export async function decodeArtifact(contract: Contract, bytes: Uint8Array, format: Artifact['format'], file?: string): Promise<unknown> {
  if (contract.kind === 'document') return decodeDocument(contract, bytes, file);
  return decodeTable(contract, bytes, format === 'csv' ? 'csv' : 'parquet', file);
}
