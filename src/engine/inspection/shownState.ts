import { relative } from 'node:path';
import { entryOf, lockName, readLock } from '../project/lock.ts';
import { oldViews } from '../project/oldViews.ts';
import type { Project } from '../project/project.ts';
import { isViewCurrent } from '../project/view.ts';
import { readRecord } from '../store/records.ts';
import type { InstanceStatus } from './survey.ts';

/** Where lock and views tell another story than the results that are current. */
export interface ShownState {
  /** Lock file, relative to the root. */
  readonly lock: string;
  /** Instances whose line in the lock is missing or another one, and those that only the lock has. */
  readonly lockDiffers: readonly string[];
  /** Instances whose views are missing, edited, or those of other results. */
  readonly viewsDiffer: readonly string[];
  /** Files among the views that no output has, relative to the root. */
  readonly oldViews: readonly string[];
}

/** Compares lock and views with the instances of a survey that are current. */
export function shownStateOf(project: Project, survey: readonly InstanceStatus[]): ShownState {
  const { config, layout, plan } = project;
  const { lock } = readLock(config);
  const current = survey.flatMap(({ instance, key }) => {
    const record = key === null ? null : readRecord(layout, key);
    return record === null ? [] : [{ instance: plan.byId.get(instance)!, record }];
  });
  const isLocked = (id: string, entry: ReturnType<typeof entryOf>): boolean => {
    const line = lock.get(id);
    const names = Object.keys(entry.outputs);
    return line?.key === entry.key && names.every((name) => line.outputs[name] === entry.outputs[name]);
  };
  return {
    lock: lockName(config),
    lockDiffers: [
      ...current.filter(({ instance, record }) => !isLocked(instance.id, entryOf(record))).map(({ instance }) => instance.id),
      ...[...lock.keys()].filter((id) => !plan.byId.has(id)),
    ],
    viewsDiffer: current.filter(({ instance, record }) => !isViewCurrent(project, instance, record)).map(({ instance }) => instance.id),
    oldViews: oldViews(project).map((path) => relative(config.root, path)),
  };
}

/** Whether lock and views show the results that are current. */
export function isShown({ lockDiffers, viewsDiffer, oldViews: old }: ShownState): boolean {
  return lockDiffers.length + viewsDiffer.length + old.length === 0;
}
