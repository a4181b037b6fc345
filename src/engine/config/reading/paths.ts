/** Longest path, and longest name in it, that every file system takes. */
const LONGEST_PATH = 1024;
const LONGEST_NAME = 255;

/** What E206 expects of a path. */
export const ALLOWED_PATH = 'a relative path inside the project, with forward slashes and without ".."';

/**
 * Why a path of a configuration file is refused, as the end of a sentence that begins with the path; null if it is fine.
 * Allowed is the one spelling of a place below the folder of the file, the same on every system (docs/promises.md 9.2).
 */
export function pathProblem(path: string): string | null {
  if (path === '') return 'is empty';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'holds a control character';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/')) return 'is absolute';
  if (/^[A-Za-z]:/.test(path)) return 'begins with a drive letter';
  if (path.startsWith('~')) return 'begins with "~"';
  if (path !== path.normalize('NFC')) return 'is not in Unicode normal form C';
  if (path.length > LONGEST_PATH) return `is longer than ${LONGEST_PATH} characters`;
  for (const name of path.split('/')) {
    const problem = nameProblem(name);
    if (problem !== null) return problem;
  }
  return null;
}

function nameProblem(name: string): string | null {
  if (name === '') return 'has an empty part';
  if (name === '..') return 'leaves its folder by ".."';
  if (name === '.') return 'has a part "."';
  if (/[. ]$/.test(name)) return 'has a part that ends in a dot or a blank';
  return Buffer.byteLength(name) > LONGEST_NAME ? `has a part longer than ${LONGEST_NAME} bytes` : null;
}

/** Whether a text of the parameters names a place of one machine: such a value would make every key differ elsewhere. */
export function isMachinePath(text: string): boolean {
  return /^(\/[^/\s]|~[/\\]|[A-Za-z]:[\\/]|\\\\|file:\/)/.test(text);
}
