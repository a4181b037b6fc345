import type { PlausibilityCases, PlausibilityWitnesses } from '../../../schemas/generated/types.ts';
import type { PlausibilityRow } from '../../evaluation/plausibility/rows.ts';
import type { Testimony } from '../../evaluation/plausibility/witness.ts';
import { categoryOf } from '../../tables/columns.ts';

export function plausibilityColumns(rows: readonly PlausibilityRow[]): PlausibilityCases {
  return {
    ...caseColumns(rows),
    corridor_years: Int32Array.from(rows, ({ corridorYears }) => corridorYears),
    value: Float64Array.from(rows, ({ value }) => value),
    per_thousand: Float64Array.from(rows, ({ perThousand }) => perThousand),
    nearest: categoryOf(rows.map(({ nearest }) => nearest?.witness ?? null)),
    ratio: Float64Array.from(rows, ({ nearest }) => (nearest === null ? Number.NaN : ratioOf(nearest))),
    verdict: categoryOf(rows.map(({ verdict }) => verdict)),
    reason: categoryOf(rows.map(({ reason }) => reason)),
  };
}

/** One row for each witness of each row. */
export function witnessColumns(rows: readonly PlausibilityRow[]): PlausibilityWitnesses {
  const said = rows.flatMap((row) => row.testimonies.map((testimony) => ({ row, testimony })));
  return {
    ...caseColumns(said.map(({ row }) => row)),
    witness: categoryOf(said.map(({ testimony }) => testimony.witness)),
    corridor_years: Int32Array.from(said, ({ testimony }) => testimony.corridorYears),
    theirs: Float64Array.from(said, ({ testimony }) => testimony.theirs),
    ours: Float64Array.from(said, ({ testimony }) => testimony.ours),
    ratio: Float64Array.from(said, ({ testimony }) => ratioOf(testimony)),
  };
}

function caseColumns(rows: readonly PlausibilityRow[]) {
  return {
    check: categoryOf(rows.map(({ check }) => check)),
    case: categoryOf(rows.map(({ name }) => name)),
    first: Int16Array.from(rows, ({ first }) => first),
    last: Int16Array.from(rows, ({ last }) => last),
  };
}

/** Estimate over witness; NaN where the witness has nobody. */
function ratioOf({ ours, theirs }: Testimony): number {
  return theirs > 0 ? ours / theirs : Number.NaN;
}
