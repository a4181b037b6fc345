// Writes the tables of docs/plausibility.md from the artifacts: npm run plausibility
// (after `pipeline run plausibility`, of each profile whose tables are to be written; those of the other one stay as they are).
import { readFileSync, writeFileSync } from 'node:fs';
import { replaceSection } from './data/markdown.ts';
import { plausibilityTables } from './plausibilityTables.ts';
import { rowsIfMade } from './shownRows.ts';

const DOCUMENT = 'docs/plausibility.md';
const PROFILES = { world: 'params.world.yaml', demo: 'params.yaml' } as const;

let document = readFileSync(DOCUMENT, 'utf8');
for (const [section, params] of Object.entries(PROFILES)) {
  const [cases, witnesses] = ['cases', 'witnesses'].map((output) => rowsIfMade(`plausibility.${output}`, params));
  if (!cases || !witnesses) {
    console.log(`${section}: left as it is; make it with \`pipeline run plausibility --params ${params}\``);
    continue;
  }
  document = replaceSection(document, section, plausibilityTables(cases, witnesses));
  console.log(`${section}: written`);
}
writeFileSync(DOCUMENT, document);
