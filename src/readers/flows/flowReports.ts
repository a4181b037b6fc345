import type { ReportedFlows } from '../../../schemas/generated/types.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { RowPlace } from '../table/tableRow.ts';

const LAYOUT = {
  source: 'category',
  file: 'category',
  row: 'int32',
  reporter: 'category',
  code_system: 'category',
  orig: 'category',
  dest: 'category',
  year: 'int16',
  persons: 'float64',
  measure: 'category',
  quality: 'category',
} as const;

export interface FlowReport {
  /** Who counted: the country that was left, the country that was entered, or a model. */
  readonly reporter: 'origin' | 'destination' | 'model';
  readonly orig: string;
  readonly dest: string;
  readonly year: number;
  readonly persons: number;
  /** Class of quality that the publisher gives the report. */
  readonly quality?: string | null;
}

/** Collects the reports of one source, which all use one code system. */
export class FlowReports {
  readonly #constant: { readonly source: string; readonly code_system: string };
  readonly #flows = new TableBuilder<ReportedFlows>(LAYOUT, ['reporter', 'orig', 'dest', 'year']);

  constructor(source: string, codeSystem: 'iso2' | 'eurostat' | 'iso3') {
    this.#constant = { source, code_system: codeSystem };
  }

  /** Adds the reports of one row, as `TableBuilder.add`. */
  add(place: RowPlace, ...reports: readonly FlowReport[]): void {
    this.#flows.add(place, ...reports.map((report) => ({ quality: null, measure: measureOf(report), ...report, ...this.#constant })));
  }

  finish(): ReportedFlows {
    return this.#flows.finish();
  }
}

/** Offices count moves by their own rules of stay; a model counts nothing. */
function measureOf({ reporter }: FlowReport): string {
  return reporter === 'model' ? 'estimates' : 'moves';
}
