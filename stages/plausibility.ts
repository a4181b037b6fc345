import type { Plausibility } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import { exportedFlows, plausibilityInput, plausibilityRules } from '../src/adapters/plausibility/plausibilityInput.ts';
import { plausibilityColumns, witnessColumns } from '../src/adapters/plausibility/plausibilityTables.ts';
import { plausibility } from '../src/evaluation/plausibility/plausibility.ts';

/** Holds the exported flows that a reader looks up first against all who say something of them (docs/method.md 7.5). */
export async function run({ params, inputs, outputs, log }: Plausibility): Promise<void> {
  const areas = await inputs.areas.read();
  const flows = exportedFlows(await inputs.flows.read(), areaCodes(areas), params.years);
  const tables = {
    areas,
    areaCodes: await inputs.area_codes.read(),
    panel: await inputs.panel.read(),
    observations: await inputs.observations.read(),
    refugees: await inputs.refugees.read(),
    cases: inputs.named_cases,
    published: inputs.reference_estimates,
    truth: inputs.truth,
  };
  const rows = plausibility(await plausibilityInput(tables, flows, params), plausibilityRules(params));
  const unexplained = rows.filter(({ verdict, reason }) => verdict !== 'witnessed' && reason === null);
  log(`${rows.length} estimates, ${unexplained.length} of them without a witness near them and without a reason`);
  await outputs.cases.write(plausibilityColumns(rows));
  await outputs.witnesses.write(witnessColumns(rows));
}
