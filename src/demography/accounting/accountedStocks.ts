import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import type { FitOptions, FitReport } from '../fitting/fitOptions.ts';
import { nativeTotal, shiftNatives, withoutNegativeNatives } from '../nativeBorn.ts';
import type { Rounding } from '../rounding.ts';
import { requireCounts, requireStocks } from '../stockTable.ts';
import { columnTotals } from '../tableTotals.ts';
import { type BirthplaceMatch, matchBirthplaces } from './birthplaceTotals.ts';
import { type BirthMethod, birthsByBirth, deathsByAccounting, deathsByBirth, takeOut } from './naturalChange.ts';

/** Two stock tables (n*n, see stockTable.ts), any number of years apart, and what happened between them. */
export interface AccountingInput {
  /** n codes, for messages. */
  readonly areas: readonly string[];
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** n each, persons over the whole interval. */
  readonly births: Float64Array;
  readonly deaths: Float64Array;
}

export interface AccountingOptions {
  /** How totals by place of birth are matched. Default 'rescale', closed accounting. */
  readonly match?: BirthplaceMatch;
  /** World totals are balanced before births and deaths are taken out, or after; only if closed. Default 'before'. */
  readonly balance?: 'before' | 'after';
  /** Whether the natives of a balance 'before' are rounded to whole persons. Default 'none'. */
  readonly rounding?: Rounding;
  /** Default 'native'. */
  readonly births?: BirthMethod;
  /** Births that outnumber the native-born of an area are spread over its residents, or refused. Default true. */
  readonly nonNegativeBirths?: boolean;
  /** Deaths in proportion to the stocks at the start, or by accounting. Default 'proportion'. */
  readonly deaths?: 'proportion' | 'accounting';
  /** Share of the people at the start that births minus deaths may leave unexplained if closed. Default 0.1. */
  readonly largestGap?: number;
  readonly fit?: FitOptions;
}

/**
 * Stocks from which births, deaths and everything unaccounted for are removed, so that they differ by
 * migration alone. Both n*n tables have the same total in each row (place of birth).
 */
export interface AccountedStocks {
  readonly areas: readonly string[];
  /** A0* of docs/method.md 9.3.4. */
  readonly start: Float64Array;
  /** A1* of docs/method.md 9.3.4. */
  readonly end: Float64Array;
  /** What was taken out, n*n each: of the start, deaths and exits to outside; of the end, births and entries from outside. */
  readonly deaths: Float64Array;
  readonly births: Float64Array;
  readonly exits: Float64Array;
  readonly entries: Float64Array;
  /** Persons by which the world total of the stocks missed births minus deaths. */
  readonly gap: number;
  readonly fits: { readonly start: FitReport; readonly end: FitReport; readonly deaths?: FitReport };
}

type Stocks = Pick<AccountedStocks, 'start' | 'end'>;

const LARGEST_GAP = 0.1;
/** Number of areas that a message about the world total names. */
const AREAS_NAMED = 3;

/**
 * Demographic accounting up to the matched tables, closed (docs/method.md 9.3.1 to 9.3.4; Abel 2018) or open (9.4).
 *
 * Three things differ from migest 2.0.5: natives are not rounded with a random remainder; fits run until the margins are
 * met, not until no cell changes by 0.001 persons in a cycle; margins of different totals are an error, where migest
 * returns a table that adds up to 1.
 *
 * @throws PipelineError E505 where stocks (natives apart), births or deaths are missing, negative, not finite or exceed
 * the residents, where the gap is too large, or people of a place of birth are in one table only; E504 where zeros of
 * the stocks leave no table with the matched totals.
 */
