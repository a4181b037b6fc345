// Generated from pipeline.yaml and schemas/ by `npm run types`. Do not edit.
import type { DeclaredSource, Gathered, SourceInput, StageContext, TableInput, TableOutput } from '../../src/engine/stage.ts';
import type { Category } from '../../src/tables/columns.ts';

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
  readonly ingest: {
    /** Ids of sources whose broken rows are set apart in ingest.quarantine, and whose rows of unknown codes harmonize leaves out; such a row of any other source stops the stage. */
    readonly quarantine: readonly string[];
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
    /** Least weight of a stock; the published program weighs by it. */
    readonly weight_minimum: number;
    /** Greatest weight of a stock; the published program weighs by it. */
    readonly weight_maximum: number;
  };
  readonly model: {
    /** The stock-flow network of this project, or the published program, for comparison (docs/model.md). */
    readonly kind: 'default' | 'paper';
    /** Width of each hidden layer of the network, first to last. */
    readonly hidden_layers: readonly number[];
    /** Number of latent variables that an edge carries from year to year. */
    readonly latent: number;
    /** Effect of each area and year on the log odds of moving, of all who leave and of all who come. */
    readonly area_effect: {
      /** Standard deviation in the first year, in logs; 0 for no effects. */
      readonly level: number;
      /** Standard deviation of the step between two years with reports, in logs. */
      readonly step: number;
      /** The same of all other steps. */
      readonly unreported_step: number;
    };
    /** Effect of each corridor with a report on the log odds of moving. */
    readonly corridor_effect: {
      /** Standard deviation in the first year, in logs; 0 for no effects. */
      readonly level: number;
      /** Scale of the step between two years with reports, in logs. */
      readonly step: number;
      /** Standard deviation of all other steps. */
      readonly unreported_step: number;
      /** Degrees of freedom of steps between two years with reports, Student's t: few leave room for jumps. */
      readonly degrees: number;
    };
    /** Standard deviation of the log of a reporting factor, report over true flow; 0 without reporting factors. */
    readonly reporting_factor: number;
    /** Errors of what the model is fitted to, beyond those that come with the data. */
    readonly errors: {
      /** How many of its scales an error may be before its tail begins: normal up to there, exponential beyond (Huber). What is missed by far pulls no more than that. */
      readonly bend: number;
      /** Errors of reports, by what they measure. Reports of groups by another measure are not learnt from. */
      readonly measures: { readonly [key: string]: {
        /** Scale of the log of a report. */
        readonly error: number;
        /** Standard deviation of the log of what a group by birth or citizenship, as a source has it, has beyond ours in all years. */
        readonly level: number;
      } };
      /** Scale of a change of a stock, relative to it. */
      readonly stock: number;
      /** Scale of net migration, relative to it and to the population. */
      readonly net: {
        /** Share of the value. */
        readonly relative: number;
        /** Share of the population. */
        readonly population: number;
      };
    };
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
    /** Ends a training whose fit of reports set apart inside the training data no longer improves, and keeps the best weights; null: all epochs, learning from all reports. */
    readonly early_stopping: {
      /** Share of the reported pairs that are set apart, with both directions. */
      readonly share: number;
      /** Full passes in a row without a smaller loss of these reports before training ends. */
      readonly patience: number;
    } | null;
    /** Sources that estimate flows and list none below so many persons: what they leave out between the areas that they cover is learnt as a flow below that. */
    readonly censored: readonly {
      /** Id of a source of reported flows. */
      readonly source: string;
      /** Persons a year below which it lists no flow. */
      readonly below: number;
    }[];
    /** Weight of the stock term of the loss. */
    readonly weight_stock: number;
    /** Weight of the flow term of the loss. */
    readonly weight_flow: number;
    /** Weight of arrivals and departures by birth or citizenship in the loss; 1 as their errors say. */
    readonly weight_group: number;
    /** Weight of the net-migration term of the loss. */
    readonly weight_net: number;
  };
  readonly uncertainty: {
    /** Simulations from sampled initial stocks under sampled covariates, for each member, beside the central one. */
    readonly runs: number;
    /** Least mean annual flow, in persons, of an edge in the table of flows by birth, origin and destination. */
    readonly minimum_flow: number;
    /** Errors of covariates in sampled runs; 0 leaves the covariates as they are. */
    readonly covariates: {
      /** Standard deviation of the error of a published value, in units of the standardised covariate. */
      readonly reported_sd: number;
      /** Standard deviation of the error of an imputed value, in units of the standardised covariate. */
      readonly imputed_sd: number;
      /** Correlation of the errors of a series in two years that follow each other; 1 keeps one error through all years. */
      readonly autocorrelation: number;
    };
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
    /** Number of resamples of country pairs from which the intervals of differences between methods are taken. */
    readonly bootstrap: number;
  };
  readonly plausibility: {
    /** Estimates of a corridor and year of at least so many persons are held against witnesses one by one. */
    readonly large_flow: number;
    /** Reports of at least so many persons a year are counted that are met within a factor of two. */
    readonly large_report: number;
    /** Number of largest corridors that are held against witnesses. */
    readonly largest: number;
  };
};

