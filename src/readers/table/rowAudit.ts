/** What became of the rows of one file. Rows that were set apart are among neither the taken nor the left out. */
export interface RowCounts {
  readonly file: string;
  readonly rows: number;
  /** Rows that were left out, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Is told what becomes of the rows of a source. */
export interface RowAudit {
  /** Is given what a row was refused with: throws it on, or sets the row apart. */
  broken(error: unknown): void;
  /** Is told of every file once it is read to its end. */
  counted(counts: RowCounts): void;
}

/** Stops the stage at the first broken row, and counts nothing. */
export const STOP: RowAudit = {
  broken: (error) => {
    throw error;
  },
  counted: () => {},
};
