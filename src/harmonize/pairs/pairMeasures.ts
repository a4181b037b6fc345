import type { PairMeasures } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { AreaResolver } from '../areas/areaResolver.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';

export type PairMeasure = 'border' | 'colony' | 'distance' | 'language' | 'religion';

/** Rows of the published pairs by measure: areas x areas [orig][dest], -1 where none is published. */
export type PairRows = Readonly<Record<PairMeasure, Int32Array>>;

/** Two directions of a symmetric relation may differ by the rounding of whoever computed them, and by no more. */
const SYMMETRY_TOLERANCE = 1e-9;

/**
 * Finds the published rows of every pair of areas. Rows of other codes go to the log, and so do those of an area with itself,
 * which stay in the grid because religion is scaled by them. Refuses codes that are in no code list (E304).
 */
export function gridPairs(table: PairMeasures, resolver: AreaResolver, log: ExclusionLog, count: number): PairRows {
  const none = () => new Int32Array(count * count).fill(-1);
  const rows = { border: none(), colony: none(), distance: none(), language: none(), religion: none() };
  for (let row = 0; row < table.value.length; row++) {
    const measure = categoryAt(table.measure, row) as PairMeasure;
    const [orig, dest] = [table.orig, table.dest].map((end) => categoryAt(end, row) as string) as [string, string];
    const resolve = (code: string, field: string) => {
      return resolver.resolve(categoryAt(table.source, row) as string, 'iso3', code, () => ({
        file: categoryAt(table.file, row) as string,
        row: table.row[row] as number,
        field,
      }));
    };
    const [from, to] = [resolve(orig, 'orig'), resolve(dest, 'dest')];
    const note = (reason: string, first: string | null, second: string | null) => {
      log.add({ source: categoryAt(table.source, row) as string, reason, orig: first, dest: second, year: 0, persons: Number.NaN });
    };
    if (from.reason !== null || to.reason !== null) {
      note(from.reason ?? (to.reason as string), from.reason === null ? null : orig, to.reason === null ? null : dest);
    } else {
      rows[measure][from.area * count + to.area] = row;
      if (from.area === to.area) note(measure === 'religion' ? 'within one area, scales the similarities' : 'within one area', null, null);
    }
  }
  return rows;
}

/** Refuses a relation whose two directions differ (E303). Pairs of which one direction is not published are passed over. */
export function assertSymmetric(table: PairMeasures, rows: Int32Array, codes: readonly string[]): void {
  const count = codes.length;
  for (let orig = 0; orig < count; orig++) {
    for (let dest = orig + 1; dest < count; dest++) {
      const [there, back] = [rows[orig * count + dest] as number, rows[dest * count + orig] as number];
      if (there < 0 || back < 0) continue;
      const [forth, reverse] = [table.value[there] as number, table.value[back] as number];
      if (Math.abs(forth - reverse) <= SYMMETRY_TOLERANCE * Math.max(1, forth, reverse)) continue;
      const measure = categoryAt(table.measure, there) as string;
      refuse('E303', `${measure} of ${codes[orig]} and ${codes[dest]} is ${forth} in one direction and ${reverse} in the other`, {
        place: { file: categoryAt(table.file, back) as string, row: table.row[back] as number, field: measure },
        expected: 'the same value in both directions',
        hint: 'Correct the wrong one in the file of this source.',
      });
    }
  }
}
