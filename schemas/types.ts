// Generated from pipeline.yaml and schemas/ by `npm run types`. Do not edit.
import type { Gathered, SourceInput, StageContext, TableInput, TableOutput } from '../src/engine/stage.ts';
import type { Category } from '../src/tables/columns.ts';

/** Parameters of the pipeline. */
export type Params = {
  /** Manifest of the raw data, relative to the project. */
  readonly sources: string;
  /** Calendar years that are estimated. Stocks begin on 1 January of the first year and end on 31 December of the last. */
  readonly years: {
    /** First calendar year. */
    readonly first: number;
    /** Last calendar year, included. */
    readonly last: number;
  };
  readonly harmonize: {
    /** Migrants of other or unknown origin: kept apart, or spread over the known origins in proportion. */
    readonly unknown_origin: 'apart' | 'proportional';
  };
  readonly impute: {
    /** Scale of the donor weights exp(-distance / scale), in km. */
    readonly distance_scale_km: number;
    /** Lower bound of relative growth that a donor may pass on; above -1, or a stock would vanish. */
    readonly growth_minimum: number;
    /** Upper bound of relative growth that a donor may pass on. */
    readonly growth_maximum: number;
    /** Least weight of a stock in the loss. */
    readonly weight_minimum: number;
    /** Greatest weight of a stock in the loss. */
    readonly weight_maximum: number;
  };
  readonly model: {
    /** Width of each hidden layer of the network, first to last. */
    readonly hidden_layers: readonly number[];
    /** Number of latent variables that an edge carries from year to year. */
    readonly latent: number;
  };
  readonly training: {
    /** Seed of everything random; members, folds and runs derive their own from it. */
    readonly seed: number;
    /** Number of passes over all years. */
    readonly epochs: number;
    /** Step size of Adam. */
    readonly learning_rate: number;
    /** Edges with gradient in one epoch, the same through all of its years. */
    readonly sample: number;
    /** Epochs between full passes over all edges. */
    readonly refresh_every: number;
    /** Largest norm of the gradient; a longer one is scaled down to it. */
    readonly clip_norm: number;
    /** Exponent of the Yeo-Johnson transformation of the targets. */
    readonly lambda: number;
    /** Weight of the stock term of the loss. */
    readonly weight_stock: number;
    /** Weight of the flow term of the loss. */
    readonly weight_flow: number;
    /** Weight of the net-migration term of the loss. */
    readonly weight_net: number;
  };
  readonly uncertainty: {
    /** Simulations from sampled initial stocks, for each member, beside the central one. */
    readonly runs: number;
  };
  readonly ensemble: {
    /** Number of networks trained from different seeds. */
    readonly members: number;
  };
  readonly cross_validation: {
    /** Number of parts that the reported pairs are split into. */
    readonly folds: number;
    /** Number of trainings of each fold. */
    readonly seeds: number;
  };
  readonly compare: {
    /** Reported flows below it, in persons, are left out of relative errors. */
    readonly minimum_flow: number;
  };
};

/** Code list of countries and areas, as the sources spell them */
export type AreaCodes = {
  /** ISO 3166-1 alpha-3 */
  readonly iso3: Category;
  /** (may be missing) */
  readonly iso2: Category;
  /** two-letter code of Eurostat (may be missing) */
  readonly eurostat: Category;
  /** UN M49 number */
  readonly m49: Int32Array;
  readonly name: Category;
  /** 1 where WPP has it as a country or area (location type 4) */
  readonly wpp: Uint8Array;
};

/** Countries and areas of the estimates */
export type Areas = {
  /** ISO 3166-1 alpha-3 */
  readonly area: Category;
  readonly m49: Int32Array;
  readonly name: Category;
};

/** Flows of an interval by the stock-based estimators */
export type Baselines = {
  readonly start: Int16Array;
  readonly end: Int16Array;
  readonly orig: Category;
  readonly dest: Category;
  /** [persons] */
  readonly drop_negative: Float64Array;
  /** [persons] */
  readonly reverse_negative: Float64Array;
  /** [persons] */
  readonly closed: Float64Array;
  /** [persons] */
  readonly pseudo_bayes: Float64Array;
  /** sum of the annual estimates [persons] */
  readonly ensemble: Float64Array;
};

/** WPP demographic indicators of countries and areas */
export type Demography = {
  readonly m49: Int32Array;
  readonly year: Int16Array;
  /** [persons] */
  readonly births: Float64Array;
  /** [persons] */
  readonly deaths: Float64Array;
  /** [per 1000] */
  readonly crude_birth_rate: Float64Array;
  /** [per 1000] */
  readonly crude_death_rate: Float64Array;
  /** [years] */
  readonly life_expectancy: Float64Array;
  /** [persons] */
  readonly net_migration: Float64Array;
  /** population change of the calendar year [persons] */
  readonly change: Float64Array;
  /** population on 31 December [persons] */
  readonly population_end: Float64Array;
};

