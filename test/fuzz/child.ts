import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/numerics/random.ts';
import { verdict } from './judgement.ts';
import { type CaseForm, SEED } from './plan.ts';
import { peakResidentBytes } from './residentBytes.ts';
import type { Subject } from './subjects.ts';
import type { Report } from './supervisor.ts';
import { ingestTargets, type Target } from './targets.ts';
import { plannedCases } from './work.ts';

/** Runs all cases of the forms that it is told, and reports each before it begins and, where it went wrong, after it ended. */
const [root, forms, only = ''] = process.argv.slice(2) as [string, string, string?];
const failures = join(root, 'node_modules/.cache/fuzz/failures');

const targets = await ingestTargets(root);
const works = (forms.split(',') as CaseForm[]).flatMap((form) => plannedCases(targets, form).map((work) => ({ ...work, form })));
report({ kind: 'plan', cases: works.reduce((sum, { count }) => sum + count, 0) });
for (const { target, form, subject, count } of works) await runAll(target, form, await subject(), count);
report({ kind: 'done', peakBytes: peakResidentBytes() });
process.disconnect();

async function runAll(target: Target, form: CaseForm, subject: Subject, count: number): Promise<void> {
  const untouched = await verdict(await target.read(subject.untouched), { result: 'same' }, subject.known, target);
  if (untouched !== null) report({ kind: 'failure', name: `${target.name}/${form}`, problem: `without mutation: ${untouched}` });
  for (let index = 0; index < count; index++) {
    const name = `${target.name}/${form}/${index}`;
    if (only !== '' && only !== name) continue;
    const { mutation, content, expected } = await subject.make(new Random(`${SEED}/${name}`));
    report({ kind: 'begin', reader: target.name, name: `${name}: ${mutation}` });
    const outcome = await target.read(content, expected.result === 'quarantined');
    const problem = await verdict(outcome, expected, subject.known, target);
    if (problem !== null) report({ kind: 'failure', name, problem: `${mutation}\n    ${problem}\n    content: ${kept(name, content)}` });
  }
}

/** Where the content of a case now lies, to be looked at. */
function kept(name: string, content: Uint8Array): string {
  mkdirSync(failures, { recursive: true });
  const path = join(failures, name.replaceAll(/[^\w.-]+/g, '_'));
  writeFileSync(path, content);
  return path;
}

function report(message: Report): void {
  process.send?.(message);
}
