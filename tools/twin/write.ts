import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GeneratedSource, manifestText, TRUTH_SOURCES } from '../../src/demo/manifest.ts';
import { generateTwin, TWIN_SEED } from '../../src/demo/twin/generate.ts';
import type { Project } from '../../src/engine/project/project.ts';
import { type HarmonizeTables, type IngestTables, openProfile, readStageTables } from '../data/artifacts.ts';
import { realWorldFrom } from './realWorld.ts';

/** Profile whose tables and files the twin is made from, the folder of the twin, and its number of areas. */
const WORLD = 'params.world.yaml';
const FOLDER = 'data/twin';
const AREAS = 100;

/** Sources of the world that the twin does not have, beside the declared ones, which are real counts: what others estimated from the real flows. */
const LEFT_OUT = ['reference-estimates'];

/** Generates the twin into its folder: files of its publishers, the real files of covariates, and the manifest. Returns a line that says what was made. */
export async function writeTwin(seed = TWIN_SEED): Promise<string> {
  const project = await openProfile(WORLD);
  const ingest = await readStageTables<IngestTables>(project, 'ingest');
  const harmonized = await readStageTables<HarmonizeTables>(project, 'harmonize');
  const real = realWorldFrom(ingest, harmonized, AREAS);
  const { files: generated } = generateTwin(real, seed);
  const files = new Map(generated);
  const sources: Record<string, GeneratedSource> = {};
  for (const [id, { title, publisher, licence, kind, aside, folder, files: listed }] of project.config.sources) {
    if (kind !== null || LEFT_OUT.includes(id)) continue;
    const paths = listed.map(({ path }) => path);
    const copied = paths.filter((path) => !files.has(path));
    for (const path of copied) files.set(path, realFile(project, join(folder, path), real.areas));
    sources[id] = { title, paths, aside, ...(copied.length > 0 ? { publisher: quoted(publisher), licence: quoted(licence) } : {}) };
  }
  for (const [path, content] of files) writeInto(path, content);
  writeInto('sources.yaml', manifestText(files, { sources: { ...sources, ...TRUTH_SOURCES }, name: 'twin of the world', seed }));
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  return `${files.size} files, ${bytes} bytes in ${FOLDER}: ${real.areas.length} areas, seed "${seed}"`;
}

/** A YAML scalar in double quotes. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function writeInto(path: string, content: Uint8Array | string): void {
  const target = join(FOLDER, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** A file of a covariate as it is; of the locations of WPP only the areas of the twin, so that the pipeline selects no other. */
function realFile({ config: { root } }: Project, path: string, areas: readonly { readonly m49: number }[]): Uint8Array {
  const content = readFileSync(join(root, path));
  if (!path.endsWith('UNlocations.txt')) return content;
  const kept = new Set(areas.map(({ m49 }) => String(m49)));
  const lines = content.toString('utf8').split('\n');
  const column = lines[0]!.split('\t').indexOf('location_type');
  const isKept = (cells: readonly string[]) => cells[column] !== '4' || kept.has(cells[1]!);
  return new TextEncoder().encode(lines.filter((line, row) => row === 0 || isKept(line.split('\t'))).join('\n'));
}
