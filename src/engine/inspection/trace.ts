import { refuse } from '../../diagnostics/diagnostic.ts';
import { insteadOf } from '../../diagnostics/suggest.ts';
import { type Column, type Columns, isCategory } from '../../tables/columns.ts';
import { isFloat } from '../contracts/fieldTypes.ts';
import { rowCount } from '../contracts/shape.ts';
import { type RowValues, rowValues } from '../contracts/violation.ts';
import type { Project } from '../project/project.ts';
import type { OutputRecord } from '../store/records.ts';
import type { Contract, Field, Instance, Provenance, TableContract } from '../types.ts';
import { readArtifact } from './audit.ts';
import { type Chain, chainOf } from './traceChain.ts';
import { holds, isWhole, type KeyField, rowsOf, selectionsOf } from './traceMatch.ts';
import { type Origin, operationsOf, originOf } from './traceOrigin.ts';

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
  readonly matches: readonly TracedRow[];
}

export interface TracedRow {
  /** Row of the table, from 1. */
  readonly row: number;
  readonly key: RowValues;
  readonly values: RowValues;
  /** Null where no source is named, for example because the value was imputed. */
  readonly origin: Origin | null;
  /** What was done between the file and the row, in this order. */
  readonly operations: readonly string[];
}

type TraceableContract = TableContract & { readonly provenance: Provenance };

/** A table with provenance, decoded. */
interface Readable {
  readonly artifact: string;
  readonly contract: TraceableContract;
  readonly columns: Columns;
  readonly keyFields: readonly KeyField[];
}

/**
 * Traces rows of an output, and of the other outputs of its stage that declare provenance, to the files of the publishers.
 * `values` are matched to key fields as `selectionsOf` says. Refuses documents and contracts without provenance (E106),
 * values that occur in no key field (E101), and outputs that are not there or not current (E105).
 */
export async function traceOutput(
  project: Project,
  instance: Instance,
  output: string,
  values: readonly string[],
): Promise<readonly TracedTable[]> {
  const names = [output, ...[...instance.stage.outputs.keys()].filter((name) => name !== output)];
  const declared = names.flatMap((name) => {
    const contract = project.config.contracts.get(instance.stage.outputs.get(name)?.contract ?? '');
    return isTraceable(contract) ? [{ name, contract }] : [];
  });
  if (declared[0]?.name !== output) refuseUntraceable(project, instance, output, declared);
  const chain = chainOf(project, instance);
  const read = tableReader(project);
  const tables: Readable[] = [];
  for (const { name, contract } of declared) {
    const made = madeUnder(contract, chain, instance, name);
    const columns = await read(made);
    tables.push({ artifact: `${instance.id}.${name}`, contract, columns, keyFields: await keyFieldsOf(contract, columns, chain, read) });
  }
  refuseUnknown(tables, values);
  return tables.map((table) => tracedTable(project, chain, table, values));
}

function isTraceable(contract: Contract | undefined): contract is TraceableContract {
  return contract?.kind === 'table' && contract.provenance !== null;
}

function refuseUntraceable(project: Project, { id, stage }: Instance, output: string, declared: readonly { name: string }[]): never {
  const contract = stage.outputs.get(output)?.contract ?? '';
  const place = { file: `schemas/${contract}.yaml` };
  const others = declared.map(({ name }) => `${id}.${name}`);
  if (project.config.contracts.get(contract)?.kind === 'document') {
    refuse('E106', `${id}.${output} is a document: only rows of tables can be traced`, {
      place,
      ...(others.length === 0 ? {} : { expected: `a table with provenance: ${others.join(', ')}` }),
    });
  }
  return refuse('E106', `contract ${contract} of ${id}.${output} does not say which fields hold the provenance of a row`, {
    place,
    expected: 'provenance: { source: FIELD, file: FIELD, row: FIELD, column: FIELD, operation: FIELD }, all but source optional',
    hint: others.length === 0 ? 'declare it in the contract, and write these fields in the stage' : `trace one of ${others.join(', ')}`,
  });
}

