import { chmodSync, constants, copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { hashFile } from '../store/statMemo.ts';
import type { ActionCodeFile, ActionFile, ActionInput, ActionSource } from './actionFile.ts';

/** The private folder that a command runs in, and the words that name its inputs. */
export interface WorkFolder {
  readonly path: string;
  /** Paths of the files of each input, by its name. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
}

/**
 * Makes the folder that a command runs in. It holds the files that the command declares, and those of its sources, at the places that
 * they have in the project, and nothing else; artifacts lie beside it. All are copies: a command may write to what it is given, as
 * root also to what is read-only.
 */
export function makeWorkFolder(action: ActionFile, code: readonly ActionCodeFile[]): WorkFolder {
  const path = join(action.attempt, 'work');
  mkdirSync(path, { recursive: true });
  for (const file of code) {
    const copy = join(path, file.name);
    copyTo(file.path, copy);
    chmodSync(copy, file.executable ? 0o755 : 0o644);
  }
  const inputs = Object.entries(action.inputs).map(([name, input]) => [name, filesOf(action, path, name, input)] as const);
  return { path, inputs: new Map(inputs) };
}

/** Objects of the store have no ending, which programs go by: they get a readable name. */
function filesOf(action: ActionFile, work: string, name: string, input: ActionInput): readonly string[] {
  const artifact = (file: string, object: string): string => {
    const copy = join(action.attempt, 'in', file);
    copyTo(object, copy);
    return copy;
  };
  switch (input.kind) {
    case 'absent':
      return [];
    case 'source':
      return sourceFiles(action, work, input);
    case 'sources':
      return input.sources.flatMap((source) => sourceFiles(action, work, source));
    case 'one':
      return [artifact(`${name}.${input.artifact.format}`, input.artifact.path)];
    case 'gathered':
      return input.parts.map((part, position) => artifact(`${name}-${position + 1}.${part.artifact.format}`, part.artifact.path));
  }
}

/** Files of a source at the places that they have in the project. */
function sourceFiles(action: ActionFile, work: string, { files }: ActionSource): readonly string[] {
  return files.map(({ path, sha256 }) => {
    const copy = join(work, relative(action.root, path));
    copyTo(path, copy);
    if (hashFile(copy) === sha256) return copy;
    return refuse('E306', `${relative(action.root, path)} changed before stage ${action.stage} could read it; nothing was recorded`, {
      hint: 'run again when nobody writes to it',
    });
  });
}

function copyTo(file: string, copy: string): void {
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(file, copy, constants.COPYFILE_FICLONE);
}
