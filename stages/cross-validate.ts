import type { CrossValidate } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import { type ModelTables, readTables } from '../src/adapters/training/modelTables.ts';
import { reportingFactorsOfRows } from '../src/adapters/training/reporters.ts';
import { trainOrResume } from '../src/adapters/training/resumableTraining.ts';
import { problemFrom } from '../src/adapters/training/trainingProblem.ts';
import { trainingSettings } from '../src/adapters/training/trainingSettings.ts';
import { foldScoreColumns, heldoutColumns } from '../src/adapters/validation/foldTables.ts';
import { censoredPredictions, corridorGroups, predictionsOf } from '../src/adapters/validation/predictions.ts';
import { readTrueFlows } from '../src/adapters/validation/trueFlows.ts';
import type { AnnualFlows } from '../src/evaluation/annualFlows.ts';
import type { GroupScore } from '../src/evaluation/foldScores.ts';
import { censoredScore, foldScores } from '../src/evaluation/foldScores.ts';
import { foldOfPairs } from '../src/evaluation/folds.ts';
import { truthScores } from '../src/evaluation/truth.ts';
import { chooseBackend } from '../src/model/backend.ts';
import { trainerOf } from '../src/model/modelKind.ts';
import type { Weights } from '../src/model/problem/network.ts';
import { Random } from '../src/numerics/random.ts';

/** Trains a network without the reports of one fold of pairs and scores it on them (docs/method.md 7.1). */
export async function run(context: CrossValidate): Promise<void> {
  const { params, inputs, outputs, each } = context;
  const tables = await readTables(inputs);
  const { pair } = tables.observations;
  const folds = foldOfPairs(pair, params.cross_validation.folds, new Random(params.training.seed).fork('folds'));
  const isHeldOut = (row: number) => folds.get(pair[row]!) === each.fold;

  const { weights, estimated } = await trainedWithout(context, tables, isHeldOut);
  const areas = areaCodes(tables.areas);
  const predictions = predictionsOf(tables.observations, areas, estimated);
  const heldout = predictions.where(isHeldOut);
  const training = predictions.where((row) => !isHeldOut(row));
  const factors = reportingFactorsOfRows(tables.observations, heldout.rows, training.rows, weights, areas);
  const onReportersScale = heldout.predicted.map((persons, row) => persons * factors[row]!);
  const censored = censoredPredictions(tables.observations, areas, params, {
    learnt: training.rows,
    weights,
    estimated,
    isHeldOut,
  });
  await outputs.heldout.write(heldoutColumns(tables.observations, heldout, onReportersScale));
  await outputs.scores.write(
    foldScoreColumns([
      ...foldScores('heldout', heldout.reported, heldout.predicted),
      ...foldScores('counted', heldout.reported, onReportersScale),
      ...foldScores('training', training.reported, training.predicted),
      censoredScore(censored.below, censored.onReportersScale),
    ]),
  );
  await outputs.truth.write(foldScoreColumns(await scoresAgainstTruth(context, tables, estimated, isHeldOut)));
}

/** A network that has not seen the held-out rows of the observations, and its flows. */
async function trainedWithout(
  context: CrossValidate,
  tables: ModelTables,
  isHeldOut: (row: number) => boolean,
): Promise<{ weights: Weights; estimated: AnnualFlows }> {
  const { params, each } = context;
  const problem = problemFrom(tables, params, context.log, (row) => !isHeldOut(row));
  const settings = trainingSettings(params, `fold ${each.fold}, seed ${each.seed}`);
  const backend = await chooseBackend(context.backend, context.cores);
  const choice = trainerOf(params.model.kind, backend);
  context.log(`${settings.name} on backend ${backend.name}`);
  const random = new Random(params.training.seed).fork(`fold ${each.fold}`).fork(`seed ${each.seed}`);
  const { weights } = await trainOrResume(context, choice, { problem, settings, random });
  const { flows } = await choice.trainer.simulate(problem, settings, weights, problem.initialStock);
  return { weights, estimated: { first: params.years.first, years: problem.years, areas: problem.areas, values: flows } };
}

/** None where no truth is known: only the demo world has one. */
async function scoresAgainstTruth(
  { inputs, params }: CrossValidate,
  tables: ModelTables,
  estimated: AnnualFlows,
  isHeldOut: (row: number) => boolean,
): Promise<GroupScore[]> {
  if (inputs.truth === null) return [];
  const areas = areaCodes(tables.areas);
  const truth = await readTrueFlows(inputs.truth, areas, estimated);
  return truthScores(truth, estimated, corridorGroups(tables.observations, areas, params.years, isHeldOut));
}