/** Record of an output that was made under the contract of now; refuses any other (E105). */
function madeUnder(contract: TraceableContract, { record }: Chain, { id, stage }: Instance, name: string): OutputRecord {
  const made = record.outputs[name];
  const hint = { hint: `bring it up to date with: pipeline run ${stage.name}` };
  if (made === undefined) refuse('E105', `${id}.${name} has not been made here`, hint);
  const ingredient = record.ingredients.find((each) => each.part === 'contract' && each.name === name);
  const digest = (ingredient?.value as { readonly contract?: string } | undefined)?.contract;
  if (digest !== contract.digest) refuse('E105', `${id}.${name} is not current: its contract has changed since it was made`, hint);
  return made;
}

type TableReader = (made: OutputRecord) => Promise<Columns>;

/** Decodes each artifact once: several fields may refer to the same table. */
function tableReader(project: Project): TableReader {
  const decoded = new Map<string, Columns>();
  return async (made) => {
    const columns = decoded.get(made.digest) ?? ((await readArtifact(project, made)) as Columns);
    decoded.set(made.digest, columns);
    return columns;
  };
}

/** Key fields that a value can be given of; without a key all fields identify a row. Nobody names a float exactly. */
async function keyFieldsOf(contract: TableContract, columns: Columns, chain: Chain, read: TableReader): Promise<KeyField[]> {
  const keys = contract.key.length === 0 ? contract.fields.map(({ name }) => name) : contract.key;
  const fields: KeyField[] = [];
  for (const name of keys) {
    const field = contract.fields.find((candidate) => candidate.name === name) as Field;
    if (isFloat(field.type)) continue;
    const referred = await referredColumn(field, chain, read);
    fields.push({ name, columns: [columns[name] as Column, ...(referred === null ? [] : [referred])] });
  }
  return fields;
}

/** The field of another table that holds every value of this one; null where there is none. */
async function referredColumn({ references }: Field, { outputs }: Chain, read: TableReader): Promise<Column | null> {
  if (references === null) return null;
  const made = outputs.find(({ contract }) => contract === references.contract);
  return made === undefined ? null : ((await read(made))[references.field] ?? null);
}

/** A value that no key field of any table holds is a slip of the hand. */
function refuseUnknown(tables: readonly Readable[], values: readonly string[]): void {
  const fields = tables.flatMap(({ keyFields }) => keyFields);
  const unknown = values.find((value) => !fields.some((field) => holds(field, value)));
  if (unknown === undefined) return;
  const names = tables.map(({ artifact }) => artifact).join(', ');
  refuse('E101', `"${unknown}" occurs in no key field of ${names}`, isWhole(unknown) ? rangesOf(fields) : wordsNear(fields, unknown));
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

function tracedTable(project: Project, chain: Chain, table: Readable, values: readonly string[]): TracedTable {
  const { artifact, contract, columns, keyFields } = table;
  const rows = rowCount(contract, columns);
  const keys = contract.fields.filter(({ name }) => contract.key.includes(name));
  const roles: readonly (string | null)[] = Object.values(contract.provenance);
  const fields = contract.fields.filter(({ name }) => !contract.key.includes(name) && !roles.includes(name));
  const matches = selectionsOf(keyFields, values)
    .flatMap((selection) => rowsOf(columns, rows, selection))
    .map((row) => ({
      row: row + 1,
      key: rowValues(keys, columns, row),
      values: rowValues(fields, columns, row),
      origin: originOf(contract.provenance, columns, row, project.config.sources, chain.ingested),
      operations: operationsOf(contract.provenance, columns, row),
    }));
  const foreign = values.filter((value) => !keyFields.some((field) => holds(field, value)));
  return { artifact, title: contract.title, rows, fields: fields.map(({ name, unit }) => ({ name, unit })), foreign, matches };
}
