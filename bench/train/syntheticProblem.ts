import { addFlows, nextStock, noFlows, populationAtRisk } from '../../src/model/dynamics/stockFlowYear.ts';
import type { KernelProblem } from '../../src/model/kernel/kernelEngine.ts';
import { countEdges, type Edges } from '../../src/model/problem/edges.ts';
import { effectDesign } from '../../src/model/problem/effects.ts';
import type { InputSource } from '../../src/model/problem/inputs.ts';
import type { TargetGroup, Targets } from '../../src/model/problem/targets.ts';
import { groupTargets } from '../../src/model/problem/targets.ts';
import { exp, log1p } from '../../src/numerics/elementary.ts';
import { Random } from '../../src/numerics/random.ts';

/** The three problems of docs/method.md 13.6: sizes, network, and edges with gradient. */
export interface BenchSize {
  readonly name: string;
  readonly seed: number;
  readonly areas: number;
  readonly edges: number;
  readonly latent: number;
  readonly hiddenLayers: readonly number[];
  readonly sample: number;
}

const layers = (count: number, width: number): readonly number[] => new Array<number>(count).fill(width);

export const SIZES: readonly BenchSize[] = [
  { name: 'small', seed: 1, areas: 30, edges: 26_100, latent: 25, hiddenLayers: layers(5, 20), sample: 5_000 },
  { name: 'middle', seed: 2, areas: 100, edges: 200_000, latent: 32, hiddenLayers: layers(4, 32), sample: 10_000 },
  { name: 'large', seed: 3, areas: 230, edges: 900_000, latent: 100, hiddenLayers: layers(7, 60), sample: 50_000 },
];

const YEARS = 34;
/** Years of the stock dates (docs/method.md 1.2). */
const STOCK_DATES = [0, 5, 10, 15, 20, 25, 30, 34];
/** Errors of the targets: of a change of a stock or net migration relative to it and in persons, and of the log of a flow. */
const LEAST_ERROR = 10;
const FLOW_ERROR = 0.2;
/** People who move in a year, as a share of all; and the most of a birth group that moves along one edge. */
const MOBILITY = 0.004;
const LARGEST_SHARE = 0.02;

/** A problem, and the reported flows of corridors that training does not see. */
export interface BenchProblem {
  readonly problem: KernelProblem;
  readonly heldOut: Targets['flow'];
}

/** The synthetic problem of docs/method.md 13.6: a gravity world with all that the published network takes as input. */
export function syntheticProblem(size: BenchSize): BenchProblem {
  const random = new Random(size.seed);
  const { areas } = size;
  const edges = edgesOf(size, random.fork('edges'));
  const start = startingPopulation(areas, random.fork('population'));
  const covariates = covariateTables(areas, random.fork('covariates'));
  const world = simulateWorld(edges, areas, start, covariates, random.fork('flows'));
  const demography = { population: world.population, births: world.births, deathRate: start.deathRate };
  const sources = inputSources(areas, covariates, standardised(world.population), start.birthRate, start.deathRate);
  const { targets, heldOut } = targetsOf(areas, world, random.fork('targets'));
  const logs = start.stock.filter((persons) => persons > 0).map((persons) => log1p(persons));
  const stockScale = momentsOf(logs);
  const effects = effectDesign(targets, areas);
  const problem = { areas, years: YEARS, edges, sources, stockScale, demography, initialStock: start.stock, targets, effects };
  return { problem, heldOut };
}

/** Every corridor for the natives of both ends, and other birth groups drawn at random until the number is reached. */
function edgesOf({ areas, edges: count }: BenchSize, random: Random): Edges {
  const chosen = new Set<number>();
  const keyOf = (birth: number, orig: number, dest: number) => (birth * areas + orig) * areas + dest;
  for (let orig = 0; orig < areas; orig++) {
    for (let dest = 0; dest < areas; dest++) {
      if (orig !== dest) chosen.add(keyOf(orig, orig, dest)).add(keyOf(dest, orig, dest));
    }
  }
  const possible = areas * areas * (areas - 1);
  if (count >= possible) {
    for (let key = 0; key < areas * areas * areas; key++) if (Math.floor(key / areas) % areas !== key % areas) chosen.add(key);
  }
  while (chosen.size < Math.min(count, possible)) {
    const [birth, orig, dest] = [random.integer(areas), random.integer(areas), random.integer(areas)];
    if (orig !== dest) chosen.add(keyOf(birth, orig, dest));
  }
  const keys = Int32Array.from(chosen).sort();
  return {
    birth: keys.map((key) => Math.floor(key / (areas * areas))),
    orig: keys.map((key) => Math.floor(key / areas) % areas),
    dest: keys.map((key) => key % areas),
  };
}

