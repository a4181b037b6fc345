/** Rows of cells, as many as one chunk of the file gives. */
export type Batch = readonly (readonly string[])[];

/** What a file of rows must look like. */
export interface ExpectedTable {
  /** Fields that the header must have; others may be there, but a dimension of persons among them must be the total. */
  readonly fields: readonly string[];
  /** What columns must match in every row where they are there, by their names in lower case. */
  readonly constants?: Readonly<Record<string, RegExp>>;
  /** Whether the reader accounts for every column itself, so that no dimension is looked for among the others. */
  readonly checksColumns?: boolean;
  /** Whether a header without rows says something: that a list of this project names nothing. */
  readonly mayBeEmpty?: boolean;
  /** Name of the sheet of a workbook; the first where left out. */
  readonly sheet?: string;
}
