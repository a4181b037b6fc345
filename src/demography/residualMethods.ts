import { refuse } from '../diagnostics/diagnostic.ts';
import { requireCounts } from './stockTable.ts';

/** Net migration of one region by age group, in persons; NaN where a census or a survival ratio is missing. */
export interface SurvivalRatioEstimate {
  /** Survivors that the first census lets expect at the second. */
  readonly expectedAfter: Float64Array;
  /** Population at the first census whose survivors are the second. */
  readonly impliedBefore: Float64Array;
  /** Migrants alive at the second census. */
  readonly forward: Float64Array;
  /** Migrants as counted at the start of the interval. */
  readonly reverse: Float64Array;
  readonly average: Float64Array;
}

/**
 * Net migration of the survivors of a cohort: the second census minus the survivors of the first, minus the second
 * counted back to the first, and the mean of the two (Hamilton 1966; United Nations 1970, Manual VI; docs/method.md 10.6, `net_sr`).
 * @param before people by cohort at the first census. @param after the same cohorts at the second.
 * @param survivalRatio share of each cohort alive at the second census. In all three NaN means unknown.
 * @param cohorts names for messages.
 * @throws PipelineError E505 that names a cohort with negative people or a survival ratio that is not positive.
 */
export function survivalRatioNetMigration(
  before: Float64Array,
  after: Float64Array,
  survivalRatio: Float64Array,
  cohorts: readonly string[],
): SurvivalRatioEstimate {
  requireKnownOrMissing(before, 'population at the first census', cohorts, (value) => value >= 0);
  requireKnownOrMissing(after, 'population at the second census', cohorts, (value) => value >= 0);
  requireKnownOrMissing(survivalRatio, 'survival ratio', cohorts, (value) => value > 0);
  const expectedAfter = before.map((persons, cohort) => persons * survivalRatio[cohort]!);
  const impliedBefore = after.map((persons, cohort) => persons / survivalRatio[cohort]!);
  const forward = after.map((persons, cohort) => persons - expectedAfter[cohort]!);
  const reverse = impliedBefore.map((persons, cohort) => persons - before[cohort]!);
  const average = forward.map((net, cohort) => (net + reverse[cohort]!) / 2);
  return { expectedAfter, impliedBefore, forward, reverse, average };
}

/** One age group of children born between the censuses, and the women who bore them. */
export interface ChildCohort {
  readonly children: number;
  /** Share of the interval at which these children were already born: 1/4 for ages 0 to 4 of a decade, 3/4 for 5 to 9. */
  readonly exposure: number;
  /** Women of child-bearing age at the second census, and their net migration, over the same age groups. */
  readonly women: Float64Array;
  readonly womenNetMigration: Float64Array;
}

/**
 * Net migration of children born between two censuses: they moved as their mothers did, for the part of the interval
 * that they lived, exposure x children / women x net migration of the women (United Nations 1970, Manual VI; docs/method.md 10.6).
 * @returns persons; NaN where there are no women or one of their groups is unknown.
 */
export function childrenNetMigration({ children, exposure, women, womenNetMigration }: ChildCohort): number {
  if (women.length !== womenNetMigration.length)
    throw new RangeError(`${women.length} and ${womenNetMigration.length} age groups of women`);
  let bearing = 0;
  let moved = 0;
  for (let age = 0; age < women.length; age++) {
    bearing += women[age]!;
    moved += womenNetMigration[age]!;
  }
  return bearing > 0 ? (exposure * children * moved) / bearing : Number.NaN;
}

export interface VitalStatisticsEstimate {
  readonly change: Float64Array;
  readonly naturalIncrease: Float64Array;
  readonly net: Float64Array;
}

/**
 * Net migration as population change less births plus deaths (United Nations 1970, Manual VI; docs/method.md 10.6, `net_vs`).
 * @param before persons by area or group at the first census; the others likewise, births and deaths within the interval.
 * @param groups names for messages.
 * @throws PipelineError E505 that names the first group with a number that is negative or not finite.
 */
export function vitalStatisticsNetMigration(
  before: Float64Array,
  after: Float64Array,
  births: Float64Array,
  deaths: Float64Array,
  groups: readonly string[],
): VitalStatisticsEstimate {
  requireCounts(before, 'people at the first census', groups);
  requireCounts(after, 'people at the second census', groups);
  requireCounts(births, 'births', groups);
  requireCounts(deaths, 'deaths', groups);
  const change = after.map((persons, area) => persons - before[area]!);
  const naturalIncrease = births.map((born, area) => born - deaths[area]!);
  return { change, naturalIncrease, net: change.map((persons, area) => persons - naturalIncrease[area]!) };
}

function requireKnownOrMissing(values: Float64Array, what: string, names: readonly string[], allowed: (value: number) => boolean): void {
  if (values.length !== names.length) throw new RangeError(`${what}: ${values.length} values for ${names.length} cohorts`);
  const bad = values.findIndex((value) => !Number.isNaN(value) && !(allowed(value) && Number.isFinite(value)));
  if (bad >= 0)
    refuse('E505', `${what} of ${names[bad]} is ${values[bad]}`, { expected: 'a finite number in range, or NaN where unknown' });
}
