import type { Distance } from '../../schemas/types.ts';
import { CategoryBuilder } from '../tables/columns.ts';
import { readDelimited } from './delimited.ts';
import type { RawFile } from './rawFile.ts';

const ORIGIN = 'Origin ISO';
const DESTINATION = 'Destination ISO';
const KM = 'distw_harmonic';

/** dist.csv: harmonic population-weighted distance of CEPII, km, ISO3 codes; the diagonal is there as 0. */
export function readDistance(file: RawFile): Distance {
  const orig = new CategoryBuilder();
  const dest = new CategoryBuilder();
  const km: number[] = [];
  readDelimited(file, { delimiter: ',', fields: [ORIGIN, DESTINATION, KM] }, (row) => {
    orig.push(row.text(ORIGIN));
    dest.push(row.text(DESTINATION));
    km.push(row.amount(KM));
  });
  return { orig: orig.finish(), dest: dest.finish(), km: Float64Array.from(km) };
}
