import { refuse } from '../../diagnostics/diagnostic.ts';

/** By measure of reports, the error of the log of one, and what a group of people as a source has it has beyond ours in all years. */
export type MeasureErrors = Readonly<Record<string, { readonly error: number; readonly level: number } | undefined>>;

/** Error of the log of a report of flows by its measure. @throws PipelineError E209 where the parameters have none. */
export function errorOf(errors: MeasureErrors, measure: string): number {
  const known = errors[measure];
  if (known !== undefined) return known.error;
  return refuse('E209', `model.errors.measures has no error for "${measure}", which some reports of flows measure`, {
    expected: `one of each measure of the reports of flows; it has ${Object.keys(errors).join(', ')}`,
    hint: 'add the measure to the parameters',
  });
}

/** Error of the log of a report: counts of few persons vary by chance alone, the log of y of them with a variance of about 1/(1 + y). */
export function reportError(error: number, persons: number): number {
  return Math.sqrt(error * error + 1 / (1 + persons));
}
