import { refuse } from '../diagnostics/diagnostic.ts';
import { type RawFile, readText, refuseBroken } from './rawFile.ts';

/** Document of a JSON file, plain or gzip. Refuses what is not JSON (E305) and what `readText` refuses. */
export function readJson(file: RawFile): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuseBroken(file, `is not valid JSON (${(error as Error).message})`, 'a complete JSON document');
  }
}

/** Members of a JSON object, in the order of the file. `path` names the object in the refusal (E303) of anything else. */
export function membersOf(file: RawFile, value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  return refuseValue(file, path, value, 'an object');
}

/** A finite number at `path` of a JSON document; refuses anything else (E303). */
export function numberAt(file: RawFile, value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : refuseValue(file, path, value, 'a number');
}

/** Refuses the value at `path` (E303). */
export function refuseValue(file: RawFile, path: string, value: unknown, expected: string): never {
  const text = JSON.stringify(value) ?? 'undefined';
  return refuse('E303', `${file.name}: ${path || 'the document'} is ${text.length > 40 ? `${text.slice(0, 40)} ...` : text}`, {
    place: path ? { file: file.name, field: path } : { file: file.name },
    expected,
    hint: 'Correct the value, or take the file from its publisher again (`pipeline fetch`).',
  });
}
