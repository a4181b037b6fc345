import { AREAS, type Area, areaIndex } from '../world/areas.ts';
import { CRISES } from '../world/scenario.ts';
import { FIRST_YEAR, LAST_YEAR, pair, type TrueWorld, yearOf } from '../world/world.ts';
import { DISPLACED_DEFECTS, REFUGEE_DEFECTS } from './defects/defects.ts';
import { gzippedLines, toMultiple } from './formats/text.ts';
import { DISPLACED_HEADER, REFUGEE_HEADER, refugeeColumns, type UnhcrNames, unhcrLine } from './formats/unhcrLines.ts';

/** Share of those who fled to a rich country whose claim is not decided. */
const WAITING = 0.2;
/** From this year on, people of this origin who left their region count as others in need of protection (oip), not as refugees. */
const OTHER_PROTECTION = { origin: 'XDV', first: 2018 } as const;

/** population.csv.gz: persons at the end of the year by origin and asylum, rounded; rows that round to nothing are left out. */
export function refugeeFile(world: TrueWorld): Uint8Array {
  const lines = [REFUGEE_HEADER];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const { refugees } = yearOf(world, year);
    AREAS.forEach((asylum, j) => {
      AREAS.forEach((origin, b) => {
        const counts =
          origin === asylum ? displacedAtHome(world, origin, year) : protectedAbroad(refugees[pair(b, j)]!, origin, asylum, year);
        if (counts.some((count) => Number(count) > 0)) lines.push(unhcrLine(year, names(origin), names(asylum), counts));
      });
    });
    const host = AREAS[areaIndex('XHM')]!;
    for (const [name, code, iso3, persons] of REFUGEE_DEFECTS.noCountry) {
      lines.push(unhcrLine(year, [name, code, iso3], names(host), refugeeColumns(persons, 0, 0, '')));
    }
  }
  return gzippedLines(lines);
}

function names({ name, unhcr, iso3 }: Area): UnhcrNames {
  return [name, unhcr, iso3];
}

function protectedAbroad(persons: number, origin: Area, asylum: Area, year: number): readonly (number | string)[] {
  const unit = REFUGEE_DEFECTS.roundedTo(year);
  const elsewhere = origin.cluster !== asylum.cluster;
  if (origin.iso3 === OTHER_PROTECTION.origin && year >= OTHER_PROTECTION.first && elsewhere)
    return refugeeColumns(0, 0, 0, toMultiple(persons, unit));
  const waiting = asylum.income === 'high' ? WAITING : 0;
  const oip = year >= OTHER_PROTECTION.first ? 0 : '';
  return refugeeColumns(toMultiple(persons * (1 - waiting), unit), toMultiple(persons * waiting, unit), 0, oip);
}

/** People displaced inside a country in crisis: a row whose asylum is the origin. They did not migrate. */
function displacedAtHome(world: TrueWorld, area: Area, year: number): readonly (number | string)[] {
  const crisis = CRISES.find((each) => each.area === area.iso3 && year >= each.first && year <= each.last);
  if (!crisis) return refugeeColumns(0, 0, 0, '');
  const index = areaIndex(area.iso3);
  const natives = yearOf(world, year).stocks[pair(index, index)]!;
  return refugeeColumns(0, 0, toMultiple(natives * crisis.hazard * 2, 1000), '');
}

/** flows.csv.gz: persons newly displaced in the year by origin and asylum; a heading without persons is empty, not 0. */
export function displacedFile(world: TrueWorld): Uint8Array {
  const lines = [DISPLACED_HEADER];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const { displaced } = yearOf(world, year);
    AREAS.forEach((origin, b) => {
      AREAS.forEach((asylum, j) => {
        const persons = toMultiple(displaced[pair(b, j)]!, DISPLACED_DEFECTS.roundedTo);
        if (persons > 0) lines.push(unhcrLine(year, names(origin), names(asylum), displacedColumns(persons, origin, asylum, year)));
      });
    });
    const host = AREAS[areaIndex('XHM')]!;
    const [name, code, iso3, persons] = REFUGEE_DEFECTS.noCountry[0]!;
    lines.push(unhcrLine(year, [name, code, iso3], names(host), ['', persons, '', '']));
  }
  return gzippedLines(lines);
}

/** Refugees, asylum seekers, people in refugee-like situations, others in need of protection: one of them holds the persons. */
function displacedColumns(persons: number, origin: Area, asylum: Area, year: number): readonly (number | '')[] {
  const elsewhere = origin.cluster !== asylum.cluster;
  if (origin.iso3 === OTHER_PROTECTION.origin && year >= OTHER_PROTECTION.first && elsewhere) return ['', '', '', persons];
  const claims = asylum.income === 'high' && year >= DISPLACED_DEFECTS.claimsFrom;
  return claims ? ['', persons, '', ''] : [persons, '', '', ''];
}
