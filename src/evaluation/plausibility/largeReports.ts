import { mean } from '../../numerics/statistics.ts';
import { isWithinFactorTwo } from '../measures.ts';
import type { PlausibilityInput, PlausibilityRow } from './rows.ts';
import { BY_SHORTFALL, judged } from './verdict.ts';
import type { Testimony } from './witness.ts';
import { saidAt } from './witness.ts';

/**
 * Share of the large reports of each collection that the estimate meets within a factor of two, beside the share that other
 * witnesses meet of those of which they say something.
 * @param least persons a year. @param apart witnesses that are made of the reports themselves.
 */
export function largeReportRows(input: PlausibilityInput, least: number, apart: ReadonlySet<string>): PlausibilityRow[] {
  const { flows, collections, witnesses } = input;
  const last = flows.first + flows.years - 1;
  return collections.map(({ name, flows: { values: reported } }) => {
    const positions = [...reported.keys()].filter((position) => reported[position]! >= least);
    const shareMet = (estimateAt: (position: number) => number, of: readonly number[]) =>
      mean(of.map((position) => (isWithinFactorTwo(reported[position]!, estimateAt(position)) ? 1 : 0)));
    const estimated = (position: number) => flows.values[position]!;
    const others = witnesses.filter((witness) => !witness.part && witness.name !== name && !apart.has(witness.name));
    const testimonies = others.flatMap((witness): Testimony[] => {
      const said = (position: number) => saidAt(witness, position, reported[position]!);
      const common = positions.filter((position) => !Number.isNaN(said(position)));
      const shares = { theirs: shareMet(said, common), ours: shareMet(estimated, common) };
      return common.length === 0 ? [] : [{ witness: witness.name, corridorYears: common.length, covered: common.length, ...shares }];
    });
    return {
      ...{ check: 'large_reports' as const, name, first: flows.first, last, testimonies },
      corridorYears: positions.length,
      value: shareMet(estimated, positions),
      perThousand: Number.NaN,
      reason: null,
      ...judged(testimonies, positions.length, BY_SHORTFALL),
    };
  });
}
