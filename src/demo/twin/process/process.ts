import { exp } from '../../../numerics/elementary.ts';
import type { Random } from '../../../numerics/random.ts';
import { binomial, depart, poisson } from '../../world/sampling.ts';
import { account, populationOf, type TrueWorld, type TrueYear } from '../../world/world.ts';
import { type RealWorld, SIMULATED_YEARS, START_YEAR } from '../real/realWorld.ts';
import { type Crises, drawCrises } from './crises.ts';
import { firstState, type State, tableOf } from './firstState.ts';
import { drawMobility, type Mobility } from './mobility.ts';

/** Migrants are younger than those around them: their death rate, relative to that of the native-born. */
const MIGRANT_MORTALITY = 0.7;
/** Yearly chances: a sojourner stays for good, a refugee becomes an ordinary resident. */
const STAY_FOR_GOOD = 0.05;
const SETTLE = 0.06;
/** Yearly hazards of settlers to go home, and of settlers, sojourners and refugees to move on to a third country. */
const SETTLER_HOME = 0.008;
const ONWARD = { settler: 0.002, sojourner: 0.012, refugee: 0.008 } as const;
/** Most of the native-born who can flee in a year, as a hazard. */
const MOST_FLEEING = 0.4;

/** What one year offers to those who live through it; tables are areas x areas. */
interface Year {
  readonly n: number;
  readonly outward: Float64Array;
  readonly outwardTotals: Float64Array;
  readonly homeward: Float64Array;
  readonly fleeing: Float64Array;
  readonly repatriation: Float64Array;
  readonly natives: Float64Array;
  readonly mobility: Mobility;
}

/**
 * The true world of the twin. Whole persons compete for three kinds of stay: settlers, sojourners (contract workers, students,
 * posted and exchanged staff), refugees. None of it has the form of an estimator here: intensities have heavy tails and jumps, most
 * arrivals of sojourners leave again, and a shock of an area reaches all of its corridors.
 * Accounts are exact, cell by cell (`account`).
 */
export function simulateTwin(random: Random, real: RealWorld): TrueWorld {
  const mobility = drawMobility(random.fork('corridors'), real);
  const crises = drawCrises(random.fork('crises'), real);
  let state = firstState(random.fork('first'), real, mobility);
  const years: TrueYear[] = [];
  for (let step = 0; step < SIMULATED_YEARS; step++) {
    const stream = random.fork(`year ${START_YEAR + step}`);
    const vital = drawVitalEvents(stream.fork('vital'), real, state.stocks, step);
    const moves = drawMoves(stream.fork('moves'), state, vital.deaths, yearOf(real, mobility, crises, state, step));
    years.push({
      year: START_YEAR + step,
      stocks: state.stocks,
      ...vital,
      flows: moves.flows,
      refugees: moves.refugees,
      displaced: moves.displaced,
    });
    state = { stocks: account(years.at(-1)!), sojourners: moves.sojourners, refugees: moves.refugees };
  }
  return { years, finalStocks: state.stocks };
}

function drawVitalEvents(random: Random, { areas, panel }: RealWorld, stocks: Int32Array, step: number) {
  const n = areas.length;
  const population = populationOf(stocks);
  const births = Int32Array.from(areas, (_, area) => poisson(random, population[area]! * panel.birthRate[step * n + area]!));
  const deaths = stocks.map((persons, cell) => {
    const rate = panel.deathRate[step * n + (cell % n)]!;
    return binomial(random, persons, rate * (cell % (n + 1) === 0 ? 1 : MIGRANT_MORTALITY));
  });
  return { births, deaths };
}

function yearOf({ areas: { length: n } }: RealWorld, mobility: Mobility, crises: Crises, { stocks }: State, step: number): Year {
  const outward = tableOf(mobility.outward, step, n);
  const outwardTotals = new Float64Array(n);
  for (let cell = 0; cell < n * n; cell++) outwardTotals[Math.floor(cell / n)]! += outward[cell]!;
  return {
    n,
    outward,
    outwardTotals,
    homeward: tableOf(mobility.homeward, step, n),
    fleeing: tableOf(crises.fleeing, step, n),
    repatriation: crises.repatriation.subarray(step * n, (step + 1) * n),
    natives: Float64Array.from({ length: n }, (_, area) => Math.max(1, stocks[area * (n + 1)]!)),
    mobility,
  };
}