/** Population-weighted distance between countries */
export type Distance = {
  readonly orig: Category;
  readonly dest: Category;
  /** [km] */
  readonly km: Float64Array;
};

/** Values that were read and not used, with the reason */
export type Exclusions = {
  readonly source: Category;
  readonly reason: Category;
  /** code as published (may be missing) */
  readonly orig: Category;
  /** code as published (may be missing) */
  readonly dest: Category;
  readonly year: Int16Array;
  /** [persons] (may be missing) */
  readonly persons: Float64Array;
};

/** Annual flows between countries of residence */
export type Flows = {
  /** [calendar year] */
  readonly year: Int16Array;
  /** country of residence before the move */
  readonly orig: Category;
  /** country of residence after the move */
  readonly dest: Category;
  /** mean of the central runs of all members [persons] */
  readonly flow_mean: Float64Array;
  /** standard deviation over all runs of all members [persons] */
  readonly flow_sd: Float64Array;
};

/** Scores of one fold on held-out and on training pairs */
export type FoldScores = {
  readonly group: Category;
  readonly measure: Category;
  readonly n: Int32Array;
  /** (may be missing) */
  readonly value: Float64Array;
};

/** Gross domestic product per head */
export type Gdp = {
  readonly area: Category;
  readonly year: Int16Array;
  /** [USD of 2015] (may be missing) */
  readonly gdp_per_capita: Float64Array;
  /** [per cent] (may be missing) */
  readonly growth: Float64Array;
};

/** Reported flows of the held-out pairs and what the network of the other folds predicts */
export type Heldout = {
  readonly orig: Category;
  readonly dest: Category;
  readonly year: Int16Array;
  readonly source: Category;
  readonly reporter: Category;
  /** [persons] */
  readonly reported: Float64Array;
  /** [persons] */
  readonly predicted: Float64Array;
};

/** Loss of one training, epoch by epoch */
export type History = {
  readonly epoch: Int32Array;
  readonly loss: Float64Array;
  readonly stock: Float64Array;
  readonly flow: Float64Array;
  readonly net: Float64Array;
};

/** Flows of one member - central run, and mean and variance over all its runs */
export type MemberFlows = {
  readonly year: Int16Array;
  readonly orig: Category;
  readonly dest: Category;
  /** [persons] */
  readonly flow: Float64Array;
  /** [persons] */
  readonly runs_mean: Float64Array;
  /** population variance over the central and the sampled runs */
  readonly runs_variance: Float64Array;
};

/** Net migration of one member - central run, and mean and variance over all its runs */
export type MemberNetMigration = {
  readonly year: Int16Array;
  readonly area: Category;
  /** [persons] */
  readonly net: Float64Array;
  /** [persons] */
  readonly runs_mean: Float64Array;
  /** population variance over the central and the sampled runs */
  readonly runs_variance: Float64Array;
};

/** Stocks of one member on 1 January - central run, and mean and variance over all its runs */
export type MemberStocks = {
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** [persons] */
  readonly stock: Float64Array;
  /** [persons] */
  readonly runs_mean: Float64Array;
  /** population variance over the central and the sampled runs */
  readonly runs_variance: Float64Array;
};

/** Every method against the same reported flows */
export type MethodScores = {
  /** source of the reported flows */
  readonly collection: Category;
  readonly measure: Category;
  readonly method: Category;
  readonly n: Int32Array;
  /** (may be missing) */
  readonly value: Float64Array;
};

/** Net migration of calendar years */
export type NetMigration = {
  readonly year: Int16Array;
  readonly area: Category;
  /** [persons] */
  readonly net_mean: Float64Array;
  /** [persons] */
  readonly net_sd: Float64Array;
};

/** Reported net migration of calendar years */
export type NetMigrationReports = {
  readonly area: Category;
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  readonly source: Category;
};

/** Reported flows in one code list, conflicting reports side by side */
export type Observations = {
  readonly orig: Category;
  readonly dest: Category;
  readonly year: Int16Array;
  readonly source: Category;
  readonly reporter: Category;
  /** [persons] */
  readonly persons: Float64Array;
  readonly definition: Category;
  /** number of the unordered pair; both directions share it */
  readonly pair: Int32Array;
};

/** Time-invariant measures of ordered pairs */
export type Pairs = {
  readonly orig: Category;
  readonly dest: Category;
  /** [km] */
  readonly distance_km: Float64Array;
  readonly source: Category;
};

/** One value for each area, year and indicator, with its source and what was done to it */
export type Panel = {
  readonly area: Category;
  readonly year: Int16Array;
  /** population is that of 1 January, in persons; rates are per person and year */
  readonly indicator: Category;
  readonly value: Float64Array;
  /** id of the source in the manifest */
  readonly source: Category;
  /** what was done between source and value */
  readonly operation: Category;
};

