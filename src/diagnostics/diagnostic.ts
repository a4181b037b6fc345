import type { Code } from './catalogue.ts';

/** Where something is wrong. Lines, columns and rows count from 1; rows count data rows after the header. */
export interface Place {
  /** Path as the user knows it: relative to the project or to the source folder. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Number of characters to underline from `column`. */
  readonly length?: number;
  readonly row?: number;
  readonly field?: string;
}

/** One message to the user: what, where, what was expected, what to do next. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly place?: Place;
  /** The offending source line, for a caret. */
  readonly excerpt?: string;
  readonly expected?: string;
  readonly hint?: string;
  /** Further lines, for example the first offending rows of a table. */
  readonly details?: readonly string[];
}

/** Input that the program refuses, as diagnostics. Everything else that is thrown is our bug. */
export class PipelineError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[]) {
    const list: readonly Diagnostic[] = Array.isArray(diagnostics) ? diagnostics : [diagnostics as Diagnostic];
    super(list[0]?.message ?? 'unknown error');
    this.name = 'PipelineError';
    this.diagnostics = list;
  }
}

/**
 * True for a PipelineError of any copy of this module. Stage bundles carry their own copy,
 * so `instanceof` would miss the errors that readers throw inside a stage.
 */
export function isPipelineError(error: unknown): error is PipelineError {
  return error instanceof Error && error.name === 'PipelineError' && Array.isArray((error as Partial<PipelineError>).diagnostics);
}

/** Throws a PipelineError of one error diagnostic. */
export function refuse(code: Code, message: string, rest: Omit<Diagnostic, 'code' | 'severity' | 'message'> = {}): never {
  throw new PipelineError({ code, severity: 'error', message, ...rest });
}
