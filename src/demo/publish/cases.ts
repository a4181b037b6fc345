import { AREAS } from '../world/areas.ts';
import { BOREAL, CRISES, GULF, LABOUR } from '../world/scenario.ts';
import { FIRST_YEAR, LAST_YEAR } from '../world/world.ts';
import { inDoubleQuotes, textFile } from './formats/text.ts';

/** A share of the native-born that flees in one year, from which the file of cases says so. */
const EXCEPTIONAL = 0.05;

/** plausibility.csv: the flows of this world that a reader would look up first, and why one of them is as large as it is. */
export function plausibilityCases(): Uint8Array {
  const always = `${FIRST_YEAR},${LAST_YEAR}`;
  const crises = CRISES.filter(({ last }) => last >= FIRST_YEAR).map(({ area, first, last, hazard }) => {
    const reason =
      hazard < EXCEPTIONAL ? '' : inDoubleQuotes(`${Math.round(100 * hazard)} in a hundred of the native-born flee in one year`);
    return `exodus,flight from ${nameOf(area)},${area},*,${Math.max(first, FIRST_YEAR)},${last},,${reason},`;
  });
  return textFile([
    'kind,name,origins,destinations,first,last,persons,reason,note',
    `mirror,the Boreal Coast among itself,${BOREAL.join(' ')},${BOREAL.join(' ')},${always},,,`,
    `labour,contract labour for the gulf,${LABOUR.join(' ')},${GULF.join(' ')},${always},,,`,
    ...crises,
  ]);
}

function nameOf(iso3: string): string {
  return AREAS.find((area) => area.iso3 === iso3)!.name;
}