/** Refugees and others in need of protection, by country of origin and asylum, at the end of the year */
export type RefugeeStocks = {
  readonly year: Int16Array;
  readonly origin: Category;
  readonly asylum: Category;
  /** [persons] */
  readonly persons: Float64Array;
};

/** Refugees, asylum seekers and others in need of protection at the end of the year */
export type Refugees = {
  /** code of the publisher */
  readonly origin: Category;
  /** code of the publisher */
  readonly asylum: Category;
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
};

/** Reported flows, one row for each report */
export type ReportedFlows = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly file: Category;
  /** row of the file; 0 where the file has no rows */
  readonly row: Int32Array;
  readonly reporter: Category;
  readonly code_system: Category;
  /** code of the publisher */
  readonly orig: Category;
  /** code of the publisher */
  readonly dest: Category;
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  /** minimum stay - as the publisher defines it, a few months, a year */
  readonly definition: Category;
};

/** Net migration as reported by statistical offices */
export type ReportedNetMigration = {
  readonly source: Category;
  readonly area: Category;
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
};

/** Migrant stock as published, both sexes added */
export type ReportedStocks = {
  readonly revision: Int16Array;
  /** 1 July of the year */
  readonly year: Int16Array;
  /** code of the publisher; OOO is other or unknown */
  readonly birth: Category;
  /** code of the publisher */
  readonly residence: Category;
  /** [persons] */
  readonly persons: Float64Array;
  /** 1 where the count is by citizenship */
  readonly citizenship: Uint8Array;
  /** 1 where the publisher imputed it */
  readonly imputed: Uint8Array;
};

/** Changes of foreign-born stocks between stock dates, with weight */
export type StockChanges = {
  readonly start: Int16Array;
  readonly end: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** [persons] */
  readonly change: Float64Array;
  /** [persons] */
  readonly sd: Float64Array;
  readonly weight: Float64Array;
  /** 1 where both ends were observed */
  readonly observed: Uint8Array;
};

/** Stocks on 1 January by country of birth and residence */
export type Stocks = {
  /** [1 January of the year] */
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** [persons] */
  readonly stock_mean: Float64Array;
  /** [persons] */
  readonly stock_sd: Float64Array;
};

/** Complete stocks on 1 January by country of birth and residence, with error and weight */
export type StocksImputed = {
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** [persons] */
  readonly persons: Float64Array;
  /** mean absolute deviation of the accounting alternatives [persons] */
  readonly sd: Float64Array;
  readonly weight: Float64Array;
  readonly observed: Uint8Array;
};

/** Foreign-born stock on 1 July, one value for each observed cell */
export type StocksMidYear = {
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** [persons] */
  readonly persons: Float64Array;
  /** id of the source that gave the value */
  readonly source: Category;
  /** what the other revision says [persons] (may be missing) */
  readonly alternative: Float64Array;
  readonly citizenship: Uint8Array;
};

/** Estimated against true annual flows of the demo world; empty where no truth is known */
export type TruthScores = {
  /** corridors with any reported flow, and without */
  readonly group: Category;
  readonly measure: Category;
  readonly n: Int32Array;
  /** (may be missing) */
  readonly value: Float64Array;
};

/** Weights of one trained network */
export type Weights = {
  readonly layer: Category;
  /** position in the flattened tensor, row by row */
  readonly index: Int32Array;
  readonly value: Float32Array;
};

/** ingest: read and type the raw sources */
export type Ingest = StageContext<
  Record<string, never>,
  {
    readonly area_codes: SourceInput;
    readonly locations: SourceInput;
    readonly stocks_2024: SourceInput;
    readonly stocks_2020: SourceInput;
    readonly wpp: SourceInput;
    readonly gdp: SourceInput;
    readonly distance: SourceInput;
    readonly refugees: SourceInput;
    readonly meta: SourceInput;
    readonly eurostat: SourceInput;
    readonly eurostat_both: SourceInput;
    readonly net_migration: SourceInput;
  },
  {
    readonly area_codes: TableOutput<AreaCodes>;
    readonly stocks: TableOutput<ReportedStocks>;
    readonly demography: TableOutput<Demography>;
    readonly gdp: TableOutput<Gdp>;
    readonly distance: TableOutput<Distance>;
    readonly refugees: TableOutput<Refugees>;
    readonly flows: TableOutput<ReportedFlows>;
    readonly net_migration: TableOutput<ReportedNetMigration>;
  },
  Record<string, never>
>;

