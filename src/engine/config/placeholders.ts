import { insteadOf } from '../../diagnostics/suggest.ts';
import { parseCommand, placementProblem } from '../commandTemplate.ts';
import { isMapping } from '../json.ts';
import type { Json } from '../types.ts';
import type { StageDocument } from './document.ts';
import { dottedPaths, valueAt } from './interpolate.ts';
import type { Problems } from './reading/problems.ts';
import type { Mark } from './reading/sourceText.ts';

/**
 * Reports placeholders of a command that name nothing that the stage declares (E204), and those that stand where they cannot be
 * right (E211), before anything runs. `params` is null where the parameters could not be read; then theirs are not checked.
 */
export function checkPlaceholders(stage: StageDocument, params: Json | null, mark: Mark, problems: Problems): void {
  const known = new Set(namesOf(stage, params));
  for (const piece of parseCommand(stage.run ?? '')) {
    if (typeof piece === 'string') continue;
    const { name, placement } = piece;
    const written = `\${${name}}`;
    const problem = placementProblem(placement);
    if (problem !== null) {
      problems.error('E211', `${written} ${problem}`, {
        ...mark,
        expected: `${written} outside of quotes, or in double quotes that are no program`,
      });
    } else if (!known.has(name) && !(params === null && name.startsWith('params.'))) {
      const own = name.includes('.') ? {} : { hint: `for a variable of the shell itself write $${written}` };
      problems.error('E204', `the command names ${written}, which the stage does not declare`, {
        ...mark,
        ...insteadOf(name, known),
        ...own,
      });
    }
  }
}

/** What a command may name: inputs, outputs, values of the fan-out, and every value of the declared parameters. */
function namesOf({ inputs, outputs, each, params: declared }: StageDocument, params: Json | null): readonly string[] {
  const values = (declared ?? []).flatMap((path) => {
    const value = params === null ? undefined : valueAt(params, path);
    if (value === undefined) return [];
    if (!isMapping(value)) return [path];
    return dottedPaths(value, `${path}.`).filter((inner) => !isMapping(valueAt(params as Json, inner)));
  });
  return [
    ...Object.keys(inputs ?? {}).map((name) => `inputs.${name}`),
    ...Object.keys(outputs).map((name) => `outputs.${name}`),
    ...Object.keys(each ?? {}).map((name) => `each.${name}`),
    ...values.map((path) => `params.${path}`),
  ];
}
