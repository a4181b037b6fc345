import type { GroupReports } from '../../../schemas/generated/types.ts';
import { pairOfCorridor, type TargetRows } from '../../model/problem/targets.ts';
import { categoryAt } from '../../tables/columns.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';
import type { MeasureErrors } from './measureErrors.ts';
import { reportError } from './measureErrors.ts';
import type { Reporter } from './reporters.ts';

/** Sides of a stock cell that reports count. */
export const SIDES = ['arrivals', 'departures'] as const;
export type Side = (typeof SIDES)[number];

/** Where and when, and which pairs of areas are held out, as `pairOfCorridor` has them. */
export interface GroupFrame {
  readonly areas: readonly string[];
  readonly years: Years;
  readonly heldout: ReadonlySet<number>;
}

/**
 * Rows of the reports by birth or citizenship that are learnt from: in the years of the estimates, by a measure with an error, and not
 * between a pair of areas that is held out.
 */
export function learntGroupReports(reports: GroupReports, errors: MeasureErrors, { areas, years, heldout }: GroupFrame): Int32Array {
  const cells = groupCells(reports, areas);
  return Int32Array.from(cells.keys()).filter((row) => {
    const year = reports.year[row]!;
    const counts = reports.definition.levels[reports.definition.codes[row]!] !== 'residence';
    const [group, area] = [Math.floor(cells[row]! / areas.length), cells[row]! % areas.length];
    return (
      counts &&
      group !== area &&
      year >= years.first &&
      year <= years.last &&
      errors[categoryAt(reports.measure, row)!] !== undefined &&
      !heldout.has(pairOfCorridor(cells[row]!, areas.length))
    );
  });
}

/** Reporters of the given rows, one for each source, area, side, definition and measure, numbered from `from` as they first appear. */
export function groupReporters(
  reports: GroupReports,
  rows: Int32Array,
  areas: readonly string[],
  from: number,
): { numbers: Int32Array; reporters: Reporter[] } {
  const area = recode(reports.area, areas).codes;
  const known = new Map<string, number>();
  const reporters: Reporter[] = [];
  const numbers = rows.map((row) => {
    const who: Reporter = {
      source: categoryAt(reports.source, row)!,
      side: categoryAt(reports.side, row) === 'arrivals' ? 'destination' : 'origin',
      area: areas[area[row]!]!,
      measure: categoryAt(reports.measure, row)!,
    };
    const key = `${who.source} ${who.side} ${who.area} ${who.measure} ${categoryAt(reports.definition, row)}`;
    const number = known.get(key) ?? from + reporters.push(who) - 1;
    known.set(key, number);
    return number;
  });
  return { numbers, reporters };
}

/** Targets of one side; cells are birth * areas + residence, whether people count by birth or by citizenship. */
export function groupTargetRows(
  reports: GroupReports,
  side: Side,
  { rows, numbers }: { readonly rows: Int32Array; readonly numbers: Int32Array },
  errors: MeasureErrors,
  { areas, years }: GroupFrame,
): TargetRows {
  const code = reports.side.levels.indexOf(side);
  const positions = Int32Array.from(rows.keys()).filter((at) => reports.side.codes[rows[at]!] === code);
  const ofSide = positions.map((at) => rows[at]!);
  const cells = groupCells(reports, areas);
  const measure = (row: number) => errors[categoryAt(reports.measure, row)!]!;
  return {
    group: ofSide.map((row) => reports.year[row]! - years.first),
    cell: ofSide.map((row) => cells[row]!),
    persons: Float64Array.from(ofSide, (row) => reports.persons[row]!),
    errors: Float64Array.from(ofSide, (row) => reportError(measure(row).error, reports.persons[row]!)),
    levels: Float64Array.from(ofSide, (row) => measure(row).level),
    weights: new Float64Array(ofSide.length).fill(1),
    reporter: positions.map((at) => numbers[at]!),
  };
}

/** Cells group * areas + area of all rows. */
function groupCells(reports: GroupReports, areas: readonly string[]): Int32Array {
  const area = recode(reports.area, areas).codes;
  return recode(reports.group, areas).codes.map((group, row) => group * areas.length + area[row]!);
}
