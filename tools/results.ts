// Writes the tables of docs/results.md from the artifacts: npm run results
// (after `pipeline run`, of each profile whose tables are to be written; those of the other one stay as they are).
import { readFileSync, writeFileSync } from 'node:fs';
import type { MethodScore } from '../src/evaluation/comparison/methodScores.ts';
import { scoreTable } from '../src/evaluation/comparison/scoreTable.ts';
import { grouped, headings, markdownTable, replaceSection } from './data/markdown.ts';
import { instancesIfMade, type ShownRow } from './shownRows.ts';

const DOCUMENT = 'docs/results.md';
const [WORLD, DEMO] = ['params.world.yaml', 'params.yaml'] as const;

/** A table of the document: what it is made from, one list of rows for each instance, and how. */
interface Section {
  readonly name: string;
  readonly artifact: string;
  readonly params: string;
  readonly table: (instances: readonly (readonly ShownRow[])[]) => string;
}

const SECTIONS: readonly Section[] = [
  { name: 'world', artifact: 'compare-baselines.scores', params: WORLD, table: comparison },
  { name: 'world coverage', artifact: 'calibrate.coverage', params: WORLD, table: coverage },
  { name: 'demo coverage', artifact: 'calibrate.coverage', params: DEMO, table: coverage },
  { name: 'demo', artifact: 'compare-baselines.scores', params: DEMO, table: comparison },
  { name: 'truth', artifact: 'cross-validate.truth', params: DEMO, table: truth },
  { name: 'truth of competitors', artifact: 'fit-competitors.truth', params: DEMO, table: truthOfCompetitors },
];

function comparison(instances: readonly (readonly ShownRow[])[]): string {
  return scoreTable(instances.flat().map((score) => ({ ...score, value: score['value'] ?? Number.NaN }) as unknown as MethodScore));
}

/** Mean and range over the folds of what the estimates have in common with the truth of the demo world. */
function truth(folds: readonly (readonly ShownRow[])[]): string {
  const values = valuesBy(folds, ({ group, measure }) => `${group} | ${measure}`);
  const lines = [...values].map(([label, each]) => {
    return `| ${label} | ${meanText(each)} | ${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)} |`;
  });
  return `| corridors | measure | mean of ${folds.length} folds | range |\n| --- | --- | ---: | --- |\n${lines.join('\n')}\n`;
}

/** Likewise of each competitor, the mean over the folds. */
function truthOfCompetitors(folds: readonly (readonly ShownRow[])[]): string {
  const columns = [...new Set(folds.flat().map(({ group, measure }) => `${group} ${measure}`))];
  const methods = [...new Set(folds.flat().map(({ method }) => String(method)))];
  const values = valuesBy(folds, ({ method, group, measure }) => `${method} ${group} ${measure}`);
  return markdownTable(
    headings('method', ...columns.map((column) => `#${column.replaceAll('_', ' ')}`)),
    methods.map((method) => [method.replaceAll('_', ' '), ...columns.map((column) => meanText(values.get(`${method} ${column}`)!))]),
  );
}

function valuesBy(folds: readonly (readonly ShownRow[])[], keyOf: (row: ShownRow) => string): Map<string, number[]> {
  const values = new Map<string, number[]>();
  for (const row of folds.flat()) values.set(keyOf(row), [...(values.get(keyOf(row)) ?? []), Number(row['value'])]);
  return values;
}

function meanText(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2);
}

/** What lies in the intervals of flows. */
function coverage(instances: readonly (readonly ShownRow[])[]): string {
  const percent = (share: string | number | null | undefined) => `${(100 * Number(share)).toFixed(0)} %`;
  return markdownTable(
    headings('outcome', 'group', '#nominal', '#covered', '#flows', '#pairs'),
    instances
      .flat()
      .map((row) => [
        `${row['seen']}`,
        `${row['group']}`,
        percent(row['nominal']),
        percent(row['covered']),
        grouped(Number(row['flows'])),
        grouped(Number(row['pairs'])),
      ]),
  );
}

let document = readFileSync(DOCUMENT, 'utf8');
for (const { name, artifact, params, table } of SECTIONS) {
  const instances = instancesIfMade(artifact, params);
  if (instances !== null) document = replaceSection(document, name, table(instances));
  console.log(instances === null ? `${name}: left as it is; make it with \`pipeline run --params ${params}\`` : `${name}: written`);
}
writeFileSync(DOCUMENT, document);
