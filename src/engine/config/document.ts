import type { Format } from '../types.ts';

/** pipeline.yaml, as src/engine/config/schema/pipeline.schema.json lets it pass. */
export interface PipelineDocument {
  readonly name: string;
  readonly params?: string;
  readonly sources?: string;
  readonly stages: Readonly<Record<string, StageDocument>>;
}

export interface StageDocument {
  readonly about?: string;
  readonly module?: string;
  readonly run?: string;
  readonly code?: readonly string[];
  readonly environment?: readonly string[];
  readonly params?: readonly string[];
  readonly each?: Readonly<Record<string, string | number | readonly (string | number)[]>>;
  readonly inputs?: Readonly<Record<string, InputDocument>>;
  readonly outputs: Readonly<Record<string, OutputDocument>>;
  readonly resources?: { readonly cpu?: number; readonly memory?: string; readonly gpu?: number };
  readonly timeout?: string;
  readonly retry?: number;
}

export interface InputDocument {
  readonly source?: string;
  readonly sources?: string;
  readonly optional?: boolean;
  readonly stage?: string;
  readonly output?: string;
}

export interface OutputDocument {
  /** Ends in one of the formats. */
  readonly file: `${string}.${Format}`;
  readonly contract: string;
}