/** How sources of kind reported-flows are to be read. */
export type ReportedFlowsReading = {
  /** tidy: one row for each count, with columns `year` and `persons`. wide: one column for each year, whose name is the year. */
  readonly layout?: 'tidy' | 'wide';
  /** Names of columns in the files. A column that nothing here names is refused: it may split the counts. */
  readonly columns: {
    /** The other country: of previous or next residence, of birth or of citizenship, as `definition` says. */
    readonly partner: string;
    /** Year that is counted; only where the layout is tidy. */
    readonly year?: string;
    /** Persons counted; only where the layout is tidy. */
    readonly persons?: string;
  };
  /** What countries are called by: ISO 3166-1 alpha-3 or alpha-2, UN M49 numbers, codes of Eurostat (EL, UK), or English names. */
  readonly codes: 'iso3' | 'iso2' | 'm49' | 'eurostat' | 'name';
  /** Countries that the files call otherwise: the text in the file to an ISO3 code, or to null where it stands for no single country. */
  readonly areas?: { readonly [key: string]: string | null };
  /** The country that reports: one by its ISO3 code, or a column. */
  readonly reporter: string | {
    /** Column that says it, by the same codes. */
    readonly column: string;
  };
  /** Whether the reporter counts who comes or who leaves. */
  readonly side: 'arrivals' | 'departures' | {
    /** Column that says it. */
    readonly column: string;
    /** What each of its values means. */
    readonly values: { readonly [key: string]: 'arrivals' | 'departures' };
  };
  /** What the partner is: country of previous or next residence, of birth, or of citizenship. */
  readonly definition: 'residence' | 'birth' | 'citizenship' | {
    /** Column that says it. */
    readonly column: string;
    /** What each of its values means. */
    readonly values: { readonly [key: string]: 'residence' | 'birth' | 'citizenship' };
  };
  /** What is counted (docs/data.md). */
  readonly measure: 'moves' | 'moves_12_months' | 'registrations' | 'status_grants' | 'immigrant_visas' | 'study_visas' | 'work_visas' | 'long_stay_visas' | 'registered_emigrants' | 'asylum_applications' | 'asylum_cases' | 'resettlement' | 'returns' | {
    /** Column that says it. */
    readonly column: string;
    /** What each of its values means. */
    readonly values: { readonly [key: string]: 'moves' | 'moves_12_months' | 'registrations' | 'status_grants' | 'immigrant_visas' | 'study_visas' | 'work_visas' | 'long_stay_visas' | 'registered_emigrants' | 'asylum_applications' | 'asylum_cases' | 'resettlement' | 'returns' };
  };
  /** Month in which a year ends, counted from the January of the year that it is named by: 12 is the calendar year, 9 October to September, 18 July to June of the next year. */
  readonly year_ends?: number;
  /** Counts below it are not listed, or only roughly. */
  readonly threshold?: number;
  /** Texts that stand for no count, beside the empty one. */
  readonly missing?: readonly string[];
  /** Columns that split the counts, with the values that are taken, for example those of totals. Other rows are left out and counted in ingest.row_counts. */
  readonly take?: { readonly [key: string]: readonly string[] };
  /** Columns that say nothing that matters here. */
  readonly ignore?: readonly string[];
  /** A second table that says how much of the total the listed partners make up; years of a reporter that it lacks or in which they miss the bounds are left out. */
  readonly coverage?: {
    /** Which file of the source it is. */
    readonly file: string;
    /** Its column of the reporter, by the same codes. */
    readonly reporter: string;
    /** Its column of the year. */
    readonly year: string;
    /** Its column of the share. */
    readonly share: string;
    /** Least share that is taken. */
    readonly from: number;
    /** Greatest share that is taken. */
    readonly to: number;
  };
  /** Reports that are known to be wrong or to count something else, with the reason. */
  readonly leave_out?: readonly {
    /** First year, as the files name it. */
    readonly first: number;
    /** Last year, included. */
    readonly last: number;
    /** One side only. */
    readonly side?: 'arrivals' | 'departures';
    /** One reporter only, as the files name it. */
    readonly reporter?: string;
    /** One partner only, as the files name it. */
    readonly partner?: string;
    /** The reason, for docs/data.md. */
    readonly because: string;
  }[];
};

/** How sources of kind stocks are to be read. */
export type StocksReading = {
  /** Names of columns in the files. A column that nothing here names is refused: it may split the counts. */
  readonly columns: {
    /** Country of birth, or of citizenship, as `definition` says. */
    readonly birth: string;
    /** Country of residence. */
    readonly residence: string;
    /** Year of the stock, on 1 July. */
    readonly year: string;
    /** Persons counted. */
    readonly persons: string;
  };
  /** What countries are called by: ISO 3166-1 alpha-3 or alpha-2, UN M49 numbers, codes of Eurostat (EL, UK), or English names. */
  readonly codes: 'iso3' | 'iso2' | 'm49' | 'eurostat' | 'name';
  /** Countries that the files call otherwise: the text in the file to an ISO3 code, or to null where it stands for no single country. */
  readonly areas?: { readonly [key: string]: string | null };
  /** Year of the edition: of two editions the later knows more. */
  readonly edition: number | {
    /** Column that says it. */
    readonly column: string;
  };
  /** Who is a migrant: by country of birth, or of citizenship. */
  readonly definition: 'birth' | 'citizenship';
  /** Texts that stand for no count, beside the empty one. */
  readonly missing?: readonly string[];
  /** Columns that split the counts, with the values that are taken, for example those of totals. Other rows are left out and counted in ingest.row_counts. */
  readonly take?: { readonly [key: string]: readonly string[] };
  /** Columns that say nothing that matters here. */
  readonly ignore?: readonly string[];
};

/** Code list of countries and areas, as the sources spell them */
export type AreaCodes = {
  /** ISO 3166-1 alpha-3 */
  readonly iso3: Category;
  /** (may be missing) */
  readonly iso2: Category;
  /** two-letter code of Eurostat (may be missing) */
  readonly eurostat: Category;
  /** number of the Correlates of War project; 0 where it has none */
  readonly cow: Int32Array;
  /** UN M49 number */
  readonly m49: Int32Array;
  readonly name: Category;
  /** region of the estimates (may be missing) */
  readonly region: Category;
  /** 1 where WPP has it as a country or area (location type 4) */
  readonly wpp: Uint8Array;
};

/** Effects of areas, beyond what the network says of them, of one member of the ensemble */
export type AreaEffects = {
  readonly area: Category;
  readonly year: Int16Array;
  /** added to the log odds of moving of all who leave */
  readonly leaving: Float32Array;
  /** added to the log odds of moving of all who come */
  readonly coming: Float32Array;
};

/** Published yearly measures of areas beyond demography and GDP */
export type AreaMeasures = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly measure: Category;
  /** code of the publisher */
  readonly area: Category;
  readonly year: Int16Array;
  /** 0 or 1; persons */
  readonly value: Float64Array;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** Countries and areas of the estimates */
