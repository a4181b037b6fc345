import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';

/** A JSON value, as params.yaml may hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** pipeline.yaml, params.yaml, the source manifest and the contracts, read and checked; nothing expanded yet. */
export interface Config {
  readonly name: string;
  /** Absolute folder of pipeline.yaml; every path in the project is relative to it. */
  readonly root: string;
  /** pipeline.yaml relative to where the user stands, for messages. */
  readonly file: string;
  /** `default` for params.yaml, `world` for params.world.yaml. */
  readonly profile: string;
  /** Name of a what-if, whose results are shown apart from those of the profile; null for the profile itself. */
  readonly whatIf: string | null;
  readonly params: Json;
  /** Overrides given with --set, as typed by the parameter schema. */
  readonly overrides: Readonly<Record<string, Json>>;
  readonly sources: ReadonlyMap<string, Source>;
  /** JSON Schemas of the `reading` of sources, by kind: those that stages read and those that the manifest has. */
  readonly sourceKinds: ReadonlyMap<string, Json>;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly stages: readonly StageDeclaration[];
  /** Where a thing is declared: keys are JSON pointers such as `/stages/train/inputs/flows`. */
  readonly placeOf: (pointer: string) => Place;
  readonly warnings: readonly Diagnostic[];
}

/** One source of the manifest: files of one publisher that belong together. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly url: string;
  readonly licence: string;
  /** Null for a source that stages name by its id alone. */
  readonly kind: string | null;
  /** What the stage needs to know to read the files, as the schema of the kind lets it pass; null without a kind. */
  readonly reading: Json;
  /** Whether no stage is to read it. */
  readonly aside: boolean;
  /** Folder of the manifest, relative to the root. */
  readonly folder: string;
  readonly files: readonly SourceFileDeclaration[];
}

export interface SourceFileDeclaration {
  /** Relative to the folder of the manifest, forward slashes. */
  readonly path: string;
  /** 64 lower-case hex digits, or "none" before the first `fetch --update`. */
  readonly sha256: string;
  readonly place: Place;
}

export interface StageDeclaration {
  readonly name: string;
  readonly about: string;
  /** A TypeScript module of the project, or a command. */
  readonly action: { readonly kind: 'module'; readonly module: string } | CommandDeclaration;
  /** Variables of the environment that the stage sees: SHA-256 of the value that each has now, null where it is not set. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** Dotted paths of the parameters that the stage may read. */
  readonly params: readonly string[];
  readonly each: Readonly<Record<string, readonly (number | string)[]>>;
  readonly inputs: ReadonlyMap<string, InputDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
  readonly resources: Resources;
  readonly timeoutMs: number | null;
  /** Further attempts after a failure. */
  readonly retry: number;
}

export interface CommandDeclaration {
  readonly kind: 'run';
  readonly command: string;
  /** Files, folders and patterns that the command is made of, relative to the root. */
  readonly code: readonly string[];
}

export type InputDeclaration =
  | { readonly kind: 'source'; readonly source: string; readonly optional: boolean }
  /** All sources of a kind. */
  | { readonly kind: 'sources'; readonly sourceKind: string }
  | { readonly kind: 'output'; readonly stage: string; readonly output: string };

export interface OutputDeclaration {
  /** File name; its ending chooses the format. */
  readonly file: string;
  readonly format: Format;
  readonly contract: string;
}

export type Format = 'parquet' | 'csv' | 'json';

export interface Resources {
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly gpu: number;
}

/** What every artifact of a kind must fulfil. `digest` covers what can change a result or a check, not titles. */
export type Contract = TableContract | DocumentContract;

export interface TableContract {
  readonly kind: 'table';
  readonly name: string;
  readonly title: string;
  readonly digest: string;
  readonly fields: readonly Field[];
  /** Fields that together identify a row. */
  readonly key: readonly string[];
  /** Fields that the rows are sorted by, strings by UTF-16 code units. */
  readonly sorted: readonly string[];
  readonly rows: { readonly minimum: number; readonly maximum: number | null };
  readonly checks: readonly Check[];
  /** Fields that say where each row comes from; null where the table does not tell. */
  readonly provenance: Provenance | null;
  /** What each row was computed from; empty where the table does not tell. */
  readonly derived: readonly Derivation[];
}

/** Names of the fields of a table that hold the provenance of its rows; source or file is always there. */
export interface Provenance {
  /** Id of a source in the manifest; missing or empty where no publisher gives the row. Without it, the source that has the file. */
  readonly source: string | null;
  /** File of the source, as the manifest names it. */
  readonly file: string | null;
  /** Line or record of the file, from 1; below 1 where it is not one row. */
  readonly row: string | null;
  /** Column or field of the file. */
  readonly column: string | null;
  /** What was done between the file and the row: operations separated by "; ". */
  readonly operation: string | null;
}

/** Something that each row of a table was computed from: rows of a table made upstream or by the same stage, or a source. */
export type Derivation = TableDerivation | SourceDerivation;

