import { isMapping } from '../json.ts';
import type { Json } from '../types.ts';
import { pointerTo } from './reading/pointers.ts';

/** Dotted path in `${params.training.epochs}`, which must be the whole of the text; null for any other text. */
export function parameterIn(text: string): string | null {
  return /^\$\{params\.([^{}]+)\}$/.exec(text)?.[1] ?? null;
}

/** Value at a dotted path, which may be a mapping or a list; undefined where there is none. */
export function valueAt(params: Json, path: string): Json | undefined {
  let value: Json | undefined = params;
  for (const name of path.split('.')) {
    if (!isMapping(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The same parameters with another value at a dotted path; mappings on the way are made where they lack. */
export function withValueAt(params: Json, path: string, value: Json): Json {
  const [name, ...rest] = path.split('.') as [string, ...string[]];
  const mapping = isMapping(params) ? params : {};
  const inner = Object.hasOwn(mapping, name) ? mapping[name]! : {};
  return { ...mapping, [name]: rest.length === 0 ? value : withValueAt(inner, rest.join('.'), value) };
}

/** Every dotted path of the parameters, of mappings as of values, in the order of the file. */
export function dottedPaths(params: Json, above = ''): readonly string[] {
  if (!isMapping(params)) return [];
  return Object.entries(params).flatMap(([name, value]) => [above + name, ...dottedPaths(value, `${above}${name}.`)]);
}

/** JSON pointer of a dotted path. */
export function pointerOf(path: string): string {
  return pointerTo(...path.split('.'));
}
