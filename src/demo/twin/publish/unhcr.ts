import { gzippedLines, toMultiple } from '../../publish/formats/text.ts';
import { DISPLACED_HEADER, REFUGEE_HEADER, refugeeColumns, type UnhcrNames, unhcrLine } from '../../publish/formats/unhcrLines.ts';
import { FIRST_YEAR, LAST_YEAR, type TrueWorld, type TrueYear } from '../../world/world.ts';
import type { RealWorld } from '../real/realWorld.ts';

/** Counts are rounded to a multiple of this; smaller ones are not published. */
const ROUNDED_TO = 5;

/** Refugees at the end of the year, and those newly displaced in it, by origin and asylum. */
export function twinUnhcr(world: TrueWorld, real: RealWorld): { readonly population: Uint8Array; readonly flows: Uint8Array } {
  const population = linesOf(
    world,
    real,
    ({ refugees }) => refugees,
    (persons) => refugeeColumns(persons, 0, 0, ''),
  );
  const flows = linesOf(
    world,
    real,
    ({ displaced }) => displaced,
    (persons) => [persons, '', '', ''],
  );
  return { population: gzippedLines([REFUGEE_HEADER, ...population]), flows: gzippedLines([DISPLACED_HEADER, ...flows]) };
}

function linesOf(
  { years }: TrueWorld,
  { areas }: RealWorld,
  personsOf: (year: TrueYear) => Int32Array,
  columns: (persons: number) => readonly (number | string)[],
): string[] {
  const names = areas.map(({ name, iso3 }): UnhcrNames => [name.replaceAll('"', ''), iso3, iso3]);
  return years.flatMap((record) => {
    if (record.year < FIRST_YEAR || record.year > LAST_YEAR) return [];
    const persons = personsOf(record);
    return Array.from(persons, (count, cell) => {
      const rounded = toMultiple(count, ROUNDED_TO);
      if (rounded === 0 || cell % (areas.length + 1) === 0) return '';
      const [origin, asylum] = [names[Math.floor(cell / areas.length)]!, names[cell % areas.length]!];
      return unhcrLine(record.year, origin, asylum, columns(rounded));
    }).filter((line) => line !== '');
  });
}
