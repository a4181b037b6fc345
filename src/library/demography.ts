/**
 * Estimation and description of migration flows: `import { ... } from 'pipeline/demography'`. docs/demography.md lists
 * what is here beside the functions of the R package migest.
 *
 * Tables are Float64Array, row-major, in persons. A flow table is n*n, origin x destination; a stock table is n*n,
 * place of birth x place of residence. Areas are given by name, in the order of the rows, and named in messages.
 */

// Flows between stocks
export {
  accountedFlows,
  type MatchedTables,
  type MoveModel,
  PSEUDO_BAYES_MINIMUM,
  pseudoBayesFlows,
} from '../demography/accounting/accountedFlows.ts';
export {
  type AccountedStocks,
  type AccountingInput,
  type AccountingOptions,
  accountStocks,
} from '../demography/accounting/accountedStocks.ts';
export {
  type BirthplaceFlows,
  birthplaceFlows,
  type FlowSeed,
  mixBirthplaceFlows,
  totalFlows,
} from '../demography/accounting/birthplaceFlows.ts';
// Stocks, births and deaths
export { type BirthplaceMatch, type MatchedStocks, matchBirthplaces } from '../demography/accounting/birthplaceTotals.ts';
export { migrationAccount } from '../demography/accounting/migrationAccount.ts';
export { type MoveTypes, moveTypes } from '../demography/accounting/moveTypes.ts';
export {
  type BirthMethod,
  type BirthOptions,
  birthsByBirth,
  deathsByAccounting,
  deathsByBirth,
} from '../demography/accounting/naturalChange.ts';
export { type RunRange, resampledFlows, type UncertainStocks } from '../demography/accounting/resampling.ts';
// Sums and groups
export { type AreaTotals, areaTotals } from '../demography/aggregation/areaTotals.ts';
export { type BilateralFlows, bilateralFlows } from '../demography/aggregation/bilateral.ts';
export { blockOf, expandBlocks, sumBlocks } from '../demography/aggregation/blocks.ts';
export { type NestedFlows, withGroups } from '../demography/aggregation/groups.ts';
export { type LumpedFlows, type LumpingThresholds, lumpSmall } from '../demography/aggregation/lumping.ts';
export { differenceFlows, type NegativeChange } from '../demography/differencing.ts';
// Proportional fitting
export type { FitOptions, FitReport, StoppingRule, UnequalTotals } from '../demography/fitting/fitOptions.ts';
export { type Fit, ipf } from '../demography/fitting/ipf.ts';
export { fitMargins, type MarginFit, type MarginFitOptions, type MarginGroup } from '../demography/fitting/marginFit.ts';
export { blockMargin, columnMargin, diagonalMargin, type Margin, rowMargin, stripeMargin } from '../demography/fitting/margins.ts';
export { fitThreeWay, type ThreeWayFit, type ThreeWayTargets } from '../demography/fitting/threeWayFit.ts';
// Age profiles and model schedules
export {
  type AgeProfile,
  grossMigraproductionRate,
  migrationPeak,
  type PeakSlopes,
  peakBreadth,
  peakSlopes,
  type RateOfChange,
  type StudyAges,
} from '../demography/indices/ageProfile.ts';
// Indices of a flow table
export { migrationConnectivity } from '../demography/indices/connectivity.ts';
export { meanMigrationDistance, medianMigrationDistance } from '../demography/indices/distance.ts';
export { areaGini, type FlowDirection, migrationWeightedGini, standardizedGini, totalGini } from '../demography/indices/gini.ts';
export {
  aggregateNetMigrationRate,
  migrationEffectiveness,
  migrationPreference,
  migrationVelocity,
} from '../demography/indices/impact.ts';
export { migrationInequality } from '../demography/indices/inequality.ts';
export { courgeauK, crudeMigrationIntensity } from '../demography/indices/intensity.ts';
export { type ModelSchedule, type ModelScheduleIndices, modelScheduleIndices } from '../demography/indices/modelSchedule.ts';
export { aggregateCoefficientOfVariation, coefficientOfVariation } from '../demography/indices/variation.ts';
export { shiftNatives, withNativeBorn, withoutNegativeNatives } from '../demography/nativeBorn.ts';
export { balanceNetMigration, type NetBalanceOptions, sumOfNetMigration } from '../demography/netBalance.ts';
// Net matrices
export { type EntropyFlows, minimumEntropyFlows, minimumEntropyFlowsWithTotal } from '../demography/netMatrix/entropy.ts';
export { leastAbsoluteFlows } from '../demography/netMatrix/leastAbsolute.ts';
export { leastSquaresFlows, type NearestFlows } from '../demography/netMatrix/leastSquares.ts';
export type { NetProblem } from '../demography/netMatrix/problem.ts';
export { rateFlows, transitionFlows } from '../demography/rates.ts';
// Residual methods
export {
  type ChildCohort,
  childrenNetMigration,
  type SurvivalRatioEstimate,
  survivalRatioNetMigration,
  type VitalStatisticsEstimate,
  vitalStatisticsNetMigration,
} from '../demography/residualMethods.ts';
export { type Rounding, scaleToTotal } from '../demography/rounding.ts';
// Spatial interaction
export {
  type Auxiliary,
  type Biproportional,
  type ConditionalMaximization,
  fitBiproportional,
} from '../demography/spatialInteraction/biproportional.ts';
export { type DistanceDecay, fitDistanceDecay, independentFlows } from '../demography/spatialInteraction/gravity.ts';
export { type MultiplicativeComponents, multiplicativeComponents } from '../demography/spatialInteraction/multiplicativeComponents.ts';
export { type CompletionOptions, completeStocks } from '../demography/stocks/completion.ts';
export {
  type Estimates,
  type Imputation,
  type ImputationInput,
  type ImputationOptions,
  imputeStocks,
  type StockDate,
} from '../demography/stocks/imputation.ts';
export { type MidYearStocks, startOfYearStocks } from '../demography/stocks/startOfYear.ts';
export type { AlternativeFit, NaturalChange } from '../demography/stocks/stockErrors.ts';
export type { WeightLimits } from '../demography/stocks/stockWeights.ts';
export { PipelineError } from '../diagnostics/diagnostic.ts';
export { mergeMoments, type VectorMoments } from '../numerics/moments.ts';
export { Random } from '../numerics/random.ts';
