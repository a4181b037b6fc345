import { grouped, headings, markdownTable, yearSpan } from './data/markdown.ts';
import type { ShownRow } from './shownRows.ts';

/** A row of plausibility.cases with what each witness says. */
interface CaseRow {
  readonly check: string;
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly value: number;
  readonly perThousand: number | null;
  readonly verdict: string;
  readonly reason: string | null;
  readonly said: ReadonlyMap<string, ShownRow>;
}

/** Witnesses that have a column; single collections do not. */
const COLUMNS = ['reports', 'refugees', 'displaced', 'stated', 'gaskin_abel', 'truth'] as const;
/** Most rows of a list of single flows. */
const LISTED = 60;

/** The tables of docs/plausibility.md for one profile, each with its heading, from the two tables of the stage. */
export function plausibilityTables(cases: readonly ShownRow[], witnesses: readonly ShownRow[]): string {
  const rows = joined(cases, witnesses);
  const of = (check: string) => rows.filter((row) => row.check === check);
  const open = (check: string) => of(check).filter(({ verdict, reason }) => verdict !== 'witnessed' && reason === null);
  const together = (row: CaseRow) => !/^[A-Z]{3} to [A-Z]{3}$/.test(row.name);
  const large = open('large_flow');
  return [
    ['Verdicts', summary(rows)],
    ['All corridors, by year', flowTable(of('world'))],
    ['Change from the year before', ratioTable(of('change').filter(({ name }) => name === 'all corridors'))],
    [
      'Change from the year before, on the corridors of each collection',
      ratioTable(of('change').filter(({ name }) => name !== 'all corridors')),
    ],
    ['Collections, on what they list', collectionTable(of('collection'))],
    ['Large reports met within a factor of two', ratioTable(of('large_reports'))],
    ['Mirrors', flowTable(of('mirror').filter(together))],
    ['Labour', flowTable(of('labour'))],
    ['Exodus', flowTable(of('exodus'))],
    ['Largest corridors of all years', flowTable(of('largest_corridor'))],
    [`Large flows far from all witnesses, without a reason: ${large.length}`, flowTable(large.slice(0, LISTED))],
    ['Regions far from all witnesses', flowTable(open('region').slice(0, LISTED))],
  ]
    .map(([title, table]) => `#### ${title}\n\n${table}`)
    .join('\n');
}

function joined(cases: readonly ShownRow[], witnesses: readonly ShownRow[]): CaseRow[] {
  const keyOf = (row: ShownRow) => `${row['check']}|${row['case']}|${row['first']}|${row['last']}`;
  const said = new Map<string, Map<string, ShownRow>>();
  for (const row of witnesses) {
    const key = keyOf(row);
    said.set(key, (said.get(key) ?? new Map<string, ShownRow>()).set(String(row['witness']), row));
  }
  return cases.map((row) => ({
    check: String(row['check']),
    name: String(row['case']),
    first: Number(row['first']),
    last: Number(row['last']),
    value: Number(row['value']),
    perThousand: row['per_thousand'] === null ? null : Number(row['per_thousand']),
    verdict: String(row['verdict']),
    reason: row['reason'] === null ? null : String(row['reason']),
    said: said.get(keyOf(row)) ?? new Map<string, ShownRow>(),
  }));
}

/** Number of rows by check and verdict, and of those without a witness near them and without a reason. */
function summary(rows: readonly CaseRow[]): string {
  const checks = [...new Set(rows.map(({ check }) => check))];
  const count = (check: string, chosen: (row: CaseRow) => boolean) =>
    String(rows.filter((row) => row.check === check && chosen(row)).length);
  return markdownTable(
    headings('check', '#rows', '#witnessed', '#contradicted', '#unwitnessed', '#not witnessed, no reason'),
    checks.map((check) => [
      words(check),
      count(check, () => true),
      ...['witnessed', 'contradicted', 'unwitnessed'].map((verdict) => count(check, (row) => row.verdict === verdict)),
      count(check, ({ verdict, reason }) => verdict !== 'witnessed' && reason === null),
    ]),
  );
}

/** Persons: ours, and for each witness that speaks of any row what it says and our ratio to it on the same corridor-years. */
function flowTable(rows: readonly CaseRow[]): string {
  if (rows.length === 0) return 'None.\n';
  const columns = COLUMNS.filter((witness) => rows.some(({ said }) => said.has(witness)));
  return markdownTable(
    headings('flows', 'years', '#ours', '#per thousand', ...columns.map((witness) => `#${words(witness)}`), 'verdict', 'reason'),
    rows.map((row) => [
      row.name,
      yearSpan(row.first, row.last),
      grouped(row.value),
      row.perThousand === null ? '' : row.perThousand.toFixed(2),
      ...columns.map((witness) => saidText(row.said.get(witness))),
      row.verdict,
      row.reason ?? '',
    ]),
  );
}

/** "1,200,000 (0.38)": persons, and our ratio to them. */
function saidText(said: ShownRow | undefined): string {
  if (said === undefined) return '';
  const ratio = said['ratio'] === null ? '' : ` (${Number(said['ratio']).toFixed(2)})`;
  return `${grouped(Number(said['theirs']))}${ratio}`;
}

/** Changes and shares: ours on all rows, and of each witness its own beside ours on the same ones. */
function ratioTable(rows: readonly CaseRow[]): string {
  if (rows.length === 0) return 'None.\n';
  const columns = COLUMNS.filter((witness) => rows.some(({ said }) => said.has(witness)));
  const fixed = (value: unknown) => (value === null ? 'n/a' : Number(value).toFixed(2));
  const text = (said: ShownRow | undefined) => (said === undefined ? '' : `${fixed(said['theirs'])} (ours ${fixed(said['ours'])})`);
  const own = rows.some(({ name, said }) => said.has(name));
  return markdownTable(
    headings(
      'flows',
      'years',
      '#ours',
      ...(own ? ['#the collection itself'] : []),
      ...columns.map((witness) => `#${words(witness)}`),
      'verdict',
    ),
    rows.map((row) => [
      row.name,
      yearSpan(row.first, row.last),
      fixed(row.value),
      ...(own ? [text(row.said.get(row.name))] : []),
      ...columns.map((witness) => text(row.said.get(witness))),
      row.verdict,
    ]),
  );
}

/** Our total beside that of the collection, and of the published estimates or the truth on its corridors. */
function collectionTable(rows: readonly CaseRow[]): string {
  if (rows.length === 0) return 'None.\n';
  const others = (['gaskin_abel', 'truth'] as const).filter((witness) => rows.some(({ said }) => said.has(witness)));
  const share = (row: CaseRow, witness: string) => {
    const [own, other] = [row.said.get(row.name), row.said.get(witness)];
    return own === undefined || other === undefined ? '' : (Number(other['theirs']) / Number(own['theirs'])).toFixed(2);
  };
  return markdownTable(
    headings('collection', 'year', '#it lists', '#ours by it', ...others.map((witness) => `#${words(witness)} by it`)),
    rows.map((row) => [
      row.name,
      String(row.first),
      grouped(Number(row.said.get(row.name)?.['theirs'] ?? Number.NaN)),
      Number(row.said.get(row.name)?.['ratio'] ?? Number.NaN).toFixed(2),
      ...others.map((witness) => share(row, witness)),
    ]),
  );
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}
