import { canonicalJson, sha256Hex } from '../digest.ts';
import type { Check, Contract, DocumentContract, Field, FieldType, Json, Provenance, TableContract } from '../types.ts';
import { type DerivationDocument, readDerivation } from './derivations.ts';

/** A contract file after the YAML parser, as src/engine/config/schema/contract.schema.json has let it pass. */
interface TableDocument {
  readonly kind: 'table';
  readonly title: string;
  readonly fields: readonly FieldDocument[];
  readonly key?: readonly string[];
  readonly sorted?: readonly string[];
  readonly rows?: { readonly minimum?: number; readonly maximum?: number };
  readonly checks?: readonly CheckDocument[];
  readonly provenance?: ProvenanceDocument;
  readonly derived?: readonly DerivationDocument[];
}

interface FieldDocument {
  readonly name: string;
  readonly type: FieldType;
  readonly unit?: string;
  readonly about?: string;
  readonly missing?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly levels?: readonly string[];
  /** `contract.field`. */
  readonly references?: string;
}

interface CheckDocument {
  readonly differ?: readonly string[];
  readonly ordered?: readonly string[];
  readonly zero_sum?: { readonly field: string; readonly by: readonly string[]; readonly tolerance: number };
}

interface ProvenanceDocument {
  readonly source?: string;
  readonly file?: string;
  readonly row?: string;
  readonly column?: string;
  readonly operation?: string;
}

interface DocumentDocument {
  readonly kind: 'document';
  readonly title: string;
  readonly schema: Json;
}

/**
 * A contract from its YAML form with all defaults filled in. `document` must fit src/engine/config/schema/contract.schema.json;
 * what a schema cannot say is found by `contractProblems`.
 */
export function readContract(name: string, document: Json): Contract {
  const source = document as unknown as TableDocument | DocumentDocument;
  return source.kind === 'document' ? readDocument(name, source) : readTable(name, source);
}

function readDocument(name: string, source: DocumentDocument): DocumentContract {
  const digest = digestOf({ kind: 'document', schema: source.schema });
  return { kind: 'document', name, title: source.title, digest, schema: source.schema };
}

function readTable(name: string, source: TableDocument): TableContract {
  const content = {
    kind: 'table',
    fields: source.fields.map(readField),
    key: source.key ?? [],
    sorted: source.sorted ?? [],
    rows: { minimum: source.rows?.minimum ?? 0, maximum: source.rows?.maximum ?? null },
    checks: (source.checks ?? []).map(readCheck),
  } as const;
  const fields = content.fields.map(({ unit: _unit, about: _about, ...constraint }) => constraint);
  const provenance = source.provenance === undefined ? null : readProvenance(source.provenance);
  const derived = (source.derived ?? []).map(readDerivation);
  return { ...content, name, title: source.title, digest: digestOf({ ...content, fields }), provenance, derived };
}

/** Covers what can change a result or a check; words for people and the roles of fields do not make an artifact out of date. */
function digestOf(content: unknown): string {
  return sha256Hex(canonicalJson(content as Json));
}

function readField(source: FieldDocument): Field {
  return {
    name: source.name,
    type: source.type,
    unit: source.unit ?? null,
    about: source.about ?? null,
    missing: source.missing ?? false,
    minimum: source.minimum ?? null,
    maximum: source.maximum ?? null,
    pattern: source.pattern ?? null,
    levels: source.levels ?? null,
    references: source.references === undefined ? null : readReference(source.references),
  };
}

function readReference(text: string): { readonly contract: string; readonly field: string } {
  const [contract = '', field = ''] = text.split('.');
  return { contract, field };
}

function readProvenance(source: ProvenanceDocument): Provenance {
  const { file = null, row = null, column = null, operation = null } = source;
  return { source: source.source ?? null, file, row, column, operation };
}

function readCheck(source: CheckDocument): Check {
  if (source.differ) return { kind: 'differ', fields: source.differ };
  if (source.ordered) return { kind: 'ordered', fields: source.ordered };
  if (source.zero_sum) return { kind: 'zero_sum', ...source.zero_sum };
  throw new RangeError('a check must be one of differ, ordered and zero_sum; the contract was not checked against its schema');
}
