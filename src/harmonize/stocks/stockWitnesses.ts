import type { DeclaredStocks, StockWitnesses } from '../../../schemas/generated/types.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import type { AreaResolver } from '../areas/areaResolver.ts';
import type { CodeSystem } from '../areas/nonAreas.ts';
import { type ExclusionLog, OUTSIDE_YEARS } from '../lineage/exclusions.ts';
import { compareText } from '../lineage/order.ts';
import { ProvenanceBuilder, UNCHANGED } from '../lineage/provenance.ts';
import type { Calendar } from '../lineage/rawTables.ts';

interface Witness {
  readonly year: number;
  readonly birth: number;
  readonly residence: number;
  readonly definition: string;
  readonly source: string;
  readonly edition: number;
  readonly persons: number;
  readonly file: string;
  readonly row: number;
}

/**
 * Stocks of declared sources on the areas, between 1 July of the first year and of the year after the last: other editions of the same
 * stock, for comparison. Nothing is combined here. Refuses unknown codes (E304).
 */
export function harmonizeStockWitnesses(
  stocks: DeclaredStocks,
  codes: readonly string[],
  calendar: Calendar,
  resolver: AreaResolver,
  log: ExclusionLog,
): StockWitnesses {
  const rows: Witness[] = [];
  for (let row = 0; row < stocks.row.length; row++) {
    const witness = witnessAt(stocks, row, calendar, resolver, log);
    if (witness !== null) rows.push(witness);
  }
  rows.sort(compareWitnesses);
  const provenance = new ProvenanceBuilder(rows.length);
  for (const [at, { source, file, row }] of rows.entries()) provenance.cite(at, source, file, row, UNCHANGED);
  return {
    year: Int16Array.from(rows, ({ year }) => year),
    birth: { levels: codes, codes: Int32Array.from(rows, ({ birth }) => birth) },
    residence: { levels: codes, codes: Int32Array.from(rows, ({ residence }) => residence) },
    definition: categoryOf(rows.map(({ definition }) => definition)),
    edition: Int16Array.from(rows, ({ edition }) => edition),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    ...provenance.finish(),
  };
}

/** A row on the areas; null after noting why it is left out. */
function witnessAt(stocks: DeclaredStocks, row: number, calendar: Calendar, resolver: AreaResolver, log: ExclusionLog): Witness | null {
  const source = categoryAt(stocks.source, row)!;
  const [year, persons] = [stocks.year[row]!, stocks.persons[row]!];
  const place = { file: categoryAt(stocks.file, row)!, row: stocks.row[row]! };
  const outside = year < calendar.first || year > calendar.last + 1;
  const unused = outside ? OUTSIDE_YEARS : categoryAt(stocks.left_out, row);
  if (unused !== null) {
    log.add({ source, reason: unused, orig: null, dest: null, year, persons });
    return null;
  }
  const [orig, dest] = [categoryAt(stocks.birth, row)!, categoryAt(stocks.residence, row)!];
  const resolve = (system: string | null, code: string, field: string) =>
    resolver.resolve(source, system as CodeSystem, code, () => ({ ...place, field }));
  const birth = resolve(categoryAt(stocks.birth_code_system, row), orig, 'the country of birth');
  const residence = resolve(categoryAt(stocks.residence_code_system, row), dest, 'the country of residence');
  const reason = birth.reason ?? residence.reason ?? (birth.area === residence.area ? 'within one area' : null);
  if (reason !== null) {
    const known = { orig: birth.reason === null ? null : orig, dest: residence.reason === null ? null : dest };
    log.add({ source, reason, ...known, year, persons });
    return null;
  }
  const definition = categoryAt(stocks.definition, row)!;
  return { year, birth: birth.area, residence: residence.area, definition, source, edition: stocks.edition[row]!, persons, ...place };
}

function compareWitnesses(a: Witness, b: Witness): number {
  return (
    a.year - b.year ||
    a.birth - b.birth ||
    a.residence - b.residence ||
    compareText(a.definition, b.definition) ||
    compareText(a.source, b.source) ||
    a.edition - b.edition
  );
}
