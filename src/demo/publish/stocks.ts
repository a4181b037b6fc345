import type { Random } from '../../numerics/random.ts';
import { AREAS } from '../world/areas.ts';
import { lognormal } from '../world/sampling.ts';
import { COUNTRY_COUNT, pair, stocksAtMidYear, type TrueWorld } from '../world/world.ts';
import { STOCK_DEFECTS } from './defects/defects.ts';
import type { PublishedErrors } from './defects/publishedErrors.ts';
import { type StockCount, stockFile } from './formats/stockLines.ts';
import { textFile } from './formats/text.ts';

export type Revision = 2020 | 2024;

const DATES: Readonly<Record<Revision, readonly number[]>> = {
  2020: [1990, 1995, 2000, 2005, 2010, 2015, 2020],
  2024: [1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024],
};

/** Which cells a revision leaves out: pairs (birth x residence) altogether, and single dates of a pair, as `pair/date`. */
interface Holes {
  readonly pairs: ReadonlySet<number>;
  readonly cells: ReadonlySet<string>;
}

/** Dates of the 2024 revision, which has all dates of both. */
export const STOCK_DATES = DATES[2024];

/** Persons of one date before holes, countries x countries (birth, residence), from the truth to what is measured. */
interface Measured {
  readonly truth: Float64Array;
  /** Naturalised persons left out, children with a foreign citizenship counted. */
  readonly byCitizenship: Float64Array;
  readonly measured: Float64Array;
  /** The same, but for a date that is extrapolated from the two before. */
  readonly extrapolated: Float64Array;
}

/** Files of both revisions, and the list of what is wrong in them. */
export interface StockFiles extends Readonly<Record<Revision, Uint8Array>> {
  readonly corrections: Uint8Array;
}

/** Both revisions of the migrant stock on 1 July, by sex. A pair that is not listed is unknown; a listed 0 is a zero. */
export function stockRevisions(random: Random, world: TrueWorld, publishedErrors: PublishedErrors): StockFiles {
  const holes = drawHoles(random.fork('holes'));
  const rowsIn = (revision: Revision) => {
    const values = measuredStocks(random.fork(`revision ${revision}`), world, revision);
    const publication = { revision, holes: holes[revision], femaleShare: drawFemaleShare(random.fork('sex')) };
    return stockRows(values, publication, publishedErrors);
  };
  const rows = { 2020: rowsIn(2020), 2024: rowsIn(2024) };
  return { 2020: stockFile(rows[2020]), 2024: stockFile(rows[2024]), corrections: correctionsFile([...rows[2020], ...rows[2024]]) };
}

/** stock_corrections.csv: the counts that should have been printed where others were. */
function correctionsFile(rows: readonly Row[]): Uint8Array {
  const wrong = rows.filter(({ persons, printed }) => printed !== persons);
  const lines = wrong.map(({ from, residence, year, persons, printed }) =>
    [from, residence, year, persons, '', `${printed} is ${printed / persons} times too many: a typing error`].join(','),
  );
  return textFile(['birth,residence,year,persons,revision,reason', ...lines]);
}

/** Stocks by date, with errors of measurement but without holes. */
function measuredStocks(random: Random, world: TrueWorld, revision: Revision): Map<number, Measured> {
  const { corridor, date } = STOCK_DEFECTS.noise[revision];
  const bias = Float64Array.from(
    { length: COUNTRY_COUNT * COUNTRY_COUNT },
    (_, cell) => corridorFactor(cell) * lognormal(random, corridor + imputationSd(cell)),
  );
  const values = new Map<number, Measured>();
  for (const year of DATES[revision]) {
    const truth = stocksAtMidYear(world, year);
    const measured = truth.map((persons, cell) => persons * bias[cell]! * lognormal(random, date));
    const extrapolate = revision === 2020 && year === 2020;
    values.set(year, {
      truth,
      byCitizenship: truth.map((persons, cell) => persons * corridorFactor(cell)),
      measured,
      extrapolated: extrapolate ? extrapolated(values.get(2010)!.measured, values.get(2015)!.measured) : measured,
    });
  }
  return values;
}

