import { refuse } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import { type Column, isCategory } from '../../tables/columns.ts';
import { isFloat } from '../contracts/fieldTypes.ts';
import { rowValues } from '../contracts/violation.ts';
import type { Project } from '../project/project.ts';
import type { Contract, Field, Instance, TableContract } from '../types.ts';
import { chainOf } from './traceChain.ts';
import { type DerivedGroup, follow } from './traceDerivation.ts';
import { holds, isWholeNumber, type KeyField, rowsOf, type Selection, selectionsOf } from './traceMatch.ts';
import { ChainTables, isTraceable, type OpenTable, type TracedRow, valueFields } from './traceTables.ts';

/** The rows of one table that were asked for, with where each comes from. */
export interface TracedTable {
  /** `harmonize.panel` */
  readonly artifact: string;
  readonly title: string;
  /** Rows of the whole table. */
  readonly rows: number;
  /** Fields outside key and provenance. */
  readonly fields: readonly Pick<Field, 'name' | 'unit'>[];
  /** Values asked for that no key field of this table holds; where there are any, no row matches. */
  readonly foreign: readonly string[];
  /** What was looked for: a value for each of some key fields. */
  readonly sought: readonly Readonly<Record<string, string>>[];
  /** Whether the contract says what rows were computed from. */
  readonly derives: boolean;
  /** Rows found, those left out of `matches` included. */
  readonly found: number;
  readonly matches: readonly MatchedRow[];
}

export interface MatchedRow extends TracedRow {
  /** What the row was computed from; only where its contract declares that, and the row names no source, and few rows match. */
  readonly derived?: readonly DerivedGroup[];
}

/** Most rows of a table, and of each group of what they were computed from, that are shown. */
export const MOST_ROWS = 12;
/** Most rows of a table that are followed to what they were computed from. */
export const MOST_FOLLOWED = 3;

/** A table that is traced. */
interface Readable extends OpenTable {
  readonly keyFields: readonly KeyField[];
}

/**
 * Traces rows of an output: to the files of the publishers where its contract declares provenance, with the other outputs of the
 * stage that do; else to the rows they were computed from, step by step, as contracts declare it. `values` are matched to key fields
 * as `selectionsOf` says. With `all`, every row is shown and followed. Refuses documents and contracts that declare neither (E106),
 * values that occur in no key field (E101), and outputs that are not there or not current (E105).
 */
export async function traceOutput(
  project: Project,
  instance: Instance,
  output: string,
  values: readonly string[],
  all: boolean,
): Promise<readonly TracedTable[]> {
  const names = tracedOutputs(project, instance, output);
  const tables = new ChainTables(project, instance, chainOf(project, instance));
  const readable: Readable[] = [];
  for (const name of names) {
    const made = tables.chain.outputs.find((each) => each.instance === instance.id && each.name === name);
    if (made === undefined) {
      refuse('E105', `${instance.id}.${name} has not been made here`, {
        hint: `bring it up to date with: pipeline run ${instance.stage.name}`,
      });
    }
    const table = await tables.open(made);
    readable.push({ ...table, keyFields: await keyFieldsOf(table, tables) });
  }
  refuseUnknown(readable, values);
  const traced: TracedTable[] = [];
  for (const table of readable) traced.push(await tracedTable(project, tables, table, { values, all }));
  return traced;
}

/** The output, and beside one with provenance the others of its stage that have it. Refuses an output that cannot be traced. */
function tracedOutputs(project: Project, { id, stage }: Instance, output: string): readonly string[] {
  const contractOf = (name: string): Contract | undefined => project.config.contracts.get(stage.outputs.get(name)?.contract ?? '');
  const among = (suits: (contract: TableContract) => boolean): readonly string[] =>
    [...stage.outputs.keys()].filter((name) => {
      const contract = contractOf(name);
      return contract?.kind === 'table' && suits(contract);
    });
  const withProvenance = among(({ provenance }) => provenance !== null);
  if (withProvenance.includes(output)) return [output, ...withProvenance.filter((name) => name !== output)];
  const traceable = among(isTraceable);
  if (!traceable.includes(output))
    refuseUntraceable(
      `${id}.${output}`,
      contractOf(output),
      traceable.map((name) => `${id}.${name}`),
    );
  return [output];
}

