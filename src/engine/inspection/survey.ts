import { assess, type BuildContext } from '../keys/assessment.ts';
import { type Reason, reasonText } from '../keys/reasons.ts';
import type { Project } from '../project/project.ts';
import { type ResultRecord, readRecord } from '../store/records.ts';

/** Where one instance stands, without running anything. */
export interface InstanceStatus {
  readonly instance: string;
  /** `waits`: something above it has to run; it may still turn out to be current. */
  readonly state: 'current' | 'stale' | 'waits';
  readonly key: string | null;
  readonly reason: Reason | null;
  readonly why: string;
  /** Duration of the last execution, from its record. */
  readonly expectedMs: number | null;
}

/** Assesses the wanted instances in plan order. */
export function surveyOf(
  project: Project,
  wanted: ReadonlySet<string>,
  forced: ReadonlySet<string>,
  context: BuildContext,
): InstanceStatus[] {
  const records = new Map<string, ResultRecord>();
  const survey: InstanceStatus[] = [];
  for (const instance of project.plan.instances) {
    if (!wanted.has(instance.id)) continue;
    const assessment = assess(instance, records, forced.has(instance.id), context);
    const lastKey = context.lastKey(instance.id);
    const expectedMs = lastKey === null ? null : (readRecord(context.layout, lastKey)?.circumstance.durationMs ?? null);
    if (assessment.kind === 'current') {
      records.set(instance.id, assessment.record);
      survey.push({ instance: instance.id, state: 'current', key: assessment.action.key, reason: null, why: '', expectedMs });
      continue;
    }
    const { reason } = assessment;
    survey.push({
      instance: instance.id,
      state: assessment.kind === 'stale' ? 'stale' : 'waits',
      key: assessment.kind === 'stale' ? assessment.action.key : null,
      reason,
      why: reasonText(reason),
      expectedMs,
    });
  }
  return survey;
}
