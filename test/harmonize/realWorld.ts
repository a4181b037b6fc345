import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RawTables } from '../../src/harmonize/lineage/rawTables.ts';
import type { RawSource } from '../../src/readers/formats/rawFile.ts';
import { type RawSources, RawTableReader as Readers } from '../../src/readers/rawTables.ts';
import { Quarantine } from '../../src/readers/table/quarantine.ts';

const ROOT = join(import.meta.dirname, '../..');
const WORLD = join(ROOT, 'data/world');
const SHARED = join(ROOT, '../shared/data/real');

interface Manifest {
  readonly sources: Readonly<Record<string, { readonly files: readonly { readonly path: string }[] }>>;
}

interface Declaration {
  readonly stages: { readonly ingest: { readonly inputs: Readonly<Record<string, { readonly source: string }>> } };
}

/** The raw tables of data/world/sources.yaml, as stages/ingest.ts reads them, from the shared files and from our own facts. */
export async function readRealWorld(): Promise<RawTables> {
  const manifest = parse(readFileSync(join(WORLD, 'sources.yaml'), 'utf8')) as Manifest;
  const declared = (parse(readFileSync(join(ROOT, 'pipeline.yaml'), 'utf8')) as Declaration).stages.ingest.inputs;
  const pathOf = (path: string) => (path.startsWith('facts/') ? join(WORLD, path) : join(SHARED, path));
  const sourceOf = (id: string): RawSource => {
    const files = manifest.sources[id]?.files ?? [];
    return { id, files: files.map(({ path }) => ({ name: path, path: pathOf(path) })) };
  };
  const inputs = Object.fromEntries(Object.entries(declared).map(([name, { source }]) => [name, sourceOf(source)]));
  const quarantine = new Quarantine([], []);
  const readers = new Readers(inputs as unknown as RawSources, quarantine);
  const areaCodes = await readers.areaCodes();
  return {
    areaCodes,
    datedAreas: await readers.datedAreas(),
    stocks: await readers.stocks(areaCodes),
    stockCorrections: await readers.stockCorrections(),
    demography: await readers.demography(),
    gdp: await readers.gdp(),
    areaMeasures: await readers.areaMeasures(),
    pairMeasures: await readers.pairMeasures(),
    trade: await readers.trade(),
    refugees: await readers.refugees(),
    flows: await readers.flows(),
    netMigration: await readers.netMigration(),
    quarantine: quarantine.finish(),
  };
}

/** Whether the real data are here; says so loudly where they are not. */
export const hasRealWorld = existsSync(SHARED);
if (!hasRealWorld) console.warn('SKIPPED: harmonizing the real data, because ../shared/data/real is not there');
