import type { Columns } from '../tables/columns.ts';

/** What a stage module exports: `export async function run(context: Train): Promise<void>`. */
export interface StageModule {
  readonly run: (context: StageContext) => void | Promise<void>;
}

/** A table that the stage declared as input. Its content was checked against its contract when it was made. */
export interface TableInput<T extends Columns> {
  read(): Promise<T>;
}

/** A JSON document that the stage declared as input. */
export interface DocumentInput<T> {
  read(): Promise<T>;
}

/** Raw files of one source of the manifest; their digests have been verified. */
export interface SourceInput {
  readonly id: string;
  readonly files: readonly SourceFile[];
}

/** A source of a kind, and how the manifest says its files are to be read. */
export interface DeclaredSource<Reading> extends SourceInput {
  readonly reading: Reading;
}

export interface SourceFile {
  /** Path in the manifest, relative to its folder: what a message to the user should name. */
  readonly name: string;
  /** Absolute path to open. */
  readonly path: string;
}

/** One instance of a fanned-out stage, as seen by a stage that gathers them all. */
export interface Gathered<T> {
  readonly each: Readonly<Record<string, number | string>>;
  readonly input: T;
}

/** A table that the stage must write once. Checked against its contract before it is encoded. */
export interface TableOutput<T extends Columns> {
  write(columns: T): Promise<void>;
}

export interface DocumentOutput<T> {
  write(document: T): Promise<void>;
}

/** How far a stage is; `total` where it is known. `terms` are shown beside it, for example loss terms. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly terms?: Readonly<Record<string, number>>;
}

/** What a worker tells the run while its stage works. */
export type StageMessage = { readonly progress: Progress } | { readonly note: string };

/**
 * What a stage is given: only the parameters, inputs and outputs that pipeline.yaml declares for it.
 * `schemas/generated/types.ts` (generated) narrows it for each stage.
 */
export interface StageContext<Params = unknown, Inputs = unknown, Outputs = unknown, Each = unknown> {
  readonly params: Params;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  /** Fan-out values of this instance. */
  readonly each: Each;
  /** Folder for files that are not outputs, for example checkpoints. It outlives a failed or killed attempt of the same key. */
  readonly scratch: string;
  /** Backend asked for with --backend; not part of the key. */
  readonly backend: string;
  /** Cores that the stage may compute on: its `resources.cpu`, and idle ones. Not part of the key, so no result may depend on it. */
  readonly cores: number;
  /** Bytes of `resources.memory`. */
  readonly memoryBytes: number;
  log(line: string): void;
  /** A line for the screen of `run` as well as for the log: what a user should know of the result without asking. */
  note(line: string): void;
  progress(progress: Progress): void;
}
