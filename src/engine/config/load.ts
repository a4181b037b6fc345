import { basename, dirname, posix } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import type { Config, Json, StageDeclaration } from '../types.ts';
import { type Contracts, loadContracts } from './contracts.ts';
import type { PipelineDocument } from './document.ts';
import { type DocumentMemo, Documents } from './documents.ts';
import { dottedPaths, parameterIn, pointerOf, valueAt } from './interpolate.ts';
import { fromCommandLine, loadParams, NO_PARAMETERS, type Parameters, profileOf, whatIfName } from './params.ts';
import { namesIn } from './reading/files.ts';
import { ALLOWED_PATH, pathProblem } from './reading/paths.ts';
import { keysOf, pointerTo } from './reading/pointers.ts';
import { Problems } from './reading/problems.ts';
import type { LazyMark, Mark } from './reading/sourceText.ts';
import type { YamlFile } from './reading/yaml.ts';
import { checkContractUse, checkCycle, checkDerivations, checkInputs, unreadSources } from './references.ts';
import pipelineSchema from './schema/pipeline.schema.json' with { type: 'json' };
import { valueText } from './schema/schemaFaults.ts';
import { loadManifest, loadSourceKinds, type Manifest } from './sources.ts';
import { readStages } from './stages.ts';

export interface LoadOptions {
  /** Absolute path of pipeline.yaml. */
  readonly file: string;
  /** Parameter file to use instead of the one that pipeline.yaml names, as given on the command line. */
  readonly paramsFile?: string;
  /** Values of --set, such as `training.epochs=50`. */
  readonly overrides?: readonly string[];
  /** Whether the results count as those of the profile, whatever is set. */
  readonly save?: boolean;
  /** Absolute folder where the user stands. */
  readonly cwd: string;
  /** What was read and found valid before; without it, every file is parsed and checked. */
  readonly memo?: DocumentMemo;
}

/**
 * Reads pipeline.yaml and all that it names: parameters, source manifest and the contracts in use.
 * Throws one PipelineError of everything wrong in them, sorted by file and line: E101, E201 to E206, E208.
 */
export async function loadConfig(options: LoadOptions): Promise<Config> {
  const root = dirname(options.file);
  const documents = new Documents(root, options.cwd, options.memo ?? new Map<string, Json>());
  const pipeline = await documents.read(basename(options.file), pipelineSchema);
  const document = pipeline.value as unknown as PipelineDocument;
  const problems = new Problems();

  const chosen = await problems.take(() => chooseParams(document, pipeline, options));
  const params = chosen && (await problems.take(() => readParams(documents, chosen, options.overrides ?? [], problems)));
  const manifest = params && (await problems.take(() => readManifest(documents, document, pipeline, params)));
  const stages = readStages(document, { root, params: params?.values ?? null, markOf: pipeline.markOf, problems });
  checkNames(stages, [chosen?.profile ?? 'default', ...profilesIn(root)], pipeline, problems);
  checkInputs(stages, manifest, pipeline.markOf, problems);
  const sourceKinds = await problems.take(() => loadSourceKinds(documents, stages, manifest, pipeline.markOf));
  checkCycle(stages, pipeline.markOf, problems);
  const contracts = await problems.take(() => loadContracts(documents, contractsIn(stages, pipeline)));
  if (contracts !== null) {
    checkContractUse(stages, contracts.byName, pipeline.markOf, problems);
    checkDerivations(stages, contracts.byName, pipeline.markOf, problems);
  }
  problems.throwIfAny();

  const found = { pipeline, params, manifest, sourceKinds, contracts } as Found;
  return {
    name: document.name,
    root,
    file: pipeline.file,
    profile: chosen?.profile ?? 'default',
    whatIf: options.save === true ? null : whatIfName(chosen?.foreign === true ? chosen.path : null, found.params.changes),
    params: found.params.values,
    overrides: found.params.overrides,
    sources: found.manifest.sources,
    sourceKinds: found.sourceKinds,
    contracts: found.contracts.byName,
    stages,
    placeOf: (pointer) => markIn(found, pointer).place ?? { file: pipeline.file },
    warnings: unreadSources(stages, found.manifest),
  };
}

/** The files of a project that was found to be without errors. */
interface Found {
  readonly pipeline: YamlFile;
  readonly params: Parameters;
  readonly manifest: Manifest;
  readonly sourceKinds: ReadonlyMap<string, Json>;
  readonly contracts: Contracts;
}

interface ChosenParams {
  /** Relative to the root; null for a project without parameters. */
  readonly path: string | null;
  readonly profile: string;
  /** Whether it lies elsewhere than the parameter files of the profiles: then it does not stand for one. */
  readonly foreign: boolean;
  readonly mark: LazyMark;
}

