import { refuse } from '../../diagnostics/diagnostic.ts';
import { log } from '../../numerics/elementary.ts';

/**
 * Crude migration intensity: migrants per 100 people (Bell et al. 2002; docs/method.md 10.5).
 * @throws PipelineError E505 unless migrants are finite and not negative and people positive.
 */
export function crudeMigrationIntensity(migrants: number, population: number): number {
  if (!(migrants >= 0 && migrants < Number.POSITIVE_INFINITY && population > 0 && population < Number.POSITIVE_INFINITY)) {
    refuse('E505', `migration intensity of ${migrants} migrants among ${population} people`, {
      expected: '0 migrants or more, some people',
    });
  }
  return (100 * migrants) / population;
}

/**
 * Courgeau's k: the intensity over ln n^2, comparable between countries divided into different numbers of areas (Courgeau 1973;
 * docs/method.md 10.5).
 * @param intensity migrants per 100 people. @param areas how many areas the country is divided into.
 * @throws PipelineError E505 for fewer than two areas.
 */
export function courgeauK(intensity: number, areas: number): number {
  if (!(Number.isInteger(areas) && areas >= 2))
    refuse('E505', `Courgeau's k for ${areas} areas`, { expected: 'a whole number, 2 or more' });
  return intensity / (2 * log(areas));
}
