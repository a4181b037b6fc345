import type { Random } from '../../numerics/random.ts';
import { AREAS } from './areas.ts';
import { type Corridors, corridorWeights, firstCorridors, incomePull, nextCorridors } from './destinations.ts';
import { type Economy, gdpPerHead } from './economy.ts';
import { type Intentions, ordinaryHazards, refugeeHazards } from './hazards.ts';
import { birthRate, deathRate } from './rates.ts';
import { binomial, depart, poisson } from './sampling.ts';
import { crisisOf } from './scenario.ts';
import {
  account,
  COUNTRY_COUNT,
  FIRST_SIMULATED_YEAR,
  LAST_SIMULATED_YEAR,
  pair,
  populationOf,
  type TrueWorld,
  type TrueYear,
} from './world.ts';

/** Migrants are younger than those around them: their death rate, relative to that of the native-born. */
const MIGRANT_MORTALITY = 0.7;
/** Share of last year's remembered arrivals in this year's memory. */
const MEMORY = 0.82;
/** Share of refugees who become ordinary residents in a year: naturalised or resettled. */
const SETTLE = 0.05;

/** What is carried from year to year. Stocks and refugees are whole persons; all tables are countries x countries. */
interface State {
  readonly stocks: Int32Array;
  readonly refugees: Int32Array;
  /** Moving average of yearly arrivals by birth and destination. */
  readonly memory: Float64Array;
  readonly corridors: Corridors;
}

/**
 * The true world: births, deaths and moves of every year, drawn person by person in effect.
 * It is not the estimator's form on purpose: hazards compete, diaspora effects level off, migrants die less,
 * wars and changes of admission jump, and every count is a draw.
 * Accounting is exact: S(t+1) = S(t) - deaths + births + arrivals - departures, cell by cell.
 */
export function simulateWorld(random: Random, economy: Economy): TrueWorld {
  let state = firstState(random.fork('first'));
  const years: TrueYear[] = [];
  for (let year = FIRST_SIMULATED_YEAR; year <= LAST_SIMULATED_YEAR; year++) {
    const step = simulateYear(random.fork(`year ${year}`), state, economy, year);
    years.push(step.record);
    state = step.next;
  }
  return { years, finalStocks: state.stocks };
}

const FOREIGN_SHARE_1970: Readonly<Record<string, number>> = { QQR: 0.16, QYS: 0.09, QXL: 0.17 };
const FOREIGN_SHARE_BY_INCOME = { high: 0.055, upper: 0.02, lower: 0.009, low: 0.012 } as const;

/** Stocks of 1970: a share of foreign-born in each country, most of them from large and near countries. */
function firstState(random: Random): State {
  const corridors = firstCorridors(random);
  const weights = corridorWeights(corridors, FIRST_SIMULATED_YEAR);
  const stocks = new Int32Array(COUNTRY_COUNT * COUNTRY_COUNT);
  AREAS.forEach((residence, j) => {
    const share = FOREIGN_SHARE_1970[residence.iso3] ?? FOREIGN_SHARE_BY_INCOME[residence.income];
    const pull = AREAS.map((birth, b) => weights[pair(b, j)]! * Math.sqrt(birth.population1970));
    const total = pull.reduce((sum, each) => sum + each, 0);
    let foreign = 0;
    for (let b = 0; b < COUNTRY_COUNT; b++) {
      const persons = poisson(random, (residence.population1970 * share * pull[b]!) / total);
      stocks[pair(b, j)] = persons;
      foreign += persons;
    }
    stocks[pair(j, j)] = residence.population1970 - foreign;
  });
  const memory = Float64Array.from(stocks, (persons, cell) => (isNative(cell) ? 0 : 0.03 * persons));
  return { stocks, refugees: new Int32Array(COUNTRY_COUNT * COUNTRY_COUNT), memory, corridors };
}

function isNative(cell: number): boolean {
  return cell % (COUNTRY_COUNT + 1) === 0;
}

