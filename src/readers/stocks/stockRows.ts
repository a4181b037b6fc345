import type { ReportedStocks } from '../../../schemas/generated/types.ts';
import { TableBuilder, type Values } from '../table/tableBuilder.ts';
import type { RowPlace } from '../table/tableRow.ts';

const LAYOUT = {
  revision: 'int16',
  year: 'int16',
  birth: 'category',
  residence: 'category',
  persons: 'float64',
  citizenship: 'uint8',
  imputed: 'uint8',
  file: 'category',
  row: 'int32',
} as const;

/** Collects the stocks of one revision. */
export class StockRows {
  readonly #revision: number;
  readonly #stocks = new TableBuilder<ReportedStocks>(LAYOUT, ['year', 'birth', 'residence']);

  constructor(revision: number) {
    this.#revision = revision;
  }

  /** Adds what one row gives, as `TableBuilder.add`. */
  add(place: RowPlace, ...cells: readonly Omit<Values<ReportedStocks>, 'revision'>[]): void {
    this.#stocks.add(place, ...cells.map((cell) => ({ ...cell, revision: this.#revision })));
  }

  finish(): ReportedStocks {
    return this.#stocks.finish();
  }
}
