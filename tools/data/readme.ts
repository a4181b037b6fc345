import { categoryAt } from '../../src/tables/columns.ts';
import { areaClaims } from './areaClaims.ts';
import type { IngestTables } from './artifacts.ts';
import type { Claim } from './claims.ts';
import { flowClaims, pairClaims } from './pairClaims.ts';
import { reportClaims } from './reportClaims.ts';
import { stockClaims } from './stockClaims.ts';

/** Every count of the README of the real data that the raw tables can be held against. */
export function readmeClaims(tables: IngestTables): Claim[] {
  const areas = the231(tables);
  return [
    ...stockClaims(tables, areas),
    ...areaClaims(tables, areas),
    ...pairClaims(tables, areas),
    ...flowClaims(tables),
    ...reportClaims(tables),
  ];
}

/** "The 231" are the codes of the distances (README of the real data). */
function the231({ pair_measures: { measure, orig } }: IngestTables): ReadonlySet<string> {
  const rows = [...orig.codes.keys()].filter((row) => categoryAt(measure, row) === 'distance');
  return new Set(rows.map((row) => categoryAt(orig, row)!));
}
