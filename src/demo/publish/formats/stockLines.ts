import { gzippedLines, inDoubleQuotes } from './text.ts';

const HEADER = ['geo', 't', 'from', 'sex', 'n', 'type_b', 'type_c', 'type_r', 'type_i'];

/** One count of the migrant stock, before it is split by sex. */
export interface StockCount {
  readonly residence: string;
  /** 1 July. */
  readonly year: number;
  /** Country of birth, or OOO. */
  readonly from: string;
  readonly printed: number;
  readonly femaleShare: number;
  /** type_b, type_c, type_r, type_i: by birth, by citizenship, refugees added, imputed. */
  readonly flags: readonly number[];
}

/** A revision of the migrant stock by sex, in the columns of un_desa_migrant_stock. */
export function stockFile(counts: readonly StockCount[]): Uint8Array {
  return gzippedLines([HEADER.map(inDoubleQuotes).join(','), ...counts.flatMap(linesOf)]);
}

/** The lines of both sexes. */
function linesOf({ residence, year, from, printed, femaleShare, flags }: StockCount): string[] {
  const female = Math.round(printed * femaleShare);
  const line = (sex: string, count: number) =>
    [inDoubleQuotes(residence), year, inDoubleQuotes(from), inDoubleQuotes(sex), count, ...flags].join(',');
  return [line('female', female), line('male', printed - female)];
}
