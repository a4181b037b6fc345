/** Rows of cells, as many as one chunk of the file gives. */
export type Batch = readonly (readonly string[])[];

/** What a file of rows must look like. */
export interface ExpectedTable {
  /** Fields that the header must have; others may be there. */
  readonly fields: readonly string[];
  /** Name of the sheet of a workbook; the first where left out. */
  readonly sheet?: string;
}
