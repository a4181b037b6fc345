// Writes the tables of docs/results.md from the artifacts: npm run results
// (after `pipeline run` and `pipeline run --params params.world.yaml`).
import { readFileSync, writeFileSync } from 'node:fs';
import type { MethodScore } from '../src/evaluation/comparison/methodScores.ts';
import { scoreTable } from '../src/evaluation/comparison/scoreTable.ts';
import { grouped, headings, markdownTable, replaceSection } from './data/markdown.ts';
import { instancesOf } from './shownRows.ts';

function comparison(params: string): string {
  const scores = instancesOf('compare-baselines.scores', params).flat();
  return scoreTable(scores.map((score) => ({ ...score, value: score['value'] ?? Number.NaN }) as unknown as MethodScore));
}

/** Mean over the folds of what the estimates have in common with the truth of the demo world. */
function truth(params: string): string {
  const folds = instancesOf('cross-validate.truth', params);
  const rows = folds.flat();
  const labels = [...new Set(rows.map(({ group, measure }) => `${group} | ${measure}`))];
  const lines = labels.map((label) => {
    const values = rows.filter(({ group, measure }) => `${group} | ${measure}` === label).map(({ value }) => Number(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return `| ${label} | ${mean.toFixed(2)} | ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} |`;
  });
  return `| corridors | measure | mean of ${folds.length} folds | range |\n| --- | --- | ---: | --- |\n${lines.join('\n')}\n`;
}

/** What lies in the intervals of flows. */
function coverage(params: string): string {
  const rows = instancesOf('calibrate.coverage', params).flat();
  const percent = (share: string | number | null | undefined) => `${(100 * Number(share)).toFixed(0)} %`;
  return markdownTable(
    headings('outcome', 'group', '#nominal', '#covered', '#flows', '#pairs'),
    rows.map((row) => [
      `${row['seen']}`,
      `${row['group']}`,
      percent(row['nominal']),
      percent(row['covered']),
      grouped(Number(row['flows'])),
      grouped(Number(row['pairs'])),
    ]),
  );
}

let document = readFileSync('docs/results.md', 'utf8');
document = replaceSection(document, 'world', comparison('params.world.yaml'));
document = replaceSection(document, 'world coverage', coverage('params.world.yaml'));
document = replaceSection(document, 'demo coverage', coverage('params.yaml'));
document = replaceSection(document, 'demo', comparison('params.yaml'));
document = replaceSection(document, 'truth', truth('params.yaml'));
writeFileSync('docs/results.md', document);
console.log('docs/results.md');
