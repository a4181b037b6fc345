import type { Binding, ImportStatement, SourceModule } from './sourceModule.ts';

/**
 * What runs when a module is evaluated and may be noticed from outside: nothing (null), one module or package (its name),
 * or several things whose order counts (`IN_ORDER`).
 */
export type Effects = string | null;
export const IN_ORDER = 'in order';

/** Where a static import leads. */
export interface Target {
  /** Path of a file of the project, or specifier. */
  readonly name: string;
  readonly effects: Effects;
  /** Names that `export * from` it passes on; of a package its name. */
  readonly exported: () => string;
}

/** What one block imports from one place. */
interface Group {
  readonly target: Target;
  readonly from: string;
  readonly bindings: Binding[];
  star: boolean;
}

/**
 * A module with its imports at the top, in an order that neither their order in the source nor a path decides.
 * Imports that bind nothing keep their place and part the others into blocks, as linters that sort imports have it. In a block
 * that evaluates at most one thing with effects the order cannot be noticed: there imports follow the first use of what they
 * bind. Where it can be noticed, those with effects come first, in the order of the source.
 */
export function canonicalText(module: SourceModule, targetOf: (statement: ImportStatement) => Target): string {
  const lines: string[] = [];
  let block: ImportStatement[] = [];
  const flush = (): void => {
    lines.push(...ordered(grouped(block, targetOf), module.body).flatMap(written));
    block = [];
  };
  for (const statement of module.imports) {
    if (statement.kind !== 'bare') block.push(statement);
    else {
      flush();
      lines.push(`${statement.text};`);
    }
  }
  flush();
  return [...lines, module.body].join('\n');
}

/** Effects of several imports taken together: their order counts unless they are one and the same. */
export function together(parts: readonly Effects[]): Effects {
  const some = new Set(parts.filter((part) => part !== null));
  return some.size > 1 ? IN_ORDER : ([...some][0] ?? null);
}

function grouped(block: readonly ImportStatement[], targetOf: (statement: ImportStatement) => Target): Group[] {
  const groups = new Map<string, Group>();
  for (const statement of block) {
    const target = targetOf(statement);
    const key = JSON.stringify([target.name, statement.attributes]);
    const group = groups.get(key) ?? {
      target,
      from: `${JSON.stringify(statement.specifier)}${statement.attributes}`,
      bindings: [],
      star: false,
    };
    groups.set(key, group);
    group.bindings.push(...statement.bindings);
    group.star ||= statement.kind === 'star';
  }
  return [...groups.values()];
}

function ordered(groups: readonly Group[], body: string): Group[] {
  const counts = together(groups.map(({ target }) => target.effects)) === IN_ORDER;
  const first = counts ? groups.filter(({ target }) => target.effects !== null) : [];
  const rest = groups.filter((group) => !first.includes(group)).map((group) => ({ group, rank: rankOf(group, body) }));
  rest.sort((a, b) => a.rank.use - b.rank.use || (a.rank.names < b.rank.names ? -1 : 1));
  return [...first, ...rest.map(({ group }) => group)];
}

/** Position of the first use, and names for what the body does not use. */
function rankOf({ bindings, star, target }: Group, body: string): { readonly use: number; readonly names: string } {
  const use = Math.min(...bindings.map(({ local }) => firstUse(body, local)), body.length);
  const names = bindings.map(({ imported, local }) => `${imported} ${local}`).sort();
  return { use, names: JSON.stringify([names, star ? target.exported() : '']) };
}

/** Position of a name in the code; a property or a part of a path is no use of it. Any fixed rule would do. */
function firstUse(body: string, name: string): number {
  for (let at = body.indexOf(name); at >= 0; at = body.indexOf(name, at + 1)) {
    const alone = !/[\w$./\\'"`-]/.test(body.charAt(at - 1)) && !/[\w$]/.test(body.charAt(at + name.length));
    if (alone) return at;
  }
  return body.length;
}

/** The group as statements: names sorted, the namespace and the star apart. */
function written({ bindings, star, from }: Group): string[] {
  const sorted = [...bindings].sort((a, b) => (`${a.imported} ${a.local}` < `${b.imported} ${b.local}` ? -1 : 1));
  const named = sorted.filter(({ imported }) => imported !== '*').map(({ imported, local }) => `${imported} as ${local}`);
  return [
    ...(named.length > 0 ? [`import { ${named.join(', ')} } from ${from};`] : []),
    ...sorted.filter(({ imported }) => imported === '*').map(({ local }) => `import * as ${local} from ${from};`),
    ...(star ? [`export * from ${from};`] : []),
  ];
}
