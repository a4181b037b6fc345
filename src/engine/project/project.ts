import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isPipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import { planOf } from '../config/plan.ts';
import type { BuildContext } from '../keys/assessment.ts';
import { StageCodes } from '../keys/stageCode.ts';
import { makeFolder } from '../store/durable.ts';
import { type Layout, layoutOf } from '../store/layout.ts';
import { StatMemo } from '../store/statMemo.ts';
import type { Config, Plan, Source, StageCode } from '../types.ts';
import { installationFolder, readBuild } from './installation.ts';
import { type LockFile, readLastResults, viewsFolder } from './lock.ts';
import { verifySources } from './sources.ts';

/** A configuration with its store, memos and lock, as every command uses it. */
export interface Project {
  readonly config: Config;
  readonly plan: Plan;
  readonly layout: Layout;
  readonly memo: StatMemo;
  readonly lock: LockFile;
}

export function openProject(config: Config): Project {
  const layout = layoutOf(config.root);
  return { config, plan: planOf(config), layout, memo: new StatMemo(layout.memo), lock: readLastResults(config) };
}

/**
 * Compiles the code and verifies the sources of the wanted instances.
 * Throws before anything runs if a source is missing or wrong, or if code does not compile.
 */
export async function buildContextOf(project: Project, wanted: ReadonlySet<string>): Promise<BuildContext> {
  const { config, plan, layout, memo, lock } = project;
  makeStore(layout);
  const views = join(config.root, viewsFolder(config));
  for (const folder of [layout.store, dirname(views), views]) refuseLink(config.root, folder);
  const instances = plan.instances.filter(({ id }) => wanted.has(id));
  const sources = new Set<Source>();
  for (const { inputs } of instances) {
    for (const input of inputs.values()) {
      if (input.kind === 'source') sources.add(input.source);
      if (input.kind === 'sources') for (const source of input.sources) sources.add(source);
    }
  }
  verifySources(config, sources, memo);
  const codes = new StageCodes(config, layout, memo);
  const code = new Map<string, StageCode>();
  for (const { stage } of instances) if (!code.has(stage.name)) code.set(stage.name, await codes.codeOf(stage));
  const encoder = await codes.encoderOf(readBuild().encoder, installationFolder());
  codes.save();
  return {
    layout,
    memo,
    byId: plan.byId,
    contracts: config.contracts,
    encoder,
    code,
    lastKey: (instance) => lock.lock.get(instance)?.key ?? null,
  };
}

/** Where the store cannot be made, commands that read still answer; a run says so when it begins an action. */
function makeStore(layout: Layout): void {
  try {
    makeFolder(layout.store);
  } catch (error) {
    if (!isPipelineError(error)) throw error;
  }
}

/** Node looks for packages above the real place of a bundle, which a link would put outside the project; and a lock is not written through one. */
function refuseLink(root: string, folder: string): void {
  if (!existsSync(folder) || realpathSync(folder) === join(realpathSync(root), relative(root, folder))) return;
  refuse('E602', `${relative(root, dirname(folder))} is a symbolic link, or has one in it`, {
    expected: 'a folder of the project, which may be a mounted file system',
    hint: 'mount or bind the other place there instead of linking to it',
  });
}

/** A free path on the file system of the store, for files that are renamed to their place. */
export function temporaryIn(layout: Layout): string {
  makeFolder(layout.store);
  return join(layout.store, `tmp-${process.pid}-${randomBytes(6).toString('hex')}`);
}
