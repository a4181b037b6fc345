import type { Command } from 'commander';
import { CATALOGUE, type Code, type ExitCode } from '../../diagnostics/catalogue.ts';
import { type Assessment, assess, type Surroundings } from '../../engine/keys/assessment.ts';
import { type Reason, reasonInWords } from '../../engine/keys/reasons.ts';
import { type Project, surroundingsOf } from '../../engine/project/project.ts';
import { matchTargets, selectTargets } from '../../engine/project/targets.ts';
import { type ResultRecord, readRecord } from '../../engine/store/records.ts';
import type { Config, Ingredient, Json } from '../../engine/types.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { openTerminal, styled, type Terminal } from '../report/terminal.ts';
import { aligned, duration, plural, short } from '../report/words.ts';

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
  const project = await projectOf(options);
  const targets = matchTargets(project.plan, [what]);
  const wanted = selectTargets(project.plan, [what]);
  const around = await surroundingsOf(project, wanted);
  const records = new Map<string, ResultRecord>();
  const explained: unknown[] = [];
  for (const instance of project.plan.instances) {
    if (!wanted.has(instance.id)) continue;
    const assessment = assess(instance, records, false, around);
    if (assessment.kind === 'current') records.set(instance.id, assessment.record);
    if (!targets.has(instance.id)) continue;
    tell(terminal, project, instance.id, assessment, around, options.all === true);
    explained.push(inJson(instance.id, assessment, around));
  }
  terminal.result('explain', 0, { instances: explained });
  return 0;
}

function tell(terminal: Terminal, project: Project, id: string, assessment: Assessment, around: Surroundings, all: boolean): void {
  const lastKey = around.lastKey(id);
  const last = lastKey === null ? null : readRecord(around.layout, lastKey);
  const state =
    assessment.kind === 'current'
      ? styled(terminal, 'green', 'current')
      : styled(terminal, 'yellow', assessment.kind === 'stale' ? 'stale' : 'waiting');
  terminal.print(`${styled(terminal, 'bold', id)} is ${state}.`);
  if (assessment.kind === 'blocked') {
    terminal.print(`  It ${reasonInWords(assessment.reason)}; whether it runs depends on what they make.\n`);
    return;
  }
  if (assessment.kind === 'stale') terminal.print(`  Why: ${reasonInWords(assessment.reason)}.`);
  const { action } = assessment;
  terminal.print(
    `  key ${short(lastKey)} -> ${short(action.key)}${last === null ? '' : `, last executed in ${duration(last.circumstance.durationMs)}`}`,
  );
  const rows = ingredientRows(action.ingredients, last, project.config);
  const told = rows.filter(([, , , verdict]) => all || verdict !== 'same');
  if (told.length > 0) terminal.print(aligned([['part', 'then', 'now', ''], ...told], '  '));
  if (told.length < rows.length)
    terminal.print(`  ${rows.length - told.length} of ${plural(rows.length, 'ingredient')} the same (--all lists them)`);
  if (assessment.kind === 'stale') tellFiles(terminal, assessment.reason);
  terminal.print('');
}

/** Every ingredient of the key, then and now. */
function ingredientRows(now: readonly Ingredient[], last: ResultRecord | null, config: Config): string[][] {
  const label = ({ part, name }: Ingredient): string => (part === 'code' ? part : `${part} ${name}`);
  const before = new Map((last?.ingredients ?? []).map((ingredient) => [label(ingredient), ingredient.value]));
  const rows = now.map((ingredient) => {
    const then = before.get(label(ingredient));
    before.delete(label(ingredient));
    const same = then !== undefined && JSON.stringify(then) === JSON.stringify(ingredient.value);
    return [
      label(ingredient),
      then === undefined ? '-' : shown(then),
      shown(ingredient.value),
      same ? 'same' : `CHANGED${whereIs(ingredient, config)}`,
    ];
  });
  for (const [name, value] of before) rows.push([name, shown(value), '-', 'GONE']);
  return rows;
}

function whereIs({ part, name }: Ingredient, config: Config): string {
  if (part !== 'parameter') return '';
  const { file, line } = config.placeOf(`/params/${name.replaceAll('.', '/')}`);
  return line === undefined ? '' : `  ${file}:${line}`;
}

function tellFiles(terminal: Terminal, reason: Reason): void {
  if (reason.kind !== 'changed' || !reason.changes.some(({ part }) => part === 'code')) return;
  for (const { file, kind } of reason.codeFiles) terminal.print(`  code: ${file} ${kind}`);
}

function shown(value: Json): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? short(value) : value;
  const text = JSON.stringify(value).replaceAll(/[0-9a-f]{64}/g, (digest) => digest.slice(0, 10));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function inJson(id: string, assessment: Assessment, around: Surroundings): unknown {
  return {
    instance: id,
    state: assessment.kind === 'blocked' ? 'waits' : assessment.kind,
    lastKey: around.lastKey(id),
    key: assessment.kind === 'blocked' ? null : assessment.action.key,
    reason: assessment.kind === 'current' ? null : assessment.reason,
    ingredients: assessment.kind === 'blocked' ? null : assessment.action.ingredients,
  };
}
