import { insteadOf } from '../../diagnostics/suggest.ts';
import type { Json, StageDeclaration } from '../types.ts';
import type { StageDocument } from './document.ts';
import { dottedPaths, parameterIn, valueAt } from './interpolate.ts';
import type { Problems } from './reading/problems.ts';
import type { Mark } from './reading/sourceText.ts';
import { valueText } from './schema/schemaFaults.ts';

/** Most instances of one stage: beyond it, a slip in a number would fill memory before any message. */
const MAXIMUM_INSTANCES = 10_000;

/** Longest name of an instance beside its stage: it names folders and logs, and file systems take 255 bytes for a name. */
const LONGEST_NAME = 150;

type Values = readonly (number | string)[];

/**
 * Values of the fan-out of a stage: `n` and `${params.x}` of a whole number n become 1 to n, lists stay.
 * Reports E203 for values that cannot be fanned out over and E204 for unknown parameters; `markOf` marks a name of `each`.
 */
export function fanOutOf(
  each: NonNullable<StageDocument['each']>,
  params: Json,
  markOf: (name: string) => Mark,
  problems: Problems,
): StageDeclaration['each'] {
  const fanOut: Record<string, Values> = {};
  for (const [name, declared] of Object.entries(each)) {
    const path = typeof declared === 'string' ? parameterIn(declared) : null;
    if (typeof declared === 'string' && path === null) {
      problems.error('E203', `"${name}" cannot be "${declared}"`, {
        ...markOf(name),
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the user writes.
        expected: '${params.NAME}, a list, or a number of instances',
      });
      continue;
    }
    const value = path === null ? (declared as Json) : valueAt(params, path);
    if (value === undefined) {
      problems.error('E204', `unknown parameter "${path}"`, { ...markOf(name), ...insteadOf(path ?? '', dottedPaths(params)) });
      continue;
    }
    const values = valuesOf(value);
    if (typeof values !== 'string') {
      fanOut[name] = values;
      continue;
    }
    const words = path === null ? valueText(value) : `${path}, which is ${valueText(value)}`;
    problems.error('E203', `"${name}" cannot be ${words}`, { ...markOf(name), expected: values });
  }
  const instances = Object.values(fanOut).reduce((product, values) => product * values.length, 1);
  if (instances > MAXIMUM_INSTANCES) {
    const names = Object.keys(fanOut);
    problems.error('E203', `this stage would have ${instances} instances`, {
      ...markOf(names[0] ?? ''),
      expected: `at most ${MAXIMUM_INSTANCES}`,
    });
    return {};
  }
  const longest = Object.entries(fanOut)
    .map(([name, values]) => `${name}=${values.map(String).reduce((one, other) => (other.length > one.length ? other : one), '')}`)
    .join(',');
  if (longest.length > LONGEST_NAME) {
    problems.error('E203', `the fan-out gives names of ${longest.length} characters`, {
      ...markOf(Object.keys(fanOut)[0]!),
      expected: `at most ${LONGEST_NAME}, such as ${Object.keys(fanOut)[0]}=1`,
    });
    return {};
  }
  return fanOut;
}

/** The values, or what was expected. Texts become part of ids and folders, so they are kept plain. */
function valuesOf(value: Json): Values | string {
  if (typeof value === 'number') {
    const fits = Number.isInteger(value) && value >= 1 && value <= MAXIMUM_INSTANCES;
    return fits ? Array.from({ length: value }, (_, index) => index + 1) : `a whole number from 1 to ${MAXIMUM_INSTANCES}`;
  }
  if (!Array.isArray(value) || value.length === 0) return 'a whole number, or a list of numbers and names';
  const plain = value.every((item) => typeof item === 'number' || (typeof item === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(item)));
  if (!plain) return 'a list of numbers and names, of letters, digits, dots, hyphens and underscores';
  return new Set(value.map(String)).size === value.length ? value : 'no value twice';
}
