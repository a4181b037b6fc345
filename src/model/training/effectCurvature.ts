import { asinh } from '../../numerics/elementary.ts';
import { heavyWeight } from '../dynamics/heavyTail.ts';
import type { ModelCourse } from '../dynamics/loss.ts';
import type { Objective } from '../dynamics/objective.ts';
import type { TargetGroup, Targets } from '../problem/targets.ts';

/** People who leave their country of birth, and who return to it, by year and corridor, areas x areas (orig, dest), persons. */
export interface NativeMoves {
  readonly outward: readonly Float64Array[];
  readonly home: readonly Float64Array[];
}

/**
 * Curvature of the loss by the logs of the flows of corridors, by year, from above: for each the second derivative of a quadratic in
 * its own log that, added up, lies nowhere below the loss as its targets are near the straight line there (Lange, Hunter and Yang 2000:
 * (sum a_t x_t)^2 <= sum a_t sum a_t x_t^2). A step by gradient over curvature then never goes too far, however many flows share a
 * target.
 * @param count number of targets, over which the loss is a mean.
 * @returns by year, areas x areas.
 */
export function lossCurvature(
  targets: Targets,
  { weights, relative, bend }: Objective,
  course: ModelCourse,
  natives: NativeMoves,
  count: number,
): Float64Array[] {
  const curvature = course.totals.map(({ corridors }) => new Float64Array(corridors.length));
  const areas = Math.sqrt(curvature[0]!.length);
  const homeward = (cell: number) => (cell % areas) * areas + Math.floor(cell / areas);
  course.totals.forEach(({ corridors, arrivals, departures }, year) => {
    const ofYear = curvature[year]!;
    const [outward, home] = [natives.outward[year]!, natives.home[year]!];
    const add = (group: TargetGroup | undefined, weight: number, corridorOf: (cell: number) => number, shareOf: (cell: number) => number) =>
      group?.cells.forEach((cell, row) => {
        ofYear[corridorOf(cell)] = ofYear[corridorOf(cell)]! + (weight * shareOf(cell)) / (count * group.errors[row]! ** 2);
      });
    const itself = (cell: number) => cell;
    const comers = (cell: number) => shareOf(outward[cell]!, arrivals[cell]!);
    add(targets.flow[year], weights.flow, itself, () => 1);
    add(targets.censored?.[year], weights.flow, itself, () => 1);
    add(targets.arrivals[year], weights.arrivals, itself, comers);
    add(targets.floors?.[year], weights.arrivals, itself, comers);
    add(targets.departures[year], weights.departures, homeward, (cell) => shareOf(home[homeward(cell)]!, departures[cell]!));
    addNet(ofYear, targets.net[year], corridors, weights.net / count, { relative: relative.net, bend });
  });
  for (const { start, end, cells, persons, errors } of targets.stock) {
    cells.forEach((cell, row) => {
      const change = course.stocks[end]![cell]! - course.stocks[start]![cell]!;
      const back = homeward(cell);
      let moves = 0;
      for (let year = start; year < end; year++) moves += natives.outward[year]![cell]! + natives.home[year]![back]!;
      const byMove =
        (weights.stock / count) * moves * curvatureByPersons(persons[row]!, change, errors[row]!, { relative: relative.stock, bend });
      for (let year = start; year < end; year++) {
        curvature[year]![cell] = curvature[year]![cell]! + natives.outward[year]![cell]! * byMove;
        curvature[year]![back] = curvature[year]![back]! + natives.home[year]![back]! * byMove;
      }
    });
  }
  return curvature;
}

/** Adds that of net migration: all flows from and to an area share it. */
function addNet(
  curvature: Float64Array,
  group: TargetGroup | undefined,
  corridors: Float64Array,
  weight: number,
  compared: Comparison,
): void {
  if (group === undefined || group.cells.length === 0) return;
  const areas = Math.sqrt(corridors.length);
  const byMove = new Float64Array(areas);
  group.cells.forEach((area, row) => {
    let [net, moves] = [0, 0];
    for (let other = 0; other < areas; other++) {
      const [coming, leaving] = [corridors[other * areas + area]!, corridors[area * areas + other]!];
      net += coming - leaving;
      moves += coming + leaving;
    }
    byMove[area] = weight * moves * curvatureByPersons(group.persons[row]!, net, group.errors[row]!, compared);
  });
  for (let orig = 0, cell = 0; orig < areas; orig++) {
    for (let dest = 0; dest < areas; dest++, cell++) {
      curvature[cell] = curvature[cell]! + corridors[cell]! * (byMove[orig]! + byMove[dest]!);
    }
  }
}

/** How values of one kind are compared by asinh(y/sigma) (docs/method.md 4.2). */
interface Comparison {
  readonly relative: number;
  readonly bend: number;
}

/**
 * Curvature by persons of the loss of such a value: its second derivative there, or what leads to the target and no further where
 * that is more, since asinh is steepest about zero.
 */
function curvatureByPersons(target: number, predicted: number, sigma: number, { relative, bend }: Comparison): number {
  const scale = Math.sqrt(relative ** 2 + 1 / (1 + (target / sigma) ** 2));
  const root = Math.sqrt(sigma * sigma + predicted * predicted);
  const there = 1 / (scale * root) ** 2;
  if (predicted === target) return there;
  const error = asinh(predicted / sigma) - asinh(target / sigma);
  const toTarget = (error * heavyWeight(error, scale, bend)) / (root * (predicted - target));
  return Math.max(there, toTarget);
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}
