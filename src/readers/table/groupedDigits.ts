import { type RawFile, refuseContent } from '../formats/rawFile.ts';

/** A number as people write thousands with a point: one to three digits, a point, three digits. */
const GROUPED = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;
/** The same where the form of the file keeps numbers, which drops zeros at the end. */
const GROUPED_NUMBER = /^[+-]?[1-9]\d{0,2}\.\d{1,3}$/;

/** What the fractions of one column look like. */
interface Fractions {
  count: number;
  /** Whether one of them cannot be three digits of thousands. */
  isDecimal: boolean;
  /** The first with exactly three digits. */
  example: { readonly text: string; readonly row: number } | null;
}

/**
 * Watches columns of persons for points that separate thousands: 2.991 for 2,991. A single value cannot tell; a column in which
 * every fraction has exactly three digits can, because persons come whole, or as decimals of any length.
 */
export class GroupedDigits {
  readonly #pattern: RegExp;
  readonly #columns = new Map<string, Fractions>();

  /** `isText` says that numbers stand as somebody wrote them, with zeros at the end. */
  constructor(isText: boolean) {
    this.#pattern = isText ? GROUPED : GROUPED_NUMBER;
  }

  note(field: string, text: string, row: number): void {
    if (!text.includes('.')) return;
    const column = this.#columns.get(field) ?? { count: 0, isDecimal: false, example: null };
    column.count += 1;
    if (!this.#pattern.test(text)) column.isDecimal = true;
    if (column.example === null && GROUPED.test(text)) column.example = { text, row };
    this.#columns.set(field, column);
  }

  /** Refuses the file if a column has separators of thousands (E305). */
  check(file: RawFile): void {
    for (const [field, { count, isDecimal, example }] of this.#columns) {
      if (isDecimal || example === null) continue;
      const whole = example.text.replace('.', '');
      refuseContent(
        file,
        `has ${count} fractions in "${field}", none of other than three digits: "${example.text}" in data row ${example.row}`,
        {
          expected: 'persons, without separators of thousands',
          hint: `Write ${whole} if the point separates thousands. If it is a decimal point, show it by a digit more: ${example.text}0.`,
        },
      );
    }
  }
}
