import type { ReportedFlows } from '../../schemas/types.ts';
import { type Category, CategoryBuilder, categoryIn } from '../tables/columns.ts';

const REPORTERS = ['origin', 'destination', 'model'] as const;
const CODE_SYSTEMS = ['iso2', 'eurostat', 'iso3'] as const;
const DEFINITIONS = ['usual', 'short', 'long'] as const;

export interface FlowReport {
  readonly file: string;
  readonly row: number;
  /** Who counted: the country that was left, the country that was entered, or a model. */
  readonly reporter: (typeof REPORTERS)[number];
  readonly orig: string;
  readonly dest: string;
  readonly year: number;
  readonly persons: number;
}

/** Collects the reports of one source, which all use one code system and the publisher's usual definition of a migrant. */
export class FlowReports {
  readonly #source: string;
  readonly #codeSystem: (typeof CODE_SYSTEMS)[number];
  readonly #file = new CategoryBuilder();
  readonly #orig = new CategoryBuilder();
  readonly #dest = new CategoryBuilder();
  readonly #reporter: string[] = [];
  readonly #row: number[] = [];
  readonly #year: number[] = [];
  readonly #persons: number[] = [];

  constructor(source: string, codeSystem: (typeof CODE_SYSTEMS)[number]) {
    this.#source = source;
    this.#codeSystem = codeSystem;
  }

  add(report: FlowReport): void {
    this.#file.push(report.file);
    this.#row.push(report.row);
    this.#reporter.push(report.reporter);
    this.#orig.push(report.orig);
    this.#dest.push(report.dest);
    this.#year.push(report.year);
    this.#persons.push(report.persons);
  }

  finish(): ReportedFlows {
    const length = this.#persons.length;
    const constant = (levels: readonly string[], level: string): Category => ({
      levels,
      codes: new Int32Array(length).fill(levels.indexOf(level)),
    });
    return {
      source: constant([this.#source], this.#source),
      file: this.#file.finish(),
      row: Int32Array.from(this.#row),
      reporter: categoryIn(REPORTERS, this.#reporter, length),
      code_system: constant(CODE_SYSTEMS, this.#codeSystem),
      orig: this.#orig.finish(),
      dest: this.#dest.finish(),
      year: Int16Array.from(this.#year),
      persons: Float64Array.from(this.#persons),
      definition: constant(DEFINITIONS, 'usual'),
    };
  }
}
