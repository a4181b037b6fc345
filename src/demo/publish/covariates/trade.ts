import type { Random } from '../../../numerics/random.ts';
import { AREAS, areaIndex, distanceKm } from '../../world/areas.ts';
import { type Economy, gdpPerHead } from '../../world/economy.ts';
import { FORMER_STATE, ISLANDS } from '../../world/facts.ts';
import { lognormal } from '../../world/sampling.ts';
import { COUNTRY_COUNT, pair, populationOf, stocksAtMidYear, type TrueWorld } from '../../world/world.ts';
import { TRADE_DEFECTS } from '../defects/defects.ts';
import { gzippedLines, inDoubleQuotes } from '../formats/text.ts';
import { deflatorOf } from './gdp.ts';

/** Number of the first country in the list of the Correlates of War project. */
const FIRST_COW = 801;

/** Affinity of two countries beyond size and distance, sd of its log. */
const AFFINITY_SD = 0.7;

/** Part of world income that would be traded without distance, and the distance that halves trade. */
const OPENNESS = 0.4;
const HALVING_KM = 500;

/** Exports by pair, current USD, of one year. */
type Exports = (origin: number, destination: number) => number;

/** Number in the Correlates of War project; islands are no states of it. */
export function cowNumber(area: number): number | null {
  return ISLANDS.includes(AREAS[area]!.iso3) ? null : FIRST_COW + area;
}

/** Both files on the same trade. It rises with both economies and falls with distance; migration does not see it. */
export function tradeFiles(
  random: Random,
  world: TrueWorld,
  economy: Economy,
): { readonly cow: Uint8Array; readonly comtrade: Uint8Array } {
  const affinity = drawAffinity(random.fork('affinity'));
  const exportsOf = (year: number) => gravity(world, economy, affinity, year);
  return { cow: cowFile(random.fork('cow'), exportsOf), comtrade: comtradeFile(random.fork('comtrade'), exportsOf) };
}

function drawAffinity(random: Random): Float64Array {
  return Float64Array.from({ length: COUNTRY_COUNT * COUNTRY_COUNT }, () => lognormal(random, AFFINITY_SD));
}

function gravity(world: TrueWorld, economy: Economy, affinity: Float64Array, year: number): Exports {
  const population = populationOf(stocksAtMidYear(world, year));
  const gdp = population.map((persons, area) => persons * gdpPerHead(economy, area, year) * deflatorOf(area, year));
  const total = gdp.reduce((sum, each) => sum + each, 0);
  return (origin, destination) => {
    const nearness = HALVING_KM / (HALVING_KM + distanceKm(AREAS[origin]!, AREAS[destination]!));
    return ((OPENNESS * gdp[origin]! * gdp[destination]!) / total) * nearness * affinity[pair(origin, destination)]!;
  };
}

/** Who trades under a code in one year, and the countries that it stands for. */
interface Trader {
  readonly code: string;
  readonly members: readonly number[];
}

/** Traders of a year: the former state until its division, after that its successors. Countries without a code do not count. */
function tradersOf(year: number, formerCode: string, codeOf: (area: number) => string | null): readonly Trader[] {
  const united = year < FORMER_STATE.first ? FORMER_STATE.successors.map(areaIndex) : [];
  const single = AREAS.flatMap((_, area): Trader[] => {
    const code = codeOf(area);
    return code === null || united.includes(area) ? [] : [{ code, members: [area] }];
  });
  return united.length > 0 ? [{ code: formerCode, members: united }, ...single] : single;
}

function exportsBetween(exports: Exports, exporter: Trader, importer: Trader): number {
  let value = 0;
  for (const from of exporter.members) for (const to of importer.members) value += exports(from, to);
  return value;
}

const COW_HEADER = ['ccode1', 'ccode2', 'year', 'flow1', 'flow2', 'smoothflow1', 'smoothflow2'];

/** cow_trade: unordered pairs, million current USD. flow1 is what state 1 says to import from state 2; an empty field is missing. */
function cowFile(random: Random, exportsOf: (year: number) => Exports): Uint8Array {
  const lines = [COW_HEADER.map(inDoubleQuotes).join(',')];
  for (let year: number = TRADE_DEFECTS.cow.first; year <= TRADE_DEFECTS.cow.last; year++) {
    const exports = exportsOf(year);
    const states = tradersOf(year, String(FORMER_STATE.cow), (area) => cowNumber(area)?.toString() ?? null);
    states.forEach((one, position) => {
      for (const other of states.slice(position + 1)) {
        const flow1 = reportedImports(random, exportsBetween(exports, other, one));
        const flow2 = reportedImports(random, exportsBetween(exports, one, other));
        lines.push([one.code, other.code, year, flow1, flow2, flow1, flow2].join(','));
      }
    });
  }
  return gzippedLines(lines);
}

/** Whole millions as the importer reports them, or an empty field. */
function reportedImports(random: Random, value: number): number | '' {
  const { missing, transport, sd } = TRADE_DEFECTS.cow;
  const reported = Math.round((value * transport * lognormal(random, sd)) / 1e6);
  return random.uniform() < missing ? '' : reported;
}

/** One row of the file of exports. */
interface ExportRow {
  readonly exporter: string;
  readonly importer: string;
  readonly year: number;
  readonly value: number;
}

/** penppml_exports: USD by exporter, importer and year, in this order; every fourth year. */
function comtradeFile(random: Random, exportsOf: (year: number) => Exports): Uint8Array {
  const rows = TRADE_DEFECTS.comtrade.years.flatMap((year) => exportRows(random, exportsOf(year), year));
  rows.sort((one, other) => order(one.exporter, other.exporter) || order(one.importer, other.importer) || one.year - other.year);
  const lines = rows.map(({ exporter, importer, year, value }) =>
    [inDoubleQuotes(exporter), inDoubleQuotes(importer), inDoubleQuotes(String(year)), value].join(','),
  );
  return gzippedLines([['exp', 'imp', 'time', 'export'].map(inDoubleQuotes).join(','), ...lines]);
}

/** Exports of a year; what has no known destination goes to UNS. */
function exportRows(random: Random, exports: Exports, year: number): ExportRow[] {
  const { years, unspecified, lastYearLacks } = TRADE_DEFECTS.comtrade;
  const traders = tradersOf(year, FORMER_STATE.comtrade, (area) => AREAS[area]!.iso3);
  const silent = year === years.at(-1) ? lastYearLacks : [];
  return traders
    .filter(({ code }) => !silent.includes(code))
    .flatMap((exporter) => {
      const rows = traders
        .filter((importer) => importer !== exporter)
        .map((importer) => {
          const value = reportedExports(random, exportsBetween(exports, exporter, importer));
          return { exporter: exporter.code, importer: importer.code, year, value };
        });
      const sum = rows.reduce((total, { value }) => total + value, 0);
      return [...rows, { exporter: exporter.code, importer: 'UNS', year, value: Math.round(unspecified * sum) }];
    });
}

function reportedExports(random: Random, value: number): number {
  const reported = Math.round(value * lognormal(random, TRADE_DEFECTS.comtrade.sd));
  return reported < TRADE_DEFECTS.comtrade.zeroBelow ? 0 : reported;
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