/** Stocks on the first 1 January, and rates by year and area. */
function startingPopulation(areas: number, random: Random) {
  const population = Float64Array.from({ length: areas }, () => 8e6 * exp(1.5 * random.normal()));
  const stock = new Float64Array(areas * areas);
  for (let residence = 0; residence < areas; residence++) {
    let foreign = 0;
    for (let birth = 0; birth < areas; birth++) {
      if (birth === residence || random.uniform() < 0.35) continue;
      const persons = Math.min(20 * exp(2.2 * random.normal()), (0.02 * population[residence]!) / areas);
      stock[birth * areas + residence] = persons;
      foreign += persons;
    }
    stock[residence * areas + residence] = population[residence]! - foreign;
  }
  const births = Float64Array.from({ length: areas }, () => 0.006 + 0.039 * random.uniform());
  const deaths = Float64Array.from({ length: areas }, () => 0.004 + 0.012 * random.uniform());
  const everyYear = (rates: Float64Array) => Float64Array.from({ length: YEARS * areas }, (_, at) => rates[at % areas]!);
  return { stock, birthRate: everyYear(births), deathRate: everyYear(deaths) };
}

type Tables = ReturnType<typeof covariateTables>;

/** Covariates that are not made by the simulation: standard normal, or 0 and 1 where they say yes or no. */
function covariateTables(areas: number, random: Random) {
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  const rare = (length: number, share: number, value: () => number) =>
    Float32Array.from({ length }, () => (random.uniform() < share ? value() : 0));
  const pairs = areas * areas;
  return {
    income: normals(YEARS * areas),
    growth: normals(YEARS * areas),
    lifeExpectancy: normals(YEARS * areas),
    conflict: rare(YEARS * areas, 0.1, () => Math.abs(random.normal())),
    union: rare(YEARS * areas, 0.12, () => 1),
    trade: normals(YEARS * pairs),
    refugees: rare(YEARS * pairs, 0.05, () => Math.abs(random.normal())),
    refugeeChange: rare(YEARS * pairs, 0.05, () => random.normal()),
    distance: normals(pairs),
    language: Float32Array.from({ length: pairs }, () => random.uniform()),
    religion: Float32Array.from({ length: pairs }, () => random.uniform()),
    colony: rare(pairs, 0.02, () => 1),
  };
}

/** The 36 inputs of the published network before the stocks, in its order (docs/method.md 2.1). */
function inputSources(
  areas: number,
  tables: Tables,
  population: Float32Array,
  birthRate: Float64Array,
  deathRate: Float64Array,
): InputSource[] {
  type Ends = readonly ('b' | 'i' | 'j' | 'bi' | 'bj' | 'ij' | 'ji')[];
  const factors: Readonly<Record<Ends[number], InputSource['factors']>> = {
    b: [1, 0, 0],
    i: [0, 1, 0],
    j: [0, 0, 1],
    bi: [areas, 1, 0],
    bj: [areas, 0, 1],
    ij: [0, areas, 1],
    ji: [0, 1, areas],
  };
  const inputs = (table: Float32Array, ...ends: Ends): InputSource[] =>
    ends.map((end) => {
      const cells = end.length === 2 ? areas * areas : areas;
      return { table, offset: 0, yearStride: table.length === cells ? 0 : cells, factors: factors[end] };
    });
  const identity = Float32Array.from({ length: areas * areas }, (_, cell) => (Math.floor(cell / areas) === cell % areas ? 1 : 0));
  return [
    ...inputs(tables.income, 'b', 'i', 'j'),
    ...inputs(tables.growth, 'b', 'i', 'j'),
    ...inputs(tables.trade, 'ij', 'ji'),
    ...inputs(population, 'b', 'i', 'j'),
    ...inputs(tables.lifeExpectancy, 'b', 'i', 'j'),
    ...inputs(standardised(birthRate), 'i', 'j'),
    ...inputs(standardised(deathRate), 'i', 'j'),
    ...inputs(tables.distance, 'ij'),
    ...inputs(tables.language, 'bj', 'ij'),
    ...inputs(tables.religion, 'bj', 'ij'),
    ...inputs(tables.conflict, 'i', 'j'),
    ...inputs(tables.refugees, 'bi', 'bj'),
    ...inputs(tables.refugeeChange, 'bi', 'bj'),
    ...inputs(tables.colony, 'bj', 'ij'),
    ...inputs(tables.union, 'b', 'i', 'j'),
    ...inputs(identity, 'bi', 'bj'),
  ];
}

/** What happens in the synthetic world, persons. */
interface World {
  /** Years x areas. */
  readonly population: Float64Array;
  readonly births: Float64Array;
  /** By 1 January, areas x areas. */
  readonly stocks: readonly Float64Array[];
  /** By year, areas x areas (orig, dest). */
  readonly corridors: readonly Float64Array[];
}

