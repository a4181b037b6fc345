import type { PairMeasures, Pairs } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { AreaResolver } from '../areas/areaResolver.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { ProvenanceBuilder } from '../lineage/provenance.ts';
import { assertSymmetric, gridPairs, type PairMeasure } from './pairMeasures.ts';
import { PairRules } from './pairRules.ts';

/** Measures in the order of the table. */
const MEASURES: readonly PairMeasure[] = ['border', 'colony', 'distance', 'language', 'religion'];
const SYMMETRIC: readonly PairMeasure[] = ['border', 'distance', 'language', 'religion'];

/**
 * Five time-invariant measures of every ordered pair of different areas, sorted by origin, destination and measure. Symmetric
 * relations are checked; the colonial tie is directed as published. Refuses a pair without distance, language or
 * religion (E307), values that a measure cannot have and relations that are not symmetric (E303).
 */
export function buildPairs(table: PairMeasures, codes: readonly string[], resolver: AreaResolver, log: ExclusionLog): Pairs {
  const rows = gridPairs(table, resolver, log, codes.length);
  for (const measure of SYMMETRIC) assertSymmetric(table, rows[measure], codes);
  const rules = new PairRules(table, rows, codes);
  const length = codes.length * (codes.length - 1) * MEASURES.length;
  const [origs, dests, measures] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  const value = new Float64Array(length);
  const imputed = new Uint8Array(length);
  const provenance = new ProvenanceBuilder(length);
  for (let at = 0; at < length; at++) {
    const code = at % MEASURES.length;
    const [orig, dest] = pairAt(Math.floor(at / MEASURES.length), codes.length);
    const pair = rules.valueOf(MEASURES[code]!, orig, dest);
    [origs[at], dests[at], measures[at], value[at]] = [orig, dest, code, pair.value];
    imputed[at] = pair.row < 0 ? 1 : 0;
    if (pair.row < 0) provenance.derive(at, pair.operation);
    else {
      const source = categoryAt(table.source, pair.row)!;
      provenance.cite(at, source, categoryAt(table.file, pair.row), table.row[pair.row]!, pair.operation);
    }
  }
  return {
    orig: { levels: codes, codes: origs },
    dest: { levels: codes, codes: dests },
    measure: { levels: MEASURES, codes: measures },
    value,
    imputed,
    ...provenance.finish(),
  };
}

/** Origin and destination of the n-th ordered pair of different areas, by origin and destination. */
export function pairAt(index: number, count: number): readonly [orig: number, dest: number] {
  const orig = Math.floor(index / (count - 1));
  const dest = index % (count - 1);
  return [orig, dest < orig ? dest : dest + 1];
}
