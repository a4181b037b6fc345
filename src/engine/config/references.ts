import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import { findCycle, type Graph, upstreamOf } from '../graph.ts';
import type { Contract, Derivation, InputDeclaration, StageDeclaration } from '../types.ts';
import { pointerTo } from './reading/pointers.ts';
import type { Problems } from './reading/problems.ts';
import type { YamlFile } from './reading/yaml.ts';
import type { Manifest } from './sources.ts';

type MarkOf = YamlFile['markOf'];

/**
 * Reports E204 for inputs that name no stage, output or source. The manifest is null where it could not be read, and may lack an
 * optional source.
 */
export function checkInputs(stages: readonly StageDeclaration[], manifest: Manifest | null, markOf: MarkOf, problems: Problems): void {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const unknown = (message: string, word: string, known: Iterable<string>, pointer: string): void =>
    problems.error('E204', message, { ...markOf(pointer), ...insteadOf(word, known) });
  for (const { name, inputs } of stages) {
    for (const [input, declared] of inputs) {
      const at = (key: string): string => pointerTo('stages', name, 'inputs', input, key);
      if (declared.kind === 'source') {
        if (manifest === null || declared.optional || manifest.sources.has(declared.source)) continue;
        const missing = `source "${declared.source}" is not in ${manifest.file?.file ?? 'a manifest: the project has none'}`;
        unknown(missing, declared.source, manifest.sources.keys(), at('source'));
        continue;
      }
      if (declared.kind === 'sources') continue; // loadSourceKinds looks for its kind
      const writer = byName.get(declared.stage);
      if (writer === undefined) unknown(`unknown stage "${declared.stage}"`, declared.stage, byName.keys(), at('stage'));
      else if (!writer.outputs.has(declared.output)) {
        unknown(`stage "${writer.name}" has no output "${declared.output}"`, declared.output, writer.outputs.keys(), at('output'));
      }
    }
  }
}

/** Warnings (E212) for sources of the manifest that no stage reads: a file that somebody added, and that changes nothing. */
export function unreadSources(stages: readonly StageDeclaration[], { file, sources }: Manifest): readonly Diagnostic[] {
  const inputs = stages.flatMap((stage) => [...stage.inputs.values()]);
  const read = new Set(inputs.flatMap((input) => (input.kind === 'source' ? [input.source] : [])));
  const kindsRead = new Set(inputs.flatMap((input) => (input.kind === 'sources' ? [input.sourceKind] : [])));
  return [...sources.values()]
    .filter(({ id, kind, aside }) => !aside && !read.has(id) && (kind === null || !kindsRead.has(kind)))
    .map(({ id }) => ({
      code: 'E212',
      severity: 'warning',
      message: `no stage reads the source "${id}"`,
      ...file?.markOf(pointerTo('sources', id)),
      expected: 'an input of a stage that names it',
      hint: `write { source: ${id} } as an input of the stage that is to read it, or say in the manifest that it stands aside: true`,
    }));
}

/** Stages and the stages that they read from, in the order of the file. Names of stages that do not exist are left out. */
export function stageGraph(stages: readonly StageDeclaration[]): Graph {
  const names = new Set(stages.map(({ name }) => name));
  return new Map(stages.map(({ name, inputs }) => [name, [...new Set(producers(inputs.values()))].filter((needed) => names.has(needed))]));
}

function producers(inputs: Iterable<InputDeclaration>): readonly string[] {
  return [...inputs].flatMap((input) => (input.kind === 'output' ? [input.stage] : []));
}

/** Reports E205 at an input of the circle, if stages depend on each other in one. */
export function checkCycle(stages: readonly StageDeclaration[], markOf: MarkOf, problems: Problems): void {
  const cycle = findCycle(stageGraph(stages));
  if (cycle === null) return;
  const [first, second] = cycle as [string, string];
  const inputs = [...(stages.find(({ name }) => name === first)?.inputs ?? [])];
  const [input] = inputs.find(([, declared]) => declared.kind === 'output' && declared.stage === second) as [string, InputDeclaration];
  problems.error('E205', `stages need each other in a circle: ${cycle.join(' -> ')}`, {
    ...markOf(pointerTo('stages', first, 'inputs', input, 'stage')),
    hint: 'remove one of these inputs',
  });
}

