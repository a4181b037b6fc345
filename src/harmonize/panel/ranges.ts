import { refuse } from '../../diagnostics/diagnostic.ts';
import type { PanelCell } from './indicators.ts';

interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

/**
 * What an indicator can be at all, wide enough for wars, oil and microstates: a value outside is a mistake of unit, sign or
 * column, never a fact. Rwanda in 1994 has a death rate of 0.12 and a life expectancy of 12 years, Monaco 200,000 USD per head.
 */
const RANGES: Readonly<Record<string, Range>> = {
  birth_rate: { minimum: 0.001, maximum: 0.1, unit: 'births per person and year' },
  births: { minimum: 0, maximum: 50e6, unit: 'persons' },
  conflict_deaths: { minimum: 0, maximum: 5e6, unit: 'persons' },
  death_rate: { minimum: 0.0001, maximum: 0.3, unit: 'deaths per person and year' },
  deaths: { minimum: 0, maximum: 50e6, unit: 'persons' },
  eu_member: { minimum: 0, maximum: 1, unit: 'one of 0 and 1' },
  gdp_growth: { minimum: -90, maximum: 300, unit: 'per cent' },
  gdp_per_capita: { minimum: 50, maximum: 500_000, unit: 'USD of 2015' },
  life_expectancy: { minimum: 5, maximum: 100, unit: 'years' },
  net_migration: { minimum: -10e6, maximum: 10e6, unit: 'persons' },
  population: { minimum: 1, maximum: 2e9, unit: 'persons' },
};

/** Refuses a value that is no number or outside the range of its indicator (E303), with area, year, file and row. */
export function assertRange(indicator: string, area: string, year: number, { value, file, row }: PanelCell): void {
  const { minimum, maximum, unit } = RANGES[indicator]!;
  if (value >= minimum && value <= maximum) return;
  refuse('E303', `${indicator} of ${area} in ${year} is ${value}`, {
    ...(file === null ? {} : { place: { file, field: indicator, ...(row > 0 ? { row } : {}) } }),
    expected: `${minimum} to ${maximum} ${unit}`,
    hint: 'Look at the unit and the column of the source; correct the value there.',
  });
}
