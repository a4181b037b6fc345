import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RawTables } from '../../src/harmonize/lineage/rawTables.ts';
import type { RawSource } from '../../src/readers/formats/rawFile.ts';
import { type RawSources, RawTableReader as Readers } from '../../src/readers/rawTables.ts';
import { Quarantine } from '../../src/readers/table/quarantine.ts';
import { type DeclaredInputs, inputSources, type ManifestSources } from '../readers/declaredSources.ts';

const ROOT = join(import.meta.dirname, '../..');
const WORLD = join(ROOT, 'data/world');
const SHARED = join(ROOT, '../shared/data/real');

/** The raw tables of data/world/sources.yaml, as stages/ingest.ts reads them, from the shared files and from our own facts. */
export async function readRealWorld(): Promise<RawTables> {
  const manifest = parse(readFileSync(join(WORLD, 'sources.yaml'), 'utf8')) as ManifestSources;
  const pipeline = parse(readFileSync(join(ROOT, 'pipeline.yaml'), 'utf8')) as DeclaredInputs;
  const pathOf = (path: string) => (path.startsWith('facts/') ? join(WORLD, path) : join(SHARED, path));
  const sourceOf = (id: string): RawSource => {
    const files = manifest.sources[id]?.files ?? [];
    return { id, files: files.map(({ path }) => ({ name: path, path: pathOf(path) })) };
  };
  const inputs = inputSources(pipeline, manifest, sourceOf);
  const quarantine = new Quarantine([], []);
  const readers = new Readers(inputs as unknown as RawSources, quarantine);
  const areaCodes = await readers.areaCodes();
  return {
    areaCodes,
    datedAreas: await readers.datedAreas(),
    stocks: await readers.stocks(areaCodes),
    stockTables: await readers.stockTables(),
    stockCorrections: await readers.stockCorrections(),
    demography: await readers.demography(),
    gdp: await readers.gdp(),
    areaMeasures: await readers.areaMeasures(),
    pairMeasures: await readers.pairMeasures(),
    trade: await readers.trade(),
    refugees: await readers.refugees(),
    flows: await readers.flows(),
    reports: await readers.reports(),
    netMigration: await readers.netMigration(),
    quarantine: quarantine.finish(),
  };
}

/** Whether the real data are here; says so loudly where they are not. */
export const hasRealWorld = existsSync(SHARED);
if (!hasRealWorld) console.warn('SKIPPED: harmonizing the real data, because ../shared/data/real is not there');
