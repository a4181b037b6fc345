import { basename, join, relative, resolve, sep } from 'node:path';
import type { AnySchemaObject } from 'ajv';
import { type Diagnostic, isPipelineError, PipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import { canonicalJson, sha256Hex } from '../digest.ts';
import { isMapping } from '../json.ts';
import type { Json } from '../types.ts';
import type { Documents } from './documents.ts';
import { dottedPaths, pointerOf, valueAt, withValueAt } from './interpolate.ts';
import { isFile } from './reading/files.ts';
import { isMachinePath } from './reading/paths.ts';
import { pointerTo } from './reading/pointers.ts';
import type { Problems } from './reading/problems.ts';
import type { LazyMark, Mark } from './reading/sourceText.ts';
import { readYaml, type YamlPart } from './reading/yaml.ts';
import { schemaProblems } from './schema/schema.ts';

/** The parameters of a run: a file, with the values given by --set in their place. */
export interface Parameters {
  readonly values: Json;
  readonly overrides: Readonly<Record<string, Json>>;
  /** Those of the overrides that differ from the file. */
  readonly changes: Readonly<Record<string, Json>>;
  /** Marks a JSON pointer into the parameters, or the --set that gave the value. */
  markOf(pointer: string, part?: YamlPart): Mark;
}

/** Parameters of a project that has none. */
export const NO_PARAMETERS: Parameters = { values: {}, overrides: {}, changes: {}, markOf: () => ({}) };

/** Schema of the parameters, if the project has one. */
const SCHEMA = 'schemas/params.schema.json';

/**
 * Reads a parameter file (relative to the root), sets the overrides (`training.epochs=50`) and checks the result.
 * `mark` is where the file is named. Reports overrides that cannot be set (E101, E202, E204) and leaves them out; throws a
 * PipelineError of everything else: E201, E202, E203, E206.
 */
export async function loadParams(
  documents: Documents,
  path: string,
  overrides: readonly string[],
  mark: LazyMark,
  problems: Problems,
): Promise<Parameters> {
  const file = await documents.read(path, null, mark);
  if (!isMapping(file.value))
    refuse('E203', 'the parameters are not a mapping', { place: { file: file.file }, expected: 'a mapping of names to values' });
  const schema = isFile(join(documents.root, SCHEMA)) ? await documents.read(SCHEMA, null) : null;
  let values: Json = file.value;
  const set = new Map<string, { readonly value: Json; readonly mark: Mark }>();
  for (const override of overrides) {
    const given = await problems.take(() => readOverride(override, file.value, schema?.value ?? null));
    if (given === null) continue;
    values = withValueAt(values, given.path, given.value);
    set.set(given.path, given);
  }
  const markOf = (pointer: string, part?: YamlPart): Mark => {
    for (const [path, { mark }] of set) if (`${pointer}/`.startsWith(`${pointerOf(path)}/`)) return mark;
    return file.markOf(pointer, part);
  };
  if (schema !== null) {
    const rules = schema.value as AnySchemaObject;
    await documents.once(rules, values, async () => refuseAll(await schemaProblems(rules, values, markOf, schema.file)));
  }
  refuseAll(machinePaths(values, markOf));
  const given = [...set].map(([path, { value }]) => [path, value] as const);
  const changed = given.filter(([path, value]) => canonicalJson(valueAt(file.value, path) ?? null) !== canonicalJson(value));
  return { values, overrides: Object.fromEntries(given), changes: Object.fromEntries(changed), markOf };
}

/** Longest name of a what-if that says all that is set; a longer one ends in a digest of it. */
const LONGEST_WHAT_IF = 80;

/**
 * Name of the what-if of a parameter file that is no profile's own (null for one that is) and of changed parameters: what is set, as
 * the name of a folder. Null where nothing is.
 */
export function whatIfName(foreignFile: string | null, changes: Readonly<Record<string, Json>>): string | null {
  const set = Object.keys(changes)
    .sort()
    .map((path) => `${path}=${typeof changes[path] === 'string' ? changes[path] : canonicalJson(changes[path]!)}`);
  const text = [...(foreignFile === null ? [] : [foreignFile]), ...set].join(',');
  if (text === '') return null;
  const plain = text.replaceAll(/[^\w=.,-]+/g, '-').replace(/^\./, '-');
  if (plain === text && text.length <= LONGEST_WHAT_IF) return text;
  return `${plain.slice(0, LONGEST_WHAT_IF - 20)}-${sha256Hex(text).slice(0, 8)}`;
}

/** Reads `training.epochs=50`: a path that the file or its schema has, and a YAML value. */
function readOverride(text: string, values: Json, schema: Json): { readonly path: string; readonly value: Json; readonly mark: Mark } {
  const equals = text.indexOf('=');
  if (equals < 1)
    refuse('E101', `--set ${text} sets nothing`, { expected: '--set NAME=VALUE', hint: 'for example --set training.epochs=50' });
  const path = text.slice(0, equals);
  const mark: Mark = { place: { file: `--set ${text}` } };
  if (valueAt(values, path) === undefined && !declares(schema, path)) {
    refuse('E204', `unknown parameter "${path}"`, { ...mark, ...insteadOf(path, dottedPaths(values)) });
  }
  return { path, value: valueIn(text.slice(equals + 1), mark), mark };
}

/** The YAML value of a text of the command line. */
function valueIn(text: string, mark: Mark): Json {
  try {
    return readYaml(text, new TextEncoder().encode(text)).value;
  } catch (error) {
    if (!isPipelineError(error)) throw error;
    return refuse('E202', error.diagnostics[0]?.message ?? error.message, mark);
  }
}

/** Whether a JSON Schema names a property at a dotted path. */
function declares(schema: Json, path: string): boolean {
  return isMapping(valueAt(schema, `properties.${path.split('.').join('.properties.')}`));
}

/** E206 for each value that names a place of one machine: it would give every machine its own results. */
function machinePaths(values: Json, markOf: Parameters['markOf'], pointer = ''): readonly Diagnostic[] {
  if (typeof values === 'object' && values !== null) {
    return Object.entries(values).flatMap(([key, value]) => machinePaths(value as Json, markOf, pointer + pointerTo(key)));
  }
  if (typeof values !== 'string' || !isMachinePath(values)) return [];
  const message = `"${values}" is a path of one machine`;
  const hint = 'name a source for data, and context.scratch for temporary files';
  return [{ code: 'E206', severity: 'error', message, ...markOf(pointer), expected: 'a path inside the project', hint }];
}

function refuseAll(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new PipelineError(diagnostics);
}

/**
 * Profile of a parameter file: `default` for params.yaml, `world` for params.world.yaml, else the name of the file without
 * its ending. `mark` is where the file is named. Refuses, with E206, a name that could not name a lock file and a folder.
 */
export function profileOf(path: string, mark: LazyMark): string {
  const name = basename(path).replace(/\.ya?ml$/, '');
  if (name === 'params') return 'default';
  const profile = name.startsWith('params.') ? name.slice('params.'.length) : name;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(profile) || profile === 'default') {
    refuse('E206', `"${basename(path)}" does not name a profile`, {
      ...mark(),
      expected: 'params.NAME.yaml, with letters, digits, hyphens and underscores',
    });
  }
  return profile;
}

/** Path of a parameter file given on the command line, relative to the root. */
export function fromCommandLine(paramsFile: string, cwd: string, root: string): string {
  return relative(root, resolve(cwd, paramsFile)).split(sep).join('/');
}
