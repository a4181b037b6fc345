import { gzippedLines } from '../formats/text.ts';

/** A published cell: for stocks `orig` is the country of birth and `dest` that of residence; areas alone stand in `dest`. */
export interface PublishedCell {
  readonly source: string;
  /** Side that reports a flow; empty where the source has no sides. */
  readonly reporter: '' | 'origin' | 'destination' | 'model';
  readonly orig: string;
  readonly dest: string;
  readonly year: number;
}

/** A defect and the value after it. */
export type DefectStep = readonly [defect: string, value: number];

/**
 * Book of the errors that are injected between the truth and the published files. For each published cell the truth and all its
 * errors add up to what the file says; errors that are 0 have no entry.
 */
export class PublishedErrors {
  readonly #lines: string[] = [];

  /** Enters the way of a cell from the truth to the published value, which the last step must give. */
  add(cell: PublishedCell, truth: number, steps: readonly DefectStep[]): void {
    const { source, reporter, orig, dest, year } = cell;
    let before = tenths(truth);
    for (const [defect, value] of steps) {
      const after = tenths(value);
      if (after !== before) this.#lines.push([source, reporter, orig, dest, year, defect, (after - before) / 10].join(','));
      before = after;
    }
  }

  /** errors.csv.gz: what each defect adds to the truth, persons to one decimal. */
  file(): Uint8Array {
    return gzippedLines(['source,reporter,orig,dest,year,defect,persons', ...this.#lines]);
  }
}

/** Whole tenths of persons, so that the steps of a cell add up without rounding errors. */
function tenths(persons: number): number {
  return Math.round(10 * persons);
}
