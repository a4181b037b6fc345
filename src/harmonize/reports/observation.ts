export interface Observation {
  /** orig * areas + dest */
  readonly cell: number;
  readonly year: number;
  readonly source: string;
  readonly reporter: string;
  readonly persons: number;
  /** What is counted: moves, registrations, estimates. */
  readonly measure: string;
  readonly quality: string | null;
  readonly file: string;
  readonly row: number;
  readonly operation: string;
}