/** A gravity rule year by year: near, similar and richer places attract, and people of the same birth draw each other. */
function simulateWorld(
  edges: Edges,
  areas: number,
  start: ReturnType<typeof startingPopulation>,
  { distance, language, income }: Tables,
  random: Random,
): World {
  const count = countEdges(edges);
  const population = new Float64Array(YEARS * areas);
  const births = new Float64Array(YEARS * areas);
  const stocks: Float64Array[] = [start.stock];
  const corridors: Float64Array[] = [];
  const fixed = Float64Array.from({ length: count }, (_, edge) => {
    const pair = edges.orig[edge]! * areas + edges.dest[edge]!;
    const kin = edges.birth[edge]! * areas + edges.dest[edge]!;
    return -0.8 * distance[pair]! + language[kin]! + 0.5 * random.normal();
  });
  for (let year = 0; year < YEARS; year++) {
    const stock = stocks[year]!;
    for (let cell = 0; cell < areas * areas; cell++) {
      const at = year * areas + (cell % areas);
      population[at] = population[at]! + stock[cell]!;
    }
    for (let at = year * areas; at < (year + 1) * areas; at++) births[at] = population[at]! * start.birthRate[at]!;
    const demography = { population, births, deathRate: start.deathRate };
    const atRisk = populationAtRisk(stock, demography, year, areas);
    const pull = atRisk.map((persons) => exp(0.3 * log1p(persons)));
    const flows = new Float32Array(count);
    let total = 0;
    for (let edge = 0; edge < count; edge++) {
      const [birth, orig, dest] = [edges.birth[edge]! * areas, edges.orig[edge]!, edges.dest[edge]!];
      const gain = income[year * areas + dest]! - income[year * areas + orig]!;
      flows[edge] = atRisk[birth + orig]! * pull[birth + dest]! * exp(fixed[edge]! + 0.3 * gain + 0.2 * random.normal());
      total += flows[edge]!;
    }
    const people = population.subarray(year * areas, (year + 1) * areas).reduce((sum, persons) => sum + persons, 0);
    for (let edge = 0; edge < count; edge++) {
      const most = LARGEST_SHARE * atRisk[edges.birth[edge]! * areas + edges.orig[edge]!]!;
      flows[edge] = Math.min((flows[edge]! * MOBILITY * people) / total, most);
    }
    const totals = noFlows(areas);
    addFlows(totals, edges, areas, flows);
    corridors.push(totals.corridors);
    stocks.push(nextStock(stock, totals, demography, year, areas));
  }
  return { population, births, stocks, corridors };
}

/** Net migration everywhere, 60 % of the stock changes, and half the years of a quarter of the corridors, a fifth of them held out. */
function targetsOf(areas: number, { stocks, corridors }: World, random: Random): { targets: Targets; heldOut: Targets['flow'] } {
  const ones = (count: number) => new Float64Array(count).fill(1);
  const offDiagonal = Array.from({ length: areas * areas }, (_, cell) => cell).filter((cell) => Math.floor(cell / areas) !== cell % areas);
  const stock = STOCK_DATES.slice(1).map((end, interval) => {
    const start = STOCK_DATES[interval]!;
    const cells = Int32Array.from(offDiagonal.filter(() => random.uniform() < 0.6));
    const persons = Float64Array.from(cells, (cell) => stocks[end]![cell]! - stocks[start]![cell]!);
    return { start, end, ...countedIn(cells, persons) };
  });
  const rows = { seen: [] as number[], heldOut: [] as number[] };
  for (const cell of offDiagonal) {
    if (random.uniform() >= 0.25) continue;
    const chosen = random.uniform() < 0.2 ? rows.heldOut : rows.seen;
    for (let year = 0; year < YEARS; year++) if (random.uniform() < 0.5) chosen.push(year * areas * areas + cell);
  }
  const grouped = (list: readonly number[]) =>
    groupTargets(
      {
        group: Int32Array.from(list, (at) => Math.floor(at / (areas * areas))),
        cell: Int32Array.from(list, (at) => at % (areas * areas)),
        persons: Float64Array.from(list, (at) => corridors[Math.floor(at / (areas * areas))]![at % (areas * areas)]!),
        errors: ones(list.length).fill(FLOW_ERROR),
        weights: ones(list.length),
      },
      YEARS,
    );
  const net = corridors.map((flows) => {
    const persons = new Float64Array(areas);
    flows.forEach((moved, cell) => {
      persons[cell % areas]! += moved;
      persons[Math.floor(cell / areas)]! -= moved;
    });
    return countedIn(
      Int32Array.from({ length: areas }, (_, area) => area),
      persons,
    );
  });
  const none = grouped([]);
  return { targets: { stock, flow: grouped(rows.seen), arrivals: none, departures: none, net }, heldOut: grouped(rows.heldOut) };
}

/** Changes of stocks or net migration. */
function countedIn(cells: Int32Array, persons: Float64Array): TargetGroup {
  const errors = new Float64Array(cells.length).fill(LEAST_ERROR);
  return { cells, persons, errors, weights: new Float64Array(cells.length).fill(1) };
}

function momentsOf(values: Float64Array): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  return { mean, sd: Math.sqrt(variance) };
}

function standardised(values: Float64Array): Float32Array {
  const logs = values.map((value) => log1p(value));
  const { mean, sd } = momentsOf(logs);
  return Float32Array.from(logs, (value) => (value - mean) / sd);
}
