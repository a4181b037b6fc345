import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { NetCDFReader } from 'netcdfjs';
import { describe, expect, test } from 'vitest';
import { content } from './files.ts';

const REAL = resolve(import.meta.dirname, '../../../shared/data/real');
const present = existsSync(REAL);
if (!present) console.warn('the real data are not here: headers of the demo world are not compared with them');

function realContent(path: string): Buffer {
  const bytes = readFileSync(join(REAL, path));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function header(bytes: Buffer): string {
  return bytes.toString('utf8', 0, bytes.indexOf('\n'));
}

/** Header of a wide table without its years. */
function fixedColumns(bytes: Buffer): string[] {
  return header(bytes)
    .split('\t')
    .filter((name) => !/^\d{4}$/.test(name));
}

/** Names, dimensions by name and types of the variables. */
function layout(bytes: Buffer): string[] {
  const { dimensions, variables } = new NetCDFReader(bytes);
  return variables.map(({ name, type, dimensions: over }) => `${name} ${type} ${over.map((each) => dimensions[each]!.name).join(' x ')}`);
}

describe.skipIf(!present)('formats of the real publishers', () => {
  test.each([
    'codes/country_codes.csv',
    'flows_eurostat/migmod_eurostat_2010_2019.csv.gz',
    'flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv',
    'flows_offices/COVAR_ucdp_deaths_by_country_1989_2023.csv.gz',
    'paper_repo/GDP_data.csv.gz',
    'paper_repo/Net_migration_data.csv',
    'paper_repo/col.csv.gz',
    'paper_repo/countries_by_region.csv',
    'paper_repo/dist.csv.gz',
    'paper_repo/eu.csv',
    'paper_repo/lang.csv.gz',
    'paper_repo/relig.csv.gz',
    'trade/cow_trade_1990_2014_undirected.csv.gz',
    'trade/penppml_exports_1988_2016_every4y.csv.gz',
    'un_desa_migrant_stock/ims2020_stocks_by_sex.csv.gz',
    'un_desa_migrant_stock/ims2024_stocks_by_sex.csv.gz',
    'un_wpp_2024/UNlocations.txt',
    'unhcr/flows.csv.gz',
    'unhcr/population.csv.gz',
    'world_bank_population/population.csv',
  ])('%s has the header of the real file', (path) => {
    expect(header(content(path))).toBe(header(realContent(path)));
  });

  test.each(['births', 'deaths', 'cbr', 'cdr', 'e0B', 'migration', 'PopChange', 'PopChangeprojMed', 'popprojMed'])(
    'un_wpp_2024/%s.txt.gz has the columns of the real file beside the years',
    (name) => {
      const path = `un_wpp_2024/${name}.txt.gz`;
      expect(fixedColumns(content(path))).toEqual(fixedColumns(realContent(path)));
    },
  );

  test.each(['paper_repo/GDP_data.nc', 'paper_repo/National_statistics.nc'])('%s has the layout of the real file', (path) => {
    expect(layout(content(path))).toEqual(layout(realContent(path)));
  });
});