function refuseUntraceable(artifact: string, contract: Contract | undefined, others: readonly string[]): never {
  const place = { file: `schemas/${contract?.name}.yaml` };
  if (contract?.kind === 'document') {
    refuse('E106', `${artifact} is a document: only rows of tables can be traced`, {
      place,
      ...(others.length === 0 ? {} : { expected: `a table: ${others.join(', ')}` }),
    });
  }
  return refuse('E106', `contract ${contract?.name} of ${artifact} says neither where a row comes from nor what it was computed from`, {
    place,
    expected:
      'provenance: { source: FIELD, file: FIELD, row: FIELD, column: FIELD, operation: FIELD }, or derived: [{ table: CONTRACT, ... }]',
    hint: others.length === 0 ? 'declare it in the contract' : `declare it in the contract, or trace one of ${others.join(', ')}`,
  });
}

/** Key fields that a value can be given of; without a key all fields identify a row. Nobody names a float exactly. */
async function keyFieldsOf({ contract, columns }: OpenTable, tables: ChainTables): Promise<KeyField[]> {
  const keys = contract.key.length === 0 ? contract.fields.map(({ name }) => name) : contract.key;
  const fields: KeyField[] = [];
  for (const name of keys) {
    const field = contract.fields.find((candidate) => candidate.name === name)!;
    if (isFloat(field.type)) continue;
    const referred = await referredColumn(field, tables);
    fields.push({ name, columns: [columns[name]!, ...(referred === null ? [] : [referred])] });
  }
  return fields;
}

/** The field of another table that holds every value of this one; null where there is none. */
async function referredColumn({ references }: Field, tables: ChainTables): Promise<Column | null> {
  if (references === null) return null;
  const output = tables.chain.outputs.find(({ made }) => made.contract === references.contract);
  return output === undefined ? null : ((await tables.open(output)).columns[references.field] ?? null);
}

/** A value that no key field of any table holds is a slip of the hand. */
function refuseUnknown(tables: readonly Readable[], values: readonly string[]): void {
  const fields = tables.flatMap(({ keyFields }) => keyFields);
  const unknown = values.find((value) => !fields.some((field) => holds(field, value)));
  if (unknown === undefined) return;
  const names = tables.map(({ output }) => output.artifact).join(', ');
  refuse('E101', `"${unknown}" occurs in no key field of ${names}`, isWholeNumber(unknown) ? rangesOf(fields) : wordsNear(fields, unknown));
}

function wordsNear(fields: readonly KeyField[], value: string): ReturnType<typeof insteadOf> {
  const levels = fields.flatMap(({ columns }) => columns.flatMap((column) => (isCategory(column) ? column.levels : [])));
  return insteadOf(value, new Set(levels));
}

function rangesOf(fields: readonly KeyField[]): { readonly expected?: string } {
  const ranges = fields.flatMap(({ name, columns: [column] }) => {
    if (column === undefined || isCategory(column) || column.length === 0) return [];
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (const value of column) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return [`${name} from ${least} to ${greatest}`];
  });
  return ranges.length === 0 ? {} : { expected: [...new Set(ranges)].join(', or ') };
}

interface Asked {
  readonly values: readonly string[];
  readonly all: boolean;
}

async function tracedTable(project: Project, tables: ChainTables, table: Readable, { values, all }: Asked): Promise<TracedTable> {
  const { output, contract, columns, keyFields, rows } = table;
  const selections = selectionsOf(keyFields, values);
  const found = selections.flatMap((selection) => rowsOf(columns, rows, selection));
  const most = contract.provenance === null && !all ? MOST_ROWS : Number.POSITIVE_INFINITY;
  const matches: MatchedRow[] = [];
  for (const row of found.slice(0, most)) {
    const traced = tables.rowOf(table, row);
    const follows = traced.origin === null && contract.derived.length > 0 && (all || found.length <= MOST_FOLLOWED);
    matches.push(follows ? { ...traced, derived: await derivedOf(project, tables, table, { row, all }) } : traced);
  }
  return {
    artifact: output.artifact,
    title: contract.title,
    rows,
    fields: valueFields(contract).map(({ name, unit }) => ({ name, unit })),
    foreign: values.filter((value) => !keyFields.some((field) => holds(field, value))),
    sought: selections.map((selection: Selection) => Object.fromEntries(selection)),
    derives: contract.derived.length > 0,
    found: found.length,
    matches,
  };
}

function derivedOf(
  { config }: Project,
  tables: ChainTables,
  { contract, columns, output }: OpenTable,
  { row, all }: { readonly row: number; readonly all: boolean },
): Promise<readonly DerivedGroup[]> {
  const start = { artifact: output.artifact, instance: output.instance, contract, values: rowValues(contract.fields, columns, row) };
  return follow(start, { tables, most: all ? Number.POSITIVE_INFINITY : MOST_ROWS, sources: config.sources });
}
