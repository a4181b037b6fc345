import { exp } from '../../../numerics/elementary.ts';
import type { Random } from '../../../numerics/random.ts';
import { META_DEFECTS } from '../../publish/defects/defects.ts';
import { gzipped } from '../../publish/formats/text.ts';
import { META_YEARS } from '../../publish/meta.ts';
import { lognormal } from '../../world/sampling.ts';
import { heavy } from '../process/shocks.ts';
import type { RealWorld } from '../real/realWorld.ts';
import type { TrueFlows } from './trueFlows.ts';

/** meta_flows by year: { destination: { origin: persons } } between the areas that Meta covers in reality. Pairs below its minimum are left out. */
export function twinMeta(random: Random, flows: TrueFlows, real: RealWorld): Map<string, Uint8Array> {
  const coveredAreas = new Set(real.flows.flatMap(({ source, orig, dest }) => (source === 'flows-meta' ? [orig, dest] : [])));
  const covered = real.areas.map((area, index) => ({ ...area, index })).filter(({ index }) => coveredAreas.has(index));
  covered.sort((one, other) => (one.iso2 < other.iso2 ? -1 : 1));
  const coverage = new Map(covered.map(({ index, iso3 }) => [index, lognormal(random.fork(iso3), 0.15)]));
  const files = new Map<string, Uint8Array>();
  for (const year of META_YEARS) {
    const document: Record<string, Record<string, number>> = {};
    for (const dest of covered) {
      const arrivals: Record<string, number> = {};
      for (const orig of covered) {
        if (orig === dest) continue;
        const corridor = random.fork(`${orig.iso3} ${dest.iso3}`);
        const lasting = exp(0.15 * heavy(corridor)) * Math.sqrt(coverage.get(orig.index)! * coverage.get(dest.index)!);
        const persons = Math.round(flows.persons(orig.index, dest.index, year) * lasting * exp(0.06 * heavy(corridor.fork(String(year)))));
        if (persons >= META_DEFECTS.minimum) arrivals[orig.iso2] = persons;
      }
      const { arrivals: inward, departures } = flows.moves(dest.index, year);
      arrivals[dest.iso2] = Math.round((inward - departures) * coverage.get(dest.index)!);
      document[dest.iso2] = arrivals;
    }
    files.set(`flows_meta_hdx/meta_flows_${year}.json.gz`, gzipped(new TextEncoder().encode(JSON.stringify(document))));
  }
  return files;
}
