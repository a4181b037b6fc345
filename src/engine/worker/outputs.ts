import { join } from 'node:path';
import { PipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import type { Columns } from '../../tables/columns.ts';
import { checkTable } from '../contracts/checks.ts';
import { encodeDocument, encodeTable } from '../contracts/codec/codec.ts';
import { checkDocument } from '../contracts/document.ts';
import type { Violation } from '../contracts/violation.ts';
import { writeDurably } from '../store/durable.ts';
import type { Contract, Json, OutputDeclaration, TableContract } from '../types.ts';
import type { ActionFile } from './actionFile.ts';

/** Outputs that a stage has written so far, by name: file in the attempt folder, and rows of a table. */
export type WrittenOutputs = ReadonlyMap<string, { readonly path: string; readonly rows: number | null }>;

/** Finds the tables of a contract among what the stage reads. */
export type TableFinder = (contract: string) => Promise<readonly Columns[]>;

/** Takes what a stage writes: checks it against the contract, then encodes it into the attempt folder. */
export class OutputWriter {
  readonly #action: ActionFile;
  readonly #inputTables: TableFinder;
  readonly #written = new Map<string, { path: string; rows: number | null }>();
  /** Tables that others refer to, kept for their checks. */
  readonly #tables = new Map<string, readonly Columns[]>();

  constructor(action: ActionFile, inputTables: TableFinder) {
    this.#action = action;
    this.#inputTables = inputTables;
  }

  get written(): WrittenOutputs {
    return this.#written;
  }

  /** Path in the attempt folder of an output's file. */
  pathOf(output: OutputDeclaration): string {
    return join(this.#action.attempt, 'out', output.file);
  }

  async write(name: string, content: unknown): Promise<void> {
    const output = this.#action.outputs[name]!;
    if (this.#written.has(name)) refuse('E501', `stage ${this.#action.stage} writes its output "${name}" twice`);
    const contract = this.#action.contracts[output.contract]!;
    const bytes =
      contract.kind === 'table'
        ? await this.#table(name, contract, output, content as Columns)
        : this.#document(name, contract, content as Json);
    const path = this.pathOf(output);
    writeDurably(path, bytes.data);
    this.#written.set(name, { path, rows: bytes.rows });
  }

  /** Checks a file with what a command wrote. */
  async accept(name: string, path: string, columns: Columns | null, document: unknown): Promise<void> {
    const output = this.#action.outputs[name]!;
    const contract = this.#action.contracts[output.contract]!;
    const rows = contract.kind === 'table' ? await this.#check(name, contract, columns as Columns) : null;
    if (contract.kind === 'document') this.#document(name, contract, document as Json);
    this.#written.set(name, { path, rows });
  }

  async #table(
    name: string,
    contract: TableContract,
    output: OutputDeclaration,
    columns: Columns,
  ): Promise<{ data: Uint8Array; rows: number }> {
    const rows = await this.#check(name, contract, columns);
    return { data: await encodeTable(contract, columns, output.format === 'csv' ? 'csv' : 'parquet'), rows };
  }

  async #check(name: string, contract: TableContract, columns: Columns): Promise<number> {
    const referred = new Map<string, readonly Columns[]>();
    for (const { references } of contract.fields) {
      if (references === null || referred.has(references.contract)) continue;
      const tables = this.#tables.get(references.contract) ?? (await this.#inputTables(references.contract));
      if (tables.length === 0) {
        refuse('E402', `output "${name}" refers to contract ${references.contract}, of which nothing has been written yet`, {
          hint: `write the output of contract ${references.contract} before "${name}"`,
        });
      }
      referred.set(references.contract, tables);
    }
    const violations = checkTable(contract, columns, (wanted) => referred.get(wanted) ?? []);
    if (violations.length > 0) throw contractError(this.#action, name, contract, violations);
    this.#tables.set(contract.name, [...(this.#tables.get(contract.name) ?? []), columns]);
    const first = Object.values(columns)[0];
    return first === undefined ? 0 : 'codes' in first ? first.codes.length : first.length;
  }

  #document(name: string, contract: Contract, document: Json): { data: Uint8Array; rows: null } {
    const violations = checkDocument(contract as Extract<Contract, { kind: 'document' }>, document);
    if (violations.length > 0) throw contractError(this.#action, name, contract, violations);
    return { data: encodeDocument(document), rows: null };
  }
}

function contractError(action: ActionFile, name: string, contract: Contract, violations: readonly Violation[]): PipelineError {
  return new PipelineError(
    violations.map(({ rule, message, rows, count }) => ({
      code: 'E401' as const,
      severity: 'error' as const,
      message: `${action.instance}.${name} breaks ${rule}: ${message}`,
      place: { file: `schemas/${contract.name}.yaml` },
      details: rows.map(({ row, values }) => `row ${row}: ${JSON.stringify(values)}`),
      ...(count > rows.length ? { expected: `no such row, but there are ${count}` } : {}),
      hint: 'mend the stage, or the contract if it asks for too much; nothing of this output became visible',
    })),
  );
}
