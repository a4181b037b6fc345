import type { Random } from '../../numerics/random.ts';
import { AREAS } from '../world/areas.ts';
import { lognormal } from '../world/sampling.ts';
import { COUNTRY_COUNT, FIRST_YEAR, LAST_YEAR, type TrueWorld, triple, yearOf } from '../world/world.ts';
import { OFFICE_DEFECTS } from './defects/defects.ts';
import { inDoubleQuotes, textFile } from './formats/text.ts';

const { registerOffice, visaOffice } = OFFICE_DEFECTS;

/**
 * estrine_moves_by_birth.csv: arrivals and departures of the foreign-born by country of birth, alpha-2 codes, one row for each count.
 * Counts below a threshold are hidden, people whose birth is not known have a row of their own.
 */
export function movesByBirth(random: Random, world: TrueWorld): Uint8Array {
  const home = positionOf(registerOffice.area);
  const lines = ['Year,Country of birth,Way,Persons'];
  for (let year = registerOffice.firstYear; year <= LAST_YEAR; year++) {
    for (const way of ['in', 'out'] as const) {
      for (const [birth, { iso2 }] of AREAS.entries()) {
        if (birth === home) continue;
        const error = lognormal(random.fork(`${iso2} ${way} ${year}`), registerOffice.sd);
        const persons = Math.round(movesOf(world, year, birth, home, way) * error);
        lines.push([year, iso2, way, persons < registerOffice.threshold ? '-' : persons].join(','));
      }
      lines.push([year, '??', way, 25].join(','));
    }
  }
  return textFile(lines);
}

/**
 * quarim_visas.csv: visas by nationality, one column for each year from October to September. Names are the office's own for one
 * country; visits, which are no moves, have rows beside those of work; a row adds up small nationalities.
 */
export function visasByNationality(random: Random, world: TrueWorld): Uint8Array {
  const home = positionOf(visaOffice.area);
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR }, (_, step) => FIRST_YEAR + 1 + step);
  const rows = AREAS.flatMap(({ iso3, name }, birth) => {
    if (birth === home) return [];
    const visas = years.map((year) => {
      const arrivals = 0.25 * movesOf(world, year - 1, birth, home, 'in') + 0.75 * movesOf(world, year, birth, home, 'in');
      return Math.round(arrivals * visaOffice.share * lognormal(random.fork(`${iso3} ${year}`), visaOffice.sd));
    });
    const nationality = inDoubleQuotes(visaOffice.names[iso3] ?? name);
    return [
      [nationality, 'Work', ...visas],
      [nationality, 'Visit', ...visas.map((count) => 9 * count)],
    ];
  });
  const others = [inDoubleQuotes('Other nationalities'), 'Work', ...years.map(() => 40)];
  return textFile([['Nationality', 'Visa', ...years], ...rows, others].map((cells) => cells.join(',')));
}

/** Persons born in `birth` who came to `home` in a year, or left it. */
function movesOf(world: TrueWorld, year: number, birth: number, home: number, way: 'in' | 'out'): number {
  const { flows } = yearOf(world, year);
  let persons = 0;
  for (let other = 0; other < COUNTRY_COUNT; other++) {
    if (other !== home) persons += flows[way === 'in' ? triple(birth, other, home) : triple(birth, home, other)]!;
  }
  return persons;
}

function positionOf(iso3: string): number {
  return AREAS.findIndex((area) => area.iso3 === iso3);
}
