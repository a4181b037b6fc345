import { refuse } from '../../diagnostics/diagnostic.ts';

/** Parameters of the childhood and labour-force components of a model migration schedule (Rogers and Castro 1981). */
export interface ModelSchedule {
  /** Level and rate of descent of the childhood component. */
  readonly a1: number;
  readonly alpha1: number;
  /** Level, rates of descent and ascent, and position of the labour-force component. */
  readonly a2: number;
  readonly alpha2: number;
  readonly lambda2: number;
  readonly mu2: number;
}

export interface ModelScheduleIndices {
  /** Position of the labour-force component, in years of age. */
  readonly peaking: number;
  readonly childDependency: number;
  readonly labourDependency: number;
  readonly labourAsymmetry: number;
  /** 1 where children's migration falls with age as fast as that of their parents. */
  readonly regularity: number;
}

/**
 * Ratios that describe a model migration schedule (Rogers and Castro 1981; docs/method.md 10.7, `index_age_rc`).
 * @throws PipelineError E505 that names a parameter which is not positive and finite.
 */
export function modelScheduleIndices({ a1, alpha1, a2, alpha2, lambda2, mu2 }: ModelSchedule): ModelScheduleIndices {
  for (const [name, value] of Object.entries({ a1, alpha1, a2, alpha2, lambda2, mu2 })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      refuse('E505', `model migration schedule: ${name} is ${value}`, { expected: 'a finite number above 0' });
    }
  }
  return {
    peaking: mu2,
    childDependency: a1 / a2,
    labourDependency: a2 / a1,
    labourAsymmetry: lambda2 / alpha2,
    regularity: alpha1 / alpha2,
  };
}
