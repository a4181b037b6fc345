import type { Random } from '../../numerics/random.ts';
import { AREAS } from '../world/areas.ts';
import { lognormal } from '../world/sampling.ts';
import { COUNTRY_COUNT, flowsByPair, pair, type TrueWorld, trueNetMigration, yearOf } from '../world/world.ts';
import { META_DEFECTS } from './defects/defects.ts';
import type { PublishedErrors } from './defects/publishedErrors.ts';
import { gzipped } from './formats/text.ts';

export const META_YEARS = [2019, 2020, 2021, 2022] as const;

/**
 * Flows by year as nested JSON: outer key destination, inner key origin, both alpha-2. Pairs below a minimum are dropped.
 * The last entry of a country, under its own code, is its net migration and no flow.
 */
export function metaFlows(random: Random, world: TrueWorld, publishedErrors: PublishedErrors): Map<number, Uint8Array> {
  const coverage = Float64Array.from({ length: COUNTRY_COUNT }, () => lognormal(random, META_DEFECTS.coverageSd));
  const covered = AREAS.map((area, index) => ({ ...area, index }))
    .filter(({ iso3 }) => !META_DEFECTS.notCovered.includes(iso3))
    .sort((one, other) => (one.iso2 < other.iso2 ? -1 : 1));
  const files = new Map<number, Uint8Array>();
  for (const year of META_YEARS) {
    const record = yearOf(world, year);
    const flows = flowsByPair(record);
    const net = trueNetMigration(record);
    const document: Record<string, Record<string, number>> = {};
    for (const destination of covered) {
      const arrivals: Record<string, number> = {};
      for (const origin of covered) {
        if (origin === destination) continue;
        const share = Math.sqrt(coverage[origin.index]! * coverage[destination.index]!);
        const factor = share * lognormal(random, META_DEFECTS.pairSd);
        const flow = flows[pair(origin.index, destination.index)]!;
        const persons = Math.round(flow * factor);
        if (persons < META_DEFECTS.minimum) continue;
        arrivals[origin.iso2] = persons;
        const cell = { source: 'flows-meta', reporter: 'model', orig: origin.iso3, dest: destination.iso3, year } as const;
        publishedErrors.add(cell, flow, [
          ['coverage', flow * share],
          ['measurement', flow * factor],
          ['rounding', persons],
        ]);
      }
      arrivals[destination.iso2] = Math.round(net[destination.index]! * coverage[destination.index]!);
      document[destination.iso2] = arrivals;
    }
    files.set(year, gzipped(new TextEncoder().encode(JSON.stringify(document))));
  }
  return files;
}
