import { posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { undeclaredCode } from '../keys/undeclaredCode.ts';
import type { Project } from '../project/project.ts';
import type { Instance } from '../types.ts';

/** Warnings (E213) for the files that commands seem to use and do not declare. */
export function codeWarnings({ config, plan }: Project): Diagnostic[] {
  return config.stages.flatMap(({ name, action }) => {
    const instance = plan.instances.find(({ stage }) => stage.name === name);
    if (action.kind !== 'run' || instance === undefined) return [];
    return undeclaredCode(config.root, action, instance.params, sourceFiles(instance)).map(({ path, namedIn }) => ({
      code: 'E213' as const,
      severity: 'warning' as const,
      message: `${namedIn ?? `the command of stage ${name}`} names ${path}, which the stage does not declare and will not see`,
      place: config.placeOf(`/stages/${name}/run`),
      hint: `add it to \`code\` of stage ${name}, or make it an input`,
    }));
  });
}

function sourceFiles({ inputs }: Instance): ReadonlySet<string> {
  const sources = [...inputs.values()].flatMap((input) => {
    if (input.kind === 'sources') return input.sources;
    return input.kind === 'source' ? [input.source] : [];
  });
  return new Set(sources.flatMap(({ folder, files }) => files.map(({ path }) => posix.join(folder, path))));
}
