import { gzipSync } from 'node:zlib';
import type { Random } from '../../src/numerics/random.ts';
import { type Cells, parseDelimited, writeDelimited } from './cells.ts';
import { cellsOfText, expectationOf } from './comparison.ts';
import { encoded, type Form, jsonText, TEXT_FORMS } from './forms.ts';
import { mutatedClassic, mutatedHdf5, packedGrid } from './gridMutations.ts';
import { hdf5Of } from './hdf5Bytes.ts';
import { cellsOfDocument, cellsOfJson, documentOfCells, mutatedDocument, mutatedJson } from './jsonMutations.ts';
import type { Expectation } from './judgement.ts';
import { Knowledge } from './knowledge.ts';
import { formulaInstead } from './misleading.ts';
import { mutatedPacking } from './packedMutations.ts';
import type { CaseForm } from './plan.ts';
import { mutatedCells, type Surroundings } from './tableMutations.ts';
import type { Target } from './targets.ts';
import { flipped, type MutatedBytes, mutatedText } from './textMutations.ts';
import { xzStored } from './xzStream.ts';

/** One mutated file and what must come of it. */
export interface Case {
  readonly mutation: string;
  readonly content: Uint8Array;
  readonly expected: Expectation;
}

/** A file in one form, of which cases are made. */
export interface Subject {
  readonly known: Knowledge;
  /** The file without mutation in this form: it must give the same table. */
  readonly untouched: Uint8Array;
  make(random: Random): Promise<Case>;
}

/** Lists of this project, which may name nothing. */
const LISTS = ['free-movement', 'successions', 'stock-corrections'];

/** A table in a form of tables: its cells change, or the text or bytes that hold them. */
export async function tableSubject(known: Knowledge, form: Form, foreign: Surroundings['foreign']): Promise<Subject> {
  const ragged = TEXT_FORMS.includes(form);
  const untouched = await encoded(form, known.cells);
  const text = form === 'json' ? jsonText(known.cells) : writeDelimited({ delimiter: form === 'tsv' ? '\t' : ',', cells: known.cells });
  const make = async (random: Random): Promise<Case> => {
    if (random.uniform() < 0.55) {
      const { mutation, cells, expected } = await mutatedCells(known, { random, foreign, ragged, trims: form === 'workbook' });
      return { mutation, content: await encoded(form, cells), expected };
    }
    if (form === 'csv' || form === 'tsv') return compared(mutatedText(text, random), known, cellsOfText);
    if (form === 'json') return compared(mutatedJson(text, random), known, (content) => cellsOfJson(content, known));
    if (form === 'parquet') return mutatedParquet(untouched, random);
    const formula = form === 'workbook' && random.uniform() < 0.3 ? formulaInstead(untouched, random) : null;
    return compared(formula ?? mutatedPacking(form, untouched, text, random), known, cellsOfText);
  };
  return { known, untouched, make };
}

/** A document of objects of objects, as it is or packed. */
export async function documentSubject(target: Target, form: CaseForm): Promise<Subject> {
  const known = await knowledgeOf(target);
  const text = Buffer.from(target.content).toString('utf8');
  const untouched = form === 'gzip' ? gzipSync(text) : form === 'xz' ? xzStored(Buffer.from(text)) : target.content;
  const make = async (random: Random): Promise<Case> => {
    if (form !== 'document') return compared(mutatedPacking(form, untouched, text, random), known, cellsOfDocument);
    const mutated = random.uniform() < 0.5 ? await mutatedDocument(known, random) : mutatedJson(text, random);
    const made = await compared(mutated, known, cellsOfDocument);
    // A value of a document is named by its path, which the cells do not know.
    const { expected } = made;
    return expected.result === 'refused' && expected.row !== undefined
      ? { ...made, expected: { result: 'refused', row: expected.row } }
      : made;
  };
  return { known, untouched, make };
}

/** A grid in NetCDF classic or NetCDF-4. */
export async function gridSubject(target: Target, form: CaseForm): Promise<Subject> {
  const known = await Knowledge.of([[]], () => target.read(target.content));
  const untouched = form === 'hdf5' ? await hdf5Of(target.content) : target.content;
  const mutate = form === 'hdf5' ? mutatedHdf5 : mutatedClassic;
  const make = async (random: Random): Promise<Case> => {
    const other = random.fork('packed');
    const packed = other.uniform() < 0.2 ? await packedGrid(target.content, form, other) : null;
    return compared(packed ?? mutate(untouched, random), known, () => null);
  };
  return { known, untouched, make };
}

/** What the reader makes of a table or document, learned in its plainest form. */
export function knowledgeOf(target: Target): Promise<Knowledge> {
  if (target.kind === 'document') {
    return Knowledge.of(cellsOfDocument(target.content)!, (cells, quarantine) => target.read(documentOfCells(cells), quarantine));
  }
  const { delimiter, cells } = parseDelimited(Buffer.from(target.content).toString('utf8'))!;
  const read = (each: Cells, quarantine?: boolean) => target.read(Buffer.from(writeDelimited({ delimiter, cells: each })), quarantine);
  return Knowledge.of(cells, read, LISTS.includes(target.source));
}

/** Pages of Parquet need no checksum, so that a changed byte of them may be another value. */
function mutatedParquet(bytes: Uint8Array, random: Random): Case {
  const length = random.integer(bytes.length);
  if (random.uniform() < 0.2) {
    return {
      mutation: `cut after ${length} of ${bytes.length} bytes`,
      content: bytes.subarray(0, length),
      expected: { result: 'refused' },
    };
  }
  // The last bytes are the footer, in which the lengths, offsets and types stand.
  const footer = Math.max(0, bytes.length - 8 - new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true));
  const from = random.uniform() < 0.6 ? footer : 0;
  const mutated = flipped(bytes.subarray(from), random);
  const content = Buffer.concat([bytes.subarray(0, from), mutated.content]);
  return { mutation: `${mutated.mutation} from byte ${from}`, content, expected: { result: 'unguarded' } };
}

/** A case of mutated bytes: what must come of them, where it is open, follows from the cells that they hold now. */
async function compared(mutated: MutatedBytes, known: Knowledge, cellsOf: (content: Uint8Array) => Cells | null): Promise<Case> {
  return { ...mutated, expected: mutated.expected ?? (await expectationOf(known, cellsOf(mutated.content))) };
}
