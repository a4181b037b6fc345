import { join } from 'node:path';
import { insteadOf } from '../../diagnostics/suggest.ts';
import { readContract } from '../contracts/contract.ts';
import { findCycle } from '../graph.ts';
import type { Contract, TableContract } from '../types.ts';
import type { Documents } from './documents.ts';
import { namesIn } from './reading/files.ts';
import { Problems } from './reading/problems.ts';
import type { LazyMark } from './reading/sourceText.ts';
import type { YamlFile } from './reading/yaml.ts';
import contractSchema from './schema/contract.schema.json' with { type: 'json' };

/** Folder of the contracts, relative to the root. */
const FOLDER = 'schemas';

export interface Contracts {
  readonly byName: ReadonlyMap<string, Contract>;
  readonly files: ReadonlyMap<string, YamlFile>;
}

/**
 * Reads the contracts `schemas/NAME.yaml` that are used, and those that their fields refer to, in alphabetical order.
 * `used` maps a name to the place that uses it first. Throws a PipelineError of everything wrong: E202, E203, E204, E208.
 */
export async function loadContracts(documents: Documents, used: ReadonlyMap<string, LazyMark>): Promise<Contracts> {
  const yaml = namesIn(join(documents.root, FOLDER)).filter((name) => name.endsWith('.yaml'));
  const known = yaml.map((name) => name.slice(0, -'.yaml'.length));
  const problems = new Problems();
  const byName = new Map<string, Contract>();
  const files = new Map<string, YamlFile>();
  const wanted = new Map(used);
  // A map visits what is added to it on the way, so referenced contracts are read as well.
  for (const [name, mark] of wanted) {
    if (!known.includes(name)) {
      problems.error('E204', `unknown contract "${name}"`, { ...mark(), ...insteadOf(name, known) });
      continue;
    }
    const file = await problems.take(() => documents.read(`${FOLDER}/${name}.yaml`, contractSchema));
    if (file === null) continue;
    const contract = readContract(name, file.value);
    byName.set(name, contract);
    files.set(name, file);
    for (const [index, field] of (contract.kind === 'table' ? contract.fields : []).entries()) {
      const referenced = field.references?.contract;
      if (referenced !== undefined && !wanted.has(referenced)) wanted.set(referenced, () => file.markOf(`/fields/${index}/references`));
    }
    for (const [index, derivation] of (contract.kind === 'table' ? contract.derived : []).entries()) {
      if (derivation.kind !== 'table' || wanted.has(derivation.table)) continue;
      wanted.set(derivation.table, () => file.markOf(`/derived/${index}/table`));
    }
  }
  problems.throwIfAny();
  await checkContracts(documents, byName, files);
  return { byName: new Map([...byName].sort(([a], [b]) => (a < b ? -1 : 1))), files };
}

/** Checks the contracts by themselves and against each other, unless all of them passed together before. */
async function checkContracts(
  documents: Documents,
  byName: ReadonlyMap<string, Contract>,
  files: ReadonlyMap<string, YamlFile>,
): Promise<void> {
  const content = Object.fromEntries([...files].map(([name, { value }]) => [name, value]));
  await documents.once(contractSchema, content, async () => {
    const { contractProblems, referenceProblems } = await import('../contracts/problems.ts');
    const problems = new Problems();
    for (const [name, contract] of byName) {
      for (const { pointer, part, message, expected } of [...contractProblems(contract), ...referenceProblems(contract, byName)]) {
        problems.error('E208', message, { ...files.get(name)?.markOf(pointer, part), ...(expected === undefined ? {} : { expected }) });
      }
    }
    checkDerivationCircle(byName, files, problems);
    problems.throwIfAny();
  });
}

/** A trace would never end if rows were computed from each other. */
function checkDerivationCircle(byName: ReadonlyMap<string, Contract>, files: ReadonlyMap<string, YamlFile>, problems: Problems): void {
  const circle = findCycle(new Map([...byName].map(([name, contract]) => [name, tablesDerivedFrom(contract)])));
  if (circle === null) return;
  const [first, second] = circle as [string, string];
  const derived = (byName.get(first) as TableContract).derived;
  const index = derived.findIndex((derivation) => derivation.kind === 'table' && derivation.table === second);
  problems.error('E208', `rows are computed from each other in a circle: ${circle.join(' -> ')}`, {
    ...files.get(first)?.markOf(`/derived/${index}/table`),
    hint: 'remove one of these derivations',
  });
}

function tablesDerivedFrom(contract: Contract): readonly string[] {
  if (contract.kind === 'document') return [];
  return contract.derived.flatMap((derivation) => (derivation.kind === 'table' ? [derivation.table] : []));
}
