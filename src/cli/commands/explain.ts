import type { Command } from 'commander';
import { CATALOGUE, type Code, type ExitCode } from '../../diagnostics/catalogue.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import { canonicalJson } from '../../engine/digest.ts';
import { type Assessment, assess } from '../../engine/keys/assessment.ts';
import { compareIngredients, type IngredientComparison, type Reason, reasonText } from '../../engine/keys/reasons.ts';
import { plural } from '../../engine/plural.ts';
import { lockName } from '../../engine/project/lock.ts';
import { buildContextOf, type Project } from '../../engine/project/project.ts';
import { matchTargets, selectTargets } from '../../engine/project/targets.ts';
import { type ResultRecord, readRecord } from '../../engine/store/records.ts';
import type { Config, Json } from '../../engine/types.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { aligned, duration, short } from '../report/format.ts';
import { openTerminal, styled, type Terminal } from '../report/terminal.ts';

interface ExplainOptions extends ProjectOptions {
  readonly all?: boolean;
}

export function addExplain(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('explain'))
    .argument('<what>', 'a stage, an instance such as train[member=1], or an error code such as E302')
    .summary('say why a stage will run, with the values before and after; or what an error code means')
    .option('--all', 'list what is the same, too')
    .action(async (what: string, options: ExplainOptions) => exit(await explain(what, options)));
}

async function explain(what: string, options: ExplainOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  if (Object.hasOwn(CATALOGUE, what)) {
    const { title, about, remedy, exit } = CATALOGUE[what as Code];
    terminal.print(`${what}  ${title}\n${about}\n${remedy}\nThe program ends with exit code ${exit}.`);
    terminal.result('explain', 0, { code: what, title, about, remedy, exit });
    return 0;
  }
  if (/^E\d{3}$/.test(what)) {
    refuse('E101', `there is no error code ${what}`, {
      ...insteadOf(what, Object.keys(CATALOGUE)),
      expected: 'a code as a message shows it, such as E302',
    });
  }
  const project = await projectOf(options);
  const targets = matchTargets(project.plan, [what]);
  const wanted = selectTargets(project.plan, [what]);
  const context = await buildContextOf(project, wanted);
  const records = new Map<string, ResultRecord>();
  const explained: unknown[] = [];
  for (const instance of project.plan.instances) {
    if (!wanted.has(instance.id)) continue;
    const assessment = assess(instance, records, false, context);
    if (assessment.kind === 'current') records.set(instance.id, assessment.record);
    if (!targets.has(instance.id)) continue;
    const lastKey = context.lastKey(instance.id);
    const explanation = { instance: instance.id, assessment, lastKey, last: lastRecord(project, lastKey, assessment) };
    printExplanation(terminal, project.config, explanation, options.all === true);
    explained.push(inJson(explanation));
  }
  terminal.result('explain', 0, { instances: explained });
  return 0;
}

interface Explanation {
  readonly instance: string;
  readonly assessment: Assessment;
  /** Key of the instance in the lock. */
  readonly lastKey: string | null;
  /** What the ingredients of now are compared with. */
  readonly last: ResultRecord | null;
}

/** The record of the state in the lock; where the lock has no line for a current instance, the result that it has. */
function lastRecord({ layout }: Project, lastKey: string | null, assessment: Assessment): ResultRecord | null {
  const last = lastKey === null ? null : readRecord(layout, lastKey);
  return last === null && assessment.kind === 'current' ? assessment.record : last;
}

function printExplanation(terminal: Terminal, config: Config, { instance, assessment, lastKey, last }: Explanation, all: boolean): void {
  const state =
    assessment.kind === 'current'
      ? styled(terminal.stdout, 'green', 'current')
      : styled(terminal.stdout, 'yellow', assessment.kind === 'stale' ? 'stale' : 'waiting');
  terminal.print(`${styled(terminal.stdout, 'bold', instance)} is ${state}.`);
  if (assessment.kind === 'blocked') {
    terminal.print(`  It ${reasonText(assessment.reason)}; whether it runs depends on what they make.\n`);
    return;
  }
  const { action } = assessment;
  if (assessment.kind === 'stale') terminal.print(`  Why: ${reasonText(assessment.reason)}.`);
  else if (last !== null && last.key !== action.key) {
    terminal.print(`  Its result is in the store. ${lockName(config)} names an earlier state, which differs as listed.`);
  }
  terminal.print(
    `  key ${short(lastKey)} -> ${short(action.key)}${last === null ? '' : `, last executed in ${duration(last.circumstance.durationMs)}`}`,
  );
  const comparisons = compareIngredients(last?.ingredients ?? [], action.ingredients);
  const shown = comparisons.filter(({ kind }) => all || kind !== 'same');
  if (shown.length > 0) {
    terminal.print(aligned([['part', 'then', 'now', ''], ...shown.map((comparison) => comparisonRow(comparison, config))], '  '));
  }
  if (shown.length < comparisons.length) {
    terminal.print(`  ${comparisons.length - shown.length} of ${plural(comparisons.length, 'ingredient')} the same (--all lists them)`);
  }
  if (assessment.kind === 'stale') printFiles(terminal, assessment.reason);
  terminal.print('');
}

/** One ingredient of the key, then and now. */
function comparisonRow(comparison: IngredientComparison, config: Config): string[] {
  const { part, name, kind, before, after } = comparison;
  const words = { same: 'same', added: 'NEW', removed: 'GONE', changed: 'CHANGED' };
  return [
    part === 'code' ? part : `${part} ${name}`,
    kind === 'added' ? '-' : valueText(before),
    kind === 'removed' ? '-' : valueText(after),
    kind === 'added' || kind === 'changed' ? `${words[kind]}${declaredAt(comparison, config)}` : words[kind],
  ];
}

/** Where a parameter stands in the parameter file. */
function declaredAt({ part, name }: IngredientComparison, config: Config): string {
  if (part !== 'parameter') return '';
  const { file, line } = config.placeOf(`/params/${name.replaceAll('.', '/')}`);
  return line === undefined ? '' : `  ${file}:${line}`;
}

function printFiles(terminal: Terminal, reason: Reason): void {
  if (reason.kind !== 'changed' || !reason.changes.some(({ part }) => part === 'code')) return;
  for (const { file, kind } of reason.codeFiles) terminal.print(`  code: ${file} ${kind}`);
}

function valueText(value: Json): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? short(value) : value;
  const text = canonicalJson(value).replaceAll(/[0-9a-f]{64}/g, (digest) => digest.slice(0, 10));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function inJson({ instance, assessment, lastKey }: Explanation): unknown {
  return {
    instance,
    state: assessment.kind === 'blocked' ? 'waits' : assessment.kind,
    lastKey,
    key: assessment.kind === 'blocked' ? null : assessment.action.key,
    reason: assessment.kind === 'current' ? null : assessment.reason,
    ingredients: assessment.kind === 'blocked' ? null : assessment.action.ingredients,
  };
}
