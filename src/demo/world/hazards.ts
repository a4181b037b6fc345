import { exp, log } from '../../numerics/elementary.ts';
import { AREAS } from './areas.ts';
import { attractionOfSize, network } from './destinations.ts';
import { youth } from './rates.ts';
import { crisisOf } from './scenario.ts';
import { COUNTRY_COUNT, pair } from './world.ts';

/** What people look at in one year. `corridorWeights` and `pull` are countries x countries (origin, destination), `memory` countries x countries (birth, destination). */
export interface Intentions {
  readonly year: number;
  readonly perHead: Float64Array;
  /** Persons on 1 January. */
  readonly population: Float64Array;
  readonly memory: Float64Array;
  readonly corridorWeights: Float64Array;
  readonly pull: Float64Array;
  readonly inCrisis: readonly boolean[];
}

/** Hazards of leaving by destination, per person and year, by country. */
export interface Hazards {
  readonly chosen: Float64Array;
  readonly forced: Float64Array;
}

/** Scale of the hazard of leaving one's country of birth. */
const LEAVE = 0.0062;
/** Part of the hazard that no further destination can add: more choices divert movers as well as making some. */
const DIVERSION = 0.35;
/** Yearly hazard of going home: of those long settled, and the rise for those who came lately. */
const RETURN_SETTLED = 0.009;
const RETURN_RECENT = 0.07;
/** Contract labour: in these countries stays are short. */
const SHORT_STAY: Readonly<Record<string, number>> = { QQR: 2, QYS: 2.8 };

/** Hazards of a group born in b that lives in i. */
export function ordinaryHazards(intentions: Intentions, b: number, i: number): Hazards {
  const onward = b === i ? 1 : 0.25 + 0.75 * recentShare(intentions, b, i);
  const chosen = choices(intentions, b, i, LEAVE * propensity(intentions, i) * onward);
  if (b !== i) chosen[b] = returnHazard(intentions, b, i);
  return { chosen, forced: crisisHazards(intentions, b, i) };
}

/** Hazards of refugees born in b in asylum in i: home once the crisis is over, else slowly onward. */
export function refugeeHazards(intentions: Intentions, b: number, i: number): Float64Array {
  const hazards = choices(intentions, b, i, 0.5 * LEAVE);
  hazards[b] = intentions.inCrisis[b] ? 0.008 : 0.14;
  return hazards;
}

/** Readiness to leave a country: the young move, and neither the poorest nor the rich move most. */
function propensity({ perHead, year }: Intentions, i: number): number {
  const distanceFromHump = log(perHead[i]! / 4500) / 1.6;
  return youth(AREAS[i]!, year) * (0.3 + 0.7 * exp(-distanceFromHump * distanceFromHump));
}

/** Hazard by destination: what can be passed, what pulls, who is there already; with diversion among destinations. */
function choices(intentions: Intentions, b: number, i: number, scale: number): Float64Array {
  const weights = new Float64Array(COUNTRY_COUNT);
  const natives = intentions.population[b]!;
  let total = 0;
  for (let j = 0; j < COUNTRY_COUNT; j++) {
    if (j === i || j === b) continue;
    const known = 0.06 + network(intentions.memory, b, j, natives);
    const safety = intentions.inCrisis[j] ? 0.3 : 1;
    weights[j] =
      intentions.corridorWeights[pair(i, j)]! * intentions.pull[pair(i, j)]! * attractionOfSize(intentions.population[j]!) * known * safety;
    total += weights[j]!;
  }
  const diversion = 1 / (1 + DIVERSION * total);
  return weights.map((weight) => scale * weight * diversion);
}

/** How new a group is, 0 to 1: the remembered arrivals of about five years against a small part of the residents. */
function recentShare({ memory, population }: Intentions, b: number, i: number): number {
  const recent = 5 * memory[pair(b, i)]!;
  return recent / (recent + 0.004 * population[i]! + 200);
}

function returnHazard(intentions: Intentions, b: number, i: number): number {
  const recent = recentShare(intentions, b, i);
  const stay = SHORT_STAY[AREAS[i]!.iso3] ?? 1;
  const home = intentions.inCrisis[b] ? 0.1 : 0.6 + 0.8 * intentions.pull[pair(i, b)]!;
  return (RETURN_SETTLED + RETURN_RECENT * recent) * stay * home;
}

/** Flight from a crisis. The native-born cross the nearest passable border; guests mostly go home. */
function crisisHazards(intentions: Intentions, b: number, i: number): Float64Array {
  const forced = new Float64Array(COUNTRY_COUNT);
  const crisis = crisisOf(AREAS[i]!.iso3, intentions.year);
  if (!crisis) return forced;
  if (b !== i) {
    forced[b] = 3 * crisis.hazard;
    return forced;
  }
  let total = 0;
  for (let j = 0; j < COUNTRY_COUNT; j++) {
    if (j === i || intentions.inCrisis[j]) continue;
    const nearness = intentions.corridorWeights[pair(i, j)]!;
    forced[j] =
      nearness * (0.2 + network(intentions.memory, b, j, intentions.population[b]!)) * attractionOfSize(intentions.population[j]!);
    total += forced[j]!;
  }
  // a wave ebbs: those who can go soon have gone
  const wave = 0.5 + 1 / (1 + intentions.year - crisis.first);
  return forced.map((weight) => (crisis.hazard * wave * weight) / Math.max(total, 1e-9));
}