/**
 * Reports E208 for outputs whose format does not suit their contract, and for contracts with references that a check could not
 * follow: every value of `references: areas.area` must be looked up in a table of contract `areas` that the stage reads or writes.
 */
export function checkContractUse(
  stages: readonly StageDeclaration[],
  contracts: ReadonlyMap<string, Contract>,
  markOf: MarkOf,
  problems: Problems,
): void {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  for (const { name, inputs, outputs } of stages) {
    const read = [...inputs.values()].map((input) =>
      input.kind === 'output' ? byName.get(input.stage)?.outputs.get(input.output) : undefined,
    );
    const reachable = new Set([...read, ...outputs.values()].map((output) => output?.contract));
    for (const [output, { contract: used, format, file }] of outputs) {
      const contract = contracts.get(used);
      if (contract === undefined) continue;
      const at = (key: string) => markOf(pointerTo('stages', name, 'outputs', output, key));
      if ((contract.kind === 'document') !== (format === 'json')) {
        const expected = contract.kind === 'document' ? 'a file that ends in .json' : 'a file that ends in .parquet or .csv';
        problems.error('E208', `contract "${used}" is of a ${contract.kind}, which "${file}" cannot hold`, { ...at('file'), expected });
      }
      for (const { field, target } of referencesOf(contract)) {
        if (reachable.has(target)) continue;
        problems.error(
          'E208',
          `stage "${name}" has no table of contract "${target}", which field "${field}" of contract "${used}" refers to`,
          {
            ...at('contract'),
            expected: `an input or output of contract "${target}"`,
          },
        );
      }
    }
  }
}

/** Contracts that the fields of a contract refer to, each with the first field that does. */
function referencesOf(contract: Contract): readonly { readonly field: string; readonly target: string }[] {
  if (contract.kind === 'document') return [];
  const first = new Map<string, string>();
  for (const { name, references } of contract.fields) {
    if (references !== null && !first.has(references.contract)) first.set(references.contract, name);
  }
  return [...first].map(([target, field]) => ({ field, target }));
}

/**
 * Reports E208 for outputs whose contract says that rows derive from a table that neither the stage nor one upstream of it writes,
 * or from a source that none of them reads: a trace could not follow it.
 */
export function checkDerivations(
  stages: readonly StageDeclaration[],
  contracts: ReadonlyMap<string, Contract>,
  markOf: MarkOf,
  problems: Problems,
): void {
  const graph = stageGraph(stages);
  for (const { name, outputs } of stages) {
    const derived = [...outputs].flatMap(([output, { contract }]) =>
      derivedFrom(contracts.get(contract)).map((from) => ({ output, from })),
    );
    if (derived.length === 0) continue;
    const upstream = upstreamOf(graph, [name]);
    const made = stages.filter((stage) => upstream.has(stage.name));
    const tables = new Set(made.flatMap((stage) => [...stage.outputs.values()].map(({ contract }) => contract)));
    const sources = new Set(
      made.flatMap(({ inputs }) => [...inputs.values()].flatMap((input) => ('source' in input ? [input.source] : []))),
    );
    for (const { output, from } of derived) {
      if (from.kind === 'table' ? tables.has(from.table) : sources.has(from.source)) continue;
      const used = outputs.get(output)?.contract;
      const message =
        from.kind === 'table'
          ? `contract "${used}" derives rows from contract "${from.table}", but neither stage "${name}" nor one upstream of it writes such a table`
          : `contract "${used}" derives rows from source "${from.source}", which neither stage "${name}" nor one upstream of it reads`;
      problems.error('E208', message, {
        ...markOf(pointerTo('stages', name, 'outputs', output, 'contract')),
        hint: `correct "derived" in schemas/${used}.yaml, or add an input`,
      });
    }
  }
}

function derivedFrom(contract: Contract | undefined): readonly Derivation[] {
  return contract?.kind === 'table' ? contract.derived : [];
}
