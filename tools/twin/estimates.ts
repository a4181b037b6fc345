import { readFileSync } from 'node:fs';
import { intervalsBetween, stockTables } from '../../src/adapters/comparison/comparisonInput.ts';
import { demographicSeries } from '../../src/adapters/comparison/demographicSeries.ts';
import { flowsOfInterval } from '../../src/adapters/comparison/stockBasedFlows.ts';
import type { Project } from '../../src/engine/project/project.ts';
import { type AnnualFlows, annualFlowsOf, positionOf } from '../../src/evaluation/annualFlows.ts';
import { STOCK_METHODS } from '../../src/evaluation/comparison/comparison.ts';
import { categoryAt } from '../../src/tables/columns.ts';
import { recode } from '../../src/tables/recode.ts';
import { type HarmonizeTables, type ImputeTables, readStageTables, type TrainTables } from '../data/artifacts.ts';
import { eachRow } from './truth.ts';

type Years = { readonly first: number; readonly last: number };

/** Flows of a method, and its moves by birth where it knows them: persons in all years. */
export interface Estimate {
  readonly name: string;
  readonly flows: AnnualFlows;
  readonly moves?: MovesByBirth;
}

/** Persons in all years: out of their country of birth, back to it, and between two others. */
export interface MovesByBirth {
  readonly outward: number;
  readonly home: number;
  readonly transit: number;
}

/** Mean of the trained members, as many as the lock names. Refuses (E105) if there is none. */
export async function ensembleEstimate(project: Project, codes: readonly string[], years: Years): Promise<Estimate> {
  const trained = project.plan.instances.filter(({ id, stage }) => stage.name === 'train' && project.lock.lock.has(id)).map(({ id }) => id);
  const members = trained.length > 0 ? trained : ['train[member=1]'];
  const flows = annualFlowsOf(years, codes.length, 0);
  const moves = { outward: 0, home: 0, transit: 0 };
  for (const member of members) {
    const tables = await readStageTables<TrainTables>(project, member, ['flows', 'births']);
    addFlows(flows, tables.flows, codes, 1 / members.length);
    const { arrivals, departures, birth, residence } = tables.births;
    let [home, outward] = [0, 0];
    arrivals.forEach((persons, row) => {
      if (categoryAt(birth, row) !== categoryAt(residence, row)) return;
      home += persons;
      outward += departures[row]!;
    });
    const total = tables.flows.flow.reduce((sum, persons) => sum + persons, 0);
    moves.home += home / members.length;
    moves.outward += outward / members.length;
    moves.transit += (total - home - outward) / members.length;
  }
  return { name: members.length === 1 ? 'one member' : `${members.length} members`, flows, moves };
}

function addFlows(flows: AnnualFlows, table: TrainTables['flows'], codes: readonly string[], weight: number): void {
  const [orig, dest] = [recode(table.orig, codes).codes, recode(table.dest, codes).codes];
  table.flow.forEach((persons, row) => {
    const position = positionOf(flows, table.year[row]!, orig[row]!, dest[row]!);
    if (position >= 0) flows.values[position]! += weight * persons;
  });
}

/** The stock-based estimators on the completed stocks; each year of an interval has the same flow. */
export async function stockBasedEstimates(project: Project, tables: HarmonizeTables, years: Years): Promise<Estimate[]> {
  const demography = demographicSeries(tables.areas, tables.panel);
  const { stocks } = await readStageTables<ImputeTables>(project, 'impute', ['stocks']);
  const byDate = stockTables(stocks, demography.areas);
  const n = demography.areas.length;
  const estimates = STOCK_METHODS.map((name) => ({ name: name.replaceAll('_', ' '), method: name, flows: annualFlowsOf(years, n, 0) }));
  for (const interval of intervalsBetween(byDate.keys(), years)) {
    const stockBased = flowsOfInterval(interval, byDate, demography, () => {});
    for (const { method, flows } of estimates) {
      const yearly = stockBased.flows[method].map((persons) => persons / (interval.end - interval.start));
      for (let year = interval.start; year < interval.end; year++) flows.values.set(yearly, positionOf(flows, year, 0, 0));
    }
  }
  return estimates.filter(({ method }) => SHOWN.includes(method)).map(({ name, flows }) => ({ name, flows }));
}

/** Of the six, those that stand for their kind. */
const SHOWN: readonly string[] = ['drop_negative', 'closed', 'pseudo_bayes'];

/** Flows of any other program: a CSV file with the columns year, orig, dest and persons, named as NAME=FILE. */
export function estimateFromFile(argument: string, codes: readonly string[], years: Years): Estimate {
  const [name = '', file = ''] = argument.split('=');
  const flows = annualFlowsOf(years, codes.length, 0);
  const index = new Map(codes.map((code, position) => [code, position]));
  eachRow(readFileSync(file), ['year', 'orig', 'dest', 'persons'], ([year, orig, dest, persons]) => {
    const position = positionOf(flows, Number(year), index.get(orig!) ?? -1, index.get(dest!) ?? -1);
    if (position >= 0) flows.values[position]! += Number(persons);
  });
  return { name, flows };
}
