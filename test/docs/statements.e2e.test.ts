import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ShownRow } from '../../tools/shownRows.ts';
import { rowsIfMade } from '../../tools/shownRows.ts';
import { referencesOf } from '../../tools/statements/expression.ts';
import { judge, statementsOf } from '../../tools/statements/statements.ts';
import { documents, ROOT, textOf } from './tracked.ts';

const PROFILES: Readonly<Record<string, string>> = { world: 'params.world.yaml', demo: 'params.yaml' };
/** Those that `npm run statements` writes; CONTRIBUTING.md only shows what a statement looks like. */
const written = documents.filter((file) => file === 'README.md' || /^docs\/[^/]+$/.test(file));
const statements = written.flatMap((file) => statementsOf(textOf(file)).map((statement) => ({ file, statement })));
const { stages } = parse(textOf('pipeline.yaml')) as {
  stages: Readonly<Record<string, { outputs: Readonly<Record<string, { contract: string }>> }>>;
};

const shown = new Map<string, readonly ShownRow[] | null>();
function rows(profile: string, artifact: string): readonly ShownRow[] | null {
  const name = `${profile}:${artifact}`;
  if (!shown.has(name)) shown.set(name, rowsIfMade(artifact, PROFILES[profile]!));
  return shown.get(name)!;
}

describe('numbers and comparisons in the documents', () => {
  test('name artifacts and fields that there are', () => {
    const faults = statements.flatMap(({ file, statement }) =>
      referencesOf(statement.expression).flatMap(({ artifact, where, column }) => {
        const [stage, output] = artifact.split('.') as [string, string];
        const contract = stages[stage]?.outputs[output]?.contract;
        if (contract === undefined) return [`${file}: no artifact ${artifact}`];
        const { fields } = parse(readFileSync(join(ROOT, 'schemas', `${contract}.yaml`), 'utf8')) as { fields: { name: string }[] };
        const names = new Set(fields.map(({ name }) => name));
        return [...Object.keys(where), column]
          .filter((name) => !names.has(name))
          .map((name) => `${file}: ${artifact} has no field ${name}`);
      }),
    );
    expect(faults).toEqual([]);
  });

  test('are those of the artifacts of the locks, where these are here', (context) => {
    execFileSync(process.execPath, ['build.js'], { cwd: ROOT });
    const judged = statements.map(({ file, statement }) => ({ file, judged: judge(statement, rows) }));
    const known = judged.filter((each) => each.judged !== null);
    if (known.length === 0) context.skip(`none of the ${statements.length} can be computed here: run the pipeline first`);
    const wrong = known.flatMap(({ file, judged: each }) =>
      each!.holds
        ? []
        : [each!.format === null ? `${file}: a comparison does not hold` : `${file}: ${each!.text} should be ${each!.should}`],
    );
    expect(wrong).toEqual([]);
  });
});
