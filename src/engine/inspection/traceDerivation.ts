import { isWholeTable } from '../contracts/derivations.ts';
import { type RowValues, rowValues } from '../contracts/violation.ts';
import type { Derivation, Field, Source, SourceDerivation, TableContract, TableDerivation } from '../types.ts';
import { derivedRows } from './derivedRows.ts';
import { type TracedFile, tracedFile } from './traceOrigin.ts';
import { type ChainTables, type OpenTable, type TracedRow, valueFields } from './traceTables.ts';

/** What rows were computed from, by one derivation of their contract. */
export interface DerivedGroup {
  /** 1: what the row itself was computed from; 2: what the rows of step 1 were; and so on. */
  readonly step: number;
  /** Tables whose rows were computed from these. */
  readonly of: readonly string[];
  /** The words of the contract. */
  readonly about: string;
  /** What it means that nothing was found, in the words of the contract. */
  readonly none: string | null;
  /** `rows`: single rows; `table`: whole tables; `source`: all files of a source. */
  readonly kind: 'rows' | 'table' | 'source';
  readonly tables: readonly { readonly artifact: string; readonly title: string; readonly rows: number }[];
  /** Files of a source, as they were read. */
  readonly files: readonly TracedFile[];
  /** Fields to show, in this order. */
  readonly fields: readonly Pick<Field, 'name' | 'unit'>[];
  /** The field and value that rows are near to, where they come in the order of their distance. */
  readonly nearest: { readonly field: string; readonly value: number } | null;
  /** Rows found, those left out included. */
  readonly found: number;
  /** Rows found that an earlier group has; they are not among `rows`. */
  readonly repeated: number;
  readonly rows: readonly RelatedRow[];
}

export interface RelatedRow extends TracedRow {
  /** `train[member=1].flows` */
  readonly artifact: string;
  /** Whether its value is the one that the others are near to. */
  readonly nearest: boolean;
}

/** A row whose derivations are to be followed. */
export interface FollowedRow {
  /** `train[member=1].flows` */
  readonly artifact: string;
  readonly instance: string;
  readonly contract: TableContract;
  /** Of all fields. */
  readonly values: RowValues;
}

export interface FollowOptions {
  readonly tables: ChainTables;
  /** Most rows of a group that are shown and followed. */
  readonly most: number;
  /** The manifest of now. */
  readonly sources: ReadonlyMap<string, Source>;
}

/**
 * What a row was computed from, step by step, until every row comes from a publisher or its contract says no more. No row is
 * shown twice, a group that would show none but such rows is left out, and no row is followed that is not shown. It ends because contracts derive from each other in no circle.
 */
export async function follow(start: FollowedRow, options: FollowOptions): Promise<readonly DerivedGroup[]> {
  const trail = new Trail(options);
  let followed: readonly FollowedRow[] = [start];
  for (let step = 1; followed.length > 0; step++) followed = await trail.step(step, followed);
  return trail.groups;
}

interface Found {
  readonly table: OpenTable;
  readonly row: number;
  readonly distance: number;
}