function residenceOf(cell: number): string {
  return AREAS[cell % COUNTRY_COUNT]!.iso3;
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
  return Int32Array.from({ length: COUNTRY_COUNT * COUNTRY_COUNT }, (_, cell) => cell).filter((cell) => cell % (COUNTRY_COUNT + 1) !== 0);
}

/** One published count, before it is split by sex; `persons` are those printed, but for a typing error. */
interface Row extends StockCount {
  readonly persons: number;
}

function drawFemaleShare(random: Random): Float64Array {
  return Float64Array.from({ length: COUNTRY_COUNT * COUNTRY_COUNT }, () => 0.4 + 0.16 * random.uniform());
}

/** What a revision does to what was measured. */
interface Publication {
  readonly revision: Revision;
  readonly holes: Holes;
  /** By cell, countries x countries. */
  readonly femaleShare: Float64Array;
}

/** Rows in the publisher's order: residence, date, origin (OOO among them). */
function stockRows(values: ReadonlyMap<number, Measured>, publication: Publication, publishedErrors: PublishedErrors): Row[] {
  return AREAS.flatMap((_, residence) =>
    DATES[publication.revision].flatMap((year) => rowsOf(residence, year, values.get(year)!, publication, publishedErrors)),
  );
}

/** Origins in a country of residence at one date; those of missing cells and a share of all others are of unknown origin. */
function rowsOf(residence: number, year: number, stocks: Measured, publication: Publication, publishedErrors: PublishedErrors): Row[] {
  const { revision, holes, femaleShare } = publication;
  const dest = AREAS[residence]!.iso3;
  const hidden = STOCK_DEFECTS.unknownOrigin[dest] ?? 0;
  const published = { source: `un-desa-stocks-${revision}`, reporter: '', dest, year } as const;
  const rows: Row[] = [];
  let unknown = 0;
  AREAS.forEach(({ iso3 }, birth) => {
    if (birth === residence) return;
    const cell = pair(birth, residence);
    const counted = stocks.extrapolated[cell]!;
    const missing = holes.pairs.has(cell) || holes.cells.has(`${cell}/${year}`);
    const known = missing ? 0 : counted * (1 - hidden);
    const persons = publishedCount(known);
    const printed = persons * typingFactor(revision, iso3, dest, year);
    unknown += counted * (missing ? 1 : hidden);
    publishedErrors.add({ ...published, orig: iso3 }, stocks.truth[cell]!, [
      ['citizenship', stocks.byCitizenship[cell]!],
      ['measurement', stocks.measured[cell]!],
      ['extrapolation', counted],
      [missing ? 'not listed' : 'unknown origin', known],
      ['rounding', persons],
      ['typing error', printed],
    ]);
    if (!missing) rows.push({ residence: dest, year, from: iso3, persons, printed, femaleShare: femaleShare[cell]!, flags: flags(dest) });
  });
  const persons = Math.round(unknown);
  publishedErrors.add({ ...published, orig: 'OOO' }, 0, [
    ['unknown origin', unknown],
    ['rounding', persons],
  ]);
  if (persons > 0) rows.push({ residence: dest, year, from: 'OOO', persons, printed: persons, femaleShare: 0.5, flags: flags(dest) });
  return rows.sort((one, other) => (one.from < other.from ? -1 : 1));
}

function publishedCount(persons: number): number {
  return persons < STOCK_DEFECTS.zeroBelow ? 0 : Math.round(persons);
}

function typingFactor(revision: Revision, birth: string, residence: string, year: number): number {
  const { typingError: wrong } = STOCK_DEFECTS;
  const isWrong = revision === wrong.revision && birth === wrong.birth && residence === wrong.residence && year === wrong.year;
  return isWrong ? wrong.factor : 1;
}

/** type_b, type_c, type_r, type_i: by birth, by citizenship, refugees added, imputed. */
function flags(residence: string): readonly number[] {
  if (residence in STOCK_DEFECTS.imputed) return [0, 0, 1, 1];
  const income = AREAS.find(({ iso3 }) => iso3 === residence)!.income;
  const refugees = income === 'lower' || income === 'low' ? 1 : 0;
  return residence in STOCK_DEFECTS.citizenship ? [0, 1, refugees, 0] : [1, 0, refugees, 0];
}