/** Flows and those who are sojourners, refugees or newly displaced at the end of the year. */
interface Moves {
  readonly flows: Int32Array;
  readonly sojourners: Int32Array;
  readonly refugees: Int32Array;
  readonly displaced: Int32Array;
}

function drawMoves(random: Random, state: State, deaths: Int32Array, year: Year): Moves {
  const { n } = year;
  const table = () => new Int32Array(n * n);
  const moves = { flows: new Int32Array(n * n * n), sojourners: table(), refugees: table(), displaced: table() };
  for (let cell = 0; cell < n * n; cell++) {
    if (cell % (n + 1) === 0) moveNatives(random, cell / (n + 1), state.stocks[cell]! - deaths[cell]!, year, moves);
    else if (state.stocks[cell]! > 0) moveForeigners(random, cell, state, deaths[cell]!, year, moves);
  }
  return moves;
}

/** The native-born choose to leave, or flee. */
function moveNatives(random: Random, i: number, alive: number, { n, outward, fleeing, natives, mobility }: Year, moves: Moves): void {
  const row = i * n;
  const left = new Int32Array(n);
  const gone = depart(
    random,
    alive,
    outward.subarray(row, row + n).map((persons) => persons / natives[i]!),
    left,
  );
  const flight = fleeing.subarray(row, row + n).map((persons) => persons / natives[i]!);
  const total = flight.reduce((sum, hazard) => sum + hazard, 0);
  const fled = new Int32Array(n);
  if (total > 0)
    depart(
      random,
      alive - gone,
      flight.map((hazard) => hazard * Math.min(1, MOST_FLEEING / total)),
      fled,
    );
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    moves.flows[(row + i) * n + j]! += left[j]! + fled[j]!;
    moves.sojourners[row + j]! += binomial(random, left[j]!, mobility.temporary[row + j]!);
    moves.refugees[row + j]! += fled[j]!;
    moves.displaced[row + j]! += fled[j]!;
  }
}

/** The foreign-born go home, move on or stay: refugees, sojourners and settlers each at their own pace. */
function moveForeigners(random: Random, cell: number, state: State, deaths: number, year: Year, moves: Moves): void {
  const { n, mobility, homeward, repatriation } = year;
  const b = Math.floor(cell / n);
  const before = state.stocks[cell]!;
  const alive = before - deaths;
  const refugees = Math.min(alive, binomial(random, state.refugees[cell]!, alive / before));
  const sojourners = Math.min(alive - refugees, binomial(random, state.sojourners[cell]!, alive / before));
  const pace = exp(homeward[cell]!);
  const onward = onwardShares(year, cell);
  const flows = moves.flows.subarray(cell * n, (cell + 1) * n);
  const leave = (persons: number, home: number, on: number, out: Int32Array) => {
    const hazards = onward.map((share) => on * share);
    hazards[b] = home;
    return persons - depart(random, persons, hazards, out);
  };
  const waiting = leave(refugees, repatriation[b]!, ONWARD.refugee, flows);
  leave(alive - refugees - sojourners, SETTLER_HOME * pace, ONWARD.settler, flows);
  const further = new Int32Array(n);
  const staying = leave(sojourners, mobility.goingHome[cell]! * pace, ONWARD.sojourner, further);
  for (let j = 0; j < n; j++) {
    flows[j]! += further[j]!;
    if (j !== b) moves.sojourners[b * n + j]! += further[j]!;
  }
  moves.refugees[cell]! += waiting - binomial(random, waiting, SETTLE);
  moves.sojourners[cell]! += staying - binomial(random, staying, STAY_FOR_GOOD);
}

/** Where those born in b who live in i move on to: half where their compatriots go, half where the natives of i go. Sums to about 1. */
function onwardShares({ n, outward, outwardTotals }: Year, cell: number): Float64Array {
  const [b, i] = [Math.floor(cell / n), cell % n];
  const shares = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    if (j === b || j === i) continue;
    shares[j] = (0.5 * outward[b * n + j]!) / Math.max(1, outwardTotals[b]!) + (0.5 * outward[i * n + j]!) / Math.max(1, outwardTotals[i]!);
  }
  return shares;
}