function simulateYear(random: Random, state: State, economy: Economy, year: number): { record: TrueYear; next: State } {
  const population = populationOf(state.stocks);
  const deaths = drawDeaths(random.fork('deaths'), state.stocks, year);
  const births = Int32Array.from(AREAS, (area, j) => poisson(random, population[j]! * birthRate(area, year)));
  const perHead = Float64Array.from(AREAS, (_, index) => gdpPerHead(economy, index, year));
  const intentions: Intentions = {
    year,
    perHead,
    population,
    memory: state.memory,
    corridorWeights: corridorWeights(state.corridors, year),
    pull: incomePull(perHead),
    inCrisis: AREAS.map((area) => crisisOf(area.iso3, year) !== undefined),
  };
  const { flows, refugees, displaced } = drawMoves(random.fork('moves'), state, deaths, intentions);
  const stocks = account({ stocks: state.stocks, births, deaths, flows });
  const next = { stocks, refugees, memory: remember(state.memory, flows), corridors: nextCorridors(random, state.corridors) };
  return { record: { year, stocks: state.stocks, births, deaths, flows, refugees, displaced }, next };
}

function drawDeaths(random: Random, stocks: Int32Array, year: number): Int32Array {
  const rates = AREAS.map((area) => deathRate(area, year));
  return stocks.map((persons, cell) => binomial(random, persons, rates[cell % COUNTRY_COUNT]! * (isNative(cell) ? 1 : MIGRANT_MORTALITY)));
}

type Moves = Pick<TrueYear, 'flows' | 'refugees' | 'displaced'>;

/** Departures of ordinary residents and of refugees, group by group. Only those who live through the year can move. */
function drawMoves(random: Random, state: State, deaths: Int32Array, intentions: Intentions): Moves {
  const flows = new Int32Array(COUNTRY_COUNT * COUNTRY_COUNT * COUNTRY_COUNT);
  const refugees = new Int32Array(COUNTRY_COUNT * COUNTRY_COUNT);
  const displaced = new Int32Array(COUNTRY_COUNT * COUNTRY_COUNT);
  for (let b = 0; b < COUNTRY_COUNT; b++) {
    for (let i = 0; i < COUNTRY_COUNT; i++) {
      const cell = pair(b, i);
      const before = state.stocks[cell]!;
      const alive = before - deaths[cell]!;
      const protectedAlive = Math.min(alive, binomial(random, state.refugees[cell]!, alive / Math.max(1, before)));
      const moves = flows.subarray(cell * COUNTRY_COUNT, (cell + 1) * COUNTRY_COUNT);

      const { chosen, forced } = ordinaryHazards(intentions, b, i);
      const gone = depart(random, alive - protectedAlive, chosen, moves);
      const fled = new Int32Array(COUNTRY_COUNT);
      depart(random, alive - protectedAlive - gone, forced, fled);
      for (let j = 0; j < COUNTRY_COUNT; j++) if (j !== b) displaced[pair(b, j)]! += fled[j]!;
      const staying = protectedAlive - depart(random, protectedAlive, refugeeHazards(intentions, b, i), fled);

      refugees[cell]! += staying - binomial(random, staying, SETTLE);
      for (let j = 0; j < COUNTRY_COUNT; j++) {
        moves[j]! += fled[j]!;
        if (j !== b) refugees[pair(b, j)]! += fled[j]!;
      }
    }
  }
  return { flows, refugees, displaced };
}

function remember(memory: Float64Array, flows: Int32Array): Float64Array {
  const next = memory.map((value) => MEMORY * value);
  for (let b = 0; b < COUNTRY_COUNT; b++) {
    for (let i = 0; i < COUNTRY_COUNT; i++) {
      for (let j = 0; j < COUNTRY_COUNT; j++) if (j !== b) next[pair(b, j)]! += (1 - MEMORY) * flows[pair(b, i) * COUNTRY_COUNT + j]!;
    }
  }
  return next;
}
