import { type AnnualFlows, positionOf } from '../annualFlows.ts';
import type { PlausibilityCase } from './cases.ts';
import { changeCases, collectionCases, largeFlowCases, largestCorridorCases, namedCases, regionCases, worldCases } from './cases.ts';
import { largeReportRows } from './largeReports.ts';
import { reasonsOf } from './reasons.ts';
import { ALL_REPORTS, type PlausibilityInput, type PlausibilityRow, type PlausibilityRules } from './rows.ts';
import { BY_DIFFERENCE, BY_FACTOR, judged } from './verdict.ts';
import type { Block, Witness } from './witness.ts';
import { changeOf, testimonyOf, totalOf } from './witness.ts';

/** The literature, where the file of cases gives a number. */
const STATED = 'stated';

/** Checks of many corridors at once, on which those who move are more than refugees. */
const TOTALS: ReadonlySet<PlausibilityCase['check']> = new Set(['world', 'region', 'collection', 'mirror', 'labour']);

/** Every estimate that a reader would look up first, beside all who say something of it (docs/method.md 7.5). */
export function plausibility(input: PlausibilityInput, rules: PlausibilityRules): PlausibilityRow[] {
  const reasonOf = reasonsOf(input.named, input.flows.areas);
  const cases = [
    ...worldCases(input),
    ...regionCases(input),
    ...collectionCases(input),
    ...namedCases(input, input.named),
    ...largestCorridorCases(input, rules.largest),
    ...largeFlowCases(input, rules.largeFlow),
  ];
  return [
    ...cases.map((each) => totalRow(input, each, reasonOf(each))),
    ...changeCases(input).map((each) => changeRow(input, each, reasonOf(each))),
    ...largeReportRows(input, rules.largeReport, new Set([ALL_REPORTS])),
  ].filter(({ corridorYears }) => corridorYears > 0);
}

function totalRow(input: PlausibilityInput, each: PlausibilityCase, reason: string | null): PlausibilityRow {
  const { flows } = input;
  const { check, name, first, last, listedBy } = each;
  const corridors = listedBy === null ? each.corridors : listedCorridors(listedBy, flows, each.corridors, [first]);
  const block = { corridors, first, last };
  const value = totalOf(flows, block);
  const witnesses = input.witnesses.filter(({ part }) => !(part && TOTALS.has(check)));
  const corridorYears = corridors.length * (last - first + 1);
  const stated = each.stated === null ? [] : [{ witness: STATED, corridorYears, theirs: each.stated, ours: value, covered: value }];
  const testimonies = [...witnesses.map((witness) => testimonyOf(witness, flows, block)), ...stated].filter(
    (said) => said.corridorYears > 0,
  );
  return {
    ...{ check, name, first, last, corridorYears, value, testimonies, reason },
    perThousand: (1000 * value) / inhabitants(input, block),
    ...judged(testimonies, value, BY_FACTOR),
  };
}

/** A change is a ratio, year over year before. */
function changeRow(input: PlausibilityInput, each: PlausibilityCase, reason: string | null): PlausibilityRow {
  const { flows } = input;
  const { check, name, first, last, listedBy } = each;
  const corridors = listedBy === null ? each.corridors : listedCorridors(listedBy, flows, each.corridors, [first - 1, first]);
  const total = (year: number) => totalOf(flows, { corridors, first: year, last: year });
  const testimonies = input.witnesses
    .filter(({ part }) => !part)
    .map((witness) => changeOf(witness, flows, corridors, first))
    .filter(({ corridorYears }) => corridorYears > 0);
  return {
    ...{ check, name, first, last, testimonies, reason },
    corridorYears: corridors.length,
    value: total(first) / total(first - 1),
    perThousand: Number.NaN,
    ...judged(testimonies, total(first), BY_DIFFERENCE),
  };
}

/** Corridors that a witness lists in all of the years. */
function listedCorridors(
  { flows: { values } }: Witness,
  like: AnnualFlows,
  corridors: ArrayLike<number>,
  years: readonly number[],
): Int32Array {
  const offsets = years.map((year) => positionOf(like, year, 0, 0));
  return Int32Array.from(corridors).filter((cell) => offsets.every((offset) => !Number.isNaN(values[offset + cell])));
}

/** Person-years of the areas that the corridors leave. */
function inhabitants({ flows, population }: PlausibilityInput, { corridors, first, last }: Block): number {
  const origins = new Set(Array.from(corridors, (cell) => Math.floor(cell / flows.areas)));
  let total = 0;
  for (let year = first; year <= last; year++) for (const area of origins) total += population[(year - flows.first) * flows.areas + area]!;
  return total;
}