/** Groups found so far. */
class Trail {
  readonly groups: DerivedGroup[] = [];
  readonly #options: FollowOptions;
  /** Rows and whole tables that a group has. */
  readonly #seen = new Set<string>();

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  /** Adds a group for each derivation of the contracts of these rows; returns the rows to follow from there. */
  async step(step: number, rows: readonly FollowedRow[]): Promise<readonly FollowedRow[]> {
    const next: FollowedRow[] = [];
    for (const contract of new Set(rows.map((row) => row.contract))) {
      const children = rows.filter((row) => row.contract === contract);
      for (const derivation of contract.derived) next.push(...(await this.#derivation(step, derivation, children)));
    }
    return next;
  }

  async #derivation(step: number, derivation: Derivation, children: readonly FollowedRow[]): Promise<FollowedRow[]> {
    const { about, none } = derivation;
    const base = { ...EMPTY, step, of: [...new Set(children.map(({ artifact }) => artifact))], about, none };
    if (derivation.kind === 'source') {
      if (this.#isNew(`source ${derivation.source}`)) this.groups.push({ ...base, kind: 'source', files: this.#filesOf(derivation) });
      return [];
    }
    const outputs = this.#outputs(derivation, children);
    const tables = outputs.map(({ artifact, made }) => ({ artifact, title: this.#title(derivation), rows: made.rows ?? 0 }));
    if (isWholeTable(derivation)) {
      const isNew = outputs.filter(({ made }) => this.#isNew(`table ${made.digest}`)).length > 0;
      if (isNew) this.groups.push({ ...base, kind: 'table', tables, found: tables.reduce((sum, { rows }) => sum + rows, 0) });
      return [];
    }
    const found = await this.#rowsOf(derivation, children);
    const unseen = found.filter(({ table, row }) => this.#isNew(`${table.output.made.digest} ${row}`));
    if (found.length > 0 && unseen.length === 0) return [];
    const shown = unseen.slice(0, this.#options.most);
    this.groups.push({
      ...base,
      tables,
      fields: fieldsOf(shown[0]?.table.contract, derivation),
      nearest: nearestOf(derivation, children),
      found: found.length,
      repeated: found.length - unseen.length,
      rows: shown.map(({ table, row, distance }) => this.#row(table, row, derivation.nearest !== null && distance === 0)),
    });
    return shown.flatMap(({ table, row }) => this.#followed(table, row));
  }

  /** Whether this has not been shown yet; from now on it has. */
  #isNew(name: string): boolean {
    const isNew = !this.#seen.has(name);
    this.#seen.add(name);
    return isNew;
  }

  #outputs({ table }: TableDerivation, children: readonly FollowedRow[]) {
    const { tables } = this.#options;
    const outputs = [...new Set(children.map(({ instance }) => instance))].flatMap((instance) => tables.outputsBelow(instance, table));
    return [...new Map(outputs.map((output) => [output.artifact, output])).values()];
  }

  #title({ table }: TableDerivation): string {
    return this.#options.tables.titleOf(table);
  }

  /** Rows that any of the children was computed from, each once, with the least distance. */
  async #rowsOf(derivation: TableDerivation, children: readonly FollowedRow[]): Promise<readonly Found[]> {
    const { tables } = this.#options;
    const found: Found[] = [];
    for (const output of this.#outputs(derivation, children)) {
      const table = await tables.open(output);
      const distances = new Map<number, number>();
      for (const { instance, values } of children) {
        if (!tables.outputsBelow(instance, derivation.table).includes(output)) continue;
        for (const { row, distance } of derivedRows(derivation, table.columns, table.rows, values)) {
          distances.set(row, Math.min(distance, distances.get(row) ?? Number.POSITIVE_INFINITY));
        }
      }
      const inOrder = [...distances].sort(([a, near], [b, far]) => near - far || a - b);
      found.push(...inOrder.map(([row, distance]) => ({ table, row, distance })));
    }
    return derivation.nearest !== null ? found.sort((a, b) => a.distance - b.distance) : found;
  }

  #row(table: OpenTable, row: number, nearest: boolean): RelatedRow {
    return { artifact: table.output.artifact, nearest, ...this.#options.tables.rowOf(table, row) };
  }

  /** A row is followed unless a publisher gives it. */
  #followed(table: OpenTable, row: number): readonly FollowedRow[] {
    const { contract, columns, output } = table;
    if (contract.derived.length === 0 || this.#options.tables.rowOf(table, row).origin !== null) return [];
    return [{ artifact: output.artifact, instance: output.instance, contract, values: rowValues(contract.fields, columns, row) }];
  }

  #filesOf({ source }: SourceDerivation): readonly TracedFile[] {
    const { tables, sources } = this.#options;
    const { ingested } = tables.chain;
    return [...(ingested.get(source)?.keys() ?? [])].map((file) => tracedFile(source, file, sources, ingested));
  }
}

const EMPTY = { kind: 'rows', tables: [], files: [], fields: [], nearest: null, found: 0, repeated: 0, rows: [] } as const;

/** Those that the derivation shows; without any choice, key fields and values. */
function fieldsOf(contract: TableContract | undefined, { show }: TableDerivation): DerivedGroup['fields'] {
  if (contract === undefined) return [];
  const keys = contract.fields.filter(({ name }) => contract.key.includes(name));
  const all = [...keys, ...valueFields(contract)];
  const chosen = show === null ? all : show.flatMap((name) => contract.fields.filter((field) => field.name === name));
  return chosen.map(({ name, unit }) => ({ name, unit }));
}

/** The value that rows are near to; null where the children differ in it. */
function nearestOf({ nearest }: TableDerivation, children: readonly FollowedRow[]): DerivedGroup['nearest'] {
  if (nearest === null) return null;
  const values = new Set(children.map(({ values }) => values[nearest.to]));
  const [value] = values;
  return values.size === 1 && typeof value === 'number' ? { field: nearest.field, value } : null;
}
