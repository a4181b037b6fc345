import { categoryAt } from '../../src/tables/columns.ts';
import type { IngestTables } from './artifacts.ts';
import { type Claim, exactly } from './claims.ts';
import { groupRows } from './groups.ts';

/**
 * What the README of the offices' tables says of reports and of stocks of other editions. Of tables from which pairs were left out for
 * tests (arrivals from sub-Saharan countries) only those counts are here that do not change by it.
 */
export function reportClaims({ reports, stock_tables: stocks }: IngestTables): Claim[] {
  const bySource = groupRows({ length: reports.row.length, labels: (row) => [categoryAt(reports.source, row)!] });
  const rowsOf = (source: string) => bySource.find(({ labels }) => labels[0] === source)?.rows ?? 0;
  const measured = groupRows({
    length: reports.row.length,
    labels: (row) => [`${categoryAt(reports.measure, row)} ${reports.year[row]}`],
    value: reports.persons,
  });
  const totalOf = (measure: string, year: number) => measured.find(({ labels }) => labels[0] === `${measure} ${year}`)?.total ?? 0;
  const one = (reporter: string, partner: string, year: number) =>
    reports.persons.find((_, row) => isApplication(reports, row, [reporter, partner, year])) ?? 0;
  const world = groupRows({
    length: stocks.row.length,
    labels: (row) => [`${stocks.edition[row]} ${stocks.year[row]}`],
    value: stocks.persons,
  });
  const migrants = (edition: number, year: number) => world.find(({ labels }) => labels[0] === `${edition} ${year}`)?.total ?? 0;
  return [
    exactly('flows of the Philippines, rows', 4180, rowsOf('flows-philippines')),
    exactly('flows of New Zealand by citizenship, rows', 1550, rowsOf('flows-new-zealand-citizenship')),
    exactly('asylum applications, rows', 85_177, rowsOf('unhcr-asylum-applications')),
    exactly('resettlement and returns, rows', 14_141, rowsOf('unhcr-solutions')),
    exactly('refugees resettled in 2016', 172_797, totalOf('resettlement', 2016)),
    exactly('refugees returned in 2016', 552_219, totalOf('returns', 2016)),
    exactly('refugees returned in 1994', 3_006_331, totalOf('returns', 1994)),
    exactly('asylum applications of Syrians in Germany, 2016', 266_250, one('DEU', 'SYR', 2016)),
    exactly('asylum applications of Venezuelans in Peru, 2018', 190_469, one('PER', 'VEN', 2018)),
    exactly('stocks of the 2013 revision, migrants in 2013', 231_522_215, migrants(2013, 2013)),
    exactly('stocks of the 2015 revision, migrants in 2015', 243_700_236, migrants(2015, 2015)),
    exactly('stocks of the 2017 revision, migrants in 1990', 152_542_373, migrants(2017, 1990)),
    exactly('stocks of the 2017 revision, migrants in 2017', 257_715_425, migrants(2017, 2017)),
  ];
}

function isApplication(
  reports: IngestTables['reports'],
  row: number,
  [reporter, partner, year]: readonly [string, string, number],
): boolean {
  return (
    reports.year[row] === year &&
    categoryAt(reports.measure, row) === 'asylum_applications' &&
    categoryAt(reports.reporter, row) === reporter &&
    categoryAt(reports.partner, row) === partner
  );
}
