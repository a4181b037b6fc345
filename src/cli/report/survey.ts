import type { InstanceStatus } from '../../engine/inspection/survey.ts';
import { aligned, duration } from './format.ts';
import { type Style, styled } from './terminal.ts';

/** One line for each instance, or for each stage whose instances all stand the same. */
export function surveyTable(style: Style, survey: readonly InstanceStatus[]): string {
  const rows = folded(survey).map(({ name, state, why, expectedMs }) => [
    name,
    state,
    why === '' || expectedMs === null ? why : `${why}  (last time ${duration(expectedMs)})`,
  ]);
  const text = aligned([['stage', 'state', 'why'], ...rows]);
  return text.replaceAll(/ (stale) /g, ` ${styled(style, 'yellow', '$1')} `);
}

interface Line extends Pick<InstanceStatus, 'state' | 'why' | 'expectedMs'> {
  readonly name: string;
}

function folded(survey: readonly InstanceStatus[]): Line[] {
  const groups = new Map<string, InstanceStatus[]>();
  for (const standing of survey) {
    const stage = standing.instance.split('[', 1)[0]!;
    groups.set(stage, [...(groups.get(stage) ?? []), standing]);
  }
  return [...groups].flatMap(([stage, group]) => {
    const first = group[0]!;
    const alike = group.every(({ state, why }) => state === first.state && why === first.why);
    if (group.length === 1 || !alike) return group.map((standing) => ({ ...standing, name: standing.instance }));
    const expectedMs = group.every((standing) => standing.expectedMs !== null)
      ? group.reduce((sum, standing) => sum + (standing.expectedMs ?? 0), 0)
      : null;
    return [{ ...first, name: `${stage} x ${group.length}`, expectedMs }];
  });
}