/** Which rows of another table a row was computed from. Without any condition it is the whole table. */
export interface TableDerivation {
  readonly kind: 'table';
  /** Contract of the other table. */
  readonly table: string;
  /** What these rows are, for readers. */
  readonly about: string;
  /** What it means that there is no such row, for readers. */
  readonly none: string | null;
  /** Field of the other table -> fields of this one; the other row holds the value of one of them. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Category of the other table -> strings; the other row holds one of them. */
  readonly only: Readonly<Record<string, readonly string[]>>;
  /** Rows come in the order of their distance from this row's value. */
  readonly nearest: FieldPair | null;
  /** Only the rows with the greatest value that is not above this row's, and with the least that is. */
  readonly around: FieldPair | null;
  /** The value of `field` in the other row lies from that of `from` up to, not including, that of `to` in this one. */
  readonly within: { readonly field: string; readonly from: string; readonly to: string } | null;
  /** The value of `field` in this row lies from that of `from` up to, not including, that of `to` in the other one. */
  readonly spanning: { readonly field: string; readonly from: string; readonly to: string } | null;
  /** Fields of the other table that readers are shown, in this order; null for all. */
  readonly show: readonly string[] | null;
}

/** Two fields of numbers that are compared: one of the other table, one of this. */
export interface FieldPair {
  readonly field: string;
  readonly to: string;
}

/** Files of a publisher, as a whole. */
export interface SourceDerivation {
  readonly kind: 'source';
  /** Id in the manifest. */
  readonly source: string;
  readonly about: string;
  readonly none: string | null;
}

export interface DocumentContract {
  readonly kind: 'document';
  readonly name: string;
  readonly title: string;
  readonly digest: string;
  /** JSON Schema of the document. */
  readonly schema: Json;
}

export type FieldType = 'int8' | 'int16' | 'int32' | 'uint8' | 'uint16' | 'uint32' | 'float32' | 'float64' | 'category';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly unit: string | null;
  readonly about: string | null;
  /** Whether values may be missing: NaN in float columns, code -1 in categories. Integers may never. */
  readonly missing: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Anchored regular expression for the strings of a category. */
  readonly pattern: string | null;
  /** The only strings allowed in a category. */
  readonly levels: readonly string[] | null;
  /** Every value must occur in this field of another table that the stage reads or writes. */
  readonly references: { readonly contract: string; readonly field: string } | null;
}

/** Statements about a whole row or table. */
export type Check =
  | { readonly kind: 'differ'; readonly fields: readonly string[] }
  | { readonly kind: 'ordered'; readonly fields: readonly string[] }
  | { readonly kind: 'zero_sum'; readonly field: string; readonly by: readonly string[]; readonly tolerance: number };

/** The expanded DAG: one instance for each stage and fan-out value. */
export interface Plan {
  readonly config: Config;
  /** In topological order; instances of one stage are adjacent. */
  readonly instances: readonly Instance[];
  readonly byId: ReadonlyMap<string, Instance>;
}

export interface Instance {
  /** `train[member=1]`, or just the stage's name where it has no fan-out. */
  readonly id: string;
  readonly stage: StageDeclaration;
  readonly each: Readonly<Record<string, number | string>>;
  /** Parameter subset: dotted path -> value. */
  readonly params: Readonly<Record<string, Json>>;
  readonly inputs: ReadonlyMap<string, InstanceInput>;
  /** Ids of the instances it reads from, without repeats, in plan order. */
  readonly needs: readonly string[];
}

export type InstanceInput =
  | { readonly kind: 'source'; readonly source: Source }
  /** All sources of a kind, by id. */
  | { readonly kind: 'sources'; readonly sources: readonly Source[] }
  /** An optional source that the manifest does not list. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'one'; readonly instance: string; readonly output: string }
  /** All instances of a fanned-out stage, in plan order. */
  | { readonly kind: 'gathered'; readonly instances: readonly string[]; readonly output: string };

/** Code of a stage as it will run. */
export interface StageCode {
  /** Module or command, as declared. */
  readonly name: string;
  /** SHA-256 of the canonical bundle (docs/promises.md 1.3), or of the command and the files that it declares. */
  readonly digest: string;
  /** The packages that it imports, and those that they import. */
  readonly packages: Readonly<Record<string, PackageContent>>;
  /** Raw digests of the project's files in the import closure, or of those that a command declares, by path relative to the root. */
  readonly files: Readonly<Record<string, string>>;
  /** Those of the files of a command that may be executed. */
  readonly executables: readonly string[];
}

/** Kinds of things that a result depends on. */
export type IngredientPart = 'code' | 'package' | 'environment' | 'parameter' | 'fan-out' | 'input' | 'contract' | 'encoder';

/** One thing that the result of an instance depends on. */
export interface Ingredient {
  readonly part: IngredientPart;
  readonly name: string;
  readonly value: Json;
}

/** What the tables of every stage are read and written with. */
export interface Encoder {
  readonly digest: string;
  readonly packages: Readonly<Record<string, PackageContent>>;
}

/** Version of a package, and SHA-256 of the files that are taken from it. */
export type PackageContent = readonly [version: string, content: string];
