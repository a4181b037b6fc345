import type { Refugees } from '../../schemas/types.ts';
import { CategoryBuilder } from '../tables/columns.ts';
import { readDelimited } from './delimited.ts';
import type { RawFile } from './rawFile.ts';

const FORMAT = { delimiter: ',', fields: ['year', 'coo_iso', 'coa_iso', 'refugees', 'asylum_seekers', 'oip'] } as const;

/**
 * population.csv of UNHCR: refugees, asylum seekers and other people in need of international protection (`oip`, empty where none).
 * `coo_iso` and `coa_iso` are ISO3; `coo` and `coa` are codes of UNHCR's own, where ARE is Egypt.
 */
export function readUnhcr(file: RawFile): Refugees {
  const origin = new CategoryBuilder();
  const asylum = new CategoryBuilder();
  const year: number[] = [];
  const persons: number[] = [];
  readDelimited(file, FORMAT, (row) => {
    origin.push(row.text('coo_iso'));
    asylum.push(row.text('coa_iso'));
    year.push(row.year('year'));
    persons.push(row.amountOrZero('refugees') + row.amountOrZero('asylum_seekers') + row.amountOrZero('oip'));
  });
  return { origin: origin.finish(), asylum: asylum.finish(), year: Int16Array.from(year), persons: Float64Array.from(persons) };
}
