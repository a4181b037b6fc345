import { FIRST_YEAR, flowsByPair, LAST_YEAR, type TrueWorld } from '../../world/world.ts';

/** True flows by pair of all published years, added up over birth once. */
export class TrueFlows {
  readonly areas: number;
  readonly #byYear: readonly Float64Array[];

  constructor(world: TrueWorld) {
    this.areas = world.years[0]!.births.length;
    this.#byYear = world.years.filter(({ year }) => year >= FIRST_YEAR && year <= LAST_YEAR).map(flowsByPair);
  }

  persons(orig: number, dest: number, year: number): number {
    return this.#byYear[year - FIRST_YEAR]![orig * this.areas + dest]!;
  }

  /** Arrivals and departures of an area. */
  moves(area: number, year: number): { readonly arrivals: number; readonly departures: number } {
    let [arrivals, departures] = [0, 0];
    for (let other = 0; other < this.areas; other++) {
      arrivals += this.persons(other, area, year);
      departures += this.persons(area, other, year);
    }
    return { arrivals, departures };
  }
}