export type Areas = {
  /** ISO 3166-1 alpha-3 */
  readonly area: Category;
  readonly m49: Int32Array;
  readonly name: Category;
  /** (may be missing) */
  readonly region: Category;
};

/** Flows of an interval by the stock-based estimators and by the ensemble */
export type Baselines = {
  /** from 1 January of this year */
  readonly start: Int16Array;
  /** to 1 January of this year */
  readonly end: Int16Array;
  readonly orig: Category;
  readonly dest: Category;
  /** rise of the stock; a fall is dropped [persons] */
  readonly drop_negative: Float64Array;
  /** rise of the stock; a fall is a flow back [persons] */
  readonly reverse_negative: Float64Array;
  /** sum of absolute net migration of WPP shared like the stock at the start [persons] */
  readonly migration_rate: Float64Array;
  /** accounting minimum; surplus births go outside the world (open-dr) [persons] */
  readonly open: Float64Array;
  /** accounting minimum; birthplace totals matched [persons] */
  readonly closed: Float64Array;
  /** 0.87 of closed and 0.13 of independence [persons] */
  readonly pseudo_bayes: Float64Array;
  /** sum of the annual estimates [persons] */
  readonly ensemble: Float64Array;
};

/** Annual arrivals and departures by country of birth and residence */
export type Births = {
  /** [calendar year] */
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** mean of the central runs of all members [persons] */
  readonly arrivals_mean: Float64Array;
  /** standard deviation over all runs of all members [persons] */
  readonly arrivals_sd: Float64Array;
  /** [persons] */
  readonly departures_mean: Float64Array;
  /** [persons] */
  readonly departures_sd: Float64Array;
};

/** What simpler methods predict for reported corridor-years of held-out pairs */
export type CompetitorFlows = {
  readonly orig: Category;
  readonly dest: Category;
  readonly year: Int16Array;
  /** a held-out corridor has no report, so it is the mean of log(1 + report) that origin and destination have elsewhere [persons] */
  readonly corridor_mean: Float64Array;
  /** likewise [persons] */
  readonly last_value: Float64Array;
  /** Poisson pseudo-maximum likelihood with effects of origin-years and destination-years [persons] */
  readonly gravity: Float64Array;
  /** ridge regression of log(1 + report) with effects of origins, destinations and years [persons] */
  readonly ridge: Float64Array;
  /** gradient boosting of log(1 + report), censored reports included [persons] */
  readonly boosted_trees: Float64Array;
};

/** Flows of simpler methods against the true annual flows of the demo world; empty where no truth is known */
export type CompetitorTruth = {
  readonly method: Category;
  /** as in truth_scores */
  readonly group: Category;
  readonly measure: Category;
  readonly n: Int32Array;
  /** (may be missing) */
  readonly value: Float64Array;
};

/** Effects of corridors with reports, beyond what the network says of them, of one member of the ensemble */
export type CorridorEffects = {
  readonly orig: Category;
  readonly dest: Category;
  readonly year: Int16Array;
  /** added to the log odds of moving */
  readonly effect: Float32Array;
};

/** Facts about areas with dates - free-movement areas, and states that were divided or joined */
export type DatedAreas = {
  readonly list: Category;
  /** free-movement area, or the former state */
  readonly name: Category;
  /** member, or successor */
  readonly area: Category;
  /** first year of membership, or the first year after the change */
  readonly first: Int16Array;
  /** last year; 9999 where it goes on */
  readonly last: Int16Array;
  /** how the years before are treated; only of states that were divided or joined (may be missing) */
  readonly rule: Category;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** Counts of the sources of kind reported-flows, one row for each, as their declarations read them */
export type DeclaredReports = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
  readonly code_system: Category;
  /** country that counts */
  readonly reporter: Category;
  readonly reporter_code_system: Category;
  /** whether it counts who comes or who leaves */
  readonly side: Category;
  /** the other country, as definition says */
  readonly partner: Category;
  /** what the partner is - country of previous or next residence, of birth, of citizenship */
  readonly definition: Category;
  /** what is counted */
  readonly measure: Category;
  /** as the publisher names it */
  readonly year: Int16Array;
  /** month in which it ends, counted from the January of the year that it is named by; 12 for calendar years */
  readonly year_ends: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  /** counts below it are not listed or only roughly; 0 where all are */
  readonly threshold: Float64Array;
  /** reason of the declaration not to use the report (may be missing) */
  readonly left_out: Category;
};

/** Migrant stocks of the sources of kind stocks, as their declarations read them */
export type DeclaredStocks = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
  /** country of birth, or of citizenship, by the codes of the publisher */
  readonly birth: Category;
  readonly birth_code_system: Category;
  /** code of the publisher */
  readonly residence: Category;
  readonly residence_code_system: Category;
  readonly edition: Int16Array;
  /** 1 July of the year */
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  readonly definition: Category;
  /** reason of the declaration not to use the value (may be missing) */
  readonly left_out: Category;
};

