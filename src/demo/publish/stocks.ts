import type { Random } from '../../numerics/random.ts';
import { AREAS } from '../areas.ts';
import { STOCK_DEFECTS } from '../defects.ts';
import { lognormal } from '../sampling.ts';
import { A, midYearStocks, pair, type TrueWorld } from '../world.ts';
import { gzippedLines, quoted } from './text.ts';

export type Revision = 2020 | 2024;

const DATES: Readonly<Record<Revision, readonly number[]>> = {
  2020: [1990, 1995, 2000, 2005, 2010, 2015, 2020],
  2024: [1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024],
};

const HEADER = ['geo', 't', 'from', 'sex', 'n', 'type_b', 'type_c', 'type_r', 'type_i'];

/** Which cells a revision leaves out: pairs (birth x residence) altogether, and single dates of a pair, as `pair/date`. */
interface Holes {
  readonly pairs: ReadonlySet<number>;
  readonly cells: ReadonlySet<string>;
}

/** Both revisions of the migrant stock on 1 July, by sex. A pair that is not listed is unknown; a listed 0 is a zero. */
export function stockRevisions(random: Random, world: TrueWorld): Readonly<Record<Revision, Uint8Array>> {
  const holes = drawHoles(random.fork('holes'));
  const file = (revision: Revision) => {
    const values = measuredStocks(random.fork(`revision ${revision}`), world, revision);
    return gzippedLines([HEADER.map(quoted).join(','), ...stockLines(random.fork('sex'), values, revision, holes[revision])]);
  };
  return { 2020: file(2020), 2024: file(2024) };
}

/** Persons by date, A x A (birth, residence), with errors of measurement but without holes. */
function measuredStocks(random: Random, world: TrueWorld, revision: Revision): Map<number, Float64Array> {
  const { corridor, date } = STOCK_DEFECTS.noise[revision];
  const bias = Float64Array.from({ length: A * A }, (_, cell) => corridorFactor(cell) * lognormal(random, corridor + imputationSd(cell)));
  const values = new Map<number, Float64Array>();
  for (const year of DATES[revision]) {
    values.set(
      year,
      midYearStocks(world, year).map((persons, cell) => persons * bias[cell]! * lognormal(random, date)),
    );
  }
  if (revision === 2020) values.set(2020, extrapolated(values.get(2010)!, values.get(2015)!));
  return values;
}

function residenceOf(cell: number): string {
  return AREAS[cell % A]!.iso3;
}

function corridorFactor(cell: number): number {
  return STOCK_DEFECTS.citizenship[residenceOf(cell)] ?? 1;
}

function imputationSd(cell: number): number {
  return STOCK_DEFECTS.imputed[residenceOf(cell)] ?? 0;
}

function extrapolated(before: Float64Array, last: Float64Array): Float64Array {
  return last.map((persons, cell) => Math.max(0, persons + STOCK_DEFECTS.extrapolation * (persons - before[cell]!)));
}

/** Draws the holes of both revisions. Missing cells lie in pairs that both revisions list otherwise. */
function drawHoles(random: Random): Readonly<Record<Revision, Holes>> {
  const order = foreignPairs();
  random.shuffle(order);
  const pairs2024 = new Set(order.slice(0, STOCK_DEFECTS.missingPairs[2024]));
  random.shuffle(order);
  const pairs2020 = new Set(order.slice(0, STOCK_DEFECTS.missingPairs[2020]));
  const listed = order.filter((cell) => !pairs2024.has(cell) && !pairs2020.has(cell));
  const dates = DATES[2020];
  const cells = Array.from(listed.slice(0, STOCK_DEFECTS.missingCells[2024]), (cell) => `${cell}/${dates[random.integer(dates.length)]!}`);
  return {
    2024: { pairs: pairs2024, cells: new Set(cells) },
    2020: { pairs: pairs2020, cells: new Set(cells.slice(0, STOCK_DEFECTS.missingCells.both)) },
  };
}

function foreignPairs(): Int32Array {
  return Int32Array.from({ length: A * A }, (_, cell) => cell).filter((cell) => cell % (A + 1) !== 0);
}

/** One published count, before it is split by sex. */
interface Row {
  readonly from: string;
  readonly persons: number;
  readonly femaleShare: number;
}

/** Lines in the publisher's order: residence, date, origin (OOO among them), sex. */
function stockLines(random: Random, values: Map<number, Float64Array>, revision: Revision, holes: Holes): string[] {
  const femaleShare = Float64Array.from({ length: A * A }, () => 0.4 + 0.16 * random.uniform());
  const lines: string[] = [];
  AREAS.forEach(({ iso3 }, residence) => {
    for (const year of DATES[revision]) {
      for (const row of rowsOf(residence, year, values.get(year)!, femaleShare, holes)) {
        const female = Math.round(row.persons * row.femaleShare);
        const start = [quoted(iso3), year, quoted(row.from)];
        lines.push([...start, quoted('female'), female, ...flags(iso3)].join(','));
        lines.push([...start, quoted('male'), row.persons - female, ...flags(iso3)].join(','));
      }
    }
  });
  return lines;
}

/** Origins in a country of residence at one date; those of missing cells and a share of all others are of unknown origin. */
function rowsOf(residence: number, year: number, stocks: Float64Array, femaleShare: Float64Array, holes: Holes): Row[] {
  const hidden = STOCK_DEFECTS.unknownOrigin[AREAS[residence]!.iso3] ?? 0;
  const rows: Row[] = [];
  let unknown = 0;
  AREAS.forEach(({ iso3 }, birth) => {
    if (birth === residence) return;
    const cell = pair(birth, residence);
    const missing = holes.pairs.has(cell) || holes.cells.has(`${cell}/${year}`);
    unknown += stocks[cell]! * (missing ? 1 : hidden);
    if (!missing) rows.push({ from: iso3, persons: publishedCount(stocks[cell]! * (1 - hidden)), femaleShare: femaleShare[cell]! });
  });
  if (Math.round(unknown) > 0) rows.push({ from: 'OOO', persons: Math.round(unknown), femaleShare: 0.5 });
  return rows.sort((one, other) => (one.from < other.from ? -1 : 1));
}

function publishedCount(persons: number): number {
  return persons < STOCK_DEFECTS.zeroBelow ? 0 : Math.round(persons);
}

/** type_b, type_c, type_r, type_i: by birth, by citizenship, refugees added, imputed. */
function flags(residence: string): readonly number[] {
  if (residence in STOCK_DEFECTS.imputed) return [0, 0, 1, 1];
  const income = AREAS.find(({ iso3 }) => iso3 === residence)!.income;
  const refugees = income === 'lower' || income === 'low' ? 1 : 0;
  return residence in STOCK_DEFECTS.citizenship ? [0, 1, refugees, 0] : [1, 0, refugees, 0];
}
