import { type RawFile, refuseContent } from './rawFile.ts';
import { unzipped, zipNames } from './zip.ts';

/** Parts of archives that are no data: what macOS adds, and what the World Bank says of its countries and indicators. */
const BESIDE = /^__MACOSX\/|(^|\/)\.|(^|\/)Metadata_|\/$/;

/** A workbook is a ZIP archive too, and stays one. */
const WORKBOOK = 'xl/workbook.xml';

/**
 * Content of a ZIP archive with one file in it; the archive itself where it is a workbook. Refuses archives of several files, and
 * what `unzipped` refuses (E305).
 */
export function contentOfZip(file: RawFile, bytes: Uint8Array, maximum: number): Uint8Array {
  const names = zipNames(file, bytes).filter((name) => !BESIDE.test(name));
  if (names.includes(WORKBOOK)) return bytes;
  const [name] = names;
  if (name === undefined || names.length > 1) {
    return refuseContent(file, `is a ZIP archive of ${names.length} files (${names.slice(0, 5).join(', ')})`, {
      expected: 'one file in the archive',
      hint: 'Unpack it, and name the file that is meant in the manifest.',
    });
  }
  return unzipped(file, bytes, maximum, (each) => each === name).get(name)!;
}