function chooseParams(document: PipelineDocument, pipeline: YamlFile, { paramsFile, cwd, file }: LoadOptions): ChosenParams {
  const path = paramsFile === undefined ? document.params : fromCommandLine(paramsFile, cwd, dirname(file));
  if (path === undefined) return { path: null, profile: 'default', foreign: false, mark: () => ({}) };
  const mark = paramsFile === undefined ? (): Mark => pipeline.markOf('/params') : () => ({});
  const problem = pathProblem(path);
  if (problem !== null) refuse('E206', `path "${path}" ${problem}`, { ...mark(), expected: ALLOWED_PATH });
  const foreign = posix.dirname(path) !== posix.dirname(document.params ?? path);
  return { path, profile: profileOf(path, mark), foreign, mark };
}

async function readParams(
  documents: Documents,
  { path, mark }: ChosenParams,
  overrides: readonly string[],
  problems: Problems,
): Promise<Parameters> {
  if (path !== null) return loadParams(documents, path, overrides, mark, problems);
  if (overrides.length > 0) refuse('E101', `--set ${overrides[0]} sets nothing: the project has no parameters`);
  return NO_PARAMETERS;
}

/** The manifest that `sources` names, by itself or through a parameter. */
async function readManifest(
  documents: Documents,
  { sources }: PipelineDocument,
  pipeline: YamlFile,
  params: Parameters,
): Promise<Manifest> {
  if (sources === undefined) return { file: null, sources: new Map() };
  const parameter = parameterIn(sources);
  const path = parameter === null ? sources : valueAt(params.values, parameter);
  const mark = (): Mark => (parameter === null || path === undefined ? pipeline.markOf('/sources') : params.markOf(pointerOf(parameter)));
  if (path === undefined) {
    refuse('E204', `unknown parameter "${parameter}"`, { ...mark(), ...insteadOf(parameter ?? '', dottedPaths(params.values)) });
  }
  if (typeof path !== 'string')
    refuse('E203', `"${parameter}" cannot be ${valueText(path)}`, { ...mark(), expected: 'the path of a YAML file' });
  const problem = pathProblem(path);
  if (problem !== null) refuse('E206', `path "${path}" ${problem}`, { ...mark(), expected: ALLOWED_PATH });
  return loadManifest(documents, path, mark);
}

/** Profiles other than the default that the project has parameters for. */
function profilesIn(root: string): readonly string[] {
  return namesIn(root).flatMap((name) => /^params\.(.+)\.ya?ml$/.exec(name)?.[1] ?? []);
}

/** Folder in artifacts/ that has the results of what-ifs. */
const WHAT_IFS = 'what-if';

/** A profile and a stage of one name would share a folder in artifacts/. */
function checkNames(stages: readonly StageDeclaration[], profiles: readonly string[], pipeline: YamlFile, problems: Problems): void {
  for (const { name } of stages) {
    if (name === WHAT_IFS) {
      const mark = pipeline.markOf(pointerTo('stages', name), 'key');
      problems.error('E203', `stage "${name}" is called like the folder of what-ifs`, { ...mark, hint: 'rename it' });
    }
    if (name === 'default' || !profiles.includes(name)) continue;
    const mark = pipeline.markOf(pointerTo('stages', name), 'key');
    problems.error('E203', `stage "${name}" is called like a profile`, {
      ...mark,
      hint: `rename it: artifacts/${name}/ belongs to the profile`,
    });
  }
}

/** The contracts that stages name, each with the place that does so first. */
function contractsIn(stages: readonly StageDeclaration[], pipeline: YamlFile): ReadonlyMap<string, LazyMark> {
  const used = new Map<string, LazyMark>();
  for (const { name, outputs } of stages) {
    for (const [output, { contract }] of outputs) {
      if (!used.has(contract)) used.set(contract, () => pipeline.markOf(pointerTo('stages', name, 'outputs', output, 'contract')));
    }
  }
  return used;
}

/**
 * Marks where a thing is declared: below `/params`, `/sources` and `/contracts/NAME` in their files, else in pipeline.yaml.
 */
function markIn({ pipeline, params, manifest, contracts }: Found, pointer: string): Mark {
  const [part, first, ...rest] = keysOf(pointer);
  if (first === undefined) return pipeline.markOf(pointer, 'key');
  if (part === 'params') return params.markOf(pointerTo(first, ...rest), 'key');
  if (part === 'sources' && manifest.file !== null) return manifest.file.markOf(pointer, 'key');
  if (part === 'contracts') return contracts.files.get(first)?.markOf(pointerTo(...rest), 'key') ?? {};
  return pipeline.markOf(pointer, 'key');
}
