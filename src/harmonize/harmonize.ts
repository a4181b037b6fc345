import type {
  Areas,
  Exclusions,
  GroupReports,
  Memberships,
  NetMigrationReports,
  Observations,
  Pairs,
  Panel,
  PopulationCheck,
  RefugeeStocks,
  StocksMidYear,
  StockWitnesses,
  Successions,
  Trade,
} from '../../schemas/generated/types.ts';
import { AreaResolver } from './areas/areaResolver.ts';
import { selectAreas } from './areas/areas.ts';
import { buildMemberships, buildSuccessions } from './areas/datedAreas.ts';
import { dollarDeflator } from './areas/gdp.ts';
import { ExclusionLog } from './lineage/exclusions.ts';
import type { Calendar, RawTables } from './lineage/rawTables.ts';
import { buildPairs } from './pairs/pairs.ts';
import { buildTrade } from './pairs/trade.ts';
import { harmonizeNetMigration } from './panel/netMigration.ts';
import { buildPanel } from './panel/panel.ts';
import { checkPopulation } from './panel/populationCheck.ts';
import { harmonizeDeclared } from './reports/declaredReports.ts';
import { groupReportsTable } from './reports/groupReports.ts';
import { harmonizeFlows } from './reports/observations.ts';
import { PairReports } from './reports/pairReports.ts';
import { gridRefugees, refugeeStocks } from './stocks/refugees.ts';
import { harmonizeStocks, type UnknownOrigin } from './stocks/stocks.ts';
import { harmonizeStockWitnesses } from './stocks/stockWitnesses.ts';
import { noteUnusedAreaRows } from './unused.ts';

export interface Harmonized {
  readonly areas: Areas;
  readonly successions: Successions;
  readonly memberships: Memberships;
  readonly panel: Panel;
  readonly populationCheck: PopulationCheck;
  readonly stocks: StocksMidYear;
  readonly stockWitnesses: StockWitnesses;
  readonly pairs: Pairs;
  readonly trade: Trade;
  readonly refugees: RefugeeStocks;
  readonly observations: Observations;
  readonly groupReports: GroupReports;
  readonly netMigration: NetMigrationReports;
  readonly exclusions: Exclusions;
}

/**
 * One code list and one calendar for all sources. Every row that is read and not used is in `exclusions`.
 * `lenient` names the sources whose rows of unknown codes are left out, with that as the reason.
 * Refuses other codes that are in no code list (E304); values outside the range of their indicator, symmetric relations
 * that are not symmetric, corrections by an unknown revision (E303); fewer than two complete areas, pairs without a measure and
 * trade without a deflator (E307).
 */
export function harmonize(
  raw: RawTables,
  calendar: Calendar,
  unknownOrigin: UnknownOrigin,
  lenient: ReadonlySet<string> = new Set(),
): Harmonized {
  const selection = selectAreas(raw, calendar);
  const { codes } = selection;
  const resolver = new AreaResolver(raw.areaCodes, selection, lenient);
  const log = new ExclusionLog();
  const reports = new PairReports(resolver, log, codes.length);
  const refugees = {
    displaced: gridRefugees(raw.refugees, 'displaced', calendar, reports),
    stock: gridRefugees(raw.refugees, 'stock', calendar, reports),
  };
  const trade = { areaCount: codes.length, calendar, deflator: dollarDeflator(raw.gdp), resolver, log };
  const declared = harmonizeDeclared(raw.reports, codes.length, calendar, resolver, log);
  noteUnusedAreaRows(raw, calendar, resolver, log);
  log.addQuarantine(raw.quarantine);
  return {
    areas: selection.table,
    successions: buildSuccessions(raw.datedAreas, codes, resolver, log),
    memberships: buildMemberships(raw.datedAreas, codes, resolver, log),
    panel: buildPanel(selection, raw, calendar),
    populationCheck: checkPopulation(selection, raw, calendar),
    stocks: harmonizeStocks(raw, { refugees: refugees.stock, codes, calendar, unknownOrigin, reports, log }),
    stockWitnesses: harmonizeStockWitnesses(raw.stockTables, codes, calendar, resolver, log),
    pairs: buildPairs(raw.pairMeasures, codes, resolver, log),
    trade: buildTrade(raw.trade, raw.gdp, codes, trade),
    refugees: refugeeStocks(raw.refugees, refugees, codes, calendar),
    observations: harmonizeFlows(raw.flows, declared.moves, calendar, reports, { codes, log }),
    groupReports: groupReportsTable(declared.others, codes),
    netMigration: harmonizeNetMigration(selection, raw, calendar, resolver, log),
    // Last, when every other table has been made.
    exclusions: log.finish(),
  };
}
