import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Plan } from '../types.ts';
import { viewsFolder } from './lock.ts';
import { isBehindLink, putAside, type Viewed, viewFolder } from './view.ts';

/** A folder of one value of a fan-out: `member=1`. */
const FAN_OUT = /^[A-Za-z]\w*=/;
/** What a process that was cut off left beside a view. */
const TEMPORARY = /\.\d+\.tmp$/;

/**
 * Files among the views that no instance of the plan has: of an output or a stage that has another name or is gone, of a fan-out that
 * has shrunk, of another branch. In the folder of a stage that is every other file. A folder that no stage has may be somebody's own:
 * there it is what the store has too.
 */
export function oldViews(viewed: Viewed & { readonly plan: Plan }): readonly string[] {
  const { config, layout, memo, plan } = viewed;
  const top = join(config.root, viewsFolder(config));
  const stages = new Set(plan.instances.map(({ stage }) => stage.name));
  const shown = new Set(
    plan.instances.flatMap(({ id, stage }) => [...stage.outputs.values()].map(({ file }) => join(viewFolder(config, id), file))),
  );
  const isOurs = (path: string): boolean => existsSync(layout.object(memo.digestOf(path) ?? '-'));
  return foldersIn(top).flatMap((name) => {
    if (name.startsWith('.') || name === 'what-if' || isBehindLink(layout, join(top, name))) return [];
    const inside = foldersIn(join(top, name));
    if (!stages.has(name) && inside.some((folder) => !FAN_OUT.test(folder))) return []; // a profile
    const folders = [join(top, name), ...inside.filter((folder) => FAN_OUT.test(folder)).map((folder) => join(top, name, folder))];
    const files = folders.flatMap(filesIn).filter((path) => !shown.has(path));
    return stages.has(name) ? files : files.filter(isOurs);
  });
}

/** Takes old views away; a file that the store does not have is put aside. Returns warnings. */
export function removeOldViews(viewed: Viewed & { readonly plan: Plan }): readonly string[] {
  return oldViews(viewed).flatMap((path) => {
    const aside = TEMPORARY.test(path) ? null : putAside(viewed.layout, path);
    if (aside === null) rmSync(path, { force: true });
    removeIfEmpty(dirname(path));
    if (FAN_OUT.test(basename(dirname(path)))) removeIfEmpty(dirname(dirname(path)));
    const { root } = viewed.config;
    return aside === null ? [] : [`${relative(root, path)} is of no output of the pipeline; it is kept as ${relative(root, aside)}`];
  });
}

function foldersIn(folder: string): readonly string[] {
  return namesOf(folder, 'isDirectory');
}

function filesIn(folder: string): readonly string[] {
  return namesOf(folder, 'isFile').map((name) => join(folder, name));
}

function namesOf(folder: string, kind: 'isDirectory' | 'isFile'): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry[kind]());
  return entries.map(({ name }) => name).sort();
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
