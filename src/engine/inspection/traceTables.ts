import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Columns } from '../../tables/columns.ts';
import { rowCount } from '../contracts/shape.ts';
import { type RowValues, rowValues } from '../contracts/violation.ts';
import { instanceGraph, upstreamOf } from '../graph.ts';
import type { Project } from '../project/project.ts';
import type { Instance, TableContract } from '../types.ts';
import { readArtifact } from './audit.ts';
import type { Chain, MadeOutput } from './traceChain.ts';
import { type Origin, operationsOf, originOf } from './traceOrigin.ts';

/** A table of the chain, decoded. */
export interface OpenTable {
  readonly output: MadeOutput;
  readonly contract: TableContract;
  readonly columns: Columns;
  /** Rows of the whole table. */
  readonly rows: number;
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

/** Larger tables are decoded each time: several of them would not fit in memory together. */
const KEPT_ROWS = 4_000_000;

/** Reads the tables that a chain of records names, most of them once. */
export class ChainTables {
  readonly chain: Chain;
  readonly #project: Project;
  readonly #instance: Instance;
  readonly #decoded = new Map<string, Columns>();

  constructor(project: Project, instance: Instance, chain: Chain) {
    this.#project = project;
    this.#instance = instance;
    this.chain = chain;
  }

  /** Contract of now of an output; refuses (E105) one that was made under another. */
  contractOf({ artifact, made, contractDigest }: MadeOutput): TableContract {
    const contract = this.#project.config.contracts.get(made.contract);
    if (contract?.kind === 'table' && contract.digest === contractDigest) return contract;
    return refuse('E105', `${artifact} is not current: its contract has changed since it was made`, {
      hint: `bring it up to date with: pipeline run ${this.#instance.stage.name}`,
    });
  }

  titleOf(contract: string): string {
    return this.#project.config.contracts.get(contract)?.title ?? '';
  }

  async open(output: MadeOutput): Promise<OpenTable> {
    const contract = this.contractOf(output);
    const { made } = output;
    const columns = this.#decoded.get(made.digest) ?? ((await readArtifact(this.#project, made)) as Columns);
    if ((made.rows ?? 0) <= KEPT_ROWS) this.#decoded.set(made.digest, columns);
    return { output, contract, columns, rows: rowCount(contract, columns) };
  }

  /**
   * Outputs of a contract that an instance wrote, or that were made upstream of it, in the order of the plan. Of an instance that
   * writes the same table in two formats, the first.
   */
  outputsBelow(instance: string, contract: string): readonly MadeOutput[] {
    const { plan } = this.#project;
    const upstream = upstreamOf(instanceGraph(plan), [instance]);
    const order = new Map(plan.instances.map(({ id }, index) => [id, index]));
    const first = new Map<string, MadeOutput>();
    for (const output of this.chain.outputs) {
      if (output.made.contract === contract && upstream.has(output.instance) && !first.has(output.instance)) {
        first.set(output.instance, output);
      }
    }
    return [...first.values()].sort((a, b) => order.get(a.instance)! - order.get(b.instance)!);
  }

  /** A row (from 0) of a table with where it comes from. */
  rowOf({ contract, columns }: OpenTable, row: number): TracedRow {
    const { provenance, fields, key } = contract;
    const keys = fields.filter(({ name }) => key.includes(name));
    return {
      row: row + 1,
      key: rowValues(keys, columns, row),
      values: rowValues(valueFields(contract), columns, row),
      origin: provenance === null ? null : originOf(provenance, columns, row, this.#project.config.sources, this.chain.ingested),
      operations: provenance === null ? [] : operationsOf(provenance, columns, row),
    };
  }
}

/** Fields outside key and provenance. */
export function valueFields({ fields, key, provenance }: TableContract): TableContract['fields'] {
  const roles: readonly (string | null)[] = Object.values(provenance ?? {});
  return fields.filter(({ name }) => !key.includes(name) && !roles.includes(name));
}

/** Whether the rows of a table can be followed: to a publisher, or to what they were computed from. */
export function isTraceable({ provenance, derived }: TableContract): boolean {
  return provenance !== null || derived.length > 0;
}
