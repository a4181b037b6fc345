import { refuse } from '../../diagnostics/diagnostic.ts';
import type { FitOptions, FitReport } from './fitOptions.ts';

/** What the numbered margins of a fit are called in messages. */
export interface MarginNames {
  readonly row: (index: number) => string;
  readonly column: (index: number) => string;
}

/**
 * Refuses a fit that leaves margins further than 1e-6 from their targets. A fit by the rule 'change' is not checked, because
 * that rule says nothing about margins.
 * @param what the table that was wanted, for the message.
 * @throws PipelineError E504 that names the margins.
 */
export function requireMet(report: FitReport, what: string, names: MarginNames, options: FitOptions = {}): void {
  const { unmetRows, unmetColumns, residual, cycles } = report;
  if (options.rule === 'change' || (unmetRows.length === 0 && unmetColumns.length === 0)) return;
  refuse('E504', `${what}: after ${cycles} cycles a total is still ${residual} of itself away`, {
    expected: 'totals that some table with these zeros has',
    details: [...unmetRows.map((index) => `missed: ${names.row(index)}`), ...unmetColumns.map((index) => `missed: ${names.column(index)}`)],
    hint: 'an area without foreign-born and without people abroad cannot have two totals; open accounting needs no such fit',
  });
}
