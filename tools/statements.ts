// Writes the numbers of the statements in README and docs from the artifacts of the locks, and tells which comparisons do not hold:
// npm run statements (docs/results.md says what a statement is). Numbers of artifacts that are not here stay as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rowsIfMade, type ShownRow } from './shownRows.ts';
import { judge, renewed, statementsOf } from './statements/statements.ts';

const PROFILES: Readonly<Record<string, string>> = { world: 'params.world.yaml', demo: 'params.yaml' };

const shown = new Map<string, readonly ShownRow[] | null>();
function rows(profile: string, artifact: string): readonly ShownRow[] | null {
  const name = `${profile}:${artifact}`;
  if (!shown.has(name)) shown.set(name, rowsIfMade(artifact, PROFILES[profile]!));
  return shown.get(name)!;
}

for (const path of ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))]) {
  const before = readFileSync(path, 'utf8');
  const after = renewed(before, rows);
  if (after !== before) writeFileSync(path, after);
  const judged = statementsOf(after).map((statement) => judge(statement, rows));
  const unknown = judged.filter((each) => each === null).length;
  const broken = judged.filter((each) => each !== null && !each.holds).length;
  if (judged.length > 0)
    console.log(`${path}: ${judged.length} statements, ${unknown} of artifacts that are not here, ${broken} comparisons that do not hold`);
  if (broken > 0) process.exitCode = 1;
}
