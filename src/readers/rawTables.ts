import type {
  AreaCodes,
  AreaMeasures,
  DatedAreas,
  DeclaredReports,
  DeclaredStocks,
  Demography,
  Gdp,
  Ingest,
  PairMeasures,
  Refugees,
  ReportedFlows,
  ReportedNetMigration,
  ReportedStocks,
  ReportedTrade,
  StockCorrections,
} from '../../schemas/generated/types.ts';
import type { Columns } from '../tables/columns.ts';
import { iso3ByM49, readAreaCodes, readRegions } from './areas/areaCodes.ts';
import { readConflictDeaths, readEuMembership, readWorldBankPopulation } from './areas/areaMeasures.ts';
import { readFreeMovement, readSuccessions } from './areas/datedAreas.ts';
import { readGdp } from './areas/gdp.ts';
import { readFilledNetMigration, readNationalNetMigration } from './areas/netMigration.ts';
import { readLocations, readWpp } from './areas/wpp.ts';
import { noReports, readDeclaredReports } from './declared/declaredReports.ts';
import { noStocks, readDeclaredStocks } from './declared/declaredStocks.ts';
import { readEurostatBothReports } from './flows/eurostatBothReports.ts';
import { readEurostatFlows } from './flows/eurostatFlows.ts';
import { readMetaFlows } from './flows/metaFlows.ts';
import type { RawSource } from './formats/rawFile.ts';
import { readColony, readDistance, readLandBorders, readLanguage, readReligion } from './pairs/pairMeasures.ts';
import { readComtradeTrade, readCowTrade } from './pairs/trade.ts';
import { readStockCorrections } from './stocks/stockCorrections.ts';
import { readUnDesaStocks } from './stocks/unDesaStocks.ts';
import { readUnhcrDisplaced, readUnhcrRefugees } from './stocks/unhcr.ts';
import { concatenate } from './table/concatenate.ts';
import type { RowAudit } from './table/rowAudit.ts';

/** The sources of the pipeline, by the names that the stage gives them. */
export type RawSources = { readonly [Name in Exclude<keyof Ingest['inputs'], Kinds>]: RawSource } & Pick<Ingest['inputs'], Kinds>;

/** Inputs that gather all sources of a kind. */
type Kinds = 'reports' | 'stock_tables';

type Reader<T> = (source: RawSource, audit: RowAudit) => Promise<T>;

/** What is told of the rows of a source: a quarantine, or a ledger that counts them too. */
interface Audits {
  of(source: string): RowAudit;
}

/** Which sources make which raw table. Nothing is read before a table is asked for; one table at a time bounds the memory. */
export class RawTableReader {
  readonly #sources: RawSources;
  readonly #audits: Audits;

  constructor(sources: RawSources, audits: Audits) {
    this.#sources = sources;
    this.#audits = audits;
  }

  async areaCodes(): Promise<AreaCodes> {
    const { area_codes, regions, locations } = this.#sources;
    const countries = await this.#read(readLocations, locations);
    const codes = await this.#read((source, audit) => readAreaCodes(source, countries, audit), area_codes);
    return this.#read((source, audit) => readRegions(source, codes, audit), regions);
  }

  datedAreas(): Promise<DatedAreas> {
    return this.#joined([readFreeMovement, this.#sources.free_movement], [readSuccessions, this.#sources.successions]);
  }

  /** `areaCodes` serves workbooks of the publisher, which name areas by M49 number. */
  stocks(areaCodes: AreaCodes): Promise<ReportedStocks> {
    const iso3Of = iso3ByM49(areaCodes);
    const revision = (year: number): Reader<ReportedStocks> => {
      return (source, audit) => readUnDesaStocks(source, year, iso3Of, audit);
    };
    return this.#joined([revision(2024), this.#sources.stocks_2024], [revision(2020), this.#sources.stocks_2020]);
  }

  stockCorrections(): Promise<StockCorrections> {
    return this.#read(readStockCorrections, this.#sources.stock_corrections);
  }

  async demography(): Promise<Demography> {
    const countries = await this.#read(readLocations, this.#sources.locations);
    return this.#read((source, audit) => readWpp(source, countries, audit), this.#sources.wpp);
  }

  gdp(): Promise<Gdp> {
    return this.#read(readGdp, this.#sources.gdp);
  }

  areaMeasures(): Promise<AreaMeasures> {
    const { eu, conflict, world_bank } = this.#sources;
    return this.#joined([readEuMembership, eu], [readConflictDeaths, conflict], [readWorldBankPopulation, world_bank]);
  }

  pairMeasures(): Promise<PairMeasures> {
    const { distance, language, religion, colony, borders } = this.#sources;
    return this.#joined(
      [readDistance, distance],
      [readLanguage, language],
      [readReligion, religion],
      [readColony, colony],
      [readLandBorders, borders],
    );
  }

  trade(): Promise<ReportedTrade> {
    return this.#joined([readCowTrade, this.#sources.trade_cow], [readComtradeTrade, this.#sources.trade_comtrade]);
  }

  refugees(): Promise<Refugees> {
    return this.#joined([readUnhcrRefugees, this.#sources.refugees], [readUnhcrDisplaced, this.#sources.displaced]);
  }

  flows(): Promise<ReportedFlows> {
    const { meta, eurostat, eurostat_both } = this.#sources;
    return this.#joined([readMetaFlows, meta], [readEurostatFlows, eurostat], [readEurostatBothReports, eurostat_both]);
  }

  /** Reports of all declared sources, however many. */
  reports(): Promise<DeclaredReports> {
    return this.#declared(noReports(), readDeclaredReports, this.#sources.reports);
  }

  /** Stocks of all declared sources. */
  stockTables(): Promise<DeclaredStocks> {
    return this.#declared(noStocks(), readDeclaredStocks, this.#sources.stock_tables);
  }

  netMigration(): Promise<ReportedNetMigration> {
    const { net_migration, net_migration_filled } = this.#sources;
    return this.#joined([readNationalNetMigration, net_migration], [readFilledNetMigration, net_migration_filled]);
  }

  #read<T>(reader: Reader<T>, source: RawSource): Promise<T> {
    return reader(source, this.#audits.of(source.id));
  }

  async #declared<S extends RawSource, T extends Columns>(
    none: T,
    reader: (source: S, audit: RowAudit) => Promise<T>,
    sources: readonly S[],
  ): Promise<T> {
    let table = none;
    for (const source of sources) table = concatenate(table, await reader(source, this.#audits.of(source.id)));
    return table;
  }

  async #joined<T extends Columns>(first: readonly [Reader<T>, RawSource], ...others: (readonly [Reader<T>, RawSource])[]): Promise<T> {
    let table = await this.#read(...first);
    for (const other of others) table = concatenate(table, await this.#read(...other));
    return table;
  }
}
