import { isMap, isScalar, isSeq, type ParsedNode, type Range, type Scalar } from 'yaml';
import type { Json } from '../../types.ts';
import { keysOf } from './pointers.ts';

/** First character and the one after the last. */
type Span = readonly [start: number, end: number];
type Report = (message: string, span: Span, hint?: string) => void;

/** The plain value of a node. Reports what YAML allows but a configuration must not hold. */
export function plainValue(node: ParsedNode | null, report: Report): Json {
  if (isSeq(node)) return node.items.map((item) => plainValue(item as ParsedNode | null, report));
  if (isMap(node)) {
    const object: Record<string, Json> = {};
    for (const { key, value } of node.items) {
      const name = keyOf(key as ParsedNode);
      const problem = keyProblem(name, object);
      if (problem !== null) report(problem, spanOf(key as ParsedNode));
      else object[name] = plainValue(value as ParsedNode | null, report);
    }
    return object;
  }
  return isScalar(node) ? scalarOf(node, report) : null;
}

function keyProblem(name: string, object: Readonly<Record<string, Json>>): string | null {
  if (name === '__proto__') return 'the key "__proto__" is not allowed';
  if (name === '<<') return 'merge keys are not allowed';
  return Object.hasOwn(object, name) ? `the key "${name}" is there twice` : null;
}

function scalarOf(scalar: Scalar.Parsed, report: Report): Json {
  const { value, source } = scalar as { value: string | number | boolean | null; source: string };
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) report(`"${source}" is not a finite number`, spanOf(scalar));
  else if (/^[-+]?(\d+|0o[0-7]+|0x[\da-f]+)$/i.test(source) && !Number.isSafeInteger(value)) {
    report(`"${source}" is too large to be held exactly`, spanOf(scalar), 'put it in quotes if it is not a quantity');
  }
  return value;
}

/**
 * Characters to mark for a JSON pointer, or for the deepest thing on its way that is there. The key stands for a value that
 * is empty or a block of several lines. Null for the whole document.
 */
export function nodeAt(root: ParsedNode | null, pointer: string, part: 'key' | 'value'): Span | null {
  let node = root;
  let key: ParsedNode | null = null;
  let missing = false;
  for (const segment of keysOf(pointer)) {
    const found: { readonly key: ParsedNode | null; readonly node: ParsedNode | null } | null = childOf(node, segment);
    missing = found === null;
    if (found === null) break;
    ({ key, node } = found);
  }
  if (node === root) return null;
  if (key !== null && (part === 'key' || missing || node === null || isBlock(node) || isEmpty(node))) return spanOf(key);
  return spanOf(node as ParsedNode);
}

function childOf(node: ParsedNode | null, segment: string): { key: ParsedNode | null; node: ParsedNode | null } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => keyOf(key as ParsedNode) === segment);
    return pair === undefined ? null : { key: pair.key as ParsedNode, node: pair.value as ParsedNode | null };
  }
  if (!isSeq(node) || !/^\d+$/.test(segment) || Number(segment) >= node.items.length) return null;
  return { key: null, node: node.items[Number(segment)]! };
}

/** Keys are strings: the parser is told so. */
function keyOf(key: ParsedNode): string {
  return String((key as Scalar.Parsed).value);
}

function isBlock(node: ParsedNode): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

function isEmpty({ range }: ParsedNode): boolean {
  return range[0] === range[1];
}

function spanOf({ range }: { readonly range: Range }): Span {
  return [range[0], range[1]];
}
