import type { FitOptions } from './fitOptions.ts';
import { newtonStep } from './newton.ts';
import { cycle, type Scaling } from './scaling.ts';

/** Cycles before the first Newton step. Most fits that converge fast end within them. */
const PLAIN_CYCLES = 25;
const MAXIMUM_NEWTON_STEPS = 60;
/** A fit is given up if its distance does not fall by LEAST_PROGRESS within so many cycles: the zeros of the seed forbid it. */
const PATIENCE = 100;
const LEAST_PROGRESS = 1e-6;

/** How the iteration went. */
export interface Course {
  readonly cycles: number;
  /** Of all scalings together. */
  readonly newtonSteps: number;
  readonly converged: boolean;
}

interface Fitting {
  readonly scaling: Scaling;
  newtonSteps: number;
  /** Newton steps are still worth trying. */
  newton: boolean;
}

/**
 * Scales tables until the stopping rule holds for all of them. With the rules for margins each table stops by itself; with
 * the rule 'change' all go on until the last one stops, as in mipfp for the faces of a three-way table.
 */
export function iterate(scalings: readonly Scaling[], options: Required<FitOptions>): Course {
  const { rule, tolerance, maximumCycles } = options;
  // Unequal totals have no solution that Newton steps could approach.
  const newton = options.accelerate && rule !== 'change' && options.unequalTotals !== 'keep';
  const fittings = scalings.map((scaling): Fitting => ({ scaling, newtonSteps: 0, newton }));
  let open = fittings;
  let best = Number.POSITIVE_INFINITY;
  let bestBefore = Number.POSITIVE_INFINITY;
  let cycles = 0;
  let converged = open.length === 0;
  while (!converged && cycles < maximumCycles) {
    cycles++;
    const distances = open.map(({ scaling }) => cycle(scaling, rule));
    const worst = distances.reduce((largest, distance) => Math.max(largest, distance), 0);
    converged = rule === 'change' ? worst < tolerance : worst <= tolerance;
    if (converged) break;
    best = Math.min(best, worst);
    if (cycles % PATIENCE === 0 && rule !== 'change') {
      if (best > (1 - LEAST_PROGRESS) * bestBefore) break;
      bestBefore = best;
    }
    if (rule !== 'change') open = open.filter((_, index) => distances[index]! > tolerance);
    if (cycles > PLAIN_CYCLES) for (const fitting of open) accelerate(fitting);
  }
  return { cycles, newtonSteps: fittings.reduce((steps, fitting) => steps + fitting.newtonSteps, 0), converged };
}

function accelerate(fitting: Fitting): void {
  if (!fitting.newton) return;
  fitting.newton = fitting.newtonSteps < MAXIMUM_NEWTON_STEPS && newtonStep(fitting.scaling);
  if (fitting.newton) fitting.newtonSteps++;
}
