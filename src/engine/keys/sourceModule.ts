import { init, parse, type StaticImport } from 'es-module-lexer';

/** A module of the project, as JavaScript without types and comments, taken apart. */
export interface SourceModule {
  /** Its static imports and stars, in the order written. */
  readonly imports: readonly ImportStatement[];
  /** All the rest of it. */
  readonly body: string;
  /** Names that it exports itself, sorted. */
  readonly exports: readonly string[];
  /** Whether a statement at its top level is there for what it does, and not for a value that it gives a name. */
  readonly effects: boolean;
  /** Whether it requires other modules of the project, in an order that only running it tells. */
  readonly requires: boolean;
}

/** One static import. A bare one binds nothing: it is there for its effects. A star is `export * from`. */
export interface ImportStatement {
  readonly kind: 'bound' | 'bare' | 'star';
  readonly specifier: string;
  /** ` with { ... }`, or nothing. */
  readonly attributes: string;
  readonly bindings: readonly Binding[];
  readonly text: string;
}

/** `imported` is a name, a quoted name, `default`, or `*` for the namespace. */
export interface Binding {
  readonly imported: string;
  readonly local: string;
}

/** Has to be awaited once before `takeApart`. */
export const lexerReady = (): Promise<void> => init();

/**
 * Takes a module apart. `code` is what esbuild's transform prints, one statement a line and top-level statements unindented;
 * re-exports by name are imports in it.
 */
export function takeApart(code: string): SourceModule {
  const [found, exported] = parse(code);
  const imports: ImportStatement[] = [];
  let body = '';
  let end = code.startsWith('#!') ? code.indexOf('\n') + 1 : 0;
  for (const statement of found) {
    if (statement.type !== 'static' && statement.type !== 'reexport-star') continue;
    body += code.slice(end, statement.importStart);
    end = statement.importEnd + (code.startsWith(';\n', statement.importEnd) ? 2 : 0);
    imports.push(importOf(code, statement));
  }
  body += code.slice(end);
  const exports = exported.flatMap((entry) => ('name' in entry ? [entry.name] : [])).sort();
  return { imports, body, exports, effects: hasEffects(body), requires: /\brequire\(\s*["'`]\.{1,2}\//.test(body) };
}

function importOf(code: string, statement: StaticImport): ImportStatement {
  const text = code.slice(statement.importStart, statement.importEnd);
  const clause = code.slice(statement.importStart, statement.start - 1).replace(/^import\b|\bfrom\s*$/g, '');
  const bindings = statement.type === 'static' && statement.phase === null ? bindingsOf(clause) : [];
  return {
    kind: statement.type === 'reexport-star' ? 'star' : bindings.length === 0 ? 'bare' : 'bound',
    specifier: statement.specifier,
    attributes: code.slice(statement.end + 1, statement.importEnd).trimEnd(),
    bindings,
    text,
  };
}

/** Bindings of `a, * as b, { c, d as e, "f" as g }`. */
function bindingsOf(clause: string): Binding[] {
  const tokens = clause.match(/"(?:[^"\\]|\\.)*"|[,{}*]|[^\s,{}*"]+/g) ?? [];
  const bindings: Binding[] = [];
  let braced = false;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token === '{' || token === '}') braced = token === '{';
    else if (token !== ',') {
      const renamed = tokens[at + 1] === 'as';
      const local = renamed ? tokens[at + 2]! : token;
      bindings.push({ imported: braced || token === '*' ? token : 'default', local });
      if (renamed) at += 2;
    }
  }
  return bindings;
}

/** What an unindented line may begin with when it is no statement of its own or only gives a value a name. */
const HARMLESS = /^(?:$|[})\]]|\s|"use [a-z]+";$|\/\*|\/\/|(?:async function|function|class|const|let|var|export)(?![\w$]))/;

/**
 * A declaration is taken to be there for the value that it names, as linters take an import that binds a name. Any other
 * statement at the top level is there for its effects, and so is the static block of a class. Lines of a long template
 * can pass for statements, which errs on the safe side.
 */
function hasEffects(body: string): boolean {
  return body.split('\n').some((line) => !HARMLESS.test(line)) || /^\s+static \{$/m.test(body);
}
