import type { Quarantine as QuarantineTable } from '../../../schemas/generated/types.ts';
import { type Diagnostic, isPipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import type { RowAudit } from './rowAudit.ts';
import { TableBuilder } from './tableBuilder.ts';

const LAYOUT = { source: 'category', file: 'category', row: 'int32', column: 'category', reason: 'category' } as const;

/** Broken rows of sources whose rule allows it, set apart with their reasons; those of any other source stop the stage. */
export class Quarantine {
  readonly #sources: ReadonlySet<string>;
  readonly #rows = new TableBuilder<QuarantineTable>(LAYOUT, []);
  readonly #known = new Set<string>();

  /** Refuses a rule for a source that there is not (E204). */
  constructor(rule: readonly string[], sources: readonly string[]) {
    this.#sources = new Set(rule);
    for (const source of rule) {
      if (sources.includes(source)) continue;
      refuse('E204', `ingest.quarantine names an unknown source "${source}"`, insteadOf(source, sources));
    }
  }

  /** What becomes of a broken row of this source; a file that is broken as a whole always stops the stage. */
  of(source: string): RowAudit {
    const broken = (error: unknown): void => {
      const diagnostic = rowDiagnostic(error);
      if (diagnostic === null || !this.#sources.has(source)) throw error;
      const { file, row, field } = diagnostic.place;
      const key = `${source} ${row} ${file}`;
      if (this.#known.has(key)) return;
      this.#known.add(key);
      this.#rows.add({ file, row }, { source, column: field ?? null, reason: reasonOf(diagnostic) });
    };
    return { broken, counted: () => {} };
  }

  finish(): QuarantineTable {
    return this.#rows.finish();
  }
}

type RowDiagnostic = Diagnostic & { readonly place: { readonly file: string; readonly row: number; readonly field?: string } };

/** The diagnostic of one row that was refused; null for anything else. */
function rowDiagnostic(error: unknown): RowDiagnostic | null {
  const diagnostic = isPipelineError(error) ? error.diagnostics[0] : undefined;
  const isRow =
    diagnostic !== undefined && (diagnostic.code === 'E303' || diagnostic.code === 'E304') && diagnostic.place?.row !== undefined;
  return isRow ? (diagnostic as RowDiagnostic) : null;
}

/** The message with what was expected; the place has columns of its own. */
function reasonOf({ message, expected }: RowDiagnostic): string {
  return expected === undefined ? message : `${message}; expected ${expected}`;
}