/** harmonize: one panel - areas x years, one code list, one calendar */
export type Harmonize = StageContext<
  {
    readonly years: Params['years'];
    readonly harmonize: Params['harmonize'];
  },
  {
    readonly area_codes: TableInput<AreaCodes>;
    readonly stocks: TableInput<ReportedStocks>;
    readonly demography: TableInput<Demography>;
    readonly gdp: TableInput<Gdp>;
    readonly distance: TableInput<Distance>;
    readonly refugees: TableInput<Refugees>;
    readonly flows: TableInput<ReportedFlows>;
    readonly net_migration: TableInput<ReportedNetMigration>;
  },
  {
    readonly areas: TableOutput<Areas>;
    readonly panel: TableOutput<Panel>;
    readonly stocks: TableOutput<StocksMidYear>;
    readonly pairs: TableOutput<Pairs>;
    readonly refugees: TableOutput<RefugeeStocks>;
    readonly observations: TableOutput<Observations>;
    readonly net_migration: TableOutput<NetMigrationReports>;
    readonly exclusions: TableOutput<Exclusions>;
  },
  Record<string, never>
>;

/** impute: complete start-of-year stocks with error and weight, by demographic accounting */
export type Impute = StageContext<
  {
    readonly years: Params['years'];
    readonly impute: Params['impute'];
  },
  {
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly stocks: TableInput<StocksMidYear>;
    readonly pairs: TableInput<Pairs>;
  },
  {
    readonly stocks: TableOutput<StocksImputed>;
    readonly changes: TableOutput<StockChanges>;
  },
  Record<string, never>
>;

/** train: ensemble of recurrent networks around the stock-flow model, one instance for each member */
export type Train = StageContext<
  {
    readonly years: Params['years'];
    readonly model: Params['model'];
    readonly training: Params['training'];
    readonly uncertainty: Params['uncertainty'];
  },
  {
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly pairs: TableInput<Pairs>;
    readonly refugees: TableInput<RefugeeStocks>;
    readonly observations: TableInput<Observations>;
    readonly net_migration: TableInput<NetMigrationReports>;
    readonly stocks: TableInput<StocksImputed>;
    readonly changes: TableInput<StockChanges>;
  },
  {
    readonly weights: TableOutput<Weights>;
    readonly history: TableOutput<History>;
    readonly flows: TableOutput<MemberFlows>;
    readonly stocks: TableOutput<MemberStocks>;
    readonly net_migration: TableOutput<MemberNetMigration>;
  },
  {
    readonly member: number;
  }
>;

/** cross-validate: reported flows of held-out pairs against a network that never saw them, one instance for each fold and seed */
export type CrossValidate = StageContext<
  {
    readonly years: Params['years'];
    readonly model: Params['model'];
    readonly training: Params['training'];
    readonly cross_validation: {
      readonly folds: Params['cross_validation']['folds'];
    };
  },
  {
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly pairs: TableInput<Pairs>;
    readonly refugees: TableInput<RefugeeStocks>;
    readonly observations: TableInput<Observations>;
    readonly net_migration: TableInput<NetMigrationReports>;
    readonly stocks: TableInput<StocksImputed>;
    readonly changes: TableInput<StockChanges>;
    readonly truth: SourceInput | null;
  },
  {
    readonly heldout: TableOutput<Heldout>;
    readonly scores: TableOutput<FoldScores>;
    readonly truth: TableOutput<TruthScores>;
  },
  {
    readonly fold: number;
    readonly seed: number;
  }
>;

/** compare-baselines: the ensemble, its held-out predictions and the stock-based estimators on the same reported flows */
export type CompareBaselines = StageContext<
  {
    readonly years: Params['years'];
    readonly compare: Params['compare'];
  },
  {
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly observations: TableInput<Observations>;
    readonly stocks: TableInput<StocksImputed>;
    readonly flows: readonly Gathered<TableInput<MemberFlows>>[];
    readonly heldout: readonly Gathered<TableInput<Heldout>>[];
  },
  {
    readonly baselines: TableOutput<Baselines>;
    readonly scores: TableOutput<MethodScores>;
  },
  Record<string, never>
>;

/** export: flows, stocks and net migration with mean and standard deviation, as Parquet and tidy CSV */
export type Export = StageContext<
  Record<string, never>,
  {
    readonly areas: TableInput<Areas>;
    readonly flows: readonly Gathered<TableInput<MemberFlows>>[];
    readonly stocks: readonly Gathered<TableInput<MemberStocks>>[];
    readonly net_migration: readonly Gathered<TableInput<MemberNetMigration>>[];
  },
  {
    readonly flows: TableOutput<Flows>;
    readonly flows_csv: TableOutput<Flows>;
    readonly stocks: TableOutput<Stocks>;
    readonly stocks_csv: TableOutput<Stocks>;
    readonly net_migration: TableOutput<NetMigration>;
    readonly net_migration_csv: TableOutput<NetMigration>;
    readonly areas: TableOutput<Areas>;
  },
  Record<string, never>
>;
