import type { FitOptions } from './fitOptions.ts';
import { newtonStep } from './newton.ts';
import { cycle, type Scaling } from './scaling.ts';

/** Cycles before the first Newton step: most fits that are fast at all end within them. */
const PLAIN_CYCLES = 25;
const MAXIMUM_NEWTON_STEPS = 60;
/** Cycles within which the distance must fall by at least the share below, or the fit is given up: the zeros forbid it. */
const PATIENCE = 100;
const LEAST_PROGRESS = 1e-6;

export interface Course {
  readonly cycles: number;
  /** Of all scalings together. */
  readonly newtonSteps: number;
  readonly converged: boolean;
}

interface Fitting {
  readonly scaling: Scaling;
  newtonSteps: number;
  accelerate: boolean;
}

/**
 * Scales tables until the stopping rule holds for all of them. By the margin rules each table ends for itself; by the
 * 'change' rule they go on together, as the faces of a three-way table do in mipfp.
 */
export function iterate(scalings: readonly Scaling[], options: Required<FitOptions>): Course {
  const { rule, tolerance, maximumCycles } = options;
  // Unequal totals have no solution that Newton steps could approach.
  const accelerate = options.accelerate && rule !== 'change' && options.unequalTotals !== 'keep';
  const fittings = scalings.map((scaling): Fitting => ({ scaling, newtonSteps: 0, accelerate }));
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
    if (cycles > PLAIN_CYCLES) for (const fitting of open) jump(fitting);
  }
  return { cycles, newtonSteps: fittings.reduce((steps, fitting) => steps + fitting.newtonSteps, 0), converged };
}

function jump(fitting: Fitting): void {
  if (!fitting.accelerate) return;
  fitting.accelerate = fitting.newtonSteps < MAXIMUM_NEWTON_STEPS && newtonStep(fitting.scaling);
  if (fitting.accelerate) fitting.newtonSteps++;
}
