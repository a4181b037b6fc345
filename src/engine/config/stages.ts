import { dirname, join } from 'node:path';
import { closest, insteadOf } from '../../diagnostics/suggest.ts';
import { sha256Hex } from '../digest.ts';
import type { Format, InputDeclaration, Json, OutputDeclaration, StageDeclaration } from '../types.ts';
import type { InputDocument, PipelineDocument, StageDocument } from './document.ts';
import { fanOutOf } from './fanOut.ts';
import { dottedPaths, valueAt } from './interpolate.ts';
import { checkPlaceholders } from './placeholders.ts';
import { bytesOf, millisecondsOf } from './quantities.ts';
import { isFile, namesIn } from './reading/files.ts';
import { ALLOWED_PATH, pathProblem } from './reading/paths.ts';
import { pointerTo } from './reading/pointers.ts';
import type { Problems } from './reading/problems.ts';
import type { Mark } from './reading/sourceText.ts';
import type { YamlFile } from './reading/yaml.ts';

/** Memory of a stage that does not say what it needs. */
const DEFAULT_MEMORY = '1 GB';

/** Longest name of an output's file: beside it stands one with a number and an ending while it is placed. */
const LONGEST_FILE = 200;

/** Where stages are read, and where what is wrong in them is reported. */
interface Reading {
  readonly root: string;
  /** Null where the parameters could not be read: then they are not checked. */
  readonly params: Json | null;
  readonly markOf: YamlFile['markOf'];
  readonly problems: Problems;
}

/**
 * The stages of pipeline.yaml with all defaults filled in, in the order of the file.
 * Reports E201 for modules that are not there, E203, E204 for unknown parameters, E206 for paths.
 */
export function readStages(document: PipelineDocument, reading: Reading): readonly StageDeclaration[] {
  return Object.entries(document.stages).map(([name, stage]) => readStage(name, stage, reading));
}

function readStage(name: string, stage: StageDocument, reading: Reading): StageDeclaration {
  const { params, problems } = reading;
  const markOf = (...keys: readonly (string | number)[]): Mark => reading.markOf(pointerTo('stages', name, ...keys));
  if (params !== null) checkParameters(stage.params ?? [], params, (index) => markOf('params', index), problems);
  return {
    name,
    about: stage.about ?? '',
    action: readAction(stage, reading, markOf),
    environment: environmentOf(stage.environment ?? []),
    params: stage.params ?? [],
    each: params === null ? {} : fanOutOf(stage.each ?? {}, params, (key) => markOf('each', key), problems),
    inputs: new Map(Object.entries(stage.inputs ?? {}).map(([input, declared]) => [input, readInput(declared)])),
    outputs: readOutputs(stage, markOf, problems),
    resources: {
      cpu: stage.resources?.cpu ?? 1,
      memoryBytes: bytesOf(stage.resources?.memory ?? DEFAULT_MEMORY),
      gpu: stage.resources?.gpu ?? 0,
    },
    timeoutMs: stage.timeout === undefined ? null : millisecondsOf(stage.timeout),
    retry: stage.retry ?? 0,
  };
}

function checkParameters(paths: readonly string[], params: Json, markOf: (index: number) => Mark, problems: Problems): void {
  for (const [index, path] of paths.entries()) {
    if (valueAt(params, path) !== undefined) continue;
    problems.error('E204', `unknown parameter "${path}"`, { ...markOf(index), ...insteadOf(path, dottedPaths(params)) });
  }
}

function readAction(
  stage: StageDocument,
  { root, params, problems }: Reading,
  markOf: (...keys: readonly (string | number)[]) => Mark,
): StageDeclaration['action'] {
  if (stage.module === undefined) {
    checkPlaceholders(stage, params, markOf('run'), problems);
    return { kind: 'run', command: stage.run ?? '', code: readCode(stage.code ?? [], (index) => markOf('code', index), problems) };
  }
  const problem = pathProblem(stage.module);
  if (problem !== null) {
    problems.error('E206', `path "${stage.module}" ${problem}`, { ...markOf('module'), expected: ALLOWED_PATH });
  } else if (!isFile(join(root, stage.module))) {
    const meant = closest(stage.module, neighbours(root, stage.module));
    const hint = meant === null ? {} : { hint: `did you mean "${meant}"?` };
    problems.error('E201', `module "${stage.module}" does not exist`, { ...markOf('module'), ...hint });
  }
  return { kind: 'module', module: stage.module };
}

/** Paths and patterns without the slash that a folder may end in. */
function readCode(patterns: readonly string[], markOf: (index: number) => Mark, problems: Problems): readonly string[] {
  return patterns.map((written, index) => {
    const pattern = written.replace(/\/$/, '');
    const problem = pathProblem(pattern);
    if (problem !== null) problems.error('E206', `path "${written}" ${problem}`, { ...markOf(index), expected: ALLOWED_PATH });
    return pattern;
  });
}

/** The values themselves, which may be secret, are written down nowhere. */
function environmentOf(names: readonly string[]): StageDeclaration['environment'] {
  return Object.fromEntries(
    names.map((name) => {
      const value = process.env[name];
      return [name, value === undefined ? null : sha256Hex(value)];
    }),
  );
}

/** Paths of the files beside one that is missing. */
function neighbours(root: string, path: string): readonly string[] {
  const folder = dirname(path);
  return namesIn(join(root, folder)).map((name) => (folder === '.' ? name : `${folder}/${name}`));
}

function readInput({ source, sources, optional, stage, output }: InputDocument): InputDeclaration {
  if (sources !== undefined) return { kind: 'sources', sourceKind: sources };
  if (source !== undefined) return { kind: 'source', source, optional: optional ?? false };
  return { kind: 'output', stage: stage ?? '', output: output ?? '' };
}

function readOutputs(stage: StageDocument, markOf: (...keys: string[]) => Mark, problems: Problems): StageDeclaration['outputs'] {
  const outputs = new Map<string, OutputDeclaration>();
  const writerOf = new Map<string, string>();
  for (const [name, { file, contract }] of Object.entries(stage.outputs)) {
    const tooLong = Buffer.byteLength(file) > LONGEST_FILE ? `is longer than ${LONGEST_FILE} bytes` : null;
    const problem = pathProblem(file) ?? (file.includes('/') ? 'names a folder' : tooLong);
    if (problem !== null) {
      problems.error('E206', `file "${file}" ${problem}`, { ...markOf('outputs', name, 'file'), expected: 'the name of a file' });
    }
    // Some file systems hold only one of two names that differ in case.
    const other = writerOf.get(file.toLowerCase());
    if (other !== undefined) {
      problems.error('E203', `outputs "${other}" and "${name}" have the same file`, markOf('outputs', name, 'file'));
    }
    writerOf.set(file.toLowerCase(), name);
    outputs.set(name, { file, format: file.slice(file.lastIndexOf('.') + 1) as Format, contract });
  }
  return outputs;
}
