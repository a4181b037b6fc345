import type { Code } from './catalogue.ts';
import { type Place, placeInWords } from './place.ts';

/** One message to the user: what, where, what was expected, what to do next. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  /** What is wrong, without file, line and row: these are the place's, which printing puts in front. */
  readonly message: string;
  readonly place?: Place;
  /** The offending source line, for a caret. */
  readonly excerpt?: string;
  readonly expected?: string;
  readonly hint?: string;
  /** Further lines, for example the first offending rows of a table. */
  readonly details?: readonly string[];
}

/** Input that the program refuses, told in diagnostics. Everything else that is thrown is our bug. */
export class PipelineError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[]) {
    const list: readonly Diagnostic[] = Array.isArray(diagnostics) ? diagnostics : [diagnostics as Diagnostic];
    super(list[0] === undefined ? 'unknown error' : inOneLine(list[0]));
    this.name = 'PipelineError';
    this.diagnostics = list;
  }
}

/** Place and message, as logs and whoever catches the error may show them. */
function inOneLine({ place, message }: Diagnostic): string {
  return place === undefined ? message : `${placeInWords(place)}: ${message}`;
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
