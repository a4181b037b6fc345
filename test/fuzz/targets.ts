import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { AreaCodes, Quarantine as Quarantined } from '../../schemas/generated/types.ts';
import { type Diagnostic, isPipelineError } from '../../src/diagnostics/diagnostic.ts';
import type { RawSource } from '../../src/readers/formats/rawFile.ts';
import { type RawSources, RawTableReader } from '../../src/readers/rawTables.ts';
import { Quarantine } from '../../src/readers/table/quarantine.ts';
import type { Columns } from '../../src/tables/columns.ts';
import { type DeclaredInputs, inputSources, type ManifestSources } from '../readers/declaredSources.ts';
import { excerptOf, type Kind } from './excerpt.ts';

/** How a reader ended: any other error than a refusal is a crash. */
export type Outcome =
  | { readonly end: 'accepted'; readonly table: Columns; readonly quarantined: Quarantined }
  | { readonly end: 'refused'; readonly diagnostic: Diagnostic }
  | { readonly end: 'crashed'; readonly error: unknown };

/** One file of one source, and the reader that ingest has for it. */
export interface Target {
  /** Name of the input and the file, for example "wpp births.txt.gz". */
  readonly name: string;
  /** Names of the file in the manifest, and of the files that its source has beside it. */
  readonly file: string;
  readonly files: readonly string[];
  readonly source: string;
  readonly kind: Kind;
  /** A small part of the demo world's file, unpacked. */
  readonly content: Uint8Array;
  /** Reads the raw table that the source belongs to, with `content` in the place of this file. */
  read(content: Uint8Array, quarantine?: boolean): Promise<Outcome>;
}

type Reader = (areaCodes: AreaCodes) => Promise<Columns>;

/**
 * Every file of every source of ingest, found where ingest itself has them: the inputs of the stage in pipeline.yaml, the
 * demo world's manifest, and the tables of RawTables. A table belongs to the sources that it asks for, so that a new reader
 * is fuzzed as soon as ingest has it.
 */
export async function ingestTargets(root: string): Promise<readonly Target[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const world = excerpts(root, folder);
  const sources = world.sources as unknown as RawSources;
  const ids = Object.values(sources)
    .flat()
    .map(({ id }) => id);
  const areaCodes = await new RawTableReader(sources, new Quarantine([], ids)).areaCodes();
  const table = await tablesByInput(sources, ids, areaCodes);
  return Object.entries(world.sources).flatMap(([input, given]) => {
    const method = table.get(input);
    if (method === undefined) throw new Error(`no table of ingest asks for its input ${input}`);
    return [given].flat().flatMap((source) => {
      const names = source.files.map(({ name }) => name);
      return source.files.map((file, index) => {
        const path = join(folder, `mutated-${source.id}-${index}`);
        const files = source.files.map((each) => (each === file ? { name: file.name, path } : each));
        const inPlace = (each: RawSource) => (each === source ? { ...source, files } : each);
        const mutated = { ...sources, [input]: Array.isArray(given) ? given.map(inPlace) : inPlace(source) };
        const read = async (content: Uint8Array, quarantine = false): Promise<Outcome> => {
          writeFileSync(path, content);
          const setApart = new Quarantine(quarantine ? [source.id] : [], ids);
          return outcomeOf(setApart, () => readerOf(new RawTableReader(mutated, setApart), method)(areaCodes));
        };
        const { kind, content } = world.contents.get(file.name)!;
        const name = `${Array.isArray(given) ? source.id : input} ${file.name.slice(file.name.lastIndexOf('/') + 1)}`;
        return { name, file: file.name, files: names, source: source.id, kind, content, read };
      });
    });
  });
}

interface World {
  readonly sources: Readonly<Record<string, RawSource | readonly RawSource[]>>;
  readonly contents: ReadonlyMap<string, { readonly kind: Kind; readonly content: Uint8Array }>;
}

/** Writes a small part of every file of the demo world that ingest reads. */
function excerpts(root: string, folder: string): World {
  const demo = join(root, 'data/demo');
  const pipeline = parse(readFileSync(join(root, 'pipeline.yaml'), 'utf8')) as DeclaredInputs;
  const manifest = parse(readFileSync(join(demo, 'sources.yaml'), 'utf8')) as ManifestSources;
  const contents = new Map<string, { kind: Kind; content: Uint8Array }>();
  const sourceOf = (id: string): RawSource => {
    const files = (manifest.sources[id]?.files ?? []).map(({ path: name }, index) => {
      const bytes = readFileSync(join(demo, name));
      const excerpt = excerptOf(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      const path = join(folder, `${id}-${index}`);
      writeFileSync(path, excerpt.content);
      contents.set(name, excerpt);
      return { name, path };
    });
    return { id, files };
  };
  return { sources: inputSources(pipeline, manifest, sourceOf), contents };
}

/** The table of ingest that each input goes into: of several, the one that reads the fewest files. */
async function tablesByInput(sources: RawSources, ids: readonly string[], areaCodes: AreaCodes): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, { readonly method: string; readonly files: number }>();
  for (const method of Object.getOwnPropertyNames(RawTableReader.prototype)) {
    if (method === 'constructor') continue;
    const asked = new Set<string>();
    const watched = new Proxy(sources, {
      get: (target, name) => {
        asked.add(String(name));
        return Reflect.get(target, name);
      },
    });
    await readerOf(new RawTableReader(watched, new Quarantine([], ids)), method)(areaCodes);
    const files = [...asked].reduce(
      (sum, input) => sum + [sources[input as keyof RawSources]].flat().flatMap(({ files: all }) => all).length,
      0,
    );
    for (const input of asked) {
      if ((found.get(input)?.files ?? Number.POSITIVE_INFINITY) > files) found.set(input, { method, files });
    }
  }
  return new Map([...found].map(([input, { method }]) => [input, method]));
}

function readerOf(tables: RawTableReader, method: string): Reader {
  return (tables as unknown as Readonly<Record<string, Reader>>)[method]!.bind(tables);
}

async function outcomeOf(quarantine: Quarantine, read: () => Promise<Columns>): Promise<Outcome> {
  try {
    return { end: 'accepted', table: await read(), quarantined: quarantine.finish() };
  } catch (error) {
    const diagnostic = isPipelineError(error) ? error.diagnostics[0] : undefined;
    return diagnostic === undefined ? { end: 'crashed', error } : { end: 'refused', diagnostic };
  }
}
