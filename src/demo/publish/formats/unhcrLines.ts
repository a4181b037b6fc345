import { inDoubleQuotes } from './text.ts';

const SHARED_COLUMNS = ['year', 'coo_name', 'coo', 'coo_iso', 'coa_name', 'coa', 'coa_iso', 'refugees', 'asylum_seekers'];
const REFUGEE_COLUMNS = [...SHARED_COLUMNS, 'returned_refugees', 'idps', 'returned_idps', 'stateless', 'ooc', 'oip', 'hst'];
const DISPLACED_COLUMNS = [...SHARED_COLUMNS, 'refugee_like', 'oip'];

/** First lines of population.csv and of flows.csv of UNHCR. */
export const REFUGEE_HEADER = REFUGEE_COLUMNS.map(inDoubleQuotes).join(',');
export const DISPLACED_HEADER = DISPLACED_COLUMNS.map(inDoubleQuotes).join(',');

/** Name, UNHCR's own code and alpha-3 of a country. */
export type UnhcrNames = readonly [name: string, own: string, iso3: string];

/** A line of either file; `counts` are the columns after coa_iso. */
export function unhcrLine(year: number, origin: UnhcrNames, asylum: UnhcrNames, counts: readonly (number | string)[]): string {
  return [year, ...origin.map(inDoubleQuotes), ...asylum.map(inDoubleQuotes), ...counts].join(',');
}

/** Columns from refugees to hst; oip is empty before the publisher had it. */
export function refugeeColumns(refugees: number, asylumSeekers: number, idps: number, oip: number | ''): readonly (number | string)[] {
  return [refugees, asylumSeekers, 0, idps, 0, 0, 0, oip, 0];
}
