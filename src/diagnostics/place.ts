/** Where something is wrong. Lines, columns and rows count from 1; rows count data rows after the header. */
export interface Place {
  /** Path as the user knows it: relative to the project or to the source folder. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Number of characters to underline from `column`. */
  readonly length?: number;
  readonly row?: number;
  /** The field, for programs. People read of it in the message, of which it is the subject. */
  readonly field?: string;
}

/** `pipeline.yaml:14:11` or `data/x.csv, data row 12`: all that a reader is told of a place beside the message. */
export function placeInWords({ file, line, column, row }: Place): string {
  const position = line === undefined ? '' : column === undefined ? `:${line}` : `:${line}:${column}`;
  return `${file}${position}${row === undefined ? '' : `, data row ${row}`}`;
}
