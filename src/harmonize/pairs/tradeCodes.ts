import type { ReportedTrade } from '../../../schemas/generated/types.ts';
import type { Place } from '../../diagnostics/place.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { AreaResolver, Resolution } from '../areas/areaResolver.ts';
import { UNCHANGED } from '../lineage/provenance.ts';

export type TradeCodeSystem = 'cow' | 'comtrade';

/** What a code of a trade source stands for in some years, where the code list cannot say it. */
interface TradeCode {
  readonly system: TradeCodeSystem;
  readonly code: string;
  /** Last year for which this holds; an entry of the same code further down holds from the year after. */
  readonly until: number;
  /** ISO3; null where the value is of no single area. */
  readonly area: string | null;
  /** Reason to leave the value out; or what the value is taken for, as an operation. */
  readonly note: string;
}

const ALWAYS = 9999;
/** More than any year, to make one key of code and year. */
const YEARS = 10_000;
const UNDIVIDED = 'not divided between its successors';

/**
 * Former states and old codes (docs/data.md, Trade). A value of a state that was divided goes to a successor only
 * where one of them is nearly all of it or kept its number; else it is left out, and the successors' first own values are
 * carried back.
 */
const TRADE_CODES: readonly TradeCode[] = [
  { system: 'cow', code: '260', until: ALWAYS, area: 'DEU', note: 'West Germany taken for Germany' },
  { system: 'cow', code: '265', until: ALWAYS, area: null, note: 'German Democratic Republic, before unification' },
  { system: 'cow', code: '315', until: ALWAYS, area: null, note: `Czechoslovakia, ${UNDIVIDED}` },
  { system: 'cow', code: '345', until: 1991, area: null, note: `Yugoslavia of six republics, ${UNDIVIDED}` },
  { system: 'cow', code: '345', until: 2005, area: 'SRB', note: 'Serbia with Montenegro' },
  { system: 'cow', code: '345', until: ALWAYS, area: 'SRB', note: UNCHANGED },
  { system: 'cow', code: '365', until: 1991, area: null, note: `Soviet Union, ${UNDIVIDED}` },
  { system: 'cow', code: '530', until: 1992, area: 'ETH', note: 'Ethiopia with Eritrea' },
  { system: 'cow', code: '625', until: 2010, area: 'SDN', note: 'Sudan with South Sudan' },
  { system: 'cow', code: '678', until: ALWAYS, area: null, note: 'Yemen Arab Republic, before unification' },
  { system: 'cow', code: '850', until: 2001, area: 'IDN', note: 'Indonesia with Timor-Leste' },
  { system: 'comtrade', code: 'ANT', until: ALWAYS, area: null, note: `Netherlands Antilles, ${UNDIVIDED}` },
  { system: 'comtrade', code: 'BLX', until: ALWAYS, area: 'BEL', note: 'Belgium with Luxembourg' },
  { system: 'comtrade', code: 'CSK', until: ALWAYS, area: null, note: `Czechoslovakia, ${UNDIVIDED}` },
  { system: 'comtrade', code: 'DDR', until: ALWAYS, area: null, note: 'German Democratic Republic, before unification' },
  { system: 'comtrade', code: 'ETH', until: 1992, area: 'ETH', note: 'Ethiopia with Eritrea' },
  { system: 'comtrade', code: 'IDN', until: 2001, area: 'IDN', note: 'Indonesia with Timor-Leste' },
  { system: 'comtrade', code: 'KN1', until: ALWAYS, area: 'KNA', note: 'old code KN1' },
  { system: 'comtrade', code: 'MNT', until: ALWAYS, area: 'MNE', note: 'old code MNT' },
  { system: 'comtrade', code: 'ROM', until: ALWAYS, area: 'ROU', note: 'old code ROM' },
  { system: 'comtrade', code: 'SDN', until: 2010, area: 'SDN', note: 'Sudan with South Sudan' },
  { system: 'comtrade', code: 'SRB', until: 2005, area: 'SRB', note: 'Serbia with Montenegro' },
  { system: 'comtrade', code: 'SVU', until: ALWAYS, area: null, note: `Soviet Union, ${UNDIVIDED}` },
  { system: 'comtrade', code: 'TMP', until: ALWAYS, area: 'TLS', note: 'old code TMP' },
  { system: 'comtrade', code: 'YDR', until: ALWAYS, area: null, note: 'Democratic Yemen, before unification' },
  { system: 'comtrade', code: 'YUG', until: ALWAYS, area: null, note: `Yugoslavia of six republics, ${UNDIVIDED}` },
  { system: 'comtrade', code: 'ZAR', until: ALWAYS, area: 'COD', note: 'old code ZAR' },
];

/** An end of a trade report: an area by its index with what was done to find it, or -1 with the reason to leave it out. */
export interface TradeEnd {
  readonly area: number;
  readonly note: string;
}

/** Area of a code in a year. Refuses a code that is in no list (E304); `place` tells where it was read. */
function resolveTradeCode(resolver: AreaResolver, system: TradeCodeSystem, code: string, year: number, place: () => Place): TradeEnd {
  const dated = TRADE_CODES.find((each) => each.system === system && each.code === code && year <= each.until);
  if (dated === undefined) return endOf(resolver.resolve(`trade-${system}`, system, code, place), UNCHANGED);
  if (dated.area === null) return { area: -1, note: dated.note };
  return endOf(resolver.resolve(`trade-${system}`, 'iso3', dated.area, place), dated.note);
}

function endOf(resolution: Resolution, note: string): TradeEnd {
  return resolution.reason === null ? { area: resolution.area, note } : { area: -1, note: resolution.reason };
}

/** Resolves both ends of the rows of a trade table, each code once for each year. */
export class TradeEnds {
  readonly #trade: ReportedTrade;
  readonly #resolver: AreaResolver;
  readonly #exporters = new Map<number, TradeEnd>();
  readonly #importers = new Map<number, TradeEnd>();

  constructor(trade: ReportedTrade, resolver: AreaResolver) {
    this.#trade = trade;
    this.#resolver = resolver;
  }

  exporter(row: number): TradeEnd {
    return this.#end(row, 'exporter', this.#exporters);
  }

  importer(row: number): TradeEnd {
    return this.#end(row, 'importer', this.#importers);
  }

  #end(row: number, field: 'exporter' | 'importer', known: Map<number, TradeEnd>): TradeEnd {
    const { code_system, year, file } = this.#trade;
    const codes = this.#trade[field];
    const systems = code_system.levels.length;
    const key = ((codes.codes[row] as number) * systems + (code_system.codes[row] as number)) * YEARS + (year[row] as number);
    const found = known.get(key);
    if (found !== undefined) return found;
    const place = () => ({ file: categoryAt(file, row) as string, row: this.#trade.row[row] as number, field });
    const system = categoryAt(code_system, row) as TradeCodeSystem;
    const end = resolveTradeCode(this.#resolver, system, categoryAt(codes, row) as string, year[row] as number, place);
    known.set(key, end);
    return end;
  }
}
