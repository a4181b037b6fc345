import { join, relative, sep } from 'node:path';
import type { AnySchemaObject } from 'ajv';
import { PipelineError } from '../../diagnostics/diagnostic.ts';
import { canonicalJson, sha256Hex } from '../digest.ts';
import type { Json } from '../types.ts';
import { readRegular } from './reading/files.ts';
import type { LazyMark } from './reading/sourceText.ts';
import { knownYaml, readYaml, type YamlFile } from './reading/yaml.ts';
import { schemaProblems } from './schema/schema.ts';

/**
 * Values of configuration files that were read and found valid before, by a digest of the file and of all that it was checked
 * against. Parsing and validating this project cold takes longer than a run with nothing to do may (docs/promises.md 2.3).
 * Losing the memo costs time, nothing else.
 */
export interface DocumentMemo {
  get(digest: string): Json | undefined;
  set(digest: string, value: Json): void;
}

/** Raise it when the rules of reading or of checking contracts change. */
const RULES = 1;

/** Reads the YAML files of one project, each once, against their JSON Schemas. */
export class Documents {
  readonly root: string;
  readonly #cwd: string;
  readonly #memo: DocumentMemo;
  readonly #schemaDigests = new Map<AnySchemaObject | null, string>([[null, 'no schema']]);

  /** `root` and `cwd` are absolute. */
  constructor(root: string, cwd: string, memo: DocumentMemo) {
    this.root = root;
    this.#cwd = cwd;
    this.#memo = memo;
  }

  /** A file as messages name it: relative to where the user stands. */
  nameOf(path: string): string {
    return relative(this.#cwd, join(this.root, path)).split(sep).join('/');
  }

  /**
   * Reads a file and checks it against a schema, if there is one. `path` is relative to the root. Throws a PipelineError of E201
   * if there is no such file (at `mark`, where it is named), of E202 if it is no YAML, of E203 if it does not fit.
   */
  async read(path: string, schema: AnySchemaObject | null, mark: LazyMark = () => ({})): Promise<YamlFile> {
    const name = this.nameOf(path);
    const bytes = readRegular(join(this.root, path), name, mark);
    const digest = this.digestOf(schema, sha256Hex(bytes));
    const known = this.#memo.get(digest);
    if (known !== undefined) return knownYaml(name, bytes, known);
    const file = readYaml(name, bytes);
    if (schema !== null) {
      const problems = await schemaProblems(schema, file.value, (pointer, part) => file.markOf(pointer, part));
      if (problems.length > 0) throw new PipelineError(problems);
    }
    this.#memo.set(digest, file.value);
    return file;
  }

  /** Runs a check that throws what it finds, unless the same content has passed it before. `content` must hold all that it looks at. */
  async once(schema: AnySchemaObject | null, content: Json, check: () => Promise<void>): Promise<void> {
    const digest = this.digestOf(schema, canonicalJson(content));
    if (this.#memo.get(digest) !== undefined) return;
    await check();
    this.#memo.set(digest, true);
  }

  /** Digest of some content together with the rules that it was checked by. */
  digestOf(schema: AnySchemaObject | null, content: string): string {
    let rules = this.#schemaDigests.get(schema);
    if (rules === undefined) {
      rules = canonicalJson(schema as Json);
      this.#schemaDigests.set(schema, rules);
    }
    return sha256Hex(JSON.stringify(['document', RULES, rules, content]));
  }
}
