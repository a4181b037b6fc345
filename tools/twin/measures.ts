import { type AnnualFlows, positionOf } from '../../src/evaluation/annualFlows.ts';
import { isWithinFactorTwo, medianPercentageError, shareWithinFactorTwo } from '../../src/evaluation/measures.ts';
import { truthScores } from '../../src/evaluation/truth.ts';
import { median } from '../../src/numerics/statistics.ts';
import type { TwinCorridors } from './groups.ts';

/** A line of the table: what is measured, and how its value is written. */
export interface Measure {
  readonly label: string;
  readonly value: number;
  readonly digits: number;
}

/** Years whose level is shown. */
const LEVELS = [1990, 1991, 1995, 2000, 2005, 2010, 2015, 2018, 2019, 2020, 2021, 2022, 2023];
/** Smallest true flow that a relative error is taken of. */
const LEAST_FLOW = 10;
/** An estimate above this many persons and three times the truth is one that a reader would refute. */
const LARGE = 100_000;

/** Everything that is measured on flows by pair: the estimates beside the truth, and beside the reports. */
export function flowMeasures(truth: AnnualFlows, estimated: AnnualFlows, corridors: TwinCorridors): Measure[] {
  return [
    ...agreement(truth, estimated, corridors),
    ...levels(truth, estimated),
    ...pandemic(truth, estimated, corridors),
    ...kinds(truth, estimated, corridors),
    ...sizes(truth, estimated, corridors),
  ];
}

/** By what is reported of a corridor: log r, median error, within two, movement within corridors. */
function agreement(truth: AnnualFlows, estimated: AnnualFlows, { groups }: TwinCorridors): Measure[] {
  const scores = truthScores(truth, estimated, groups);
  return groups.flatMap(({ group, corridors }) => {
    const score = (name: string) => scores.find((each) => each.group === group && each.measure === name)!.value;
    const cells = corridors.flatMap((corridor) => Array.from({ length: truth.years }, (_, year) => year * truth.areas ** 2 + corridor));
    const counted = cells.filter((cell) => truth.values[cell]! >= LEAST_FLOW);
    const error = medianPercentageError(at(truth, counted), at(estimated, counted));
    return [
      { label: `${group}: r of logs`, value: score('log_count'), digits: 3 },
      { label: `${group}: median error of flows of ${LEAST_FLOW} and more, %`, value: error, digits: 0 },
      { label: `${group}: within two`, value: score('within_factor_two'), digits: 2 },
      { label: `${group}: r over the years within a corridor, median`, value: score('within_corridor'), digits: 2 },
    ];
  });
}

function at({ values }: AnnualFlows, cells: readonly number[]): Float64Array {
  return Float64Array.from(cells, (cell) => values[cell]!);
}

function levels(truth: AnnualFlows, estimated: AnnualFlows): Measure[] {
  const total = (flows: AnnualFlows, year: number) => sumOver(flows, year, () => true);
  const growth = (flows: AnnualFlows) => total(flows, 2023) / total(flows, 1995);
  return [
    ...LEVELS.map((year) => ({ label: `total ${year} over truth`, value: total(estimated, year) / total(truth, year), digits: 2 })),
    { label: `growth 1995-2023 over that of the truth (${growth(truth).toFixed(2)})`, value: growth(estimated) / growth(truth), digits: 2 },
  ];
}

function sumOver(flows: AnnualFlows, year: number, isIn: (corridor: number) => boolean): number {
  const first = positionOf(flows, year, 0, 0);
  let sum = 0;
  for (let corridor = 0; corridor < flows.areas ** 2; corridor++) if (isIn(corridor)) sum += flows.values[first + corridor]!;
  return sum;
}

/** The fall of 2020 where Meta reports and where it does not. */
function pandemic(truth: AnnualFlows, estimated: AnnualFlows, { ofMeta }: TwinCorridors): Measure[] {
  const change = (flows: AnnualFlows, isIn: (corridor: number) => boolean) =>
    100 * (sumOver(flows, 2020, isIn) / sumOver(flows, 2019, isIn) - 1);
  const row = (where: string, isIn: (corridor: number) => boolean) => ({
    label: `2019 to 2020 ${where}, % (truth ${change(truth, isIn).toFixed(0)})`,
    value: change(estimated, isIn),
    digits: 0,
  });
  return [row('on corridors of Meta', (corridor) => ofMeta.has(corridor)), row('on others', (corridor) => !ofMeta.has(corridor))];
}

