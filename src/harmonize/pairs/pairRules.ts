import type { PairMeasures } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { categoryAt } from '../../tables/columns.ts';
import { UNCHANGED } from '../lineage/provenance.ts';
import type { PairMeasure, PairRows } from './pairMeasures.ts';

/** A value of one pair: of a published row, or by a rule where the row is -1. */
export interface PairValue {
  readonly value: number;
  readonly row: number;
  readonly operation: string;
}

/** Greatest values that a measure can have; half the girth of the earth is 20,040 km. */
const MAXIMUM: Readonly<Record<PairMeasure, number>> = { border: 1, colony: 1, distance: 20_100, language: 1, religion: 1 };

/** A cosine exceeds 1 by no more than this, for rounding. */
const ROUNDING = 1e-9;

/** Gives the value of every measure and ordered pair of different areas, by the rule of the measure. */
export class PairRules {
  readonly #table: PairMeasures;
  readonly #rows: PairRows;
  readonly #codes: readonly string[];

  constructor(table: PairMeasures, rows: PairRows, codes: readonly string[]) {
    this.#table = table;
    this.#rows = rows;
    this.#codes = codes;
  }

  /** Refuses a pair without a value that it needs (E307), and values that the measure cannot have (E303). */
  valueOf(measure: PairMeasure, orig: number, dest: number): PairValue {
    const pair = this.#rules[measure](orig, dest);
    this.#assertPossible(measure, orig, dest, pair);
    return pair;
  }

  readonly #rules: Readonly<Record<PairMeasure, (orig: number, dest: number) => PairValue>> = {
    border: (orig, dest) => this.#border(orig, dest),
    colony: (orig, dest) => this.#listed('colony', orig, dest) ?? { value: 0, row: -1, operation: 'not listed: no colonial tie' },
    distance: (orig, dest) => ({ ...this.#required('distance', orig, dest), operation: `${UNCHANGED}, in km` }),
    language: (orig, dest) => this.#language(orig, dest),
    religion: (orig, dest) => this.#religion(orig, dest),
  };

  /** A border that is listed in one direction holds in both. */
  #border(orig: number, dest: number): PairValue {
    const listed = this.#listed('border', orig, dest);
    if (listed !== null) return listed;
    const reverse = this.#listed('border', dest, orig);
    if (reverse !== null) return { ...reverse, operation: 'listed in the other direction' };
    return { value: 0, row: -1, operation: 'not listed: no common land border' };
  }

  /**
   * Similarity of languages, csl. As a share of what two people can talk about it ends at 1; values above lie between areas of
   * one language, and are a known defect of the index (docs/method.md 2.5).
   */
  #language(orig: number, dest: number): PairValue {
    const published = this.#required('language', orig, dest);
    return published.value > 1 ? { ...published, value: 1, operation: 'cut to 1' } : published;
  }

  /**
   * Similarity of religions without the double count. What is published is s_ij, the dot product of two vectors of shares that
   * list a family and its branches side by side, so that one believer counts twice and s reaches 2 (docs/method.md 2.5). The shares
   * themselves are not published, so leaf classes cannot be picked; but s is a dot product all the same, and its cosine
   * s_ij / sqrt(s_ii s_jj) is 1 for equal vectors, at most 1 for all (Cauchy-Schwarz) and free of the common factor that the
   * double count brings in. Rounding above 1 is cut.
   */
  #religion(orig: number, dest: number): PairValue {
    const published = this.#required('religion', orig, dest);
    const scale = Math.sqrt(this.#required('religion', orig, orig).value * this.#required('religion', dest, dest).value);
    const cosine = published.value / scale;
    const value = cosine > 1 && cosine <= 1 + ROUNDING ? 1 : cosine;
    return { value, row: published.row, operation: 'divided by the root of both similarities to themselves' };
  }

  #listed(measure: PairMeasure, orig: number, dest: number): PairValue | null {
    const row = this.#rows[measure][orig * this.#codes.length + dest]!;
    return row < 0 ? null : { value: this.#table.value[row]!, row, operation: UNCHANGED };
  }

  #required(measure: PairMeasure, orig: number, dest: number): PairValue {
    const listed = this.#listed(measure, orig, dest);
    if (listed !== null) return listed;
    return refuse('E307', `source ${measure} has no ${measure} from ${this.#codes[orig]} to ${this.#codes[dest]}`, {
      expected: `a ${measure} for every ordered pair of areas`,
      hint: 'Add the row to the file of this source.',
    });
  }

  #assertPossible(measure: PairMeasure, orig: number, dest: number, { value, row }: PairValue): void {
    const flag = measure === 'border' || measure === 'colony';
    if (flag ? value === 0 || value === 1 : value >= 0 && value <= MAXIMUM[measure]) return;
    refuse('E303', `${measure} of ${this.#codes[orig]} and ${this.#codes[dest]} is ${value}`, {
      place: { file: categoryAt(this.#table.file, row)!, row: this.#table.row[row]!, field: measure },
      expected: flag ? '0 or 1' : `0 to ${MAXIMUM[measure]}`,
      hint: 'Look at the unit and the column of the source; correct the value there.',
    });
  }
}
