import { AREAS, distanceKm } from '../areas.ts';
import { floatText, gzippedLines } from './text.ts';

/** dist.csv.gz: all ordered pairs in km, the diagonal included as 0; the first column is a row number. */
export function distances(): Uint8Array {
  const rows = AREAS.flatMap((origin) =>
    AREAS.map((destination) => [origin.iso3, destination.iso3, floatText(distanceKm(origin, destination))]),
  );
  return gzippedLines([',Origin ISO,Destination ISO,distw_harmonic', ...rows.map((row, number) => `${number},${row.join(',')}`)]);
}
