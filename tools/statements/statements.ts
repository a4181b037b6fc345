import { grouped } from '../data/markdown.ts';
import type { ShownRow } from '../shownRows.ts';
import { type Expression, evaluated, parseExpression, referencesOf } from './expression.ts';

/*
 * Statements of a document, in comments that a reader does not see:
 *   log counts of <!-- value world:...value | 0.00 -->0.85<!-- end value -->
 *   The network is ahead of ridge.<!-- holds world:...low > 0 -->
 */

/** A number in a text and what it is computed from, or a comparison that must hold. */
export interface Statement {
  readonly expression: Expression;
  /** Pattern of the number; null for a comparison. */
  readonly format: string | null;
  /** The number as it stands in the text; empty for a comparison. */
  readonly text: string;
}

/** What became of a statement: the text that it should have, whether it has it; null where an artifact is not here. */
export interface JudgedStatement extends Statement {
  readonly should: string;
  readonly holds: boolean;
}

/** All rows of an artifact of a profile; null where the store has none. */
export type Rows = (profile: string, artifact: string) => readonly ShownRow[] | null;

const STATEMENTS = /<!-- value ([^|]+?) \| ([^>]+?) -->(.*?)<!-- end value -->|<!-- holds (.+?) -->/g;

/** All statements of a document. Throws an Error for one that cannot be read. */
export function statementsOf(document: string): Statement[] {
  const opened = document.match(/<!-- (value|holds) /g)?.length ?? 0;
  const statements = [...document.matchAll(STATEMENTS)].map(([, value, format, text, comparison]) => ({
    expression: parseExpression(value ?? comparison!),
    format: format ?? null,
    text: text ?? '',
  }));
  if (statements.length !== opened) throw new Error(`${opened} statements are begun, ${statements.length} are whole`);
  return statements;
}

/** Null where an artifact that the statement rests on is not here. */
export function judge(statement: Statement, rows: Rows): JudgedStatement | null {
  const known = new Map<string, readonly ShownRow[]>();
  for (const { profile, artifact } of referencesOf(statement.expression)) {
    const found = rows(profile, artifact);
    if (found === null) return null;
    known.set(`${profile}:${artifact}`, found);
  }
  const value = evaluated(statement.expression, (profile, artifact) => known.get(`${profile}:${artifact}`)!);
  if (statement.format === null) return { ...statement, should: '', holds: value === 1 };
  const should = formatted(value, statement.format);
  return { ...statement, should, holds: should === statement.text };
}

/** The document with every number that can be computed here as it should be. */
export function renewed(document: string, rows: Rows): string {
  return document.replaceAll(STATEMENTS, (whole, value?: string, format?: string, text?: string) => {
    if (value === undefined) return whole;
    const judged = judge({ expression: parseExpression(value), format: format!, text: text! }, rows);
    return judged === null ? whole : `<!-- value ${value} | ${format} -->${judged.should}<!-- end value -->`;
  });
}

const SCALES: Readonly<Record<string, number>> = { '': 1, '%': 100, thousand: 1e-3, million: 1e-6 };

/**
 * A number by a pattern: as many decimals as "0.00" has, in the unit that follows: %, thousand or million, which is written too.
 */
function formatted(value: number, format: string): string {
  const [, zeros, unit] = format.match(/^(0(?:\.0+)?)(?: (%|thousand|million))?$/) ?? [];
  if (zeros === undefined) throw new Error(`"${format}" is no format such as 0.00, 0 % or 0.0 million`);
  const text = grouped(value * SCALES[unit ?? '']!, zeros.length === 1 ? 0 : zeros.length - 2);
  return unit === undefined ? text : `${text} ${unit}`;
}
