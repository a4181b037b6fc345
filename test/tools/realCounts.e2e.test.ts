import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Ingest } from '../../schemas/generated/types.ts';
import type { RawFile, RawSource } from '../../src/readers/formats/rawFile.ts';
import { readTable } from '../../src/readers/table/table.ts';
import type { TableRow } from '../../src/readers/table/tableRow.ts';
import { run } from '../../stages/ingest.ts';
import type { IngestTables } from '../../tools/data/artifacts.ts';
import { readmeClaims } from '../../tools/data/readme.ts';
import { type DeclaredInputs, inputSources, type ManifestSources } from '../readers/declaredSources.ts';
import { hasRealData, realSource } from '../readers/realData.ts';

describe.skipIf(!hasRealData)('the real data, as the readers read them', () => {
  test('agree with every count of their README', async () => {
    const tables = await ingested(worldSource);
    const claims = readmeClaims(tables);
    expect(claims.length).toBeGreaterThan(50);
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(tables.quarantine.row.length).toBe(0);
  }, 300_000);

  test('agree with its counts of what no table keeps', async () => {
    const entities = await rowsOf('area-codes', 'country_codes.csv', ['country.name.en'], () => 1);
    expect(entities.length).toBe(292);
    const levels = await rowsOf('gdp', 'GDP_data.csv.gz', ['Country ISO', 'Year', LEVEL], (row) => ({
      area: row.iso3('Country ISO'),
      counts: row.whole('Year') >= 1990 && row.whole('Year') <= 2023 && row.optionalDecimal(LEVEL) !== null,
    }));
    expect([...occurrences(levels.filter(({ counts }) => counts).map(({ area }) => area)).values()].filter((n) => n === 34).length).toBe(
      205,
    );
    const births = await rowsOf('un-wpp-2024', 'births.txt.gz', ['country_code'], (row) => row.whole('country_code'));
    const locations = await rowsOf('wpp-locations', 'UNlocations.txt', ['country_code', 'location_type'], (row) => {
      return row.whole('location_type') === 4 ? row.whole('country_code') : 0;
    });
    expect(births.filter((code) => !locations.includes(code)).length).toBe(61);
  }, 60_000);

  test('agree with its share of refugees between the 231', async () => {
    const areas = new Set(await rowsOf('distance', 'dist.csv.gz', ['Origin ISO'], (row) => row.iso3('Origin ISO')));
    const refugees = await rowsOf('unhcr-refugees', 'population.csv.gz', ['year', 'coo_iso', 'coa_iso', 'refugees'], (row) => ({
      inside: areas.has(row.text('coo_iso')) && areas.has(row.text('coa_iso')),
      persons: row.whole('year') >= 1990 && row.whole('year') <= 2023 ? row.personsOrZero('refugees') : 0,
    }));
    const total = (rows: typeof refugees) => rows.reduce((sum, { persons }) => sum + persons, 0);
    expect(((100 * total(refugees.filter(({ inside }) => inside))) / total(refugees)).toFixed(1)).toBe('94.7');
  }, 60_000);
});

const LEVEL = 'GDP/capita (2015 USD)';

const WORLD = join(import.meta.dirname, '../../data/world');

/** A source of the world; the lists of this project lie beside the manifest, everything else among the real files. */
function worldSource(id: string): RawSource {
  const files = realSource(id).files.map(({ name, path }) => ({ name, path: existsSync(path) ? path : join(WORLD, name) }));
  return { id, files };
}

/** What `take` gives of every row of a file, in the order of the file. */
async function rowsOf<T>(source: string, name: string, fields: readonly string[], take: (row: TableRow) => T): Promise<T[]> {
  const file = worldSource(source).files.find(({ path }) => path.endsWith(`/${name}`));
  const values: T[] = [];
  await readTable(file as RawFile, { fields }, (row) => values.push(take(row)));
  return values;
}

function occurrences(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

interface DeclaredOutputs {
  readonly stages: { readonly ingest: { readonly outputs: Readonly<Record<string, unknown>> } };
}

/** Runs the stage in this process and keeps what it writes. */
async function ingested(sourceOf: (id: string) => RawSource): Promise<IngestTables> {
  const pipeline = parse(readFileSync(join(WORLD, '../../pipeline.yaml'), 'utf8')) as DeclaredInputs & DeclaredOutputs;
  const manifest = parse(readFileSync(join(WORLD, 'sources.yaml'), 'utf8')) as ManifestSources;
  const tables: Record<string, unknown> = {};
  const keep = (name: string) => ({
    write: async (columns: unknown) => {
      tables[name] = columns;
    },
  });
  const context = {
    params: { ingest: { quarantine: [] } },
    inputs: inputSources(pipeline, manifest, sourceOf),
    outputs: Object.fromEntries(Object.keys(pipeline.stages.ingest.outputs).map((name) => [name, keep(name)])),
    log: () => {},
    note: () => {},
  };
  await run(context as unknown as Ingest);
  return tables as unknown as IngestTables;
}
