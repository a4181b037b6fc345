import type { Kind } from './excerpt.ts';

/** Forms that a case may have: those of a table, of a document, of a grid, and the workbook as UN DESA publishes it. */
export const CASE_FORMS = ['csv', 'tsv', 'gzip', 'xz', 'json', 'workbook', 'parquet', 'document', 'classic', 'hdf5', 'published'] as const;
export type CaseForm = (typeof CASE_FORMS)[number];

/** Name of the stream from which every case draws, by target, form and number. */
export const SEED = 'readers 1';

/** Cases for the files of one source, in each form that its files can have. */
const CASES: Readonly<Record<Kind, Partial<Readonly<Record<CaseForm, number>>>>> = {
  table: { csv: 165, tsv: 15, gzip: 40, xz: 30, json: 50, workbook: 36, parquet: 45 },
  document: { document: 400, gzip: 40, xz: 40 },
  grid: { classic: 450, hdf5: 400 },
};

/** Cases of each layout of the published workbook for each source of stocks. */
export const PUBLISHED_CASES = 120;

/** Least number of cases over all readers, each time. */
export const LEAST_CASES = 10_000;

/** How many times the cases are run, each time with others: FUZZ_TIMES=2 makes the 20,000 of `npm run test:fuzz`. */
export const TIMES = Number(process.env['FUZZ_TIMES'] ?? 1);

/** Cases of one file in one form; a source of many files divides them. */
export function casesOf(kind: Kind, form: CaseForm, files: number): number {
  return Math.ceil((TIMES * (CASES[kind][form] ?? 0)) / files);
}

/** The forms that files of a kind can have. */
export function formsOf(kind: Kind): readonly CaseForm[] {
  return Object.keys(CASES[kind]) as CaseForm[];
}