/** WPP demographic indicators of countries and areas, one value in each row */
export type Demography = {
  readonly m49: Int32Array;
  readonly year: Int16Array;
  /** rates are per 1000; change is that of the calendar year; population_end is that of 31 December */
  readonly indicator: Category;
  /** persons, per 1000 or years */
  readonly value: Float64Array;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** Annual flows by country of birth, origin and destination, of the edges that every member lists */
export type Edges = {
  readonly birth: Category;
  /** country of residence before the move */
  readonly orig: Category;
  /** country of residence after the move */
  readonly dest: Category;
  /** [calendar year] */
  readonly year: Int16Array;
  /** mean of the central runs of all members [persons] */
  readonly flow_mean: Float32Array;
  /** standard deviation over all runs of all members [persons] */
  readonly flow_sd: Float32Array;
};

/** Values that were read and not used, with the reason */
export type Exclusions = {
  readonly source: Category;
  readonly reason: Category;
  /** code as published (may be missing) */
  readonly orig: Category;
  /** code as published (may be missing) */
  readonly dest: Category;
  /** 0 where the value has none */
  readonly year: Int16Array;
  /** rows that agree in all of this */
  readonly rows: Int32Array;
  /** [persons] (may be missing) */
  readonly persons: Float64Array;
};

/** How near our stock-based flows come to those that Abel and Cohen published */
export type FlowAgreement = {
  /** published set; abel_cohen_2024 or abel_cohen_2020 */
  readonly set: Category;
  readonly variant: Category;
  readonly method: Category;
  readonly start: Int16Array;
  readonly end: Int16Array;
  /** corridors */
  readonly n: Int32Array;
  /** (may be missing) */
  readonly correlation: Float64Array;
  /** of log(1 + persons) (may be missing) */
  readonly log_correlation: Float64Array;
  /** ours by theirs where they have one person or more (may be missing) */
  readonly median_ratio: Float64Array;
  /** [persons] */
  readonly total: Float64Array;
  /** [persons] */
  readonly published_total: Float64Array;
};

/** How far reports lie from estimates, in logs, by support and size of the estimate */
export type FlowErrors = {
  /** reported: estimates of the ensemble where it learnt from the report; unreported: estimates of networks that saw no report of the pair */
  readonly support: Category;
  /** by size of the estimate */
  readonly bin: Int32Array;
  /** smallest estimate [persons] */
  readonly least: Float64Array;
  /** largest estimate [persons] */
  readonly largest: Float64Array;
  /** mean of log(1 + estimate): between the sizes of two bins quantiles lie on a straight line */
  readonly size: Float64Array;
  readonly reports: Int32Array;
  /** pairs of countries; all reports of one count as one */
  readonly pairs: Int32Array;
  /** quantile of log(1 + report / reporting factor) - log(1 + estimate) */
  readonly q05: Float64Array;
  readonly q25: Float64Array;
  readonly q50: Float64Array;
  readonly q75: Float64Array;
  readonly q95: Float64Array;
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
  /** whether a report of this corridor and year was learnt from */
  readonly support: Category;
  /** calibrated quantiles around the mean: nine tenths of flows should lie between q05 and q95, half between q25 and q75; missing where nothing was held out [persons] (may be missing) */
  readonly flow_q05: Float64Array;
  /** [persons] (may be missing) */
  readonly flow_q25: Float64Array;
  /** [persons] (may be missing) */
  readonly flow_q50: Float64Array;
  /** [persons] (may be missing) */
  readonly flow_q75: Float64Array;
  /** [persons] (may be missing) */
  readonly flow_q95: Float64Array;
};

/** Scores of one fold on held-out and on training pairs */
export type FoldScores = {
  /** heldout: held-out reports against the estimate; counted: the same against the estimate on the reporter's scale; training: reports that were learnt from; left_out: censored reports between held-out pairs */
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
  /** GDP in current USD over GDP in USD of 2015 [current USD for one USD of 2015] (may be missing) */
  readonly deflator: Float64Array;
  /** 1 where the compilers filled the value in */
  readonly imputed: Uint8Array;
  readonly file: Category;
  /** position of the area in the file */
  readonly row: Int32Array;
};

/** Reports by country of birth or citizenship, and counts of other things than moves, such as visas, in one code list */
export type GroupReports = {
  /** calendar year with most months of the year that was counted */
  readonly year: Int16Array;
  /** who reports */
  readonly area: Category;
  /** whether it counts who comes or who leaves */
  readonly side: Category;
  /** whom it counts, by definition: country of birth, of citizenship, or of previous or next residence */
  readonly group: Category;
  readonly definition: Category;
  /** what is counted (docs/data.md) */
  readonly measure: Category;
  readonly source: Category;
  /** [persons] */
  readonly persons: Float64Array;
  /** counts below it are not listed or only roughly; 0 where all are */
  readonly threshold: Float64Array;
  /** month in which the year that was counted ends, from the January of `year`; 12 for calendar years */
  readonly last_month: Int16Array;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
  readonly operation: Category;
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
  /** the flow [persons] */
  readonly predicted: Float64Array;
  /** the prediction on the reporter's scale: times the reporting factor that their other reports give [persons] */
  readonly counted: Float64Array;
};

/** Loss of one training, epoch by epoch */
export type History = {
  readonly epoch: Int32Array;
  readonly loss: Float64Array;
  readonly stock: Float64Array;
  readonly flow: Float64Array;
  /** by country of birth or citizenship */
  readonly arrivals: Float64Array;
  /** likewise */
  readonly departures: Float64Array;
  readonly net: Float64Array;
  /** penalty of the effects of areas and of the reporting factors, part of the loss */
  readonly effects: Float64Array;
  /** flow loss of the reports that early stopping sets apart, where it was evaluated (may be missing) */
  readonly inner: Float64Array;
};

/** Share of outcomes that lie in the intervals of flows */
export type IntervalCoverage = {
  /** heldout: reports of held-out pairs, in intervals found from the other folds; truth: the true flows of the demo world, in the exported intervals */
  readonly seen: Category;
  /** all, reports of one kind of reporter, estimates of some size, or flows of one support */
  readonly group: Category;
  /** share that should lie in the interval */
  readonly nominal: Float64Array;
  /** share that does; every pair of countries counts once */
  readonly covered: Float64Array;
  /** reports or corridor-years */
  readonly flows: Int32Array;
  readonly pairs: Int32Array;
};

/** Flows by country of birth of one member, of groups that can move - central run, and mean and variance over all its runs */
export type MemberBirths = {
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** born in birth and come to live in residence [persons] */
  readonly arrivals: Float64Array;
  /** [persons] */
  readonly arrivals_mean: Float64Array;
  /** population variance over the central and the sampled runs */
  readonly arrivals_variance: Float64Array;
  /** born in birth and gone from residence [persons] */
  readonly departures: Float64Array;
  /** [persons] */
  readonly departures_mean: Float64Array;
  readonly departures_variance: Float64Array;
};

/** Flows by birth, origin and destination of one member, of edges of at least uncertainty.minimum_flow - central run, mean and spread over all its runs */
export type MemberEdges = {
  readonly birth: Category;
  /** country of residence before the move */
  readonly orig: Category;
  /** country of residence after the move */
  readonly dest: Category;
  readonly year: Int16Array;
  /** central run [persons] */
  readonly persons: Float32Array;
  /** [persons] */
  readonly runs_mean: Float32Array;
  /** standard deviation over the central and the sampled runs [persons] */
  readonly sd: Float32Array;
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

/** Totals of every run of one member by year, by which runs are told apart */
export type MemberRuns = {
  /** 0 is the central run */
  readonly run: Int32Array;
  /** name of the random stream that the run was drawn from; the central run has none (may be missing) */
  readonly stream: Category;
  readonly year: Int16Array;
  /** all flows of the year [persons] */
  readonly movers: Float64Array;
  /** those of them on edges that the table of edges leaves out [persons] */
  readonly unlisted: Float64Array;
  /** outside their country of birth at the end of the year [persons] */
  readonly abroad: Float64Array;
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

/** Free-movement areas and their members by year */
export type Memberships = {
  readonly agreement: Category;
  readonly area: Category;
  /** first year */
  readonly first: Int16Array;
  /** last year; 9999 where it goes on */
  readonly last: Int16Array;
  readonly source: Category;
  readonly file: Category;
  readonly row: Int32Array;
};

/** How much more each method scores than the reference method, with bootstrap intervals */
export type MethodDifferences = {
  readonly collection: Category;
  readonly measure: Category;
  readonly method: Category;
  /** held-out predictions where the measure has them; else the ensemble */
  readonly reference: Category;
  /** rows on which both have a value */
  readonly n: Int32Array;
  /** (may be missing) */
  readonly difference: Float64Array;
  /** (may be missing) */
  readonly low: Float64Array;
  /** (may be missing) */
  readonly high: Float64Array;
};

/** Every method against the same reported flows and net migration */
export type MethodScores = {
  /** source and reporting side of the flows; all for all together; or source of the net migration */
  readonly collection: Category;
  /** count, log_count, proportion, rate and net_migration: correlations; median_percentage_error; within_factor_two: share; crps: mean score of the predictive distribution of log(1 + count), lower is better; within_corridor: median over corridors of the correlation over years */
  readonly measure: Category;
  readonly method: Category;
  /** rows on which the method has a value */
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

/** Published net migration of calendar years, conflicting reports side by side */
export type NetMigrationReports = {
  readonly area: Category;
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  /** by a statistical office, or estimated */
  readonly kind: Category;
  readonly source: Category;
  readonly file: Category;
  /** data row of the file, or position in it */
  readonly row: Int32Array;
  readonly operation: Category;
};

/** Reported flows in one code list, conflicting reports side by side */
export type Observations = {
  readonly orig: Category;
  readonly dest: Category;
  readonly year: Int16Array;
  readonly source: Category;
  /** side that reports; model where the source estimates */
  readonly reporter: Category;
  /** [persons] */
  readonly persons: Float64Array;
  /** countries of previous and next residence; others are in group_reports */
  readonly definition: Category;
  /** what is counted (docs/data.md) */
  readonly measure: Category;
  /** (may be missing) */
  readonly quality: Category;
  /** number of the unordered pair; both directions share it */
  readonly pair: Int32Array;
  /** row, from 0, of the report of the other side on the same flow; -1 where there is none */
  readonly mirror: Int32Array;
  readonly file: Category;
  /** data row of the file; 0 where the file has no rows */
  readonly row: Int32Array;
  readonly operation: Category;
};

/** Reporting factor of each reporter, as one member of the ensemble finds it */
export type ObserverFactors = {
  readonly source: Category;
  /** side that reports; model where the source estimates */
  readonly reporter: Category;
  /** whose office reports; missing where the source estimates (may be missing) */
  readonly area: Category;
  /** what is counted (docs/data.md) */
  readonly measure: Category;
  /** report over true flow; 1 where the reporter counts as the model does */
  readonly factor: Float64Array;
};

/** Published time-invariant measures of ordered pairs */
export type PairMeasures = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly measure: Category;
  readonly orig: Category;
  readonly dest: Category;
  /** km; similarity; 1 where a colonial tie or a common land border */
  readonly value: Float64Array;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** One value for each ordered pair of areas and time-invariant measure */
export type Pairs = {
  readonly orig: Category;
  readonly dest: Category;
  /** distance in km; similarities from 0 to 1; border and colony 0 or 1 */
  readonly measure: Category;
  readonly value: Float64Array;
  readonly imputed: Uint8Array;
  /** id of the source in the manifest (may be missing) */
  readonly source: Category;
  /** (may be missing) */
  readonly file: Category;
  /** data row of the file; -1 where there is no single one */
  readonly row: Int32Array;
  readonly operation: Category;
};

/** One value for each area, year and indicator, with its source and what was done to it */
export type Panel = {
  readonly area: Category;
  readonly year: Int16Array;
  /** population is that of 1 January, in persons; rates are per person and year */
  readonly indicator: Category;
  readonly value: Float64Array;
  /** 1 where no publisher gives the value */
  readonly imputed: Uint8Array;
  /** id of the source in the manifest (may be missing) */
  readonly source: Category;
  /** (may be missing) */
  readonly file: Category;
  /** data row of the file; -1 where there is no single one */
  readonly row: Int32Array;
  /** what was done between source and value */
  readonly operation: Category;
};

/** Estimates that a reader looks up first, and what their witnesses make of them */
export type PlausibilityCases = {
  /** mirror, labour and exodus are named in the source plausibility-cases; collection: on the corridors that it lists */
  readonly check: Category;
  /** what is estimated: a name, or ORIGIN to DESTINATION */
  readonly case: Category;
  readonly first: Int16Array;
  readonly last: Int16Array;
  /** of large_reports, reports */
  readonly corridor_years: Int32Array;
  /** persons in all corridors and years together; of change, year over year before; of large_reports, share met within a factor of two (may be missing) */
  readonly value: Float64Array;
  /** persons a year for every thousand inhabitants of the origins (may be missing) */
  readonly per_thousand: Float64Array;
  /** of the witnesses that speak of at least half of the estimate, the one nearest to it (may be missing) */
  readonly nearest: Category;
  /** estimate over nearest witness, on its corridor-years (may be missing) */
  readonly ratio: Float64Array;
  /** contradicted: more than twice away from all witnesses of at least half of it; of change more than 0.1 away, of large_reports more than 0.1 below; unwitnessed: there is no such witness */
  readonly verdict: Category;
  /** why it is so, as the source plausibility-cases says (may be missing) */
  readonly reason: Category;
};

/** What each witness says of the estimates of the table plausibility_cases */
export type PlausibilityWitnesses = {
  readonly check: Category;
  readonly case: Category;
  readonly first: Int16Array;
  readonly last: Int16Array;
  /** a collection of reports; reports: mean of all collections; refugees, displaced: of UNHCR; stated: of the file of cases; gaskin_abel; truth, of the demo world */
  readonly witness: Category;
  readonly corridor_years: Int32Array;
  /** as value of plausibility_cases (may be missing) */
  readonly theirs: Float64Array;
  /** (may be missing) */
  readonly ours: Float64Array;
  /** ours by theirs (may be missing) */
  readonly ratio: Float64Array;
};

/** Mid-year population of WPP beside that of the World Bank */
export type PopulationCheck = {
  readonly area: Category;
  readonly year: Int16Array;
  /** births over crude birth rate [persons] */
  readonly wpp: Float64Array;
  /** [persons] */
  readonly world_bank: Float64Array;
  /** 1 where they differ by more than 5 % */
  readonly differs: Uint8Array;
};

/** Rows of raw files that break their format and were set apart, where the rule of their source allows it */
export type Quarantine = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
  /** (may be missing) */
  readonly column: Category;
  readonly reason: Category;
};

/** Published flow estimates of others, on our areas and intervals */
export type ReferenceFlows = {
  readonly start: Int16Array;
  readonly end: Int16Array;
  readonly orig: Category;
  readonly dest: Category;
  /** [persons] (may be missing) */
  readonly abel_cohen_2024_drop_negative: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2024_reverse_negative: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2024_migration_rate: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2024_open: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2024_closed: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2024_pseudo_bayes: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2020_open: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2020_closed: Float64Array;
  /** [persons] (may be missing) */
  readonly abel_cohen_2020_pseudo_bayes: Float64Array;
  /** pseudo-Bayes moves out of the country of birth [persons] (may be missing) */
  readonly abel_cohen_2020_outward: Float64Array;
  /** pseudo-Bayes moves back to it [persons] (may be missing) */
  readonly abel_cohen_2020_return: Float64Array;
  /** pseudo-Bayes moves between two other countries [persons] (may be missing) */
  readonly abel_cohen_2020_transit: Float64Array;
  /** [persons] (may be missing) */
  readonly gaskin_abel: Float64Array;
};

/** Refugees and others in need of protection, by country of origin and asylum, at the end of the year, and newly displaced in it */
export type RefugeeStocks = {
  readonly measure: Category;
  readonly year: Int16Array;
  readonly origin: Category;
  readonly asylum: Category;
  /** [persons] */
  readonly persons: Float64Array;
  readonly source: Category;
  readonly file: Category;
  /** data row of the file; -1 where several were added */
  readonly row: Int32Array;
  readonly operation: Category;
};

/** Refugees, asylum seekers and others in need of protection - at the end of the year, and newly displaced in the year */
export type Refugees = {
  readonly measure: Category;
  /** code of the publisher */
  readonly origin: Category;
  /** code of the publisher */
  readonly asylum: Category;
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  /** id of the source in the manifest */
  readonly source: Category;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** Reported flows, one row for each report */
export type ReportedFlows = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly file: Category;
  /** data row of the file; 0 where the file has no rows */
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
  /** moves by the rule of stay of the reporter, or estimates of the source */
  readonly measure: Category;
  /** class of quality that the publisher gives the reporting country (may be missing) */
  readonly quality: Category;
};

/** Net migration as published */
export type ReportedNetMigration = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly area: Category;
  readonly year: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  readonly file: Category;
  /** data row of the file, or position in it */
  readonly row: Int32Array;
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
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** Trade as published, one row for each direction */
export type ReportedTrade = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly code_system: Category;
  /** code of the publisher */
  readonly exporter: Category;
  /** code of the publisher */
  readonly importer: Category;
  readonly year: Int16Array;
  /** missing where the publisher lists the pair without a value [current USD] (may be missing) */
  readonly value: Float64Array;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** Rows of every raw file by what became of them; those of a file add up to the rows that it holds */
export type RowCounts = {
  /** id of the source in the manifest */
  readonly source: Category;
  readonly file: Category;
  readonly outcome: Category;
  /** why rows were left out (may be missing) */
  readonly reason: Category;
  /** in a grid its cells */
  readonly rows: Int32Array;
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

/** Published stocks that are wrong, with what to take in their place */
export type StockCorrections = {
  readonly birth: Category;
  readonly residence: Category;
  /** 1 July of the year */
  readonly year: Int16Array;
  /** value to take; missing where a revision is named [persons] (may be missing) */
  readonly persons: Float64Array;
  /** revision whose value to take; 0 where the persons are given */
  readonly revision: Int16Array;
  /** what is wrong, by comparison with other dates and the other revision */
  readonly reason: Category;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
};

/** Migrant stocks that other editions and publishers state beside those of harmonize.stocks, in one code list */
export type StockWitnesses = {
  /** 1 July of the year */
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  /** what birth holds */
  readonly definition: Category;
  readonly source: Category;
  readonly edition: Int16Array;
  /** [persons] */
  readonly persons: Float64Array;
  readonly file: Category;
  /** data row of the file */
  readonly row: Int32Array;
  readonly operation: Category;
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
  /** what the other revision says [persons] (may be missing) */
  readonly alternative: Float64Array;
  /** 1 where the count is by citizenship */
  readonly citizenship: Uint8Array;
  /** 1 where the publisher imputed it */
  readonly imputed: Uint8Array;
  /** id of the source that gave the value */
  readonly source: Category;
  /** (may be missing) */
  readonly file: Category;
  /** data row of the file; -1 where there is no single one */
  readonly row: Int32Array;
  readonly operation: Category;
};

/** States that were divided or joined, and what the panel takes for their successors */
export type Successions = {
  /** the state as it was called */
  readonly former: Category;
  /** successor */
  readonly area: Category;
  /** first year in which the successor is a state of its own */
  readonly first: Int16Array;
  /** how years before are treated */
  readonly rule: Category;
  readonly file: Category;
  readonly row: Int32Array;
  readonly source: Category;
};

/** Trade from orig to dest, every ordered pair and year */
export type Trade = {
  /** exporter */
  readonly orig: Category;
  /** importer */
  readonly dest: Category;
  readonly year: Int16Array;
  /** [USD of 2015] */
  readonly value: Float64Array;
  /** 1 where no publisher gives the value of this year */
  readonly imputed: Uint8Array;
  /** id of the source in the manifest (may be missing) */
  readonly source: Category;
  /** (may be missing) */
  readonly file: Category;
  /** data row of the file; -1 where there is no single one */
  readonly row: Int32Array;
  readonly operation: Category;
};

/** Estimated against true annual flows of the demo world; empty where no truth is known */
export type TruthScores = {
  /** all corridors, and those with a report that was learnt from, with held-out reports only, and without any */
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
  {
    readonly ingest: Params['ingest'];
  },
  {
    readonly area_codes: SourceInput;
    readonly regions: SourceInput;
    readonly locations: SourceInput;
    readonly stocks_2024: SourceInput;
    readonly stocks_2020: SourceInput;
    readonly wpp: SourceInput;
    readonly world_bank: SourceInput;
    readonly gdp: SourceInput;
    readonly eu: SourceInput;
    readonly conflict: SourceInput;
    readonly distance: SourceInput;
    readonly language: SourceInput;
    readonly religion: SourceInput;
    readonly colony: SourceInput;
    readonly borders: SourceInput;
    readonly free_movement: SourceInput;
    readonly successions: SourceInput;
    readonly stock_tables: readonly DeclaredSource<StocksReading>[];
    readonly stock_corrections: SourceInput;
    readonly trade_cow: SourceInput;
    readonly trade_comtrade: SourceInput;
    readonly refugees: SourceInput;
    readonly displaced: SourceInput;
    readonly meta: SourceInput;
    readonly eurostat: SourceInput;
    readonly eurostat_both: SourceInput;
    readonly reports: readonly DeclaredSource<ReportedFlowsReading>[];
    readonly net_migration: SourceInput;
    readonly net_migration_filled: SourceInput;
  },
  {
    readonly area_codes: TableOutput<AreaCodes>;
    readonly dated_areas: TableOutput<DatedAreas>;
    readonly stocks: TableOutput<ReportedStocks>;
    readonly stock_tables: TableOutput<DeclaredStocks>;
    readonly stock_corrections: TableOutput<StockCorrections>;
    readonly demography: TableOutput<Demography>;
    readonly gdp: TableOutput<Gdp>;
    readonly area_measures: TableOutput<AreaMeasures>;
    readonly pair_measures: TableOutput<PairMeasures>;
    readonly trade: TableOutput<ReportedTrade>;
    readonly refugees: TableOutput<Refugees>;
    readonly flows: TableOutput<ReportedFlows>;
    readonly reports: TableOutput<DeclaredReports>;
    readonly net_migration: TableOutput<ReportedNetMigration>;
    readonly quarantine: TableOutput<Quarantine>;
    readonly row_counts: TableOutput<RowCounts>;
  },
  Record<string, never>
>;

/** harmonize: one panel - areas x years, one code list, one calendar */
export type Harmonize = StageContext<
  {
    readonly years: Params['years'];
    readonly harmonize: Params['harmonize'];
    readonly ingest: {
      readonly quarantine: Params['ingest']['quarantine'];
    };
  },
  {
    readonly area_codes: TableInput<AreaCodes>;
    readonly dated_areas: TableInput<DatedAreas>;
    readonly stocks: TableInput<ReportedStocks>;
    readonly stock_tables: TableInput<DeclaredStocks>;
    readonly stock_corrections: TableInput<StockCorrections>;
    readonly demography: TableInput<Demography>;
    readonly gdp: TableInput<Gdp>;
    readonly area_measures: TableInput<AreaMeasures>;
    readonly pair_measures: TableInput<PairMeasures>;
    readonly trade: TableInput<ReportedTrade>;
    readonly refugees: TableInput<Refugees>;
    readonly flows: TableInput<ReportedFlows>;
    readonly reports: TableInput<DeclaredReports>;
    readonly net_migration: TableInput<ReportedNetMigration>;
    readonly quarantine: TableInput<Quarantine>;
  },
  {
    readonly areas: TableOutput<Areas>;
    readonly successions: TableOutput<Successions>;
    readonly memberships: TableOutput<Memberships>;
    readonly panel: TableOutput<Panel>;
    readonly population_check: TableOutput<PopulationCheck>;
    readonly stocks: TableOutput<StocksMidYear>;
    readonly stock_witnesses: TableOutput<StockWitnesses>;
    readonly pairs: TableOutput<Pairs>;
    readonly trade: TableOutput<Trade>;
    readonly refugees: TableOutput<RefugeeStocks>;
    readonly observations: TableOutput<Observations>;
    readonly group_reports: TableOutput<GroupReports>;
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
    readonly start_weights: SourceInput | null;
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly pairs: TableInput<Pairs>;
    readonly trade: TableInput<Trade>;
    readonly memberships: TableInput<Memberships>;
    readonly refugees: TableInput<RefugeeStocks>;
    readonly observations: TableInput<Observations>;
    readonly group_reports: TableInput<GroupReports>;
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
    readonly births: TableOutput<MemberBirths>;
    readonly edges: TableOutput<MemberEdges>;
    readonly runs: TableOutput<MemberRuns>;
    readonly observers: TableOutput<ObserverFactors>;
    readonly area_effects: TableOutput<AreaEffects>;
    readonly corridors: TableOutput<CorridorEffects>;
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
    readonly trade: TableInput<Trade>;
    readonly memberships: TableInput<Memberships>;
    readonly refugees: TableInput<RefugeeStocks>;
    readonly observations: TableInput<Observations>;
    readonly group_reports: TableInput<GroupReports>;
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

/** fit-competitors: reported flows of held-out pairs by simpler methods that never saw them, one instance for each fold */
export type FitCompetitors = StageContext<
  {
    readonly years: Params['years'];
    readonly training: {
      readonly seed: Params['training']['seed'];
      readonly censored: Params['training']['censored'];
    };
    readonly cross_validation: {
      readonly folds: Params['cross_validation']['folds'];
    };
  },
  {
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly pairs: TableInput<Pairs>;
    readonly trade: TableInput<Trade>;
    readonly memberships: TableInput<Memberships>;
    readonly refugees: TableInput<RefugeeStocks>;
    readonly observations: TableInput<Observations>;
    readonly stocks: TableInput<StocksImputed>;
    readonly truth: SourceInput | null;
  },
  {
    readonly heldout: TableOutput<CompetitorFlows>;
    readonly truth: TableOutput<CompetitorTruth>;
  },
  {
    readonly fold: number;
  }
>;

/** compare-baselines: the ensemble, its held-out predictions, simpler methods, stock-based estimators and published estimates on the same reports */
export type CompareBaselines = StageContext<
  {
    readonly years: Params['years'];
    readonly compare: Params['compare'];
    readonly training: {
      readonly seed: Params['training']['seed'];
    };
  },
  {
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly observations: TableInput<Observations>;
    readonly net_migration: TableInput<NetMigrationReports>;
    readonly stocks: TableInput<StocksImputed>;
    readonly flows: readonly Gathered<TableInput<MemberFlows>>[];
    readonly heldout: readonly Gathered<TableInput<Heldout>>[];
    readonly competitors: readonly Gathered<TableInput<CompetitorFlows>>[];
    readonly area_codes: TableInput<AreaCodes>;
    readonly published_stocks: TableInput<ReportedStocks>;
    readonly reference_estimates: SourceInput | null;
  },
  {
    readonly baselines: TableOutput<Baselines>;
    readonly scores: TableOutput<MethodScores>;
    readonly differences: TableOutput<MethodDifferences>;
    readonly reference_flows: TableOutput<ReferenceFlows>;
    readonly agreement: TableOutput<FlowAgreement>;
  },
  Record<string, never>
>;

/** calibrate: how far reports lie from estimates that did not know them, and how much the intervals hold that follow */
export type Calibrate = StageContext<
  {
    readonly years: Params['years'];
  },
  {
    readonly areas: TableInput<Areas>;
    readonly observations: TableInput<Observations>;
    readonly flows: readonly Gathered<TableInput<MemberFlows>>[];
    readonly observers: readonly Gathered<TableInput<ObserverFactors>>[];
    readonly heldout: readonly Gathered<TableInput<Heldout>>[];
    readonly truth: SourceInput | null;
  },
  {
    readonly errors: TableOutput<FlowErrors>;
    readonly coverage: TableOutput<IntervalCoverage>;
  },
  Record<string, never>
>;

/** export: flows, flows by birth, stocks and net migration with mean, standard deviation and intervals, as Parquet and tidy CSV */
export type Export = StageContext<
  {
    readonly years: Params['years'];
  },
  {
    readonly areas: TableInput<Areas>;
    readonly observations: TableInput<Observations>;
    readonly errors: TableInput<FlowErrors>;
    readonly flows: readonly Gathered<TableInput<MemberFlows>>[];
    readonly stocks: readonly Gathered<TableInput<MemberStocks>>[];
    readonly net_migration: readonly Gathered<TableInput<MemberNetMigration>>[];
    readonly births: readonly Gathered<TableInput<MemberBirths>>[];
    readonly edges: readonly Gathered<TableInput<MemberEdges>>[];
  },
  {
    readonly flows: TableOutput<Flows>;
    readonly flows_csv: TableOutput<Flows>;
    readonly stocks: TableOutput<Stocks>;
    readonly stocks_csv: TableOutput<Stocks>;
    readonly net_migration: TableOutput<NetMigration>;
    readonly net_migration_csv: TableOutput<NetMigration>;
    readonly births: TableOutput<Births>;
    readonly births_csv: TableOutput<Births>;
    readonly edges: TableOutput<Edges>;
    readonly areas: TableOutput<Areas>;
  },
  Record<string, never>
>;

/** plausibility: the flows that a reader looks up first, beside reports, refugees and published estimates */
export type Plausibility = StageContext<
  {
    readonly years: Params['years'];
    readonly plausibility: Params['plausibility'];
    readonly training: {
      readonly censored: Params['training']['censored'];
    };
  },
  {
    readonly named_cases: SourceInput;
    readonly areas: TableInput<Areas>;
    readonly panel: TableInput<Panel>;
    readonly observations: TableInput<Observations>;
    readonly refugees: TableInput<RefugeeStocks>;
    readonly flows: TableInput<Flows>;
    readonly area_codes: TableInput<AreaCodes>;
    readonly reference_estimates: SourceInput | null;
    readonly truth: SourceInput | null;
  },
  {
    readonly cases: TableOutput<PlausibilityCases>;
    readonly witnesses: TableOutput<PlausibilityWitnesses>;
  },
  Record<string, never>
>;
