import { exp, log } from '../../../numerics/elementary.ts';
import type { Random } from '../../../numerics/random.ts';
import { type StockCount, stockFile } from '../../publish/formats/stockLines.ts';
import { lognormal } from '../../world/sampling.ts';
import { stocksAtMidYear, type TrueWorld } from '../../world/world.ts';
import { heavy } from '../process/shocks.ts';
import { richAreas } from '../process/stays.ts';
import type { RealWorld, StockCell } from '../real/realWorld.ts';

/** The revision whose last date has new methods, and that date. */
const LATEST = 2024;
/** Smallest published stock whose jumps between dates are taken over. */
const LEAST_SPIKE = 500;
/** Largest ratio of two revisions that is taken over, in logs. */
const FARTHEST_REVISION = 1.5;

/** Both revisions of the migrant stock on 1 July: the cells that are listed in reality, with twin persons and real errors. */
export function twinStocks(random: Random, world: TrueWorld, real: RealWorld): Readonly<Record<2020 | 2024, Uint8Array>> {
  const errors = new StockErrors(random, real);
  const truth = new Map([...new Set(real.stocks.map(({ year }) => year))].map((year) => [year, stocksAtMidYear(world, year)]));
  const file = (revision: number) => {
    const cells = real.stocks.filter((cell) => cell.revision === revision);
    const listed = cells
      .filter(({ birth }) => birth >= 0)
      .map((cell) => ({ cell, persons: errors.published(cell, truth.get(cell.year)![cell.birth * real.areas.length + cell.residence]!) }));
    const unknown = unknownOrigins(cells, listed);
    return stockFile([...listed, ...unknown].map(({ cell, persons }) => countOf(real, cell, persons)).sort(inOrder));
  };
  return { 2020: file(2020), 2024: file(LATEST) };
}

interface Counted {
  readonly cell: StockCell;
  readonly persons: number;
}

/** Persons of unknown origin: the same part of the listed ones as in reality. */
function unknownOrigins(cells: readonly StockCell[], listed: readonly Counted[]): Counted[] {
  const key = ({ year, residence }: StockCell) => `${year} ${residence}`;
  const sums = new Map<string, { twin: number; real: number }>();
  for (const { cell, persons } of listed) {
    const sum = sums.get(key(cell)) ?? { twin: 0, real: 0 };
    sums.set(key(cell), { twin: sum.twin + persons, real: sum.real + cell.persons });
  }
  return cells
    .filter(({ birth }) => birth < 0)
    .map((cell) => {
      const { twin, real } = sums.get(key(cell)) ?? { twin: 0, real: 0 };
      return { cell, persons: real > 0 ? (twin * cell.persons) / real : 0 };
    });
}

function countOf({ areas }: RealWorld, cell: StockCell, persons: number): StockCount {
  const flags = [cell.citizenship === 1 ? 0 : 1, cell.citizenship, 0, cell.imputed];
  const from = areas[cell.birth]?.iso3 ?? 'OOO';
  return { residence: areas[cell.residence]!.iso3, year: cell.year, from, printed: Math.round(persons), femaleShare: 0.48, flags };
}

function inOrder(one: StockCount, other: StockCount): number {
  const key = ({ residence, year, from }: StockCount) => `${residence} ${year} ${from}`;
  return key(one) < key(other) ? -1 : 1;
}

/** What is between the true and the published stock of a cell. */
class StockErrors {
  readonly #random: Random;
  readonly #real: RealWorld;
  readonly #ofResidence: readonly number[];
  readonly #newMethod: readonly NewMethod[];
  readonly #realValues = new Map<string, number>();

  constructor(random: Random, real: RealWorld) {
    this.#random = random;
    this.#real = real;
    this.#ofResidence = real.areas.map(({ iso3 }) => lognormal(random.fork(`residence ${iso3}`), 0.06));
    const rich = richAreas(real);
    this.#newMethod = real.areas.map(({ iso3 }, area) => drawNewMethod(random.fork(`method ${iso3}`), rich[area]!));
    for (const { revision, year, birth, residence, persons } of real.stocks) {
      this.#realValues.set(`${revision} ${year} ${birth} ${residence}`, persons);
    }
  }

  /** Persons to print: errors of the residence, the pair and the date, the real jumps and revisions, and new methods at the last date. */
  published(cell: StockCell, truth: number): number {
    const { revision, year, birth, residence, citizenship, imputed } = cell;
    const pair = this.#random.fork(`pair ${this.#real.areas[birth]!.iso3} ${this.#real.areas[residence]!.iso3}`);
    const lasting = lognormal(pair, imputed ? 0.4 : 0.08) * (citizenship ? 0.75 + 0.2 * pair.uniform() : 1);
    const { shift, scale } = this.#newMethod[residence]!;
    const method = shift + scale * heavy(pair);
    const ofDate = exp(0.02 * heavy(pair.fork(String(year))));
    const latest = revision === LATEST && year === LATEST ? exp(method) : 1;
    const jump = exp(this.#spike(cell) + this.#revisionRatio(cell, pair.fork('revision')));
    return truth * this.#ofResidence[residence]! * lasting * ofDate * latest * jump;
  }

  #at({ birth, residence }: StockCell, revision: number, year: number): number {
    return this.#realValues.get(`${revision} ${year} ${birth} ${residence}`) ?? 0;
  }

  /** Log distance of a real stock from its neighbours in time, where it goes up and down again: no migration does that. */
  #spike(cell: StockCell): number {
    const step = cell.year === 2020 ? 4 : 5;
    const [before, now, after] = [cell.year - 5, cell.year, cell.year + step].map((year) => this.#at(cell, LATEST, year));
    if (!before || !now || !after || Math.min(before, now, after) < LEAST_SPIKE) return 0;
    if (now > Math.min(before, after) && now < Math.max(before, after)) return 0;
    return log(now / Math.sqrt(before * after));
  }

  /** Log ratio of the older to the newer revision; drawn where only the older one lists the pair. */
  #revisionRatio(cell: StockCell, random: Random): number {
    if (cell.revision === LATEST) return 0;
    const newer = this.#at(cell, LATEST, cell.year);
    if (newer < 1 || cell.persons < 1) return 0.15 * heavy(random);
    return Math.max(-FARTHEST_REVISION, Math.min(FARTHEST_REVISION, log(cell.persons / newer)));
  }
}

/** What the methods of the last date do to the stocks of a country of residence, in logs: to all origins alike, and to each. */
interface NewMethod {
  readonly shift: number;
  readonly scale: number;
}

/** Share of the countries of residence, others and rich ones, that count anew for the last date. */
const COUNTED_ANEW = { other: 0.3, rich: 0.8 } as const;

/** Much in some countries of residence, most of them with fewer foreign-born than before; little in the others. */
function drawNewMethod(random: Random, isRich: boolean): NewMethod {
  if (random.uniform() >= COUNTED_ANEW[isRich ? 'rich' : 'other']) return { shift: 0, scale: 0.015 };
  return { shift: 0.03 - 0.23 * random.uniform(), scale: 0.14 + 0.16 * random.uniform() };
}
