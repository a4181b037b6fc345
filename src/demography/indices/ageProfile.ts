import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';

/** Migration intensities by single years of age. */
export interface AgeProfile {
  /** Whole years, each one more than the last. */
  readonly ages: Int32Array;
  /** Migrants per person at each age. */
  readonly intensities: Float64Array;
}

/** Ages strictly between which a peak is looked for. */
export interface StudyAges {
  readonly above: number;
  readonly below: number;
}

/** Children move with their parents and the very old to care: the peak of the labour force lies between. */
const STUDY_AGES: StudyAges = { above: 5, below: 65 };

/**
 * Gross migraproduction rate: moves of a person who lives through all ages, the sum of the intensities (Rogers 1975; docs/method.md 10.5).
 * @throws PipelineError E505 for ages that are not consecutive, and intensities that are negative, not finite or all 0.
 */
export function grossMigraproductionRate(profile: AgeProfile): number {
  requireProfile(profile);
  return sum(profile.intensities);
}

/** @returns age of the largest intensity, the youngest among equals, and the intensity per 100 people (Bell et al. 2002; docs/method.md 10.5). */
export function migrationPeak(profile: AgeProfile, study: StudyAges = STUDY_AGES): { readonly age: number; readonly intensity: number } {
  requireProfile(profile);
  const peak = largest(profile, study, profile.intensities);
  return { age: profile.ages[peak]!, intensity: 100 * profile.intensities[peak]! };
}

/**
 * Breadth of a peak: sum of the intensities per 100 people over the ages around it, and its share of the sum over all ages in percent
 * (Bell and Muhidin 2009; docs/method.md 10.5). R takes ages for row numbers, so of a profile that starts at age 0 it adds up the
 * ages one year too young.
 * @param age of the peak. @param years on either side. Default 5.
 */
export function peakBreadth(profile: AgeProfile, age: number, years = 5): { readonly breadth: number; readonly share: number } {
  requireProfile(profile);
  const { ages, intensities } = profile;
  const around = sum(intensities.filter((_, row) => Math.abs(ages[row]! - age) <= years));
  return { breadth: 100 * around, share: (100 * around) / sum(intensities) };
}

/** Where a normalised profile changes most from one age to the next; the age is the later one. */
export interface RateOfChange {
  readonly age: number;
  /** Change of the intensity as a share of the sum over all ages. */
  readonly rate: number;
}

export interface PeakSlopes {
  /** Maximum upward rate of change. */
  readonly upward: RateOfChange;
  /** Maximum downward rate of change; its rate is negative where the profile falls at all. */
  readonly downward: RateOfChange;
  /** Upward rate over the size of the downward one: above 1 the profile rises faster than it falls; NaN where it does neither. */
  readonly asymmetry: number;
}

/**
 * Steepest rise and fall of the profile (Bernard, Bell and Charles-Edwards 2014; docs/method.md 10.5). R returns their ages as the rates and
 * the ratio of the ages as the asymmetry.
 */
export function peakSlopes(profile: AgeProfile, study: StudyAges = STUDY_AGES): PeakSlopes {
  requireProfile(profile);
  const { ages, intensities } = profile;
  const all = sum(intensities);
  const changes = intensities.map((intensity, row) => (row === 0 ? 0 : (intensity - intensities[row - 1]!) / all));
  const at = (row: number): RateOfChange => ({ age: ages[row]!, rate: changes[row]! });
  const upward = at(largest(profile, study, changes));
  const downward = at(
    largest(
      profile,
      study,
      changes.map((change) => -change),
    ),
  );
  return { upward, downward, asymmetry: upward.rate / Math.abs(downward.rate) };
}

/** Row of the largest value at the study ages. */
function largest({ ages }: AgeProfile, { above, below }: StudyAges, values: Float64Array): number {
  let best = -1;
  for (let row = 0; row < ages.length; row++) {
    if (ages[row]! > above && ages[row]! < below && (best < 0 || values[row]! > values[best]!)) best = row;
  }
  if (best < 0) refuse('E505', `the age profile has no ages above ${above} and below ${below}`, { expected: 'ages of the labour force' });
  return best;
}

function requireProfile({ ages, intensities }: AgeProfile): void {
  if (ages.length !== intensities.length) throw new RangeError(`${intensities.length} intensities for ${ages.length} ages`);
  const gap = ages.findIndex((age, row) => row > 0 && age !== ages[row - 1]! + 1);
  if (gap >= 0) {
    refuse('E505', `age profile: age ${ages[gap]} follows age ${ages[gap - 1]}`, {
      expected: 'single years of age without gaps, in order',
    });
  }
  const bad = intensities.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (bad >= 0)
    refuse('E505', `migration intensity at age ${ages[bad]} is ${intensities[bad]}`, { expected: 'a finite number, 0 or more' });
  if (!intensities.some((value) => value > 0)) refuse('E505', 'age profile: nobody moves at any age', { expected: 'some migration' });
}
