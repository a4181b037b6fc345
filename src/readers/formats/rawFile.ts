import { refuse } from '../../diagnostics/diagnostic.ts';

/** A raw file of a source: `name` is what a message shows (relative to the manifest), `path` is what is opened. */
export interface RawFile {
  readonly name: string;
  readonly path: string;
}

/** The files of one source of the manifest. */
export interface RawSource {
  readonly id: string;
  readonly files: readonly RawFile[];
}

/** Endings of names that hold a table; what a file is, its first bytes tell. */
const TABLE_ENDINGS = ['csv', 'tsv', 'txt', 'json', 'xlsx', 'parquet'];
const GRID_ENDINGS = ['nc', 'nc4', 'h5', 'hdf5'];

const FETCH_AGAIN = 'Fetch the file again (`pipeline fetch`), or take it from its publisher anew.';

/** Hint for a file that was checked to be whole: its content is another than the reader's. */
export const OTHER_FILE = 'See whether the manifest names the right file, in the layout that docs/data.md describes.';

/** The file of a source that has exactly one. Refuses none or several (E301). */
export function onlyFile(source: RawSource): RawFile {
  const [file] = source.files;
  if (file && source.files.length === 1) return file;
  return refuse('E301', `source "${source.id}" needs exactly one file, the manifest names ${source.files.length}`, {
    hint: `Name one file under "${source.id}" in the manifest of sources.`,
  });
}

/** The table of a source with this base name, in any form: births.txt, births.csv.gz, births.parquet. Refuses a source without it (E301). */
export function tableNamed(source: RawSource, stem: string): RawFile {
  return fileNamed(source, stem, TABLE_ENDINGS);
}

/** The grid of a source with this base name, such as GDP_data.nc. Refuses a source without it (E301). */
export function gridNamed(source: RawSource, stem: string): RawFile {
  return fileNamed(source, stem, GRID_ENDINGS);
}

function fileNamed(source: RawSource, stem: string, endings: readonly string[]): RawFile {
  const names = endings.map((ending) => `${stem}.${ending}`);
  const file = source.files.find(({ name }) => names.includes(baseNameOf(name).replace(/\.(gz|xz|zip)$/, '')));
  if (file) return file;
  return refuse('E301', `source "${source.id}" lacks the file ${stem}`, {
    expected: `one of ${names.join(', ')}, plain or packed (.gz, .xz, .zip), among: ${source.files.map(({ name }) => name).join(', ') || 'no files'}`,
    hint: `Add it under "${source.id}" in the manifest of sources.`,
  });
}

/** Last part of a manifest path, which always has forward slashes. */
export function baseNameOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Refuses a file that is damaged or breaks off, so that another copy may help (E305): `problem` continues "the file ...". */
export function refuseBroken(file: RawFile, problem: string, expected?: string): never {
  return refuseContent(file, problem, { hint: FETCH_AGAIN, ...(expected === undefined ? {} : { expected }) });
}

/** What a whole file should hold in the place of what it holds, and what its user can do. */
export interface Remedy {
  readonly expected?: string;
  readonly hint: string;
}

/** Refuses a file that is whole, but not what its reader understands (E305): `problem` continues "the file ...". */
export function refuseContent(file: RawFile, problem: string, remedy: Remedy): never {
  return refuse('E305', `the file ${problem}`, { place: { file: file.name }, ...remedy });
}
