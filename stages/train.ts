import type { Train } from '../schemas/types.ts';
import { areaCodes } from '../src/assembly/areas.ts';
import { flowColumns, historyColumns, netMigrationColumns, stockColumns, weightColumns } from '../src/assembly/memberTables.ts';
import { trainOrResume } from '../src/assembly/resumableTraining.ts';
import { startWeights } from '../src/assembly/startWeights.ts';
import { problemFrom, readTables } from '../src/assembly/trainingProblem.ts';
import { trainingSettings } from '../src/assembly/trainingSettings.ts';
import { chooseBackend } from '../src/model/backend.ts';
import type { Simulation } from '../src/model/engine.ts';
import { sampledInitialStock } from '../src/model/initialStock.ts';
import { trainerOf } from '../src/model/modelKind.ts';
import type { Problem } from '../src/model/problem.ts';
import type { Trained, Trainer, TrainingSettings } from '../src/model/trainer.ts';
import { untrained } from '../src/model/trainer.ts';
import { RunningMoments } from '../src/numerics/moments.ts';
import { Random } from '../src/numerics/random.ts';

/** Trains one member of the ensemble and runs it: once from the initial stocks, and from sampled ones (method.md 6). */
export async function run(context: Train): Promise<void> {
  const { params, inputs, outputs, each } = context;
  const tables = await readTables(inputs);
  const problem = problemFrom(tables, params.years, context.log);
  const name = `member ${each.member}`;
  const settings = trainingSettings(params, name);
  const backend = await chooseBackend(context.backend, context.cores);
  const choice = trainerOf(params.model.kind, backend);
  const random = new Random(params.training.seed).fork(name);
  context.log(`${name} on backend ${backend.name}`);

  const start = await startOf(context, settings);
  const trained = await trainOrResume(context, choice, problem, settings, random, start);
  await outputs.weights.write(weightColumns(trained.weights));
  await outputs.history.write(historyColumns(trained.history));

  const { central, flows, stocks, netMigration } = await runs(context, choice.trainer, problem, settings, trained, random);
  const areas = areaCodes(tables.areas);
  const { first } = params.years;
  await outputs.flows.write(flowColumns({ central: central.flows, moments: flows.finish() }, areas, first));
  await outputs.stocks.write(stockColumns({ central: central.stocks, moments: stocks.finish() }, areas, first));
  await outputs.net_migration.write(netMigrationColumns({ central: central.netMigration, moments: netMigration.finish() }, areas, first));
}

/** The network in a file of weights that the manifest names, which the published program can start from; null without one. */
async function startOf({ params, inputs, log }: Train, { shape }: TrainingSettings): Promise<Trained | null> {
  if (params.model.kind !== 'paper' || inputs.start_weights === null) return null;
  log('the training starts from the weights of the source start-weights');
  return untrained(await startWeights(inputs.start_weights, shape));
}

interface Runs {
  readonly central: Simulation;
  /** Over the central and all sampled runs. */
  readonly flows: RunningMoments;
  readonly stocks: RunningMoments;
  readonly netMigration: RunningMoments;
}

async function runs(
  context: Train,
  trainer: Trainer,
  problem: Problem,
  settings: TrainingSettings,
  trained: Trained,
  random: Random,
): Promise<Runs> {
  const central = await trainer.simulate(problem, settings, trained.weights, problem.initialStock);
  const moments = {
    flows: new RunningMoments(central.flows.length),
    stocks: new RunningMoments(central.stocks.length),
    netMigration: new RunningMoments(central.netMigration.length),
  };
  const add = (simulation: Simulation) => {
    moments.flows.add(simulation.flows);
    moments.stocks.add(simulation.stocks);
    moments.netMigration.add(simulation.netMigration);
  };
  add(central);
  const total = context.params.uncertainty.runs;
  for (let run = 0; run < total; run++) {
    context.progress({ done: run, total, unit: 'run' });
    const initialStock = sampledInitialStock(problem, random.fork(`run ${run}`));
    add(await trainer.simulate(problem, settings, trained.weights, initialStock));
  }
  return { central, ...moments };
}
