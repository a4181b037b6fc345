import type { FitCompetitors } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import { stockTables } from '../src/adapters/comparison/comparisonInput.ts';
import { competitorColumns, competitorTruthColumns } from '../src/adapters/competitors/competitorTables.ts';
import { featuresOf, GRAVITY_FEATURES, knownOf } from '../src/adapters/competitors/features.ts';
import { everyCorridorYear, learntRows, type RowsInput, reportedCorridorYears } from '../src/adapters/competitors/reportRows.ts';
import { accountedIntervals } from '../src/adapters/training/covariates/accountedIntervals.ts';
import { rawCovariates } from '../src/adapters/training/covariates/rawCovariates.ts';
import { corridorGroups } from '../src/adapters/validation/predictions.ts';
import { readTrueFlows } from '../src/adapters/validation/trueFlows.ts';
import { annualFlowsOf } from '../src/evaluation/annualFlows.ts';
import { COMPETITORS, type Competitor, fitCompetitor } from '../src/evaluation/competitors/competitors.ts';
import type { LearntRows, Predictor } from '../src/evaluation/competitors/corridorRows.ts';
import type { GroupScore } from '../src/evaluation/foldScores.ts';
import { foldOfPairs } from '../src/evaluation/folds.ts';
import { truthScores } from '../src/evaluation/truth.ts';
import { Random } from '../src/numerics/random.ts';

/** Fits simpler methods without the reports of one fold of pairs and predicts them (docs/method.md 7.6). */
export async function run(context: FitCompetitors): Promise<void> {
  const { params, outputs, each, log } = context;
  const input = await readRowsInput(context);
  const { observations, areas, years } = input;
  const folds = foldOfPairs(observations.pair, params.cross_validation.folds, new Random(params.training.seed).fork('folds'));
  const isHeldOut = (row: number) => folds.get(observations.pair[row]!) === each.fold;
  const learnt = learntRows(input, params.training.censored, isHeldOut);
  const heldout = reportedCorridorYears(input, isHeldOut);
  log(`fold ${each.fold}: ${learnt.orig.length} reports learnt from, ${heldout.orig.length} corridor-years held out`);
  const fitted = fittedCompetitors(context, input, learnt);
  const predicted = new Map([...fitted].map(([name, predict]) => [name, predict(heldout)]));
  await outputs.heldout.write(competitorColumns(heldout, predicted, areas, years.first));
  await outputs.truth.write(competitorTruthColumns(await scoresAgainstTruth(context, input, fitted, isHeldOut)));
}

/** None where no truth is known: only the demo world has one. */
async function scoresAgainstTruth(
  { inputs }: FitCompetitors,
  input: RowsInput,
  fitted: ReadonlyMap<Competitor, Predictor>,
  isHeldOut: (row: number) => boolean,
): Promise<(readonly [Competitor, readonly GroupScore[]])[]> {
  if (inputs.truth === null) return [];
  const { observations, areas, years } = input;
  const truth = await readTrueFlows(inputs.truth, areas, annualFlowsOf(years, areas.length, 0));
  const every = everyCorridorYear(input);
  const groups = corridorGroups(observations, areas, years, isHeldOut);
  return [...fitted].map(([name, predict]) => [name, truthScores(truth, { ...truth, values: every.placed(predict(every.rows)) }, groups)]);
}

async function readRowsInput({ inputs, params: { years } }: FitCompetitors): Promise<RowsInput> {
  const areas = areaCodes(await inputs.areas.read());
  const stocks = await inputs.stocks.read();
  const tables = {
    panel: await inputs.panel.read(),
    pairs: await inputs.pairs.read(),
    trade: await inputs.trade.read(),
    memberships: await inputs.memberships.read(),
    refugees: await inputs.refugees.read(),
  };
  const byDate = stockTables(stocks, areas);
  const accounted = { accounts: accountedIntervals(tables.panel, byDate, areas, years), stocks: byDate };
  const covariates = rawCovariates(tables, accounted, areas, years);
  const features = featuresOf(knownOf(covariates, stocks, areas, years));
  return { observations: await inputs.observations.read(), areas, years, features };
}

/** Every competitor, fitted on the reports that the fold learns from. */
function fittedCompetitors(
  { params, each, progress }: FitCompetitors,
  { areas, years, features }: RowsInput,
  learnt: LearntRows,
): ReadonlyMap<Competitor, Predictor> {
  const names = [...features.keys()];
  const setting = {
    extent: { areas: areas.length, years: years.last - years.first + 1 },
    gravityFeatures: GRAVITY_FEATURES.map((feature) => names.indexOf(feature)),
    random: new Random(params.training.seed).fork(`competitors of fold ${each.fold}`),
  };
  return new Map(
    COMPETITORS.map((name, done) => {
      progress({ done, total: COMPETITORS.length, unit: 'method' });
      return [name, fitCompetitor(name, learnt, setting)];
    }),
  );
}
