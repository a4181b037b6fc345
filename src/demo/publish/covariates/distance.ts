import { AREAS, distanceKm } from '../../world/areas.ts';
import { pairFrame } from '../formats/dataFrames.ts';

/** dist.csv.gz: all ordered pairs in km, the diagonal included as 0. */
export function distancesFile(): Uint8Array {
  return pairFrame('distw_harmonic', (origin, destination) => distanceKm(AREAS[origin]!, AREAS[destination]!));
}
