import type { Code } from '../../../diagnostics/catalogue.ts';
import { type Diagnostic, isPipelineError, PipelineError } from '../../../diagnostics/diagnostic.ts';

/** Everything wrong that a reading has met so far, so that all of it is reported at once. */
export class Problems {
  readonly #list: Diagnostic[] = [];

  error(code: Code, message: string, rest: Omit<Diagnostic, 'code' | 'severity' | 'message'> = {}): void {
    this.#list.push({ code, severity: 'error', message, ...rest });
  }

  add(diagnostics: readonly Diagnostic[]): void {
    this.#list.push(...diagnostics);
  }

  /** Result of a step, or null if it refused its input; the refusal is kept. */
  async take<T>(step: () => T | Promise<T>): Promise<T | null> {
    try {
      return await step();
    } catch (error) {
      if (!isPipelineError(error)) throw error;
      this.add(error.diagnostics);
      return null;
    }
  }

  /** Throws all of it as one PipelineError, sorted by file and line, if there is any. */
  throwIfAny(): void {
    if (this.#list.length > 0) throw new PipelineError([...this.#list].sort(inReadingOrder));
  }
}

function inReadingOrder({ place: a }: Diagnostic, { place: b }: Diagnostic): number {
  if (a?.file !== b?.file) return (a?.file ?? '') < (b?.file ?? '') ? -1 : 1;
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}
