import type { Contract, Format, Ingredient, Instance, Json, OutputDeclaration } from '../types.ts';

/** All that the worker needs to run one action; it never reads the project's configuration. */
export interface ActionFile {
  readonly key: string;
  readonly instance: string;
  readonly stage: string;
  /** Absolute folder of the project. */
  readonly root: string;
  readonly attempt: string;
  readonly scratch: string;
  readonly backend: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly code:
    | { readonly kind: 'bundle'; readonly path: string; readonly digest: string }
    | { readonly kind: 'command'; readonly command: string; readonly files: readonly ActionCodeFile[] };
  /** Names of the variables of the environment that the stage sees beside those of every stage. */
  readonly environment: readonly string[];
  /** Dotted path -> value. */
  readonly params: Readonly<Record<string, Json>>;
  readonly each: Readonly<Record<string, number | string>>;
  readonly inputs: Readonly<Record<string, ActionInput>>;
  readonly outputs: Readonly<Record<string, OutputDeclaration>>;
  readonly contracts: Readonly<Record<string, Contract>>;
  readonly ingredients: readonly Ingredient[];
  readonly codeFiles: Readonly<Record<string, string>>;
  /** Digest of the table encoder in the key; the worker refuses to run with another one. */
  readonly encoder: string;
  /** Whether an existing record of the key is to be replaced. */
  readonly replace: boolean;
}

/** A file that a command is made of. */
export interface ActionCodeFile {
  /** Relative to the folder that the command runs in, as it is to the project. */
  readonly name: string;
  /** Copy in the store. */
  readonly path: string;
  readonly digest: string;
  readonly executable: boolean;
}

export type ActionInput =
  | ({ readonly kind: 'source' } & ActionSource)
  | { readonly kind: 'sources'; readonly sources: readonly (ActionSource & { readonly reading: Json })[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'one'; readonly artifact: Artifact }
  | { readonly kind: 'gathered'; readonly parts: readonly { readonly each: Instance['each']; readonly artifact: Artifact }[] };

export interface ActionSource {
  readonly id: string;
  readonly files: readonly { readonly name: string; readonly path: string; readonly sha256: string }[];
}

export interface Artifact {
  readonly digest: string;
  readonly path: string;
  readonly format: Format;
  readonly contract: string;
}
