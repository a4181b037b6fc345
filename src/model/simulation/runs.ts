import type { VectorMoments } from '../../numerics/moments.ts';
import { RunningMoments } from '../../numerics/moments.ts';
import type { Random } from '../../numerics/random.ts';
import type { Edges } from '../problem/edges.ts';
import { selectEdges } from '../problem/edges.ts';
import type { Problem } from '../problem/problem.ts';
import type { FlowSink, Simulation } from '../training/engine.ts';
import type { BirthGroups } from './birthFlows.ts';
import { addBirthFlows, birthGroups, edgesOfFlow, pickFlows } from './birthFlows.ts';
import type { CovariateErrorSettings, ImputedFlags } from './covariateErrors.ts';
import { sampledCovariates } from './covariateErrors.ts';
import { sampledInitialStock } from './initialStock.ts';

export interface RunSettings {
  /** Sampled runs beside the central one. */
  readonly runs: number;
  /** Edges with a smaller mean annual flow in the central run are left out of the list, persons. */
  readonly minimumFlow: number;
  readonly covariates: CovariateErrorSettings;
}

/** One run of a trained network through all years, from the initial stocks and under the covariates of the problem. */
export type Simulate = (problem: Problem, edgeFlows: FlowSink) => Promise<Simulation>;

/** What carries a run out, and what is told of it. */
export interface RunHooks {
  readonly simulate: Simulate;
  /** Called before each sampled run. */
  readonly started?: (run: number) => void;
}

/** What is summarised over runs: those of a simulation, and by country of birth. */
interface RunTables extends Simulation {
  /** years x groups, persons. */
  readonly arrivals: Float64Array;
  readonly departures: Float64Array;
  /** Listed edges x years, persons. */
  readonly listed: Float32Array;
}
const TABLES = ['flows', 'stocks', 'netMigration', 'arrivals', 'departures', 'listed'] as const satisfies (keyof RunTables)[];

/** A quantity of the central run, and its moments over all runs. */
export interface Spread<T = Float64Array> {
  readonly central: T;
  readonly moments: VectorMoments;
}

/** Totals by which runs are told apart, each by year, persons. */
export interface RunTotals {
  /** Name of the random stream that the run was drawn from; null for the central run. */
  readonly stream: string | null;
  /** All movers. */
  readonly movers: Float64Array;
  /** Movers on edges that are not listed. */
  readonly unlisted: Float64Array;
  /** People outside their country of birth on the next 1 January. */
  readonly abroad: Float64Array;
}

/** All runs of one network. */
export interface Runs {
  readonly groups: BirthGroups;
  /** Edges of at least the minimum flow. */
  readonly edges: Edges;
  readonly spreads: { readonly [K in (typeof TABLES)[number]]: Spread<RunTables[K]> };
  /** The central run first. */
  readonly totals: readonly RunTotals[];
}

/**
 * The central run, and runs from sampled initial stocks under sampled covariates (docs/method.md 6.2 and 6.3), summarised as
 * they go (6.5). The flows of all edges and years are held only for the central run, as float32 numbers, until it is known
 * which edges carry the minimum; of all others the sums by country of birth are kept. Memory: 4 bytes x edges x years while
 * the central run lasts (171 MB for 1.26 million edges), and 48 bytes for every number that is summarised.
 * @param random run r draws from its forks `run r/initial stock` and `run r/covariates`.
 */
export async function simulateRuns(
  problem: Problem,
  imputed: ImputedFlags,
  settings: RunSettings,
  random: Random,
  { simulate, started = () => undefined }: RunHooks,
): Promise<Runs> {
  const groups = birthGroups(problem.edges, problem.areas);
  const { tables: central, positions } = await centralRun(problem, groups, settings.minimumFlow, simulate);
  const totals = [totalsOf(central, problem, null)];
  const moments = TABLES.map((name) => new RunningMoments(central[name].length));
  const add = (tables: RunTables) => {
    for (const [at, name] of TABLES.entries()) moments[at]!.add(tables[name]);
  };
  add(central);
  for (let run = 0; run < settings.runs; run++) {
    started(run);
    const stream = random.fork(`run ${run}`);
    const sampled: Problem = {
      ...problem,
      initialStock: sampledInitialStock(problem, stream.fork('initial stock')),
      covariates: sampledCovariates(problem.covariates, imputed, settings.covariates, stream.fork('covariates')),
    };
    const tables = await sampledRun(sampled, groups, positions, simulate);
    add(tables);
    totals.push(totalsOf(tables, problem, stream.name));
  }
  const spreads = Object.fromEntries(TABLES.map((name, at) => [name, { central: central[name], moments: moments[at]!.finish() }]));
  return { groups, edges: selectEdges(problem.edges, positions), spreads: spreads as Runs['spreads'], totals };
}

/** The run from the best estimates, and the positions of the edges that it puts on the list. */
async function centralRun(
  problem: Problem,
  groups: BirthGroups,
  minimumFlow: number,
  simulate: Simulate,
): Promise<{ tables: RunTables; positions: Int32Array }> {
  const byBirth = birthTables(groups, problem.years);
  const flows: Float32Array[] = [];
  const simulation = await simulate(problem, (year, ofYear) => {
    byBirth.add(year, ofYear);
    flows[year] = ofYear;
  });
  const positions = edgesOfFlow(problem.edges, flows, minimumFlow);
  const listed = new Float32Array(positions.length * problem.years);
  for (const [year, ofYear] of flows.entries()) pickFlows(ofYear, positions, year, problem.years, listed);
  return { tables: { ...simulation, ...byBirth.tables, listed }, positions };
}

async function sampledRun(problem: Problem, groups: BirthGroups, positions: Int32Array, simulate: Simulate): Promise<RunTables> {
  const byBirth = birthTables(groups, problem.years);
  const listed = new Float32Array(positions.length * problem.years);
  const simulation = await simulate(problem, (year, ofYear) => {
    byBirth.add(year, ofYear);
    pickFlows(ofYear, positions, year, problem.years, listed);
  });
  return { ...simulation, ...byBirth.tables, listed };
}

/** Arrivals and departures of the groups, years x groups, and what adds those of a year. */
function birthTables(groups: BirthGroups, years: number) {
  const size = groups.birth.length;
  const tables = { arrivals: new Float64Array(years * size), departures: new Float64Array(years * size) };
  const add: FlowSink = (year, flows) => {
    const ofYear = (table: Float64Array) => table.subarray(year * size, (year + 1) * size);
    addBirthFlows(groups, flows, ofYear(tables.arrivals), ofYear(tables.departures));
  };
  return { tables, add };
}

function totalsOf({ flows, stocks, listed }: RunTables, { areas, years }: Problem, stream: string | null): RunTotals {
  const size = areas * areas;
  const movers = new Float64Array(years);
  const onList = new Float64Array(years);
  const abroad = new Float64Array(years);
  for (let year = 0; year < years; year++) {
    for (let cell = 0; cell < size; cell++) {
      movers[year] = movers[year]! + flows[year * size + cell]!;
      if (cell % (areas + 1) !== 0) abroad[year] = abroad[year]! + stocks[(year + 1) * size + cell]!;
    }
    for (let at = year; at < listed.length; at += years) onList[year] = onList[year]! + listed[at]!;
  }
  return { stream, movers, abroad, unlisted: movers.map((persons, year) => Math.max(0, persons - onList[year]!)) };
}