export function accountStocks(input: AccountingInput, options: AccountingOptions = {}): AccountedStocks {
  const { areas } = input;
  requireInput(input);
  const closed = (options.match ?? 'rescale') === 'rescale';
  const given: Stocks = { start: withoutNegativeNatives(input.start, areas), end: withoutNegativeNatives(input.end, areas) };
  const gap = sum(input.births) - sum(input.deaths) - (sum(given.end) - sum(given.start));
  if (closed) requireSmallGap(gap, { ...input, ...given }, options.largestGap ?? LARGEST_GAP);

  const before = closed && options.balance !== 'after';
  const balanced = before ? balanceWorld(given, gap, areas, options.rounding) : given;
  const { births, deaths, deathsFit, ...left } = takeOutNaturalChange({ ...input, ...balanced }, options);
  const matchable = closed && !before ? balanceWorld(left, sum(left.start) - sum(left.end), areas) : left;
  const { fits, ...matched } = matchBirthplaces(matchable.start, matchable.end, areas, options.match, options.fit);
  return { areas, ...matched, births, deaths, gap, fits: deathsFit === undefined ? fits : { ...fits, deaths: deathsFit } };
}

function requireInput({ areas, start, end, births, deaths }: AccountingInput): void {
  requireStocks(start, { what: 'stocks at the start', areas, negativeNatives: true });
  requireStocks(end, { what: 'stocks at the end', areas, negativeNatives: true });
  requireCounts(births, 'births', areas);
  requireCounts(deaths, 'deaths', areas);
}

function requireSmallGap(gap: number, input: AccountingInput, largest: number): void {
  const people = sum(input.start);
  if (Math.abs(gap) <= largest * people) return;
  refuse('E505', `the stocks miss births minus deaths by ${gap} persons, more than ${100 * largest} % of the ${people} at the start`, {
    expected: 'stocks, births and deaths of the same areas and interval, all in persons',
    details: furthestFromNaturalChange(input),
    hint: 'match birthplace totals by "open" where people enter or leave the areas',
  });
}

/** The areas whose populations change least like births minus deaths say, a line each. */
function furthestFromNaturalChange({ areas, start, end, births, deaths }: AccountingInput): string[] {
  const [before, after] = [columnTotals(start, areas.length), columnTotals(end, areas.length)];
  const missing = before.map((persons, area) => persons + births[area]! - deaths[area]! - after[area]!);
  const order = [...missing.keys()].sort((a, b) => Math.abs(missing[b]!) - Math.abs(missing[a]!) || a - b);
  return order.slice(0, AREAS_NAMED).map((area) => `${areas[area]}: ${before[area]}, then ${after[area]} people; ${missing[area]} missing`);
}

/** Natives at the start scaled down by half of the gap, natives at the end up by the other half. */
function balanceWorld({ start, end }: Stocks, gap: number, areas: readonly string[], rounding?: Rounding): Stocks {
  const n = areas.length;
  const [startNatives, endNatives] = [nativeTotal(start, n), nativeTotal(end, n)];
  const absorbed = gap === 0 || (startNatives > 0 && endNatives > 0 && startNatives >= gap / 2 && endNatives >= -gap / 2);
  if (!absorbed) {
    refuse('E505', `the stocks miss births minus deaths by ${gap}, more than ${startNatives} and ${endNatives} native-born can absorb`, {
      expected: 'stocks, births and deaths of the same areas and interval, all in persons',
    });
  }
  return { start: shiftNatives(start, -gap / 2, n, rounding), end: shiftNatives(end, gap / 2, n, rounding) };
}

/** Deaths are taken out of the start, births out of the end. */
function takeOutNaturalChange({ areas, start, end, ...input }: AccountingInput, options: AccountingOptions) {
  const births = birthsByBirth(end, input.births, areas, {
    method: options.births ?? 'native',
    nonNegative: options.nonNegativeBirths ?? true,
  });
  const left = { births, end: takeOut(end, births, 'births', areas) };
  if (options.deaths !== 'accounting') {
    const deaths = deathsByBirth(start, input.deaths, areas);
    return { ...left, deaths, start: takeOut(start, deaths, 'deaths', areas), deathsFit: undefined };
  }
  const { table: deaths, ...deathsFit } = deathsByAccounting({ areas, start, end, ...input }, options.fit);
  return { ...left, deaths, start: takeOut(start, deaths, 'deaths', areas), deathsFit };
}
