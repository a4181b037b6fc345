import { AREAS, CODES } from '../../world/areas.ts';
import { AGREEMENTS, borders, COLONIES, FORMER_STATE, isMember, UNION } from '../../world/facts.ts';
import { FIRST_YEAR, LAST_YEAR } from '../../world/world.ts';
import { pairFrame, yearFrame } from '../formats/dataFrames.ts';
import { inDoubleQuotes, textFile } from '../formats/text.ts';

/** eu.csv: 1 in the years in which a country is a member of the union, all countries and years. */
export function unionMembership(): Uint8Array {
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, step) => FIRST_YEAR + step);
  return yearFrame('EU', { years, codes: CODES }, (area, year) => (isMember(UNION, AREAS[area]!.iso3, year) ? 1 : 0));
}

/** col.csv.gz: 1 where the origin was ever a colony of the destination. The relation is directed. */
export function colonies(): Uint8Array {
  return pairFrame('colony_of_destination_ever', (origin, destination) =>
    COLONIES.some(([colony, ruler]) => colony === AREAS[origin]!.iso3 && ruler === AREAS[destination]!.iso3) ? 1 : 0,
  );
}

/** land_borders.csv: each unordered pair of neighbours once. */
export function landBorders(): Uint8Array {
  return textFile(['area1,area2,note', ...borders().map(([one, other]) => `${one.iso3},${other.iso3},`)]);
}

/** free_movement.csv: members with their years; `last` is empty where the membership goes on. */
export function freeMovement(): Uint8Array {
  const rows = Object.entries(AGREEMENTS).flatMap(([agreement, members]) =>
    members.map(({ area, first, last }) => [agreement, area, first, last ?? '', last === undefined ? '' : 'left'].join(',')),
  );
  return textFile(['agreement,area,first,last,note', ...rows]);
}

/** How the years before the division are treated; the former state trades under codes of its own. */
const SUCCESSION_RULE =
  'as published for the successor in its present borders, also before; trade of the former state is left out, and the first own value carried back';

/** successions.csv: the one former state of this world and its successors. */
export function successions(): Uint8Array {
  const rows = FORMER_STATE.successors.map((area) =>
    [
      FORMER_STATE.name,
      area,
      FORMER_STATE.first,
      inDoubleQuotes(SUCCESSION_RULE),
      'stocks and population are published apart for all years',
    ].join(','),
  );
  return textFile(['former,area,first,rule,note', ...rows]);
}
