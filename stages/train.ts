import type { Train } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import { imputedCovariates } from '../src/adapters/training/covariates/imputedCovariates.ts';
import { areaEffectColumns, corridorEffectColumns, reportingFactorColumns } from '../src/adapters/training/member/effectTables.ts';
import {
  historyColumns,
  memberFlowColumns,
  memberNetMigrationColumns,
  memberStockColumns,
  weightColumns,
} from '../src/adapters/training/member/memberTables.ts';
import { birthColumns, edgeColumns, runColumns } from '../src/adapters/training/member/runTables.ts';
import { readTables } from '../src/adapters/training/modelTables.ts';
import { trainOrResume } from '../src/adapters/training/resumableTraining.ts';
import { startWeights } from '../src/adapters/training/startWeights.ts';
import { problemFrom } from '../src/adapters/training/trainingProblem.ts';
import { runSettings, trainingSettings } from '../src/adapters/training/trainingSettings.ts';
import { learntReporters } from '../src/adapters/training/trainingTargets.ts';
import { chooseBackend } from '../src/model/backend.ts';
import { trainerOf } from '../src/model/modelKind.ts';
import { countEdges } from '../src/model/problem/edges.ts';
import type { Runs } from '../src/model/simulation/runs.ts';
import { simulateRuns } from '../src/model/simulation/runs.ts';
import type { Trained, TrainingSettings } from '../src/model/training/trainer.ts';
import { untrained } from '../src/model/training/trainer.ts';
import { Random } from '../src/numerics/random.ts';

/** Trains one member of the ensemble and runs it: once from the best estimates, and from sampled stocks and covariates (docs/method.md 6). */
export async function run(context: Train): Promise<void> {
  const { params, inputs, outputs, each } = context;
  const tables = await readTables(inputs);
  const problem = problemFrom(tables, params, context.log);
  const name = `member ${each.member}`;
  const settings = trainingSettings(params, name);
  const backend = await chooseBackend(context.backend, context.cores);
  const choice = trainerOf(params.model.kind, backend);
  const random = new Random(params.training.seed).fork(name);
  context.log(`${name} on backend ${backend.name}`);

  const start = await startOf(context, settings);
  const trained = await trainOrResume(context, choice, { problem, settings, random, start });
  await outputs.weights.write(weightColumns(trained.weights));
  await outputs.history.write(historyColumns(trained.history));

  const areas = areaCodes(tables.areas);
  const runs = await simulateRuns(problem, imputedCovariates(tables, areas, params.years), runSettings(params.uncertainty), random, {
    simulate: (sampled, edgeFlows) => choice.trainer.simulate(sampled, settings, trained.weights, sampled.initialStock, edgeFlows),
    started: (run) => context.progress({ done: run, total: params.uncertainty.runs, unit: 'run' }),
  });
  context.log(listedEdges(runs));
  const { first } = params.years;
  const reporters = learntReporters(tables, areas, params.years, params.model.errors.measures);
  await outputs.observers.write(reportingFactorColumns(trained.weights, reporters, areas));
  await outputs.area_effects.write(areaEffectColumns(trained.weights, areas, first));
  await outputs.corridors.write(corridorEffectColumns(trained.weights, problem.effects, areas, first));
  await outputs.flows.write(memberFlowColumns(runs.spreads.flows, areas, first));
  await outputs.stocks.write(memberStockColumns(runs.spreads.stocks, areas, first));
  await outputs.net_migration.write(memberNetMigrationColumns(runs.spreads.netMigration, areas, first));
  await outputs.births.write(birthColumns(runs, areas, first));
  await outputs.edges.write(edgeColumns(runs, areas, first));
  await outputs.runs.write(runColumns(runs, first));
}

/** The network in a file of weights that the manifest names, which the published program can start from; null without one. */
async function startOf({ params, inputs, log }: Train, { shape }: TrainingSettings): Promise<Trained | null> {
  if (params.model.kind !== 'paper' || inputs.start_weights === null) return null;
  log('the training starts from the weights of the source start-weights');
  return untrained(await startWeights(inputs.start_weights, shape));
}

/** How much the list of edges leaves out. */
function listedEdges({ edges, totals }: Runs): string {
  const sum = (values: Float64Array) => values.reduce((total, persons) => total + persons, 0);
  const { movers, unlisted } = totals[0]!;
  const share = (100 * sum(unlisted)) / Math.max(1, sum(movers));
  return `${countEdges(edges)} edges carry at least uncertainty.minimum_flow and are listed: all movers but ${share.toFixed(2)} %`;
}