/** Rich with rich, and contract labour with its return, over the truth; rich with rich over its reports as well. */
function kinds(truth: AnnualFlows, estimated: AnnualFlows, { exchange, contract, reports }: TwinCorridors): Measure[] {
  const over = (label: string, set: ReadonlySet<number>, first: number, last: number): Measure => {
    const total = (flows: AnnualFlows) =>
      yearsFrom(first, last).reduce((sum, year) => sum + sumOver(flows, year, (cell) => set.has(cell)), 0);
    return { label: `${label} ${first}-${last} over truth`, value: total(estimated) / total(truth), digits: 2 };
  };
  const reported = rowsOfReports(estimated, reports).filter(({ row }) => reports.isMeta[row] && exchange.has(reports.corridor[row]!));
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  const ratio = sum(reported.map(({ cell }) => estimated.values[cell]!)) / sum(reported.map(({ row }) => reports.persons[row]!));
  return [
    over('rich to rich', exchange, 2000, 2018),
    over('rich to rich', exchange, 2019, 2022),
    over('rich to rich', exchange, 2023, 2023),
    { label: 'rich to rich over reports of Meta', value: ratio, digits: 2 },
    over('contract labour', contract, 1990, 2009),
    over('contract labour', contract, 2010, 2023),
  ];
}

function yearsFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, step) => first + step);
}

function rowsOfReports(flows: AnnualFlows, { corridor, year }: TwinCorridors['reports']): { row: number; cell: number }[] {
  return Array.from(corridor, (pair, row) => ({ row, cell: positionOf(flows, year[row]!, 0, 0) + pair })).filter(({ cell }) => cell >= 0);
}

/** Large reports, small true flows, the largest true ones, and large estimates that are far above the truth. */
function sizes(truth: AnnualFlows, estimated: AnnualFlows, { reports, toRich }: TwinCorridors): Measure[] {
  const large = rowsOfReports(estimated, reports).filter(({ row }) => reports.isMeta[row] && reports.persons[row]! >= 50_000);
  const reported = Float64Array.from(large, ({ row }) => reports.persons[row]!);
  const cells = Array.from(truth.values.keys());
  const ratio = (from: number, below: number, isIn = (_: number) => true) => {
    const chosen = cells.filter((cell) => truth.values[cell]! >= from && truth.values[cell]! < below && isIn(cell % truth.areas ** 2));
    return median(chosen.map((cell) => estimated.values[cell]! / truth.values[cell]!));
  };
  const isToRich = (corridor: number) => toRich.has(corridor);
  const wild = cells.filter((cell) => estimated.values[cell]! > LARGE && estimated.values[cell]! > 3 * truth.values[cell]!);
  const largest = cells.filter((cell) => truth.values[cell]! > LARGE);
  const met = largest.filter((cell) => isWithinFactorTwo(truth.values[cell]!, estimated.values[cell]!));
  return [
    {
      label: `${large.length} reports of Meta of 50,000 and more: within two`,
      value: shareWithinFactorTwo(
        reported,
        at(
          estimated,
          large.map(({ cell }) => cell),
        ),
      ),
      digits: 2,
    },
    { label: `${largest.length} true flows above ${LARGE}: within two`, value: met.length / largest.length, digits: 2 },
    { label: `estimates above ${LARGE} and three times the truth`, value: wild.length, digits: 0 },
    { label: 'true flows of 1 to 9: median ratio', value: ratio(1, 10), digits: 2 },
    { label: 'true flows of 10 to 99: median ratio', value: ratio(10, 100), digits: 2 },
    { label: 'true flows of 1 to 9 to rich areas: median ratio', value: ratio(1, 10, isToRich), digits: 2 },
    { label: 'true flows of 10 to 99 to rich areas: median ratio', value: ratio(10, 100, isToRich), digits: 2 },
    { label: 'true flows of 100 to 999: median ratio', value: ratio(100, 1000), digits: 2 },
    { label: 'true flows of 1,000 and more: median ratio', value: ratio(1000, Number.POSITIVE_INFINITY), digits: 2 },
  ];
}
