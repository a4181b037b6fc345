import type {
  AreaCodes,
  AreaMeasures,
  DatedAreas,
  DeclaredReports,
  DeclaredStocks,
  Demography,
  Gdp,
  PairMeasures,
  Quarantine,
  Refugees,
  ReportedFlows,
  ReportedNetMigration,
  ReportedStocks,
  ReportedTrade,
  StockCorrections,
} from '../../../schemas/generated/types.ts';

// Raw tables as the contracts of the stage "ingest" describe them; missing numbers are NaN.

/** Everything that harmonising reads. */
export interface RawTables {
  readonly areaCodes: AreaCodes;
  readonly datedAreas: DatedAreas;
  readonly stocks: ReportedStocks;
  readonly stockTables: DeclaredStocks;
  readonly stockCorrections: StockCorrections;
  readonly demography: Demography;
  readonly gdp: Gdp;
  readonly areaMeasures: AreaMeasures;
  readonly pairMeasures: PairMeasures;
  readonly trade: ReportedTrade;
  readonly refugees: Refugees;
  readonly flows: ReportedFlows;
  readonly reports: DeclaredReports;
  readonly netMigration: ReportedNetMigration;
  readonly quarantine: Quarantine;
}

/** Calendar years of the estimates, both included. */
export interface Calendar {
  readonly first: number;
  readonly last: number;
}

export function isWithin(calendar: Calendar, year: number): boolean {
  return year >= calendar.first && year <= calendar.last;
}

/** Every calendar year, ascending. */
export function yearsOf(calendar: Calendar): number[] {
  return Array.from({ length: calendar.last - calendar.first + 1 }, (_, index) => calendar.first + index);
}
