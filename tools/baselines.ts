// Writes the tables of docs/baselines.md from the artifacts of the world: npm run baselines
// (after `pipeline run compare-baselines --params params.world.yaml`).
import { readFileSync, writeFileSync } from 'node:fs';
import type { MethodDifference } from '../src/evaluation/comparison/bootstrap.ts';
import type { MethodScore } from '../src/evaluation/comparison/methodScores.ts';
import { differenceTable, scoreTable } from '../src/evaluation/comparison/scoreTable.ts';
import { headings, markdownTable, replaceSection } from './data/markdown.ts';
import { instancesOf } from './shownRows.ts';

const DOCUMENT = 'docs/baselines.md';
const VARIANTS = ['january', 'mid_year', 'as_published'] as const;

interface AgreementRow {
  readonly set: string;
  readonly variant: (typeof VARIANTS)[number];
  readonly method: string;
  readonly start: number;
  readonly end: number;
  readonly n: number;
  readonly correlation: number | null;
  readonly log_correlation: number | null;
  readonly median_ratio: number | null;
  readonly total: number;
  readonly published_total: number;
}

/** All rows of a table of compare-baselines; missing numbers are null. */
function rowsOf<T>(output: string): readonly T[] {
  return instancesOf(`compare-baselines.${output}`, 'params.world.yaml').flat() as unknown as readonly T[];
}

/** Missing numbers as NaN. */
function withNumbers<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? Number.NaN])) as T;
}

/** One table for each variant: a row for each method and period. */
function agreementTable(rows: readonly AgreementRow[], set: string): string {
  const tables = VARIANTS.map((variant) => {
    const chosen = rows.filter((row) => row.set === set && row.variant === variant).map(agreementCells);
    const sorted = chosen.sort((a, b) => (a.join() < b.join() ? -1 : 1));
    return `${variant.replaceAll('_', ' ')}:\n\n${markdownTable(COLUMNS, sorted)}`;
  });
  return tables.join('\n');
}

const COLUMNS = headings('method', 'period', '#corridors', '#r', '#r of logs', '#median ratio', '#ours, million', '#published, million');

function agreementCells(row: AgreementRow): string[] {
  const fixed = (value: number | null, digits: number) => (value === null ? 'n/a' : value.toFixed(digits));
  return [
    row.method.replaceAll('_', ' '),
    `${row.start}-${row.end}`,
    String(row.n),
    fixed(row.correlation, 4),
    fixed(row.log_correlation, 4),
    fixed(row.median_ratio, 3),
    fixed(row.total / 1e6, 2),
    fixed(row.published_total / 1e6, 2),
  ];
}

const agreement = rowsOf<AgreementRow>('agreement');
const tables = {
  'agreement 2024': agreementTable(agreement, 'abel_cohen_2024'),
  'agreement 2020': agreementTable(agreement, 'abel_cohen_2020'),
  scores: scoreTable(rowsOf<MethodScore>('scores').map(withNumbers)),
  differences: differenceTable(rowsOf<MethodDifference>('differences').map(withNumbers)),
};
let document = readFileSync(DOCUMENT, 'utf8');
for (const [name, table] of Object.entries(tables)) document = replaceSection(document, name, table);
writeFileSync(DOCUMENT, document);
console.log(DOCUMENT);
