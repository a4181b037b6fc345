import type { AreaCodes, Areas, Flows, Observations, Panel, Params, RefugeeStocks } from '../../../schemas/generated/types.ts';
import type { SourceInput } from '../../engine/stage.ts';
import { type AnnualFlows, annualFlowsOf, positionOf } from '../../evaluation/annualFlows.ts';
import type { PlausibilityInput, PlausibilityRules } from '../../evaluation/plausibility/rows.ts';
import type { Witness } from '../../evaluation/plausibility/witness.ts';
import { categoryAt } from '../../tables/columns.ts';
import { recode } from '../../tables/recode.ts';
import { areaCodes, type Years } from '../areas.ts';
import { GASKIN_ABEL, gaskinAbelFlows, LISTED_FROM } from '../comparison/gaskinAbel.ts';
import { PanelSeries } from '../panelSeries.ts';
import { readTrueFlows } from '../validation/trueFlows.ts';
import { readNamedCases } from './caseFile.ts';
import { allReports, collectionWitnesses, listing, refugeeWitnesses } from './witnesses.ts';

/** Tables that flows are held against, and sources that not every project has. */
export interface PlausibilityTables {
  readonly areas: Areas;
  readonly areaCodes: AreaCodes;
  readonly panel: Panel;
  readonly observations: Observations;
  readonly refugees: RefugeeStocks;
  readonly cases: SourceInput;
  readonly published: SourceInput | null;
  readonly truth: SourceInput | null;
}

type PlausibilityParams = Pick<Params, 'years' | 'plausibility'> & { readonly training: Pick<Params['training'], 'censored'> };

/** Everything that the estimates `flows` are looked at with. */
export async function plausibilityInput(
  tables: PlausibilityTables,
  flows: AnnualFlows,
  params: PlausibilityParams,
): Promise<PlausibilityInput> {
  const areas = areaCodes(tables.areas);
  const { years } = params;
  const collections = collectionWitnesses(tables.observations, areas, years, params.training.censored);
  return {
    ...{ flows, areas, collections },
    regions: areas.map((_, row) => categoryAt(tables.areas.region, row)),
    population: new PanelSeries(tables.panel, 'population', areas).complete(years),
    witnesses: [
      allReports(collections, areas.length, years),
      ...collections,
      ...refugeeWitnesses(tables.refugees, areas, years),
      ...(await publishedWitness(tables, areas, years)),
      ...(tables.truth === null ? [] : [listing('truth', await readTrueFlows(tables.truth, areas, flows))]),
    ],
    named: await readNamedCases(tables.cases, areas, years),
  };
}

/** Exported flows by year, origin and destination. */
export function exportedFlows({ year, orig, dest, flow_mean: mean }: Flows, areas: readonly string[], years: Years): AnnualFlows {
  const flows = annualFlowsOf(years, areas.length, 0);
  const [from, to] = [recode(orig, areas).codes, recode(dest, areas).codes];
  for (const [row, persons] of mean.entries()) {
    const position = positionOf(flows, year[row]!, from[row]!, to[row]!);
    if (position >= 0) flows.values[position] = persons;
  }
  return flows;
}

export function plausibilityRules({ plausibility }: PlausibilityParams): PlausibilityRules {
  return { largeFlow: plausibility.large_flow, largeReport: plausibility.large_report, largest: plausibility.largest };
}

async function publishedWitness(
  { published, areaCodes: codes }: PlausibilityTables,
  areas: readonly string[],
  years: Years,
): Promise<Witness[]> {
  if (published === null) return [];
  const flows = await gaskinAbelFlows(published, codes, { areas, years });
  const below = flows.values.map((persons) => (persons === 0 ? LISTED_FROM : Number.NaN));
  const listed = { ...flows, values: flows.values.map((persons) => (persons === 0 ? Number.NaN : persons)) };
  return [{ name: GASKIN_ABEL, flows: listed, below, part: false }];
}
