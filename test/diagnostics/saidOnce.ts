import { expect } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../../src/diagnostics/print.ts';

/** Expects that a reader of the printed diagnostic meets the file of its place once, and the field in the message. */
export function expectSaidOnce(diagnostic: Diagnostic): void {
  // The source line above the carets is the user's own text and may hold anything.
  const { excerpt: _, ...said } = diagnostic;
  const { message, place } = said;
  if (place === undefined) return;
  expect(formatDiagnostics([said], { color: false }).split(place.file)).toHaveLength(2);
  if (place.row !== undefined) expect(message).not.toMatch(new RegExp(`^(data )?row ${place.row}\\b`));
  if (place.field !== undefined) expect(message).toContain(place.field);
}
